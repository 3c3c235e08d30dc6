"""What is planned: tasks in outline order, links, calendars, options. Frozen values, checked where they come from outside.

Times are ticks (`worktime`), without a zone. Amounts are working time unless `elapsed`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from core.errors import Refusal
from core.planning.rules.calendars import Calendar
from core.words import N_


class LinkType(IntEnum):
    """What of the predecessor holds back what of the successor. Numbers as in Project's files."""

    FINISH_FINISH = 0
    FINISH_START = 1
    START_FINISH = 2
    START_START = 3


class Constraint(IntEnum):
    """When a task may be. Numbers as in Project's files."""

    AS_SOON_AS_POSSIBLE = 0
    AS_LATE_AS_POSSIBLE = 1
    MUST_START_ON = 2
    MUST_FINISH_ON = 3
    START_NO_EARLIER_THAN = 4
    START_NO_LATER_THAN = 5
    FINISH_NO_EARLIER_THAN = 6
    FINISH_NO_LATER_THAN = 7


UNDATED = (Constraint.AS_SOON_AS_POSSIBLE, Constraint.AS_LATE_AS_POSSIBLE)
WHOLE = 10_000
"""Units of one person who gives all of her time: hundredths of a percent."""
FOREVER = -(10**12)
"""A moment before all others."""
STAYS = 1000
"""The priority of a task that levelling never moves."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Somebody's part of a task, on a calendar of its own. Amounts of time, not of work: work shared out by units."""

    calendar: int | None
    amount: int
    """From the start of the task to the end of this part."""
    remaining: int
    actual: int
    shaped_until: int | None = None
    """Where the work is not spread evenly: when it was to be finished, the task starting at its `start`."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or a group, whose time is limited. `capacity`: units from each moment on, none before the first."""

    uid: int
    name: str = ""
    calendar: int | None = None
    """None: that of the task."""
    capacity: tuple[tuple[int, int], ...] = ((FOREVER, WHOLE),)


@dataclass(frozen=True, slots=True)
class Demand:
    """What a task takes of a person's time: `units` from `delay` after its start, for `amount` or to its finish."""

    person: int
    units: int = WHOLE
    delay: int = 0
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One row. `level` is its outline level: a row followed by deeper ones is their summary."""

    uid: int
    level: int = 1
    name: str = ""
    duration: int = 0
    elapsed: bool = False
    remaining: int | None = None
    """None: all of the duration that is not done."""
    actual: int = 0
    split: bool = False
    """In parts, with the gaps that lie between `start` and `finish`."""
    calendar: int | None = None
    """None: the project's."""
    ignores_resources: bool = False
    constraint: Constraint = Constraint.AS_SOON_AS_POSSIBLE
    constraint_at: int | None = None
    deadline: int | None = None
    delay: int = 0
    """Leveling delay, elapsed."""
    not_before: int | None = None
    """From when on the people for it are free: what was accepted of a levelling."""
    priority: int = 500
    """0 to 1000: who is delayed last when people are short."""
    actual_start: int | None = None
    actual_finish: int | None = None
    resume: int | None = None
    percent: int = 0
    manual: bool = False
    """Stands where somebody put it: `start` and `finish`."""
    unplaced: bool = False
    """Manual, and nobody said when or how long."""
    fixed: bool = False
    """Taken as it stands: another project's task, or one set inactive. See `early` and `late`."""
    inactive: bool = False
    is_project: bool = False
    """The row of the project itself."""
    start: int | None = None
    finish: int | None = None
    early: tuple[int, int] | None = None
    late: tuple[int, int] | None = None
    assignments: tuple[Assignment, ...] = ()
    """Who decides how long it takes."""
    demands: tuple[Demand, ...] = ()
    """Whose time it takes."""


@dataclass(frozen=True, slots=True)
class Link:
    """`successor` waits for `predecessor` (uids). `lag` in ticks, or in percent of the predecessor's duration."""

    predecessor: int
    successor: int
    type: LinkType = LinkType.FINISH_START
    lag: int = 0
    elapsed: bool = False
    percent: bool = False


@dataclass(frozen=True)
class Plan:
    """Everything that a schedule follows from."""

    start: int
    tasks: Sequence[Task]
    links: Sequence[Link] = ()
    calendars: Mapping[int, Calendar] = field(default_factory=dict)
    calendar: int = 1
    """The project's calendar."""
    finish: int | None = None
    """Given: scheduled backwards from here."""
    critical_slack: int = 0
    """Tasks with this much total slack or less are critical."""
    several_critical_paths: bool = False
    """Tasks without successors are judged against their own finish."""
    people: Mapping[int, Person] = field(default_factory=dict)
    """Whose time is limited."""


class Loop(Refusal):
    message = N_("These tasks wait for each other in a loop: {tasks}. Please remove one of the links.")


class NoSuchTask(Refusal):
    message = N_("The task {successor} is linked to the task {predecessor}, which the plan does not have.")


class LinkedToItself(Refusal):
    message = N_("The task {task} is linked to itself. Please remove the link.")


class LinkedToItsSummary(Refusal):
    message = N_("The task {task} is linked to its own summary task {summary}. Please remove the link.")


class TwiceTheSame(Refusal):
    message = N_("The plan has two tasks with the number {task}.")


class NegativeDuration(Refusal):
    message = N_("The duration of the task {task} is negative.")


class NoConstraintDate(Refusal):
    message = N_("The constraint of the task {task} needs a date.")


class NoSuchCalendar(Refusal):
    message = N_("The plan uses the calendar {calendar}, which it does not have.")
