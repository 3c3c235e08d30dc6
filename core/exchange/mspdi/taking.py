"""What of a Project file becomes rows of a plan, and what is told to be left out. Nothing here asks the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from core.errors import Fault, Refusal
from core.exchange.mspdi import fields
from core.exchange.mspdi.reading import Extra, read_whole
from core.exchange.mspdi.values import ticks_of_duration
from core.planning.rules import outline
from core.planning.rules.moments import ticks as ticks_of
from core.planning.rules.notation import Before
from core.planning.rules.plan import UNDATED, WHOLE, Constraint, Plan, Task
from core.planning.rules.sheet import MOST_ROWS, MOST_UNITS, NAME_LIMIT, TEXT_LIMIT, Kind, Row
from core.words import N_


class NoTasks(Refusal):
    message = N_("The file has no tasks that could be taken over.")


class TooManyTaken(Refusal):
    message = N_("The file has {count} tasks; a plan has at most {most}.")


class Backwards(Refusal):
    message = N_("This plan is scheduled backwards from its finish. Let it be scheduled from its start in Microsoft Project, then save it again.")


@dataclass(frozen=True)
class Taken:
    """A plan to be taken over: when it starts, its rows, and what of the file is left out or was changed."""

    starts: int
    rows: tuple[Row, ...]
    left_out: tuple[Fault, ...]


def take(data: bytes, people: Mapping[str, int]) -> Taken:
    """The rows of a Project file. `people`: who can be given work, by names and user names as the file may call them.

    Refuses what is no Project file, hostile or makes no sense, naming the row; Backwards, NoTasks, TooManyTaken.
    """
    plan, extras = read_whole(data)
    if plan.finish is not None:
        raise Backwards()
    tasks = [one for one in plan.tasks if not one.is_project and not one.fixed and not one.inactive]
    if not tasks:
        raise NoTasks()
    if len(tasks) > MOST_ROWS:
        raise TooManyTaken(count=len(tasks), most=MOST_ROWS)
    known = {name.casefold(): who for name, who in people.items()}
    taking = _Taking(plan, extras, known)
    levels = outline.normal([task.level for task in tasks])
    summary = outline.summaries(levels)
    rows = tuple(taking.row(task, level, above) for task, level, above in zip(tasks, levels, summary, strict=True))
    return Taken(plan.start, rows, taking.told(tasks))


class _Taking:
    def __init__(self, plan: Plan, extras: Mapping[int, Extra], people: Mapping[str, int]) -> None:
        self.plan, self.extras, self.people = plan, extras, people
        kept = {one.uid for one in plan.tasks if not one.is_project and not one.fixed and not one.inactive}
        self.before: dict[int, list[Before]] = {}
        self.lost_links = 0
        for link in plan.links:
            if link.predecessor in kept and link.successor in kept:
                self.before.setdefault(link.successor, []).append(Before(link.predecessor, link.type, link.lag, link.elapsed and link.lag != 0, link.percent))
            else:
                self.lost_links += 1
        self.strangers: set[str] = set()
        self.cut: list[str] = []

    def row(self, task: Task, level: int, above: bool) -> Row:
        extra = self.extras.get(task.uid, Extra())
        own = extra.own
        constraint, at = task.constraint, task.constraint_at
        if task.manual and not above and task.start is not None:
            constraint, at = Constraint.START_NO_EARLIER_THAN, task.start
        kind = Kind.GATE if own.get(fields.GATE) == "1" else Kind.MILESTONE if not task.duration and not above else Kind.TASK
        if len(task.name) > NAME_LIMIT:
            self.cut.append(task.name[:40])
        percent = 0 if above else max(0, min(100, task.percent))
        begun = None if above else task.actual_start
        finished = None if above else task.actual_finish
        ended = finished is not None
        if percent and begun is None:
            begun = task.start if task.start is not None else self.plan.start
        if percent == 100 and not ended:
            finished = task.finish if task.finish is not None else begun
        return Row(
            task.uid, task.name.strip()[:NAME_LIMIT] or f"#{task.uid}", level, kind if not above else Kind.TASK, 0 if above else task.duration, task.elapsed and not above,
            tuple(dict(((one.uid, one.type), one) for one in self.before.get(task.uid, ())).values()), () if above else self._people(task),
            self._owner(own.get(fields.OWNER, "")), own.get(fields.DELIVERABLE, "")[:TEXT_LIMIT], own.get(fields.STANDARD, "")[:TEXT_LIMIT], own.get(fields.OBJECTIVE, "")[:TEXT_LIMIT],
            _cost(extra.cost), constraint, None if constraint in UNDATED else at, task.deadline, 100 if ended else min(percent, 99) if finished is None else percent, begun, finished,
            self._estimate(own, fields.SHORTEST, task, above), self._estimate(own, fields.LONGEST, task, above), task.priority, _moment(own.get(fields.NOT_BEFORE, "")),
        )  # fmt: skip

    def _people(self, task: Task) -> tuple[tuple[int, int], ...]:
        found: dict[int, int] = {}
        for demand in task.demands:
            person = self.plan.people.get(demand.person)
            name = person.name if person else ""
            who = self.people.get(name.casefold())
            if who is None:
                self.strangers.add(name or str(demand.person))
            else:
                found[who] = max(1, min(MOST_UNITS, round(Fraction(demand.units * 100, WHOLE))))
        return tuple(sorted(found.items()))

    def _owner(self, name: str) -> int | None:
        if name and name.casefold() not in self.people:
            self.strangers.add(name)
        return self.people.get(name.casefold())

    def _estimate(self, own: Mapping[int, str], number: int, task: Task, above: bool) -> int | None:
        amount = None if above else ticks_of_duration(own.get(number, ""))
        if amount is None:
            return None
        return min(amount, task.duration) if number == fields.SHORTEST else max(amount, task.duration)

    def told(self, tasks: list[Task]) -> tuple[Fault, ...]:
        """What was left out or changed, each with how often."""
        leaves = [task for task in tasks if task.calendar is not None and task.calendar != self.plan.calendar]
        gone = sum(not one.is_project and (one.fixed or one.inactive) for one in self.plan.tasks)
        said = [
            (N_("Calendars of the file are left out: this plan follows the organisation's working hours and people's own. Tasks with a calendar of their own: {count}."), {"count": len(leaves)}, True),
            (N_("Tasks scheduled by hand start no earlier than they stood, and follow their links from now on: {count}."), {"count": sum(task.manual for task in tasks)}, any(task.manual for task in tasks)),
            (N_("Inactive tasks and tasks of other files are left out: {count}."), {"count": gone}, gone),
            (N_("Links to tasks that are left out: {count}."), {"count": self.lost_links}, self.lost_links),
            (N_("Tasks done in parts are taken over without their gaps: {count}."), {"count": sum(task.split for task in tasks)}, any(task.split for task in tasks)),
            (N_("Levelling delays of the file are left out: {count}."), {"count": sum(task.delay > 0 for task in tasks)}, any(task.delay for task in tasks)),
            (N_("Nobody of the project is called so; their work is left out: {names}."), {"names": ", ".join(sorted(self.strangers)[:20])}, self.strangers),
            (N_("Names longer than {most} characters are cut: {names}."), {"most": NAME_LIMIT, "names": ", ".join(self.cut[:5])}, self.cut),
        ]  # fmt: skip
        return tuple(Fault(0, message, facts) for message, facts, is_so in said if is_so)


def _cost(cents: str) -> Decimal | None:
    try:
        found = Decimal(cents) / 100 if cents else None
    except InvalidOperation:
        return None
    return None if found is None or found < 0 else round(found, 2)


def _moment(text: str) -> int | None:
    try:
        return ticks_of(datetime.fromisoformat(text).replace(tzinfo=None)) if text else None
    except ValueError:
        return None
