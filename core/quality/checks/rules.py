"""What a check is, who may carry it out, when it is due, and what its points say. Pure.

Pass or fail is never typed: a measured point is judged by its tolerance, any other by a pick-list.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from core import fields
from core.errors import Refusal
from core.notice import rules as notice
from core.quality.nonconformities.rules import SECTION, Severity
from core.settings.rules import DAYS, PERCENT, Setting, declare
from core.words import N_

TITLE_LIMIT, TEXT_LIMIT, UNIT_LIMIT, NOTE_LIMIT, CODE_LIMIT = 160, 500, 20, 1000, 40
MOST_POINTS, MOST_UNITS, MOST_FILES, MOST_FRAME = 60, 100, 10, 5000
VALUE_LIMIT = Decimal(10) ** 9

YOURS = notice.declare(notice.Kind("check", N_("Quality checks that are yours to carry out")))
MISSED_AFTER = declare(Setting(
    "quality.missed_after", SECTION, N_("A check counts as missed after"),
    N_("So many days after its due day a check that was not finished is called missed, not overdue."), 14, least=0, most=180, unit=DAYS, per_department=True,
))  # fmt: skip
AHEAD = declare(Setting(
    "quality.checks_ahead", SECTION, N_("Recurring checks are assigned ahead by"),
    N_("So many days before its due day a check of a recurring plan stands in its checker's list."), 7, least=1, most=60, unit=DAYS,
))  # fmt: skip
GRAVE_SHARE = declare(Setting(
    "quality.grave_share", SECTION, N_("Major from a share of"),
    N_("A point that fails in more than this share of the sampled records, at least three, is at least a major nonconformity."), 20, least=1, most=100, unit=PERCENT,
    per_department=True,
))  # fmt: skip


class Kind(StrEnum):
    SELF = "self"
    CROSS = "cross"
    FEEDBACK = "feedback"
    SPOT = "spot"
    AUDIT = "audit"
    TEST = "test"

    @property
    def label(self) -> str:
        return {
            Kind.SELF: N_("Self-check"), Kind.CROSS: N_("Cross-check"), Kind.FEEDBACK: N_("Check by customer feedback"), Kind.SPOT: N_("Spot check"), Kind.AUDIT: N_("Audit"),
            Kind.TEST: N_("Test"),
        }[self]  # fmt: skip

    @property
    def independent(self) -> bool:
        """Whether the checker must come from elsewhere."""
        return self in (Kind.CROSS, Kind.AUDIT)


class Principle(StrEnum):
    PREVENTION = "prevention"
    PROCESS = "process"
    RESULT = "result"

    @property
    def label(self) -> str:
        return {Principle.PREVENTION: N_("Prevention first"), Principle.PROCESS: N_("Process control"), Principle.RESULT: N_("Feedback of results")}[self]


class State(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {State.PLANNED: N_("Planned"), State.RUNNING: N_("Begun"), State.DONE: N_("Finished"), State.CANCELLED: N_("Cancelled")}[self]


OPEN = frozenset({State.PLANNED, State.RUNNING})


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return {Verdict.PASSED: N_("Passed"), Verdict.FAILED: N_("Failed")}[self]


class Mark(StrEnum):
    """What is picked where nothing is measured; and what a point comes to in any case."""

    CONFORMS = "pass"
    FAILS = "fail"
    NOT_APPLICABLE = "na"

    @property
    def label(self) -> str:
        return {Mark.CONFORMS: N_("Conforms"), Mark.FAILS: N_("Does not conform"), Mark.NOT_APPLICABLE: N_("Not applicable")}[self]


class Rhythm(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    MILESTONES = "milestones"

    @property
    def label(self) -> str:
        return {Rhythm.WEEKLY: N_("Every week"), Rhythm.MONTHLY: N_("Every month"), Rhythm.MILESTONES: N_("At each milestone of the plan")}[self]


class NotIndependent(Refusal):
    message = N_("{person} belongs to the department or the project that is checked. A cross-check or an audit needs somebody from elsewhere.")


class CheckInPast(Refusal):
    message = N_("The check would be due in the past. Choose today or a later day.")


class CheckTooFar(Refusal):
    message = N_("The check would be due more than three years ahead. Choose an earlier day.")


class PlanEndsBefore(Refusal):
    message = N_("The recurring plan ends before it begins. Exchange or correct the days.")


class PointLimitsUpsideDown(Refusal):
    message = N_("In “{point}” the lower limit, the target and the upper limit are not in ascending order. Correct them.")


class NoLimit(Refusal):
    message = N_("“{point}” is measured, so it needs a lower or an upper limit to be judged by.")


class PointsMissing(Refusal):
    message = N_("A check needs at least one point. Choose standards, or write points of its own.")


class TooManyPoints(Refusal):
    message = N_("A check takes at most {limit} points.")


class SampleMissing(Refusal):
    message = N_("A spot check looks at a sample that is drawn. Draw it before the check begins.")


class DrawnAlready(Refusal):
    message = N_("The sample of this check is drawn. Another one would be chosen after the fact; cancel the check and plan a new one.")


class FrameTooLarge(Refusal):
    message = N_("A sample is drawn from at most {limit} records.")


class UnitUnknown(Refusal):
    message = N_("“{unit}” is not among the records of this check.")


class ValueMissing(Refusal):
    message = N_("“{point}” is measured: enter the value, or say that it does not apply.")


class ValueNotAsked(Refusal):
    message = N_("“{point}” is not measured: choose whether it conforms.")


class ValueOutOfRange(Refusal):
    message = N_("“{point}” takes values between -{limit} and {limit} with at most four decimal places.")


class Unanswered(Refusal):
    message = N_("{count} points have no answer yet, first of them “{point}”. Answer them, or say that they do not apply.")


class NothingDone(Refusal):
    message = N_("“{point}” does not conform: say what was done at once, or register a nonconformity, before the check is finished.")


class MustBeRegistered(Refusal):
    message = N_("“{point}” is a {severity} failure: it needs a nonconformity before the check is finished. What was done at once does not replace it.")


class NothingFailed(Refusal):
    message = N_("“{point}” does not fail here, so there is nothing to register.")


class TooManyPictures(Refusal):
    message = N_("A point takes at most {limit} pictures and files.")


class NothingToRepeat(Refusal):
    message = N_("Only a finished check that failed is repeated, and only once.")


@dataclass(frozen=True)
class Tolerance:
    """Between which limits a measured value conforms; an open side is None. The limits themselves conform."""

    lower: Decimal | None = None
    target: Decimal | None = None
    upper: Decimal | None = None

    def conforms(self, value: Decimal) -> bool:
        return (self.lower is None or value >= self.lower) and (self.upper is None or value <= self.upper)


@dataclass(frozen=True)
class Point:
    """What is looked at: measured with a tolerance, or picked from a list. `standard` and `edition`: by which standard, in which version."""

    text: str
    measured: bool = False
    unit: str = ""
    tolerance: Tolerance = Tolerance()
    severity: Severity = Severity.MINOR
    """How grave a failure is."""
    standard: str = ""
    edition: int = 0

    @property
    def code(self) -> str:
        """What it is called across checks: its standard, or its own words."""
        return self.standard or self.text[:80]


def cleaned(point: Point) -> Point:
    """Refuses PointLimitsUpsideDown, NoLimit, ValueOutOfRange, Empty, TooLong."""
    text = fields.line(point.text, N_("Point"), TEXT_LIMIT)
    if not point.measured:
        return Point(text, False, "", Tolerance(), Severity(point.severity), point.standard, point.edition)
    limits = [one for one in (point.tolerance.lower, point.tolerance.target, point.tolerance.upper) if one is not None]
    for one in limits:
        check_value(one, text)
    if point.tolerance.lower is None and point.tolerance.upper is None:
        raise NoLimit(point=text)
    if limits != sorted(limits) or (point.tolerance.lower is not None and point.tolerance.lower == point.tolerance.upper):
        raise PointLimitsUpsideDown(point=text)
    return Point(text, True, fields.line(point.unit, N_("Unit"), UNIT_LIMIT, needed=False), point.tolerance, Severity(point.severity), point.standard, point.edition)


def check_value(value: Decimal, point: str) -> None:
    """Refuses ValueOutOfRange."""
    if not value.is_finite() or abs(value) > VALUE_LIMIT or value != round(value, 4):
        raise ValueOutOfRange(point=point, limit=VALUE_LIMIT)


@dataclass(frozen=True)
class Given:
    """An answer as it was given: a value, or a choice."""

    value: Decimal | None = None
    mark: Mark | None = None


def judged(point: Point, given: Given) -> Mark:
    """What an answer comes to. Refuses ValueMissing, ValueNotAsked, ValueOutOfRange."""
    if given.mark is Mark.NOT_APPLICABLE:
        return Mark.NOT_APPLICABLE
    if point.measured:
        if given.value is None:
            raise ValueMissing(point=point.text)
        check_value(given.value, point.text)
        return Mark.CONFORMS if point.tolerance.conforms(given.value) else Mark.FAILS
    if given.value is not None or given.mark is None:
        raise ValueNotAsked(point=point.text)
    return given.mark


def severity(own: Severity, failed: int, looked: int, percent: int) -> Severity:
    """How grave the failure of a point is: its own severity, and at least major where it fails in too many of at least three records."""
    if own is Severity.MINOR and looked >= 3 and Fraction(100 * failed, looked) > percent:
        return Severity.MAJOR
    return own


@dataclass(frozen=True)
class Standing:
    """A point in one record of the check (or in the whole): what came of it, and what was done where it failed."""

    point: Point
    mark: Mark | None
    containment: str = ""
    registered: bool = False


def verdict(found: Sequence[Standing], grave: Mapping[str, Severity]) -> Verdict:
    """What a check comes to once it is whole; `grave` says how grave each point is here.

    Refuses Unanswered, MustBeRegistered, NothingDone.
    """
    open_ = [one for one in found if one.mark is None]
    if open_:
        raise Unanswered(count=len(open_), point=open_[0].point.text)
    failed = [one for one in found if one.mark is Mark.FAILS]
    for one in failed:
        if one.registered:
            continue
        how = grave.get(one.point.text, one.point.severity)
        if how.grave:
            raise MustBeRegistered(point=one.point.text, severity=how.label)
        if not one.containment:
            raise NothingDone(point=one.point.text)
    return Verdict.FAILED if failed else Verdict.PASSED


def check_due(due_on: date, today: date) -> None:
    """Refuses CheckInPast, CheckTooFar."""
    if due_on < today:
        raise CheckInPast()
    if due_on > today + timedelta(days=3 * 366):
        raise CheckTooFar()


def check_independent(kind: Kind, *, person: str, department_id: int | None, checked: Collection[int], takes_part: bool) -> None:
    """Whoever checks across departments or audits belongs neither to the checked department, nor to one below it, nor to the project.

    `checked`: the checked department with everything below it. Refuses NotIndependent.
    """
    if kind.independent and (department_id in checked or takes_part):
        raise NotIndependent(person=person)


def is_overdue(state: State, due_on: date, today: date) -> bool:
    return state in OPEN and due_on < today


def is_missed(state: State, due_on: date, today: date, after: int) -> bool:
    """Overdue for so long that it will not be caught up with."""
    return is_overdue(state, due_on, today) and due_on + timedelta(days=after) < today


def occurrences(rhythm: Rhythm, first: date, until: date, *, end: date, milestones: Mapping[str, date] | None = None) -> list[tuple[str, date]]:
    """The due days of a recurring plan up to `end`, each with a mark that stays the same: the day, or the milestone's key.

    A month that has no such day takes its last one.
    """
    last = min(until, end)
    if rhythm is Rhythm.MILESTONES:
        return sorted(((mark, day) for mark, day in (milestones or {}).items() if first <= day <= last), key=lambda one: (one[1], one[0]))
    found, step = [], 0
    while True:
        day = first + timedelta(weeks=step) if rhythm is Rhythm.WEEKLY else month_later(first, step)
        if day > last:
            return found
        found.append((day.isoformat(), day))
        step += 1


def month_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def kept(point: Point) -> dict[str, Any]:
    """A point as JSON keeps it in a recurring plan."""
    limits = (point.tolerance.lower, point.tolerance.target, point.tolerance.upper)
    return {
        "text": point.text, "measured": point.measured, "unit": point.unit, "limits": [None if one is None else format(one, "f") for one in limits],
        "severity": point.severity.value, "standard": point.standard, "edition": point.edition,
    }  # fmt: skip


def point_of(told: Mapping[str, Any]) -> Point:
    """The point behind its JSON."""
    limits = [None if one is None else Decimal(one) for one in told["limits"]]
    return Point(told["text"], told["measured"], told["unit"], Tolerance(*limits), Severity(told["severity"]), told["standard"], told["edition"])
