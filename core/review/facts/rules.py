"""A fact of a review: a figure with n and why it is not there, who may see it, and where its records stand. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import TypeAdapter

from core.words import N_

BY_MEASURE = (
    "check.passed", "nonconformity.in_time", "nonconformity.came_back", "followup.in_time", "satisfaction.score", "satisfaction.satisfied", "satisfaction.low",
    "service.acknowledged", "service.responded", "service.resolved", "service.recurred", "service.complaints",
)  # fmt: skip
"""Measures of the registry that every review is filled with."""
NO_PLAN = N_("The project has no plan.")
NO_BASELINE = N_("The plan has no baseline to compare with.")
NO_BUDGET = N_("No budget is in force.")
NO_RISKS = N_("No risk of the project was registered.")
NOTHING_MET = N_("Nothing of what was registered happened.")
NO_SHEETS = N_("No inspection result was released.")


class Chapter(StrEnum):
    TIME = "time"
    COST = "cost"
    QUALITY = "quality"
    SATISFACTION = "satisfaction"
    CLOCKS = "clocks"
    INSPECTION = "inspection"
    RISK = "risk"

    @property
    def label(self) -> str:
        return {
            Chapter.TIME: N_("Time"), Chapter.COST: N_("Cost"), Chapter.QUALITY: N_("Quality"), Chapter.SATISFACTION: N_("Satisfaction"), Chapter.CLOCKS: N_("Service clocks"),
            Chapter.INSPECTION: N_("Inspection"), Chapter.RISK: N_("Risk"),
        }[self]  # fmt: skip


class Unit(StrEnum):
    PERCENT = "percent"
    DAYS = "days"
    HOURS = "hours"
    MONEY = "money"
    TIMES = "times"
    POINTS = "points"


@dataclass(frozen=True)
class Fact:
    """A figure as it was at a moment. `label` is a message; `page` and `query` lead to the records."""

    code: str
    chapter: Chapter
    label: str
    value: Decimal | None
    unit: Unit
    n: int = 0
    why: str = ""
    why_facts: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    needs: str = ""
    """The permission without which it is not shown."""


@dataclass(frozen=True)
class Facts:
    """All of a project's facts as of the end of a day."""

    on: date
    facts: tuple[Fact, ...]

    def of(self, code: str) -> Fact | None:
        return next((one for one in self.facts if one.code == code), None)


_FORM = TypeAdapter(Facts)


def frozen(one: Facts) -> dict[str, object]:
    """The facts as they are kept: plain JSON, decimals as text."""
    found: dict[str, object] = _FORM.dump_python(one, mode="json")
    return found


def thawed(kept: Mapping[str, object]) -> Facts:
    """What was frozen."""
    return _FORM.validate_python(kept)


def chapters(facts: Sequence[Fact]) -> dict[Chapter, list[Fact]]:
    """The facts by chapter, in their order."""
    found: dict[Chapter, list[Fact]] = {}
    for one in facts:
        found.setdefault(one.chapter, []).append(one)
    return found


def ratio(actual: int, planned: int) -> Decimal | None:
    """`actual` in percent of `planned`, one place; None where nothing was planned."""
    return (Decimal(actual) * 100 / planned).quantize(Decimal("0.1")) if planned > 0 else None
