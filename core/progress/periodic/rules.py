"""Which days a weekly or monthly report is about, what it tells, and how that is frozen. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from pydantic import TypeAdapter

from core import fields
from core.errors import Refusal
from core.notice import rules as notice
from core.words import N_

Name = dict[str, str]
COMMENT_LIMIT = 4000
MOST = 300
"""Lines of each list; a report of more is no report."""
ISSUED = notice.declare(notice.Kind("progress_report", N_("A weekly or monthly report of my project was issued"), notice.Mail.DIGEST))


class NotYetBegun(Refusal):
    message = N_("This period has not begun. Choose the present one or an earlier one.")


class BeforeThePlan(Refusal):
    message = N_("The plan begins after this period, so there is nothing to report of it. Choose a later one.")


class Span(StrEnum):
    WEEK = "week"
    MONTH = "month"

    @property
    def label(self) -> str:
        return {Span.WEEK: N_("Weekly report"), Span.MONTH: N_("Monthly report")}[self]

    def first(self, day: date) -> date:
        """The first day of the period that `day` lies in: a Monday, or the first of a month."""
        return day - timedelta(days=day.weekday()) if self is Span.WEEK else day.replace(day=1)

    def last(self, day: date) -> date:
        """The last day of the period that `day` lies in."""
        if self is Span.WEEK:
            return self.first(day) + timedelta(days=6)
        return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    def recent(self, day: date, count: int) -> list[date]:
        """The first days of the period of `day` and of those before it, the latest first."""
        found = [self.first(day)]
        while len(found) < count:
            found.append(self.first(found[-1] - timedelta(days=1)))
        return found


@dataclass(frozen=True)
class Done:
    """A task that was finished in the period."""

    task: str
    on: date
    planned: date | None
    """Its finish by the newest baseline; None where there is none, or it does not know the task."""
    owner: Name | None


@dataclass(frozen=True)
class Moved:
    """A task on which something was reported in the period."""

    task: str
    was: int
    percent: int
    minutes: int
    blocker: str
    """What holds it up by the newest report of the period, while it is not finished."""
    by: Name | None


@dataclass(frozen=True)
class Ahead:
    """A task that is open."""

    task: str
    starts: date
    ends: date
    percent: int
    owner: Name | None


@dataclass(frozen=True)
class Stone:
    """A milestone."""

    task: str
    planned: date | None
    on: date
    reached: bool


@dataclass(frozen=True)
class Point:
    """The sums of earned value until the end of a day."""

    on: date
    pv: float
    ev: float | None
    most: float | None
    """What is earned at most, where not all of it was reported."""
    ac: float | None


@dataclass(frozen=True)
class Hours:
    """What somebody worked in the period."""

    who: Name
    minutes: int


@dataclass(frozen=True)
class Judged:
    """The newest project update: what the manager judged and what the figures said, as codes of `updates.rules.Health`."""

    health: str
    measured: str
    on: date
    text: str


@dataclass(frozen=True)
class Correction:
    """What is done about a deviation that is watched. `measure` and `state` are codes of `deviations.rules`."""

    task: str
    measure: str
    state: str
    words: str
    owner: Name
    expected_on: date


@dataclass(frozen=True)
class Contents:
    """What a report tells: values and messages, no sentence in any language. It says everything as of the end of `until`."""

    span: Span
    first: date
    last: date
    until: date
    code: str
    project: Name
    manager: Name
    starts: date | None
    finish: date | None
    planned: date | None
    """The finish by the newest baseline."""
    baseline: str
    done: float | None
    """The share of the planned duration that is done."""
    money: bool
    figures: Mapping[str, Decimal]
    """Earned value at the end of `until`, by the letters of `progress.value.rules.Figure`."""
    reasons: Mapping[str, str]
    """Of the figures that are not computable the message why."""
    finished: tuple[Done, ...]
    moved: tuple[Moved, ...]
    overdue: tuple[Ahead, ...]
    ahead: tuple[Ahead, ...]
    """What is to begin or to end in the period after this one."""
    milestones: tuple[Stone, ...]
    silent: tuple[Name, ...]
    hours: tuple[Hours, ...]
    curve: tuple[Point, ...]
    judged: Judged | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def minutes(self) -> int:
        """Everybody's hours together."""
        return sum(one.minutes for one in self.hours)

    @property
    def held(self) -> tuple[Moved, ...]:
        return tuple(one for one in self.moved if one.blocker)


_FORM = TypeAdapter(Contents)


def frozen(one: Contents) -> dict[str, object]:
    """The contents as they are kept: plain JSON, decimals as text."""
    found: dict[str, object] = _FORM.dump_python(one, mode="json")
    return found


def thawed(kept: Mapping[str, object]) -> Contents:
    """What was frozen."""
    return _FORM.validate_python(kept)


def until(span: Span, day: date, today: date) -> date:
    """Up to which day a report of the period of `day` can tell: its last one, or today while it lasts. Refuses NotYetBegun."""
    if span.first(day) > today:
        raise NotYetBegun()
    return min(span.last(day), today)


def commented(text: str) -> str:
    """The manager's words as they are kept. Refuses TooLong."""
    return fields.paragraph(text, N_("Comment"), COMMENT_LIMIT, needed=False)
