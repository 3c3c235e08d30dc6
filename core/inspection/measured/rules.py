"""What a measured item knows on a sheet, which reasons it takes besides the checklist's, and what refuses. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from core.errors import Refusal
from core.metrics.rules import Measured, Period
from core.words import N_

NOT_COMPUTABLE, CONTESTED = "not_computable", "fact_contested"
"""Reasons of every measured item why it is not scored; kept like those of the checklist."""
REASONS: Mapping[str, Mapping[str, str]] = {
    NOT_COMPUTABLE: {"en": "The measure cannot be computed", "zh_Hans": "该口径无法计算", "zh_Hant": "該衡量指標無法計算"},
    CONTESTED: {"en": "The measured fact is contested (say why in the note)", "zh_Hans": "对实测事实有异议（请在说明中写明）", "zh_Hant": "對實測事實有異議（請在說明中寫明）"},
}


class FactMoved(Refusal):
    message = N_("The measured value has changed to {value} in the meantime. Look at it and take it over again.")


class FactUnknown(Refusal):
    message = N_("The measure cannot be computed at the moment, so there is no value to take over. Choose that as the reason why the item does not apply.")


class FactKnown(Refusal):
    message = N_("The measure can be computed: take its value over, or contest it with a note.")


@dataclass(frozen=True)
class Fact:
    """What is measured now of a sheet's project in the round's period."""

    figure: Measured
    period: Period
    at: datetime
    wider: bool = False
    """What is inspected is only part of the project that it tells of: a person, a team, a record."""


@dataclass(frozen=True)
class Taken:
    """The frozen copy that an answer keeps of the fact it took over: the score can be told from it for ever."""

    measure: str
    value: Decimal
    n: int
    low: Decimal | None
    high: Decimal | None
    first: date
    last: date
    at: datetime

    def moved(self, fact: Fact | None) -> bool:
        """Whether the same measure says something else by now."""
        return fact is not None and (fact.figure.value, fact.figure.n) != (self.value, self.n)


def frozen(fact: Fact) -> dict[str, Any]:
    """`fact`, which has a value, as it is kept with an answer."""
    one = fact.figure
    return {
        "measure": one.measure, "value": str(one.value), "n": one.n, "low": None if one.low is None else str(one.low),
        "high": None if one.high is None else str(one.high), "first": fact.period.first.isoformat(), "last": fact.period.last.isoformat(),
        "at": fact.at.isoformat(timespec="seconds"),
    }  # fmt: skip


def taken(kept: Mapping[str, Any] | None) -> Taken | None:
    """What an answer keeps, read back; None of an ordinary answer."""
    if not kept:
        return None
    low, high = (None if kept[end] is None else Decimal(kept[end]) for end in ("low", "high"))
    days = (date.fromisoformat(kept[end]) for end in ("first", "last"))
    return Taken(kept["measure"], Decimal(kept["value"]), kept["n"], low, high, *days, datetime.fromisoformat(kept["at"]))


class Coded(Protocol):
    @property
    def code(self) -> str: ...


Reason = TypeVar("Reason", bound=Coded)


def reasons_for(reasons: Sequence[Reason], *, measured: bool, fact: Fact | None = None) -> tuple[Reason, ...]:
    """Which of a checklist's `reasons` an item takes: a measured one also that it cannot be computed, or that its fact is contested."""
    known = fact is not None and fact.figure.value is not None
    unfit = {NOT_COMPUTABLE, CONTESTED} if not measured else {NOT_COMPUTABLE} if known else {CONTESTED} if fact is not None else set()
    return tuple(one for one in reasons if one.code not in unfit)
