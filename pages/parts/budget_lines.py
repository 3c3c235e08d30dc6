"""The form of a budget: every line of the reference table with its amount and what it is for, the sum below. For applications, charters and budgets alike."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Protocol, TypeVar

import streamlit as st

from core.cost.rules import AMOUNT_LIMIT
from core.reference.rules import Table
from pages.parts.draft import Form
from pages.parts.words import c, plain, t

LARGEST = float(AMOUNT_LIMIT) - 1
REMARK_LIMIT = 200


class Line(Protocol):
    """What is planned on a line, whatever room it is of."""

    @property
    def line(self) -> str: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def remark(self) -> str: ...


Kind = TypeVar("Kind", bound=Line)


def fields(form: Form, key: str, lines: Table, present: Iterable[Kind], make: Callable[[str, Decimal, str], Kind], written: Callable[[Decimal], str]) -> tuple[Kind, ...]:
    """The lines as they are typed. A retired line is offered where something stands on it; `written` says an amount as the page does."""
    known, found = {one.line: one for one in present}, []
    for entry in (entry for entry in lines.entries if not entry.retired or entry.code in known):
        one = known.get(entry.code)
        left, right = st.columns([1, 2], vertical_alignment="bottom", gap="small")
        amount = left.number_input(
            c(entry.name), min_value=0.0, max_value=LARGEST, step=1000.0, format="%.2f", value=None, placeholder="0.00",
            **form.field(f"{key}:amount:{entry.code}", float(one.amount) if one and one.amount else None),
        )  # fmt: skip
        remark = right.text_input(
            t("What for"), **form.field(f"{key}:remark:{entry.code}", one.remark if one else ""), max_chars=REMARK_LIMIT, label_visibility="collapsed",
            placeholder=plain("What for, e.g. four people for six months"),
        )  # fmt: skip
        found.append(make(entry.code, Decimal(str(amount or 0)).quantize(Decimal("0.01")), remark))
    st.markdown(t("Sum of the budget: **{amount}**", amount=written(sum((one.amount for one in found), Decimal(0)))))
    return tuple(found)
