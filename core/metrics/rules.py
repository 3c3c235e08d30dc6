"""What a named measure is, over which period it is asked, and what it tells. Pure.

A room declares its measures here, once; every screen, file and score that shows one takes name, definition and unit
from the same declaration.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from core.errors import Refusal
from core.metrics import figures
from core.metrics.figures import Figure
from core.words import N_

PLACES = 4
"""A measured value is kept with so many places, half up."""
LEAST = 5
"""Records below which most measures say “too few”."""


class Statistic(StrEnum):
    """How records become one value: the share of those that fulfil something, the median, the mean, or those for less those against."""

    SHARE = "share"
    MEDIAN = "median"
    MEAN = "mean"
    NET = "net"

    @property
    def label(self) -> str:
        return {
            Statistic.SHARE: N_("Share of records, with Wilson's 95 % interval"),
            Statistic.MEDIAN: N_("Median, with the 95 % interval between two of the records"),
            Statistic.MEAN: N_("Mean, with Student's 95 % interval"),
            Statistic.NET: N_("Those for less those against in percent of all, with the 95 % interval of a multinomial difference"),
        }[self]

    def of(self, cells: Mapping[int, int]) -> Figure | None:
        """The figure of records counted by value."""
        made: dict[Statistic, Callable[[Mapping[int, int]], Figure | None]] = {
            Statistic.SHARE: figures.share, Statistic.MEDIAN: figures.median, Statistic.MEAN: figures.mean, Statistic.NET: figures.net,
        }  # fmt: skip
        return made[self](cells)


class Subject(StrEnum):
    """Whose value it is."""

    ORGANISATION = "organisation"
    DEPARTMENT = "department"
    PROJECT = "project"
    PERSON = "person"

    @property
    def label(self) -> str:
        return {
            Subject.ORGANISATION: N_("Organisation"),
            Subject.DEPARTMENT: N_("Department"),
            Subject.PROJECT: N_("Project"),
            Subject.PERSON: N_("Person"),
        }[self]


class Unit(StrEnum):
    PERCENT = "percent"
    DAYS = "days"
    TIMES = "times"
    POINTS = "points"

    @property
    def label(self) -> str:
        return {Unit.PERCENT: N_("%"), Unit.DAYS: N_("days"), Unit.TIMES: N_("times"), Unit.POINTS: N_("points")}[self]


@dataclass(frozen=True)
class Measure:
    """A named measure. `formula` says in words what is divided or counted, `dated` which day puts a record into a period."""

    code: str
    name: str
    definition: str
    formula: str
    dated: str
    statistic: Statistic
    unit: Unit
    higher_is_better: bool
    sources: tuple[int, ...]
    """Numbers of the requirements it serves (the list of capabilities)."""
    person: str = ""
    """Whom a record belongs to, where it can be asked by person."""
    least: int = LEAST

    @property
    def subjects(self) -> tuple[Subject, ...]:
        whole = (Subject.ORGANISATION, Subject.DEPARTMENT, Subject.PROJECT)
        return (*whole, Subject.PERSON) if self.person else whole

    @property
    def direction(self) -> str:
        return N_("Higher is better") if self.higher_is_better else N_("Lower is better")


MEASURES: dict[str, Measure] = {}
"""Every declared measure by its code, in the order of declaration."""


def declare(measure: Measure) -> Measure:
    """Make a measure known. A second one of the same code is a mistake of whoever writes it."""
    if MEASURES.setdefault(measure.code, measure) != measure:
        raise ValueError(f"two measures are called {measure.code}")
    return measure


class UnknownMeasure(Refusal):
    message = N_("There is no measure “{code}”. Choose one from the page Measures.")


def known(code: str) -> Measure:
    """The measure of this code. Refuses UnknownMeasure."""
    if code not in MEASURES:
        raise UnknownMeasure(code=code[:60])
    return MEASURES[code]


NOTHING_RECORDED = N_("Nothing of the kind was recorded in this period, so there is nothing to compute.")
TOO_FEW = N_("Too few records to tell: there are {n}, at least {least} are needed.")


@dataclass(frozen=True)
class Measured:
    """What a measure tells of somebody: a value with n and its 95 % interval, or a whole sentence why there is none.

    `value`, `low` and `high` are in the measure's unit (a share in percent). Undefined is None, never 0.
    """

    measure: str
    value: Decimal | None
    n: int
    low: Decimal | None = None
    high: Decimal | None = None
    why: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    """Values for the places of `why`."""


def measured(measure: Measure, cells: Mapping[int, int]) -> Measured:
    """What records counted by value tell; below the smallest n nothing but how few they are."""
    figure = measure.statistic.of(cells)
    if figure is None:
        return Measured(measure.code, None, 0, why=NOTHING_RECORDED)
    if figure.n < measure.least:
        return Measured(measure.code, None, figure.n, why=TOO_FEW, facts={"n": figure.n, "least": measure.least})
    return Measured(measure.code, rounded(figure.value), figure.n, _end(figure.low), _end(figure.high))


def _end(value: float | None) -> Decimal | None:
    return None if value is None else rounded(Fraction(value))


def rounded(value: Fraction) -> Decimal:
    """`value` as it is kept: PLACES places, half up, away from nothing else."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_UP)


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date


class Span(StrEnum):
    """Periods to choose from: whole months, ending with the running one."""

    MONTHS_3 = "3"
    MONTHS_6 = "6"
    MONTHS_12 = "12"
    MONTHS_36 = "36"

    @property
    def label(self) -> str:
        return {
            Span.MONTHS_3: N_("Last 3 months"),
            Span.MONTHS_6: N_("Last 6 months"),
            Span.MONTHS_12: N_("Last 12 months"),
            Span.MONTHS_36: N_("Last 3 years"),
        }[self]

    def until(self, today: date) -> Period:
        """The period that ends `today`: so many months, the running one included."""
        return Period(months_before(today, int(self.value) - 1), today)


def months_before(day: date, months: int) -> date:
    """The first day of the month so many months before that of `day`."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def months_of(period: Period) -> list[date]:
    """The first days of all months that the period touches."""
    found = [period.first.replace(day=1)]
    while (following := (found[-1] + timedelta(days=31)).replace(day=1)) <= period.last:
        found.append(following)
    return found


@dataclass(frozen=True)
class Asked:
    """What measures are asked for: a period, and a department (with all below it) or a project by code; empty does not narrow."""

    first: date
    last: date
    department: str = ""
    project: str = ""

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)
