"""The fields of a line: what must stand, who sees to it, until when; of people also by what they are qualified."""

import streamlit as st

from core.service.preparation import rules
from core.service.preparation.rules import Kind, Line
from core.words import N_
from pages.parts.draft import Form
from pages.parts.words import content, plain, t


def person(form: Form, key: str, label: str, team: dict[int, dict[str, str]], present: int | None = None) -> int | None:
    """Somebody of the team, or nobody yet."""
    codes = [0, *team]
    first = present if present in team else 0
    return st.selectbox(t(label), codes, format_func=lambda one: content(team[one]) if one else plain("Nobody yet"), **form.field(key, first, codes)) or None


def line(form: Form, key: str, present: Line, team: dict[int, dict[str, str]]) -> Line:
    """All of them, holding `present` at first."""
    kinds = [one.value for one in Kind]
    kind = Kind(st.pills(t("Kind"), kinds, format_func=lambda one: t(Kind(one).label), required=True, **form.field(f"{key}:kind", present.kind.value, kinds)))
    text = st.text_input(t("What must stand"), max_chars=rules.TEXT_LIMIT, **form.field(f"{key}:text", present.text))
    left, right = st.columns(2)
    with left:
        responsible = person(form, f"{key}:responsible", N_("Responsible"), team, present.responsible_id)
    due_on = right.date_input(t("Due"), **form.field(f"{key}:due", present.due_on))
    if kind is not Kind.STAFF:
        return Line(kind, text, responsible, due_on)
    left, middle, right = st.columns(3)
    with left:
        qualified = person(form, f"{key}:person", N_("Who is qualified"), team, present.person_id)
    qualification = middle.text_input(t("Qualification or training"), max_chars=rules.QUALIFICATION_LIMIT, **form.field(f"{key}:qualification", present.qualification))
    until = right.date_input(t("Valid until"), help=t("Empty: it does not run out."), **form.field(f"{key}:until", present.valid_until))
    return Line(kind, text, responsible, due_on, qualified, qualification, until)
