"""When a row of a plan is too late, where that begins, and what becomes of a deviation that is being mended. Pure.

Amounts are ticks of the organisation's working time. A row that is late because another open row is late follows it:
cause and measure are demanded where the delay begins, once, and not of everything that waits behind it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core import fields
from core.errors import Refusal
from core.notice import rules as notice
from core.settings.rules import PERCENT, PROGRESS, WORKDAYS, Setting, declare
from core.words import N_

CAUSES = "deviation_cause"
"""The reference table of causes."""
WORDS_LIMIT = 1000

DAYS_LATE = declare(Setting(
    "progress.deviation_days", PROGRESS, N_("Deviation: cause and measure are needed from more than"),
    N_("A task, milestone or phase that ends later than the baseline by more than so many working days needs its cause, a measure, somebody who sees to it and a day of recovery."),
    2, least=0, most=60, unit=WORKDAYS, per_department=True,
))  # fmt: skip
SHARE_LATE = declare(Setting(
    "progress.deviation_percent", PROGRESS, N_("Deviation: the same from more than"),
    N_("Of the duration in the baseline, from a whole working day on: what is short is late sooner."),
    50, least=1, most=1000, unit=PERCENT, per_department=True,
))  # fmt: skip
DEMANDED = notice.declare(notice.Kind("deviation_demanded", N_("Deviations of my projects that need a measure")))
MINE = notice.declare(notice.Kind("deviation_mine", N_("Deviations that I see to")))


class Sort(StrEnum):
    TASK = "task"
    MILESTONE = "milestone"
    PHASE = "phase"

    @property
    def label(self) -> str:
        return {Sort.TASK: N_("Task"), Sort.MILESTONE: N_("Milestone"), Sort.PHASE: N_("Phase")}[self]


class Measure(StrEnum):
    """What is done about a deviation."""

    RESOURCES = "resources"
    PROCESS = "process"
    NEGOTIATE = "negotiate"
    TASKS = "tasks"
    COMPENSATE = "compensate"

    @property
    def label(self) -> str:
        return {
            Measure.RESOURCES: N_("Add resources"),
            Measure.PROCESS: N_("Improve the process"),
            Measure.NEGOTIATE: N_("Negotiate with the customer"),
            Measure.TASKS: N_("Adjust tasks"),
            Measure.COMPENSATE: N_("Make up for the delay"),
        }[self]


class State(StrEnum):
    OPEN = "open"
    """A measure is agreed; nobody has reported since."""
    RECOVERING = "recovering"
    RECOVERED = "recovered"
    FAILED = "failed"
    """The day of recovery has passed, or the work is finished, and it is still too late."""
    ACCEPTED = "accepted"
    GONE = "gone"

    @property
    def label(self) -> str:
        return {
            State.OPEN: N_("Measure agreed"),
            State.RECOVERING: N_("In recovery"),
            State.RECOVERED: N_("Recovered"),
            State.FAILED: N_("Not recovered"),
            State.ACCEPTED: N_("Accepted"),
            State.GONE: N_("No longer in the plan"),
        }[self]


WATCHED = frozenset({State.OPEN, State.RECOVERING, State.FAILED})
"""What the plan still decides about."""


class Step(StrEnum):
    """What happened to a deviation."""

    ANSWERED = "answered"
    REVISED = "revised"
    REPORTED = "reported"
    LOOKED = "looked"
    ACCEPTED = "accepted"

    @property
    def label(self) -> str:
        return {
            Step.ANSWERED: N_("Cause and measure recorded"),
            Step.REVISED: N_("Another measure"),
            Step.REPORTED: N_("After a report"),
            Step.LOOKED: N_("Looked at"),
            Step.ACCEPTED: N_("Accepted as it is"),
        }[self]


class AnsweredAlready(Refusal):
    message = N_("Somebody has recorded a measure for this row meanwhile. Please reload the page.")


class NotLate(Refusal):
    message = N_("“{task}” is not later than the baseline by more than is allowed, so no measure is needed.")


class NoBaseline(Refusal):
    message = N_("The project has no baseline to deviate from. Keep one in the plan first.")


class RecoveryInThePast(Refusal):
    message = N_("The day of recovery lies in the past. Choose today or a later day.")


class Settled(Refusal):
    message = N_("This deviation is settled; nothing more is recorded on it.")


@dataclass(frozen=True)
class Threshold:
    """From when on a row is too late: working days, or percent of its duration from a whole day on."""

    days: int
    percent: int
    day: int
    """Ticks of a working day."""

    def is_over(self, late: int, duration: int) -> bool:
        """Whether `late` ticks are too many for a row that was to take `duration` ticks."""
        return late > self.days * self.day or (duration > 0 and late >= self.day and late * 100 > self.percent * duration)


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a row runs on the working clock, and what it costs."""

    begin: int
    end: int
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of a plan as it stands, in outline order, beside what was promised of it (None: it was not there)."""

    uid: int
    level: int
    summary: bool
    now: Span
    then: Span | None
    done: bool = False
    """Finished: nothing can be mended any more, and nothing follows from it any more."""
    before: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """How far a row has gone from what was promised; the amounts are None for a row that was not there then."""

    uid: int
    start: int | None
    finish: int | None
    duration: int | None
    cost: Decimal | None
    over: bool
    follows: int | None
    """The open row whose delay explains this one's."""
    demanded: bool
    """It is too late, can still be mended, and does not follow from another."""


def gaps(rows: Sequence[Placed], threshold: Threshold) -> list[Gap]:
    """The deviation of every row, and where what is too late begins."""
    by_uid = {one.uid: one for one in rows}
    late = {one.uid: one.now.end - one.then.end for one in rows if one.then}
    over = {uid: threshold.is_over(by, _length(by_uid[uid].then)) for uid, by in late.items()}
    above = _above(rows)
    last = _last_inside(rows, above)
    costs = _costs(rows, above)

    def explains(uid: int, by: int) -> bool:
        """Whether a row is late enough itself for another to be late by so much because of it."""
        return not by_uid[uid].done and over.get(uid, False) and not threshold.is_over(by - late[uid], 0)

    found = []
    for one in rows:
        if one.then is None:
            found.append(Gap(one.uid, None, None, None, None, False, None, False))
            continue
        by = late[one.uid]
        if one.summary:
            before = (last[one.uid],) if one.uid in last else ()
        else:
            before = tuple(uid for each in (one.uid, *above[one.uid]) for uid in by_uid[each].before if uid in by_uid and uid not in above[one.uid])
        reasons = [uid for uid in before if explains(uid, by)] if over[one.uid] else []
        follows = max(reasons, key=lambda uid: (late[uid], -uid), default=None)
        found.append(
            Gap(
                one.uid, one.now.begin - one.then.begin, by, _length(one.now) - _length(one.then), costs[one.uid], over[one.uid], follows,
                over[one.uid] and not one.done and follows is None,
            )
        )  # fmt: skip
    return found


def _length(span: Span | None) -> int:
    return span.end - span.begin if span else 0


def _above(rows: Sequence[Placed]) -> dict[int, tuple[int, ...]]:
    """The rows that contain each row, the nearest first."""
    chain: list[Placed] = []
    found = {}
    for one in rows:
        while chain and chain[-1].level >= one.level:
            chain.pop()
        found[one.uid] = tuple(each.uid for each in reversed(chain))
        chain.append(one)
    return found


def _last_inside(rows: Sequence[Placed], above: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    """Of each row that contains others, the one among them that ends last."""
    found: dict[int, Placed] = {}
    for one in rows:
        if not one.summary:
            for uid in above[one.uid]:
                if uid not in found or one.now.end > found[uid].now.end:
                    found[uid] = one
    return {uid: one.uid for uid, one in found.items()}


def _costs(rows: Sequence[Placed], above: Mapping[int, tuple[int, ...]]) -> dict[int, Decimal | None]:
    """What each row costs more than was promised, as far as both are known; of what contains others their sum."""
    found: dict[int, Decimal | None] = {one.uid: None for one in rows}
    for one in rows:
        if one.summary or one.then is None or one.now.cost is None or one.then.cost is None:
            continue
        more = one.now.cost - one.then.cost
        for uid in (one.uid, *above[one.uid]):
            found[uid] = (found[uid] or Decimal(0)) + more
    return found


@dataclass(frozen=True)
class Answer:
    """What somebody records of a deviation."""

    cause: str
    measure: Measure
    words: str
    owner_id: int
    expected_on: date


def cleaned(one: Answer, today: date) -> Answer:
    """The answer as it is kept. Refuses Empty, TooLong, RecoveryInThePast."""
    if one.expected_on < today:
        raise RecoveryInThePast()
    return Answer(one.cause, Measure(one.measure), fields.paragraph(one.words, N_("What is done"), WORDS_LIMIT), one.owner_id, one.expected_on)


def judged(state: State, *, over: bool, done: bool, expected_on: date, today: date, reported: bool) -> State:
    """What the plan says of a deviation: `over`: still too late; `done`: its row is finished; `reported`: somebody has just reported."""
    if state not in WATCHED:
        return state
    if not over:
        return State.RECOVERED
    if done or today > expected_on:
        return State.FAILED
    return State.RECOVERING if reported or state is State.RECOVERING else state
