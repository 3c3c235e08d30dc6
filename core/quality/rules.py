"""What the parts of the room share: whose figure it is, over which steps of time, and numbers as people type them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.errors import Refusal
from core.words import N_

PLACES = 4
LARGEST = Decimal(10) ** 12
STANDARD = "standard:"
"""Before the code of a standard where results of checks stand for a measure."""


class FigureTooFine(Refusal):
    message = N_("{value} has more than {places} decimal places. Round it.")


class FigureTooLarge(Refusal):
    message = N_("{value} is larger than any figure that can be meant.")


class NoFigure(Refusal):
    message = N_("Choose the figure it is about: a measure, or a series kept by hand.")


class WrongPlace(Refusal):
    message = N_("A figure belongs to a project or to a department, not to both.")


def figure(value: Decimal) -> Decimal:
    """A number with at most PLACES places. Refuses FigureTooFine, FigureTooLarge."""
    if abs(value) > LARGEST:
        raise FigureTooLarge(value=f"{value:.3g}")
    if value != value.quantize(Decimal(1).scaleb(-PLACES)):
        raise FigureTooFine(value=f"{value.normalize():f}"[:40], places=PLACES)
    return value


class Step(StrEnum):
    """By what a figure is followed."""

    WEEK = "week"
    MONTH = "month"

    @property
    def label(self) -> str:
        return {Step.WEEK: N_("By week"), Step.MONTH: N_("By month")}[self]

    def first(self, day: date) -> date:
        """The first day of the step in which `day` lies; weeks begin on Monday."""
        return day - timedelta(days=day.weekday()) if self is Step.WEEK else day.replace(day=1)

    def after(self, first: date) -> date:
        """The first day of the next one."""
        return first + timedelta(days=7) if self is Step.WEEK else (first + timedelta(days=31)).replace(day=1)

    def back(self, first: date, count: int) -> date:
        """The first day of the step so many before."""
        for _ in range(count):
            first = self.first(first - timedelta(days=1))
        return first


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"

    @property
    def label(self) -> str:
        return {Direction.UP: N_("Higher is better"), Direction.DOWN: N_("Lower is better")}[self]

    @property
    def sign(self) -> int:
        return 1 if self is Direction.UP else -1

    def reached(self, value: Decimal | float, target: Decimal | float) -> bool:
        return self.sign * float(value) >= self.sign * float(target) - 1e-9


@dataclass(frozen=True)
class Source:
    """Whose figure: a measure of the registry or what checks found by a standard (of the organisation, a department or a project), or a series kept by hand."""

    measure: str = ""
    series_id: int | None = None
    department_id: int | None = None
    project_id: int | None = None
    step: Step = Step.MONTH

    @property
    def standard(self) -> str:
        """The code of the standard whose check results it is; empty: none."""
        return self.measure.removeprefix(STANDARD) if self.measure.startswith(STANDARD) else ""

    @property
    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {"measure": self.measure, "series_id": self.series_id, "department_id": self.department_id, "project_id": self.project_id, "step": self.step.value}

    @property
    def by_day(self) -> bool:
        """Whether it has a point for each day on which something was recorded, not for each week or month."""
        return self.series_id is not None or bool(self.standard)

    @property
    def key(self) -> str:
        """One text for each: what marks on a chart are kept under."""
        if self.series_id is not None:
            return f"series/{self.series_id}"
        return f"{self.measure}/{self.department_id or ''}/{self.project_id or ''}/{self.step.value}"


def source_of(kept: Mapping[str, Any]) -> Source:
    """The source behind its JSON."""
    return Source(kept["measure"], kept["series_id"], kept["department_id"], kept["project_id"], Step(kept["step"]))


def checked(source: Source) -> Source:
    """Refuses NoFigure, WrongPlace."""
    if bool(source.measure) == (source.series_id is not None):
        raise NoFigure()
    if source.department_id is not None and source.project_id is not None:
        raise WrongPlace()
    return source
