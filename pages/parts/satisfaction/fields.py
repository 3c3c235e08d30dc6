"""The fields in which staff enter what a customer said, as the customer would have."""

import streamlit as st

from core.satisfaction.rules import Kind
from core.satisfaction.templates.rules import Draft, Question
from pages.parts.draft import Form
from pages.parts.words import content, plain, t


def draw(form: Form, draft: Draft, key: str) -> dict[str, str]:
    """One field a question; returns what is in them, by question code."""
    return {one.code: _field(form, one, f"{key}:{one.code}") for one in draft.questions}


def _field(form: Form, one: Question, key: str) -> str:
    label = content(one.text) + ("" if one.required else f" ({plain('optional')})")
    if one.kind is Kind.TEXT:
        return str(st.text_area(label, height=100, **form.field(key, "")))
    options = [str(place) for place in range(len(one.options))] if one.kind is Kind.CHOICE else [str(value) for value in one.kind.values]
    ends = {options[0]: plain("very dissatisfied"), options[-1]: plain("very satisfied")} if one.kind is Kind.CSAT else {}
    chosen = st.segmented_control(
        label, options, format_func=lambda value: content(one.options[int(value)].text) if one.kind is Kind.CHOICE else f"{value} {ends.get(value, '')}".strip(), **form.field(key, None, [None, *options]),
    )  # fmt: skip
    return "" if chosen is None else str(chosen)


def caption() -> None:
    """Whose words these are."""
    st.caption(t("Enter what the customer said, not what you think. It is marked as entered by you."))
