"""Where the milestones of a charter and of the plan have gone apart. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import Refusal
from core.initiation.rules import Milestone, Objective
from core.planning.rules.moments import day_of, midnight
from core.planning.rules.plan import Constraint
from core.planning.rules.sheet import TEXT_LIMIT, Kind, Row
from core.planning.rules.worktime import DAY
from core.words import N_


class NothingToFollow(Refusal):
    message = N_("The plan has the charter's milestones already. Please reload the page.")


class Went(StrEnum):
    MISSING = "missing"
    """The plan has no milestone of this name."""
    MOVED = "moved"
    """The plan asks for another day."""
    LATE = "late"
    """The plan asks for the same day and does not reach it."""

    @property
    def label(self) -> str:
        return {Went.MISSING: N_("Not in the plan"), Went.MOVED: N_("Another day in the plan"), Went.LATE: N_("Reached too late by the plan")}[self]


@dataclass(frozen=True)
class Stands:
    """A milestone of the plan: its row, and the tick by which it is done."""

    row: Row
    ends: int
    kept: bool = False
    """No working time lies between its deadline and it: a day on which nobody works is reached with the next one on which somebody does."""


@dataclass(frozen=True)
class Apart:
    """A milestone of the charter that the plan does not have as the charter says."""

    name: str
    on: date
    objective: str
    went: Went
    uid: int | None = None
    """The row of the plan, None where there is none."""
    asked: date | None = None
    """The day the plan asks for: its deadline, or its constraint where it has none."""
    expected: date | None = None
    """The day on which the plan reaches it."""

    @property
    def to_follow(self) -> bool:
        """Whether taking the charter's day over changes the plan; a day that is merely not reached needs another plan, not another day."""
        return self.went is not Went.LATE


def apart(milestones: Sequence[Milestone], objectives: Sequence[Objective], plan: Sequence[Stands]) -> tuple[Apart, ...]:
    """The charter's dated milestones that the plan has not, or has otherwise, by their days. They belong together by name; of several rows the first counts."""
    known: dict[str, Stands] = {}
    for one in plan:
        known.setdefault(_called(one.row.name), one)
    return tuple(sorted(_apart(milestones, objectives, known), key=lambda one: (one.on, one.name)))


def _apart(milestones: Sequence[Milestone], objectives: Sequence[Objective], known: dict[str, Stands]) -> Iterator[Apart]:
    for one in milestones:
        if one.on is None:
            continue
        serves = objectives[one.objective - 1].text[:TEXT_LIMIT] if 0 < one.objective <= len(objectives) else ""
        found = known.get(_called(one.name))
        if found is None:
            yield Apart(one.name, one.on, serves, Went.MISSING)
            continue
        asked, expected = asked_of(found.row), day_of(found.ends, ends=True)
        if asked != one.on:
            yield Apart(one.name, one.on, serves, Went.MOVED, found.row.uid, asked, expected)
        elif found.row.actual_finish is None and not found.kept and found.ends > midnight(one.on) + DAY:
            yield Apart(one.name, one.on, serves, Went.LATE, found.row.uid, asked, expected)


def asked_of(row: Row) -> date | None:
    """The day that people asked for: until the end of its deadline, else its constraint's."""
    if row.deadline is not None:
        return day_of(row.deadline, ends=True)
    return None if row.constraint_at is None else day_of(row.constraint_at)


def row_of(number: int, name: str, on: date, objective: str) -> Row:
    """A milestone as a plan begins with it: not before its day, late from the day after, with the objective it serves."""
    return Row(
        number, name, kind=Kind.MILESTONE, constraint=Constraint.START_NO_EARLIER_THAN, constraint_at=midnight(on), deadline=midnight(on) + DAY, objective=objective
    )


def followed(row: Row, on: date) -> dict[str, object]:
    """The fields of a plan's row by which it asks for another day. What holds it otherwise than by its day stays as it is."""
    asks: dict[str, object] = {"deadline": midnight(on) + DAY}
    if row.constraint is Constraint.START_NO_EARLIER_THAN:
        asks["constraint_at"] = midnight(on)
    return asks


def _called(name: str) -> str:
    return " ".join(name.split()).casefold()
