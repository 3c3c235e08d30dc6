"""What an iteration can be, how its scope and its done work go day by day, and how fast a team is. Pure.

A task is done or not: half of one burns nothing down. Work is planned working time in ticks, of all who work on a task.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from core import fields
from core.errors import Refusal
from core.planning.rules.sheet import Row
from core.progress.cards.rules import State, state
from core.words import N_

NAME_LIMIT, GOAL_LIMIT = 60, 300
MOST_DAYS, MOST_HOURS = 92, Decimal(99_999)
LEAST_FOR_MEAN = 3
"""Of fewer iterations no mean is told."""


class EndsBeforeItStarts(Refusal):
    message = N_("The iteration would end before it starts. Correct one of the two days.")


class TooLongIteration(Refusal):
    message = N_("An iteration has at most {most} days; this has {days}. Make several of it.")


class Overlaps(Refusal):
    message = N_("These days overlap with “{name}” ({first} to {last}). Choose others: a project has one iteration at a time.")


class NotACapacity(Refusal):
    message = N_("The capacity is a number of hours from 0 to {most} with at most one decimal, or empty.")


class IterationClosed(Refusal):
    message = N_("“{name}” is closed; what it was stays as it is. Choose another iteration.")


class NotIntoItself(Refusal):
    message = N_("What is not finished goes into another open iteration, or back to the plan. Choose one of the two.")


class NothingToAssign(Refusal):
    message = N_("Choose at least one task that is not there already.")


class Why(StrEnum):
    """Why the scope or the done work of an iteration changed."""

    ADDED = "added"
    TAKEN_OUT = "taken_out"
    CARRIED = "carried"
    """Carried over from an iteration that was closed."""
    GONE = "gone"
    """The task left the plan, or contains others now."""
    ESTIMATE = "estimate"
    DONE = "done"
    REOPENED = "reopened"

    @property
    def label(self) -> str:
        return {
            Why.ADDED: N_("Added"), Why.TAKEN_OUT: N_("Taken out"), Why.CARRIED: N_("Carried over"), Why.GONE: N_("Left the plan"),
            Why.ESTIMATE: N_("Planned work changed"), Why.DONE: N_("Finished"), Why.REOPENED: N_("Opened again"),
        }[self]  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """What people say of an iteration."""

    name: str
    starts_on: date
    ends_on: date
    goal: str = ""
    capacity: Decimal | None = None
    """Hours that the team has."""


@dataclass(frozen=True)
class Span:
    """An iteration beside which another one shall stand."""

    name: str
    first: date
    last: date


def cleaned(one: Draft, others: Iterable[Span]) -> Draft:
    """The draft as it is kept. Refuses Empty, TooLong, EndsBeforeItStarts, TooLongIteration, NotACapacity, Overlaps."""
    name, goal = fields.line(one.name, N_("Name"), NAME_LIMIT), fields.line(one.goal, N_("Goal"), GOAL_LIMIT, needed=False)
    days = (one.ends_on - one.starts_on).days + 1
    if days < 1:
        raise EndsBeforeItStarts()
    if days > MOST_DAYS:
        raise TooLongIteration(most=MOST_DAYS, days=days)
    if one.capacity is not None and not (0 <= one.capacity <= MOST_HOURS and one.capacity == round(one.capacity, 1)):
        raise NotACapacity(most=MOST_HOURS)
    for other in others:
        if one.starts_on <= other.last and other.first <= one.ends_on:
            raise Overlaps(name=other.name, first=other.first.isoformat(), last=other.last.isoformat())
    return Draft(name, one.starts_on, one.ends_on, goal, one.capacity)


# ---------------------------------------------------------------------- what changes on a day


@dataclass(frozen=True)
class Standing:
    """What a task is in an iteration: its planned work, and whether it is done."""

    work: int
    done: bool


@dataclass(frozen=True)
class Delta:
    """By how much tasks and work of an iteration change, all of them and those that are done."""

    tasks: int = 0
    work: int = 0
    done_tasks: int = 0
    done_work: int = 0

    def __bool__(self) -> bool:
        return bool(self.tasks or self.work or self.done_tasks or self.done_work)


def standing(row: Row) -> Standing:
    """What a row of a plan is in an iteration. Work is its duration for all who work on it; of nobody yet, for one."""
    units = sum(units for _, units in row.people) or 100
    return Standing(row.duration * units // 100, state(row) is State.DONE)


def delta(before: Standing | None, after: Standing | None) -> Delta:
    """What the iteration gains when a task becomes `after` that was `before`; None: it is not in the iteration."""
    a, b = (_counted(one) for one in (before, after))
    return Delta(*(y - x for x, y in zip(a, b, strict=True)))


def _counted(one: Standing | None) -> tuple[int, int, int, int]:
    return (0, 0, 0, 0) if one is None else (1, one.work, int(one.done), one.work if one.done else 0)


def why(before: Standing, after: Standing) -> Why:
    """Why a task that stays in its iteration counts otherwise."""
    if before.done != after.done:
        return Why.DONE if after.done else Why.REOPENED
    return Why.ESTIMATE


# ---------------------------------------------------------------------- burn-down and burn-up


@dataclass(frozen=True)
class Point:
    """At the end of a day: all of it, what is done and what is left, in tasks or in ticks of work; None: not known, or to come."""

    on: date
    scope: int | None
    done: int | None
    ideal: Fraction | None
    """What would be left if the same was done on each working day."""
    more: int = 0
    """Scope that came on this day; what the iteration began with is none."""
    fewer: int = 0

    @property
    def left(self) -> int | None:
        return None if self.scope is None or self.done is None else self.scope - self.done


@dataclass(frozen=True)
class Change:
    """What changed on a day, added up: scope that came, scope that went, and what was done more (or less)."""

    on: date
    more: int
    fewer: int
    done: int


def course(changes: Sequence[Change], first: date, last: date, until: date, is_workday: Callable[[date], bool]) -> list[Point]:
    """The days of an iteration from `first` to `last`, and further until `until` where it is not closed by then.

    Known from the first change on: before it nothing is told, on days after `until` only the ideal line. What came before
    or on the first day is what the iteration began with; the ideal line goes from it (or from what is known first) to nothing.
    """
    if not changes:
        return []
    known = max(first, min(one.on for one in changes))
    by_day: dict[date, list[Change]] = {}
    for one in changes:
        by_day.setdefault(max(one.on, first), []).append(one)
    ends = max(last, until)
    days = [first + timedelta(days=n) for n in range((ends - first).days + 1)]
    working = [day for day in days if known <= day <= last and is_workday(day)]
    begun = sum(one.more - one.fewer for one in by_day.get(known, ())) if known <= until else None
    found, scope, done, gone = [], 0, 0, 0
    for day in days:
        here = by_day.get(day, ()) if day <= until else ()
        more, fewer = sum(one.more for one in here), sum(one.fewer for one in here)
        scope, done = scope + more - fewer, done + sum(one.done for one in here)
        gone += bool(working) and day in working
        ideal = None
        if begun is not None and known <= day <= last and working:
            ideal = Fraction(begun) * (len(working) - gone) / len(working)
        told = known <= day <= until
        found.append(Point(day, scope if told else None, done if told else None, ideal, more if day > known else 0, fewer if day > known else 0))
    return found


# ---------------------------------------------------------------------- velocity


@dataclass(frozen=True)
class Velocity:
    """What a team finished in each of its last iterations: how many those are, the least, the most, and the mean of enough of them."""

    iterations: int
    least: int
    most: int
    mean: Fraction | None


def velocity(done: Sequence[int]) -> Velocity | None:
    """Of what was finished in each iteration; None before the first is closed."""
    if not done:
        return None
    return Velocity(len(done), min(done), max(done), Fraction(sum(done), len(done)) if len(done) >= LEAST_FOR_MEAN else None)
