"""The closing scorecard: figures with what they are made of, and a reason where there is none. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.words import N_


class Figure(StrEnum):
    COMPLETION = "completion"
    SATISFACTION = "satisfaction"
    BUDGET = "budget"
    HOURS = "hours"

    @property
    def label(self) -> str:
        return {Figure.COMPLETION: N_("Completion"), Figure.SATISFACTION: N_("Customer satisfaction"), Figure.BUDGET: N_("Budget used"), Figure.HOURS: N_("Hours used")}[self]

    @property
    def formula(self) -> str:
        return {
            Figure.COMPLETION: N_("Percent done of all tasks that count, weighted by their duration."),
            Figure.SATISFACTION: N_("Answers of four or five points to the overall question, divided by all answers to it."),
            Figure.BUDGET: N_("Spent, divided by the budget in force."),
            Figure.HOURS: N_("Hours worked, divided by the planned work of all tasks that count."),
        }[self]


@dataclass(frozen=True)
class Scored:
    """A figure in percent. `n`: how many records are behind it; `part` of `whole`: what it is made of, in their unit."""

    figure: Figure
    percent: Decimal | None
    n: int
    part: Decimal | None = None
    whole: Decimal | None = None
    why: str = ""
    """A whole sentence why there is none."""
    least: int = 0


NO_TASKS = N_("No task is planned.")
NO_BUDGET = N_("No budget is in force.")
NO_HOURS = N_("No hours were entered.")
NO_WORK = N_("No work is planned, so the hours have nothing to be compared with.")


def share(figure: Figure, part: Decimal | int, whole: Decimal | int | None, n: int, why: str = "") -> Scored:
    """`part` of `whole` in percent, to a tenth; undefined where `why` says so or there is no whole."""
    if why or not whole:
        return Scored(figure, None, n, Decimal(part), None if whole is None else Decimal(whole), why)
    return Scored(figure, round(Decimal(part) * 100 / Decimal(whole), 1), n, Decimal(part), Decimal(whole))


def kept(ones: tuple[Scored, ...]) -> dict[str, Any]:
    """As the database keeps it."""
    def text(value: Decimal | None) -> str | None:
        return None if value is None else format(value, "f")

    return {one.figure.value: {"percent": text(one.percent), "n": one.n, "part": text(one.part), "whole": text(one.whole), "why": one.why, "least": one.least} for one in ones}


def of_kept(told: Mapping[str, Any]) -> tuple[Scored, ...]:
    """The figures behind their JSON."""
    def number(value: str | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    return tuple(
        Scored(one, number(told[one]["percent"]), told[one]["n"], number(told[one]["part"]), number(told[one]["whole"]), told[one]["why"], told[one]["least"]) for one in Figure if one in told
    )
