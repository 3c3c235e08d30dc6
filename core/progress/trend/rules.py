"""A plan whose work goes on from now, and how the expected days of milestones moved from reading to reading. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.planning.rules.plan import Plan


def going_on(plan: Plan, at: int) -> Plan:
    """`plan` with what is not done yet at `at` (ticks) put behind it: work of the past that nobody has reported did not happen."""
    tasks = []
    for task in plan.tasks:
        if task.actual_finish is None and not task.fixed:
            if task.actual_start is None:
                task = replace(task, not_before=at if task.not_before is None else max(at, task.not_before))
            elif task.remaining:
                task = replace(task, resume=at if task.resume is None else max(at, task.resume))
        tasks.append(task)
    return replace(plan, tasks=tasks)


@dataclass(frozen=True, slots=True)
class Reading:
    """When a milestone was expected, as it stood on a day."""

    uid: int
    on: date
    expected: date
    reached: bool = False


@dataclass(frozen=True)
class Course:
    """How the expected day of a milestone went: its readings in order, each on another day."""

    uid: int
    name: str
    readings: tuple[Reading, ...]

    @property
    def moves(self) -> tuple[int, int]:
        """How often it was put later, and by how many calendar days in all it is later than at first (below zero: earlier)."""
        later = sum(b.expected > a.expected for a, b in zip(self.readings, self.readings[1:], strict=False))
        return later, (self.readings[-1].expected - self.readings[0].expected).days

    @property
    def reached_on(self) -> date | None:
        return self.readings[-1].expected if self.readings[-1].reached else None


def courses(milestones: Sequence[tuple[int, str]], readings: Iterable[Reading]) -> list[Course]:
    """The course of each milestone of the plan (uid and name, in its order) that has readings; of several on a day the last counts.

    What is reached has no readings after the day on which it was, whenever that became known.
    """
    by_uid: dict[int, dict[date, Reading]] = {}
    for one in readings:
        here = by_uid.setdefault(one.uid, {})
        if one.reached:
            one = replace(one, on=min(one.on, one.expected))
            by_uid[one.uid] = here = {on: each for on, each in here.items() if on < one.on}
        here[one.on] = one
    return [Course(uid, name, tuple(by_uid[uid][on] for on in sorted(by_uid[uid]))) for uid, name in milestones if uid in by_uid]
