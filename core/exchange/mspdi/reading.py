"""A Project file as a plan. Read as a stream, so that a large file does not fill the memory; entities are never resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from core.errors import Refusal
from core.exchange.mspdi.calendars import STANDARD, calendars
from core.exchange.mspdi.values import Row, name
from core.planning.rules.calendars import Calendar, day_number, worktime
from core.planning.rules.plan import (
    FOREVER,
    STAYS,
    UNDATED,
    WHOLE,
    Assignment,
    Constraint,
    Demand,
    Link,
    LinkType,
    NegativeDuration,
    NoSuchTask,
    Person,
    Plan,
    Task,
)
from core.planning.rules.worktime import DAY, TICKS, WorkTime
from core.words import N_

BYTES_AT_MOST = 200 * 1024 * 1024
ELAPSED = frozenset((4, 6, 8, 10, 12, 20, 36, 38, 40, 42, 44, 52))
"""Codes of duration formats that count every minute."""
PERCENT = frozenset((19, 20, 51, 52))
FIXED_DURATION, FIXED_WORK = 1, 2
WORK = 1
FLAT = 0
REMAINING_WORK = 1
"""The type of time-phased data that says when work is planned."""
OPEN = tuple(day_number(date(year, 1, 2)) * DAY for year in (1984, 2049))
"""Project writes 1984 and 2049 for an availability that begins or ends nowhere."""
ROWS = ("Calendar", "Task", "Resource", "Assignment")


class PlanTooLarge(Refusal):
    message = N_("The file is larger than {limit} megabytes, which is more than is read.")


class NotXml(Refusal):
    message = N_("This is not a complete XML file: {reason}")


class HasDoctype(Refusal):
    message = N_("The file declares a document type. Microsoft Project never writes one, so it is not read.")


class NotAProject(Refusal):
    message = N_("This is not a plan from Microsoft Project: save it there as XML.")


class NoStart(Refusal):
    message = N_("The plan says nowhere when it starts. Please enter its start date.")


def read(path: Path) -> Plan:
    """The plan of a file. Refuses what is too large, no XML, hostile, or makes no sense, naming the row. Raises OSError."""
    if path.stat().st_size > BYTES_AT_MOST:
        raise PlanTooLarge(limit=BYTES_AT_MOST // 1024 // 1024)
    with path.open("rb") as file:
        return _read(file)[0]


@dataclass(frozen=True)
class Extra:
    """What a file says of a task that dates do not follow from. Texts of fields of one's own by their numbers."""

    cost: str = ""
    """In hundredths."""
    milestone: bool = False
    own: Mapping[int, str] = field(default_factory=dict)


def read_whole(data: bytes) -> tuple[Plan, Mapping[int, Extra]]:
    """The plan of a file and what it says beside, by the tasks' uids. Refuses like `read`."""
    if len(data) > BYTES_AT_MOST:
        raise PlanTooLarge(limit=BYTES_AT_MOST // 1024 // 1024)
    return _read(BytesIO(data))


def _read(file: BinaryIO) -> tuple[Plan, Mapping[int, Extra]]:
    reading = _Reading()
    try:
        events = etree.iterparse(
            file, events=("start", "end"), tag=("{*}Project", *("{*}" + one for one in ROWS)),
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        root = None
        for event, element in events:
            if event == "start":
                if root is None:
                    root = _root(element)
            elif element is not root and element.getparent() is not None and element.getparent().getparent() is root:
                reading.take(name(element), element)
    except etree.XMLSyntaxError as fault:
        raise NotXml(reason=" ".join(str(fault.msg).split())[:120]) from None
    if root is None:
        raise NotAProject()
    return reading.plan(Row("Project", root)), reading.extras


def _root(element: etree._Element) -> etree._Element:
    tree = element.getroottree()
    if tree.docinfo.internalDTD is not None:
        raise HasDoctype()
    if name(element) != "Project" or element.getparent() is not None:
        raise NotAProject()
    return element


class _Reading:
    """What has been read so far."""

    def __init__(self) -> None:
        self.calendars: dict[int, Row] = {}
        self.people: dict[int, Person] = {}
        """People who work, with their calendars."""
        self.demands: dict[int, list[Demand]] = {}
        self.tasks: list[dict] = []
        self.types: dict[int, int] = {}
        self.links: list[tuple[Link, bool]] = []
        self.assignments: dict[int, list[Assignment]] = {}
        self.split: set[int] = set()
        self.extras: dict[int, Extra] = {}
        self.unlimited: set[int] = set()
        """People whom nobody is to level."""
        self.minutes_per_day = 480
        self.rows: list[Row] = []

    def take(self, kind: str, element: etree._Element) -> None:
        row = Row(kind, element)
        if kind == "Calendar":
            self.calendars[row.number("UID")] = row  # kept: its days are read when its base is known
            return
        if kind == "Task":
            self._task(row)
        elif kind == "Resource":
            self._resource(row)
        else:
            self._assignment(row)
        element.clear()
        parent = element.getparent()
        while element.getprevious() is not None:
            del parent[0]

    # ------------------------------------------------------------------ rows
    def _task(self, row: Row) -> None:
        if row.flag("IsNull") or not row.has("UID"):
            return
        uid = row.number("UID")
        duration, remaining, actual = (row.amount(field) for field in ("Duration", "RemainingDuration", "ActualDuration"))
        if any(amount is not None and amount < 0 for amount in (duration, remaining, actual)):
            raise NegativeDuration(task=uid)
        kind = row.number("ConstraintType")
        if kind not in set(Constraint):
            raise row.fault("ConstraintType", kind)
        at = None if kind in UNDATED else row.moment("ConstraintDate")
        early, late = ((row.moment(f"{one}Start"), row.moment(f"{one}Finish")) for one in ("Early", "Late"))
        manual, active = row.flag("Manual"), row.flag("Active", True)
        self.types[uid] = row.number("Type")
        self.tasks.append(
            {
                "uid": uid, "level": row.number("OutlineLevel", 1), "name": row.text("Name"),
                "duration": duration, "elapsed": row.number("DurationFormat") in ELAPSED, "remaining": remaining, "actual": actual or 0,
                "calendar": row.number("CalendarUID", -1), "ignores_resources": row.flag("IgnoreResourceCalendar"),
                "constraint": Constraint(kind) if at is not None or kind in UNDATED else Constraint.AS_SOON_AS_POSSIBLE,
                "constraint_at": at, "deadline": row.moment("Deadline"), "delay": max(0, row.number("LevelingDelay")),
                "actual_start": row.moment("ActualStart"), "actual_finish": row.moment("ActualFinish"), "resume": row.moment("Resume"),
                "percent": row.number("PercentComplete"), "manual": manual, "priority": min(max(row.number("Priority", 500), 0), STAYS),
                "unplaced": manual and any(row.has(field) for field in ("StartText", "FinishText", "DurationText")),
                "fixed": row.flag("ExternalTask") or row.flag("IsSubproject"), "inactive": not active,
                "is_project": uid == 0 and not row.number("OutlineLevel"),
                "start": row.moment("Start"), "finish": row.moment("Finish"),
                "early": None if None in early else early, "late": None if None in late else late,
                "milestone": row.flag("Milestone"),
            }
        )  # fmt: skip
        for one in row.rows("PredecessorLink"):
            self._link(uid, one)
        own = {one.number("FieldID"): one.text("Value") for one in row.rows("ExtendedAttribute")}
        costs = (row.text(one) for one in ("FixedCost", "Cost") if row.decimal(one, 0.0))
        cost = next(costs, "")
        if cost or own or row.flag("Milestone"):
            self.extras[uid] = Extra(cost, row.flag("Milestone"), own)

    def _link(self, successor: int, row: Row) -> None:
        kind, form, lag = row.number("Type", LinkType.FINISH_START), row.number("LagFormat", 7), row.number("LinkLag")
        if kind not in set(LinkType):
            raise row.fault("Type", kind)
        if not row.text("PredecessorUID"):
            raise NoSuchTask(successor=successor, predecessor="?")
        link = Link(row.number("PredecessorUID"), successor, LinkType(kind), lag, form in ELAPSED, form in PERCENT)
        self.links.append((link, row.flag("CrossProject")))

    def _resource(self, row: Row) -> None:
        unnamed = not row.number("UID") and not row.text("Name")  # Project's stand-in for nobody
        if row.number("Type", WORK) == WORK and not row.flag("IsNull") and not unnamed:
            uid = row.number("UID")
            self.people[uid] = Person(uid, row.text("Name"), row.number("CalendarUID", -1), _capacity(row))
            if not row.flag("CanLevel", True):
                self.unlimited.add(uid)

    def _assignment(self, row: Row) -> None:
        task, person, units = row.number("TaskUID", -1), row.number("ResourceUID", -1), row.decimal("Units", 1)
        # A stretch without work has no value (Project 2002 and 2003) or one of zero: a weekend, or a gap.
        parts = [one.amount("Value") for one in row.rows("TimephasedData") if one.number("Type") == REMAINING_WORK and one.text("Value")[:2] in ("PT", "")]
        worked = [place for place, value in enumerate(parts) if value]
        interrupted = bool(worked) and len(worked) <= worked[-1] - worked[0]
        if person not in self.people or units <= 0:
            if interrupted:
                self.split.add(task)
            return
        work, overtime = row.amount("Work") or 0, row.amount("OvertimeWork") or 0
        delay = max(0, row.number("Delay")) + max(0, row.number("LevelingDelay"))
        amount = round((work - overtime) / units) if work > overtime else None
        self.demands.setdefault(task, []).append(Demand(person, round(units * WHOLE), delay, amount))
        if work <= 0:
            return
        done = row.amount("ActualWork") or 0
        rest = row.amount("RemainingWork")
        rest = work - done if rest is None else rest
        share = (work - overtime) / work
        uneven = interrupted or row.number("WorkContour", FLAT) != FLAT
        self.assignments.setdefault(task, []).append(
            Assignment(
                self.people[person].calendar, delay + round(work * share / units), round(rest * share / units) + (0 if done else delay),
                round(done * share / units), row.moment("Finish") if uneven else None,
            )
        )  # fmt: skip

    # ------------------------------------------------------------------ all of it
    def plan(self, project: Row) -> Plan:
        known = calendars(self.calendars)
        start, backwards = project.moment("StartDate"), not project.flag("ScheduleFromStart", True)
        finish = project.moment("FinishDate") if backwards else None
        if start is None:
            starts = [task["start"] for task in self.tasks if task["start"] is not None]
            if not starts and finish is None:
                raise NoStart()
            start = min(starts) if starts else finish
        per_day = project.number("MinutesPerDay", 480)
        if not 0 < per_day <= 1440:
            raise project.fault("MinutesPerDay", per_day)
        calendar = project.number("CalendarUID", -1)
        if calendar not in known:
            calendar = next(iter(known), 1)
            known.setdefault(calendar, Calendar("Standard", STANDARD))
        clocks = _Clocks(known, calendar, start // DAY)
        tasks = [self._made(task, known, per_day, clocks) for task in self.tasks]
        return Plan(
            start, tasks, self._kept_links(tasks), known, calendar, finish,
            critical_slack=project.number("CriticalSlackLimit") * per_day * TICKS,
            several_critical_paths=project.flag("MultipleCriticalPaths"),
            people={uid: _person_on_known(one, known) for uid, one in self.people.items() if uid not in self.unlimited},
        )  # fmt: skip

    def _made(self, values: dict, known: Mapping[int, Calendar], per_day: int, clocks: "_Clocks") -> Task:
        values = dict(values)
        uid, milestone = values["uid"], values.pop("milestone")
        if values["duration"] is None:
            values["duration"] = 0 if milestone else per_day * TICKS
        if values["calendar"] not in known:
            values["calendar"] = None
        drives = self.types[uid] != FIXED_DURATION
        parts = tuple(_on_known(one, known) for one in self.assignments.get(uid, ())) if drives else ()
        if self.types[uid] == FIXED_WORK:
            parts = tuple(_over_all_of(one, values) for one in parts)
        demands = self.demands.get(uid, ())
        if not drives or values["elapsed"]:  # who does not say how long it takes is busy with it to the end
            demands = [replace(one, amount=None) for one in demands]
        split = uid in self.split and clocks.between(values["calendar"], values["start"], values["finish"]) > values["duration"]
        return Task(**values, split=split, assignments=parts, demands=tuple(demands))

    def _kept_links(self, tasks: list[Task]) -> list[Link]:
        """Links of this plan; one from another project counts if its task stands in here as an external one."""
        outside = {task.uid for task in tasks if task.fixed}
        return [link for link, crosses in self.links if not crosses or link.predecessor in outside]


class _Clocks(dict[int, WorkTime]):
    """Working time by the number of its calendar, laid out when first asked for."""

    def __init__(self, known: Mapping[int, Calendar], usual: int, day: int) -> None:
        self.known, self.usual, self.day = known, usual, day

    def __missing__(self, uid: int) -> WorkTime:
        self[uid] = worktime(self.known[uid], (self.day,))
        return self[uid]

    def between(self, uid: int | None, start: int | None, finish: int | None) -> int:
        """The working time between two moments; none where one of them is not said."""
        return 0 if start is None or finish is None else self[self.usual if uid is None else uid].between(start, finish)


def _over_all_of(part: Assignment, task: Mapping[str, Any]) -> Assignment:
    """Work that is fixed is spread over all of the duration, even if it would be done sooner with these units."""
    if part.shaped_until is not None or part.amount >= task["duration"]:
        return part
    rest = task["duration"] - task["actual"] if task["remaining"] is None else task["remaining"]
    return replace(part, amount=task["duration"], remaining=max(0, rest), actual=task["actual"])


def _capacity(row: Row) -> tuple[tuple[int, int], ...]:
    """How many units there are of somebody: at most, or from one day to another where the file says so."""
    periods = []
    for one in row.rows("AvailabilityPeriods", "AvailabilityPeriod"):
        first, last, units = one.moment("AvailableFrom"), one.moment("AvailableTo"), one.decimal("AvailableUnits", 1)
        if first is not None and last is not None and last < first:
            raise row.fault("AvailableTo", one.text("AvailableTo"))
        periods.append((FOREVER if first is None or first < OPEN[0] else first, None if last is None or last >= OPEN[1] else last, max(0, round(units * WHOLE))))
    if not periods:
        return ((FOREVER, max(0, round(row.decimal("MaxUnits", 1) * WHOLE))),)
    steps: dict[int, int] = {}
    until = None
    for first, last, units in sorted(periods, key=lambda period: period[0]):
        if until is not None and first <= until + TICKS:  # 23:59 of one day and 00:00 of the next follow each other
            del steps[until]
        steps[first] = units
        if last is not None:
            steps[last] = 0
        until = last
    return tuple(sorted(steps.items()))


def _person_on_known(person: Person, known: Mapping[int, Calendar]) -> Person:
    return person if person.calendar in known else replace(person, calendar=None)


def _on_known(part: Assignment, known: Mapping[int, Calendar]) -> Assignment:
    """On the project's calendar if the file does not have the person's."""
    if part.calendar in known:
        return part
    return Assignment(None, part.amount, part.remaining, part.actual, part.shaped_until)
