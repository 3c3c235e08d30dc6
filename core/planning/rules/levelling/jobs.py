"""A plan as it stands before levelling: which tasks may move, between which dates, and what they wait for and take. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.planning.rules.network import Edge
from core.planning.rules.passes import FF, FINISH_BY, FS, MUST_FINISH, MUST_START, START_BY, Passes
from core.planning.rules.plan import STAYS, Constraint, Demand, Plan, Task
from core.planning.rules.schedule import Clocks, passes_of
from core.planning.rules.worktime import ALWAYS, Clock


@dataclass(frozen=True)
class Jobs:
    """The passes over a plan whose tasks stand where they would be done without levelling."""

    plan: Plan
    passes: Passes
    clocks: Clocks
    movable: Sequence[int]
    """Places of tasks that may be delayed, in an order in which what they wait for comes first."""

    def task(self, place: int) -> Task:
        return self.passes.network.tasks[place]

    def clock_of(self, place: int, demand: Demand) -> Clock:
        """When somebody works on a task."""
        task = self.task(place)
        return ALWAYS if task.elapsed else self.clocks.of_person(task, self.plan.people[demand.person].calendar)

    def demands(self, place: int) -> list[Demand]:
        """What is taken of people whose time is limited."""
        task = self.task(place)
        if task.inactive or task.actual_finish is not None or task.percent >= 100:
            return []
        return [one for one in task.demands if one.person in self.plan.people and one.units > 0 and one.amount != 0]

    def span(self, place: int, demand: Demand, start: int, finish: int) -> tuple[int, int]:
        """From when to when somebody is busy with a task that goes from `start` to `finish`."""
        clock = self.clock_of(place, demand)
        begin = clock.after(start, demand.delay)
        return begin, finish if demand.amount is None else clock.after(begin, demand.amount)

    def edges(self, place: int) -> Iterator[tuple[Edge, int]]:
        """Links a task waits by, each with the place of a task at its beginning; those of a summary by what is in it."""
        network = self.passes.network
        for edge in network.into[place]:
            before = edge[0]
            if not network.children[before]:
                yield edge, before
            elif edge[2] in (FS, FF):
                yield from ((edge, leaf) for leaf in network.leaves(before))
            else:  # a summary starts with the first task in it; which one that is may change, but not to a later one
                yield edge, min(network.leaves(before), key=self.passes.start_of)

    def latest_start(self, place: int) -> int | None:
        """The last moment at which a task may start so that each date is kept that is kept now; None without such a date."""
        task, stretch = self.task(place), self.passes.stretches[place]
        start, dates = self.passes.start_of(place), []
        if self.passes.latest[place] is not None:
            dates.append(stretch.start(self.passes.latest[place]))
        if task.constraint == START_BY:
            dates.append(task.constraint_at)
        elif task.constraint == FINISH_BY:
            dates.append(stretch.start(task.constraint_at))
        return max(start, min(dates)) if dates else None


def jobs(plan: Plan) -> Jobs:
    """A plan ready for levelling. What is to be done as late as possible and takes people's time stands where it is now."""
    passes, clocks = passes_of(plan)
    if any(late and task.demands for late, task in zip(passes.is_late, passes.network.tasks, strict=True)):
        tasks = [
            replace(task, constraint=Constraint.START_NO_EARLIER_THAN, constraint_at=passes.start_of(place)) if late and task.demands else task
            for place, (late, task) in enumerate(zip(passes.is_late, plan.tasks, strict=True))
        ]
        plan = replace(plan, tasks=tasks)
        passes, clocks = passes_of(plan)
    return Jobs(plan, passes, clocks, [place for place in passes.leaves if _may_move(passes.network.tasks[place]) and passes.stretches[place] is not None])


def _may_move(task: Task) -> bool:
    stands = task.manual or task.fixed or task.inactive or task.is_project or task.actual_start is not None or task.actual_finish is not None
    return not stands and task.priority < STAYS and task.constraint not in (MUST_START, MUST_FINISH)


