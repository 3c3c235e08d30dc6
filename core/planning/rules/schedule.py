"""A plan in, its schedule out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from core.planning.rules.calendars import Calendar, worktime, worktime_of_both
from core.planning.rules.network import Network, network
from core.planning.rules.passes import HARD, Passes
from core.planning.rules.plan import Constraint, NoSuchCalendar, Plan, Task
from core.planning.rules.slack import Slacks
from core.planning.rules.stretches import Own, Part, Shared, Stretch
from core.planning.rules.undisturbed import undisturbed
from core.planning.rules.worktime import ALWAYS, DAY, Clock, WorkTime


class Dates(NamedTuple):
    """What a schedule says of one task. Times and slacks are ticks."""

    uid: int
    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    total_slack: int
    free_slack: int
    critical: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A date that the plan cannot keep: None for a deadline. By how much working time."""

    uid: int
    constraint: Constraint | None
    by: int


@dataclass(frozen=True)
class Schedule:
    start: int
    finish: int
    tasks: Sequence[Dates]
    conflicts: Sequence[Conflict]


def schedule(plan: Plan) -> Schedule:
    """Early and late dates, slack and critical tasks of a plan, and the dates it cannot keep.

    Refuses loops and links to nowhere, naming the tasks, and what reaches beyond the calendars.
    """
    return worked(plan).schedule


@dataclass(frozen=True)
class Worked:
    """A schedule with all that it follows from: the next one can begin from it (`again`)."""

    passes: Passes
    slacks: Slacks
    gates: Mapping[int, tuple[int, int, int]]
    """Latest start, finish and going on of what waits in a summary, by its place, for what the summary waits for."""
    tasks: Sequence[Dates]
    conflicts: Mapping[int, Sequence[Conflict]]
    """By place, of those that have any."""

    @property
    def schedule(self) -> Schedule:
        found = [one for place in sorted(self.conflicts) for one in self.conflicts[place]]
        return Schedule(self.passes.project_start, self.passes.project_finish, self.tasks, found)


def worked(plan: Plan) -> Worked:
    """The schedule of a plan from the ground up. Refuses what `schedule` does."""
    with undisturbed():
        return told(passes_of(plan)[0])


def passes_of(plan: Plan) -> tuple[Passes, "Clocks"]:
    """The dates of all tasks while they can still be asked on, and the calendars they were counted on."""
    if any([task.fixed or task.inactive for task in plan.tasks]):
        plan = replace(plan, tasks=[_standing(task, plan.start) for task in plan.tasks])
    found = network(plan)
    clocks = Clocks(plan, found)
    known = {uid: clocks.of(uid) for uid in dict.fromkeys([task.calendar for task in found.tasks])}
    of_task = [known[task.calendar] for task in found.tasks]
    stretches = Stretches(found, clocks, of_task)
    passes = Passes(plan, found, of_task, stretches)
    passes.run()
    return passes, clocks


def told(passes: Passes) -> Worked:
    """What passes that have run say of all tasks."""
    found = passes.network
    slacks = Slacks(passes)
    gates = {
        place: (passes.late_start[place], passes.late_finish[place], passes.rest_start[place])
        for place, below in enumerate(found.children) if below and found.into[place]
    }  # fmt: skip
    for place in [place for place, task in enumerate(found.tasks) if task.is_project]:
        if not found.children[place]:  # a plan without tasks
            for dates in (passes.early_start, passes.early_finish, passes.late_start, passes.late_finish):
                dates[place] = passes.plan.start
    slacks.run()
    columns = (
        [task.uid for task in found.tasks], passes.early_start, passes.early_finish, passes.late_start, passes.late_finish,
        slacks.total, slacks.free, slacks.critical,
    )  # fmt: skip
    rows = list(map(partial(tuple.__new__, Dates), zip(*columns, strict=True)))  # as Dates._make, without asking each how long it is
    conflicts = {place: lacking for place, task in enumerate(found.tasks) if (task.deadline is not None or task.constraint) and (lacking := conflicts_of(passes, place))}
    return Worked(passes, slacks, gates, rows, conflicts)


def _standing(task: Task, project_start: int) -> Task:
    """What is taken as it stands gets dates to stand at."""
    if task.inactive and not task.fixed:
        task = replace(task, fixed=True)
    if task.fixed and task.early is None:
        start = next((one for one in (task.start, task.finish) if one is not None), project_start)
        return replace(task, early=(start, start if task.finish is None else task.finish))
    return task


class Stretches(dict[int, Stretch | None]):
    """How long each task takes, by place, told when first asked for; None: a summary, or taken as it stands."""

    def __init__(self, found: Network, clocks: "Clocks", of_task: Sequence[Clock]) -> None:
        self.network, self.clocks, self.of_task = found, clocks, of_task

    def __missing__(self, place: int) -> Stretch | None:
        task = self.network.tasks[place]
        stands = task.fixed or self.network.children[place]
        self[place] = None if stands else self.clocks.stretch(task, self.of_task[place])
        return self[place]

    def but(self, found: Network, places: Iterable[int]) -> "Stretches":
        """The same of a network in which the tasks at some places are others."""
        made = Stretches(found, self.clocks, self.of_task)
        made.update(self)
        for place in places:
            made.pop(place, None)
        return made


class Clocks:
    """The calendars of a plan, laid out around its dates when first asked for."""

    def __init__(self, plan: Plan, found: Network) -> None:
        self.plan = plan
        moments = {plan.start, plan.finish}
        for task in found.tasks:
            if task.constraint or task.start is not None or task.finish is not None or task.deadline is not None or task.actual_start is not None or task.actual_finish is not None:
                moments |= {task.start, task.finish, task.constraint_at, task.deadline, task.actual_start, task.actual_finish}
        moments.discard(None)
        self.around = (min(moments) // DAY, max(moments) // DAY)
        self._known: dict[int, WorkTime] = {}
        self._both: dict[tuple[int, int], WorkTime] = {}
        self._own: dict[tuple[Clock, int, int, int], Own] = {}
        self._shared: dict[tuple[object, ...], Stretch] = {}

    def _calendar(self, uid: int) -> Calendar:
        if uid not in self.plan.calendars:
            raise NoSuchCalendar(calendar=uid)
        return self.plan.calendars[uid]

    def of(self, uid: int | None) -> WorkTime:
        uid = self.plan.calendar if uid is None else uid
        if uid not in self._known:
            made = worktime(self._calendar(uid), self.around)
            # People's own calendars mostly say the same as the project's: told apart they would cost a way of their own.
            self._known[uid] = next((known for known in self._known.values() if known.tells_the_same(made)), made)
        return self._known[uid]

    def both(self, task: int, person: int) -> WorkTime:
        """The time of the task's calendar in which the person works, or the task's alone if they share none."""
        if (task, person) not in self._both:
            if self.of(task) is self.of(person):
                return self.of(task)
            self._both[task, person] = worktime_of_both(self._calendar(task), self._calendar(person), self.around) or self.of(task)
        return self._both[task, person]

    def stretch(self, task: Task, clock: Clock) -> Stretch:
        if task.elapsed:
            clock = ALWAYS
        elif task.assignments:
            key = task.assignments, task.calendar, task.ignores_resources, task.start, task.resume if task.actual_start is not None else None
            if key not in self._shared:
                self._shared[key] = self._together(self._parts(task))
            return self._shared[key]
        duration, actual, rest = task.duration, task.actual, task.remaining
        if rest is None:
            rest = duration - actual if duration > actual else 0
        gaps = 0
        if task.split and task.start is not None and task.finish is not None and task.actual_start is None:
            gaps = max(0, clock.between(task.start, task.finish) - duration)
        return self._own_of(clock, duration + gaps, rest + gaps, actual)

    def _together(self, parts: Sequence[Part]) -> Stretch:
        if len({clock for clock, *_ in parts}) > 1:
            return Shared(tuple(parts))
        whole, rests, done = zip(*(amounts for _, *amounts in parts), strict=True)
        return self._own_of(parts[0][0], max(whole), max(rests), max(done))  # on one calendar the longest part decides

    def _own_of(self, clock: Clock, duration: int, remaining: int, actual: int) -> Own:
        key = clock, duration, remaining, actual
        if key not in self._own:
            self._own[key] = Own(*key)
        return self._own[key]

    def of_person(self, task: Task, calendar: int | None) -> WorkTime:
        """When somebody with `calendar` works on a task."""
        if calendar is None or (task.ignores_resources and task.calendar is not None):
            return self.of(task.calendar)
        if task.calendar is None or task.calendar == calendar:
            return self.of(calendar)
        return self.both(task.calendar, calendar)

    def _parts(self, task: Task) -> list[Part]:
        parts = []
        for one in task.assignments:
            clock = self.of_person(task, one.calendar)
            if one.shaped_until is None or task.start is None:
                parts.append((clock, one.amount, one.remaining, one.actual))
            else:
                whole = max(0, clock.between(task.start, one.shaped_until))
                rest = whole - one.actual
                if task.actual_start is not None and task.resume is not None:  # what lies between what is done and the rest is in neither
                    rest = min(whole, clock.between(task.resume, one.shaped_until))
                parts.append((clock, whole, max(0, rest), one.actual))
        return parts


def conflicts_of(passes: Passes, place: int) -> list[Conflict]:
    """Dates that are asked for at a place and cannot be kept, with the working time they lack."""
    found, task = passes.network, passes.network.tasks[place]
    if found.children[place] or (task.deadline is None and task.constraint not in HARD) or task.fixed or task.actual_finish is not None or task.manual:
        return []
    conflicts, clock = [], passes.clocks[place]
    if task.deadline is not None and passes.early_finish[place] > task.deadline:
        conflicts.append(Conflict(task.uid, None, clock.between(task.deadline, passes.early_finish[place])))
    if (lacks := passes.lacking(place)) > 0:
        conflicts.append(Conflict(task.uid, task.constraint, lacks))
    return conflicts
