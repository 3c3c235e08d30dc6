"""A plan as a file that Microsoft Project opens, with its calendars, people, links, limits, progress, dates and baselines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from core.exchange.mspdi import fields
from core.planning.baselines.rules import Stood
from core.planning.queries import Loaded, PlanView
from core.planning.rules.calendars import Calendar, Exception_, Week, Windows, laid_out
from core.planning.rules.moments import wall
from core.planning.rules.plan import UNDATED
from core.planning.rules.sheet import HOUSE, Kind, Row, of_person
from core.planning.rules.worktime import DAY, TICKS, Layout

SPACE = "http://schemas.microsoft.com/project"
MOST_BASELINES = 11
"""So many Project has room for."""
DAYS, ELAPSED_DAYS, PERCENT = 7, 8, 19
FIXED_DURATION = 1
_CENT = 100
AROUND = 366
"""Days before and after a plan for which a calendar with nights is told day by day."""
MONDAY = 4
"""The first Monday: 5 January 1970."""


@dataclass(frozen=True)
class Written:
    """What a file is written from; names of people in one language, baselines oldest first."""

    view: PlanView
    loaded: Loaded
    names: Mapping[int, str]
    baselines: Sequence[Sequence[Stood]] = ()


def write(plan: Written, title: str) -> bytes:
    """The plan as MSPDI."""
    view = plan.view
    root = etree.Element("Project", nsmap={None: SPACE})
    people = sorted({who for one in view.tasks for who, _ in one.row.people})
    _put(root, {
        "SaveVersion": 14, "Name": title, "Title": title, "ScheduleFromStart": 1, "StartDate": _time(view.starts), "FinishDate": _time(view.finish),
        "CriticalSlackLimit": 0, "CalendarUID": HOUSE, "MinutesPerDay": view.scale.day // TICKS, "MinutesPerWeek": view.scale.week // TICKS,
        "DaysPerMonth": max(1, view.scale.month // max(1, view.scale.day)), "DefaultTaskType": FIXED_DURATION, "MultipleCriticalPaths": int(view.several_critical_paths),
        "NewTasksAreManual": 0,
    })  # fmt: skip
    _attributes(root)
    _calendars(root, plan, people)
    tasks = _under(root, "Tasks")
    numbers = {one.row.uid: place for place, one in enumerate(view.tasks, 1)}
    for one in view.tasks:
        _task(tasks, plan, one, numbers[one.row.uid])
    resources = _under(root, "Resources")
    for place, who in enumerate(people, 1):
        calendar = of_person(who) if of_person(who) in plan.loaded.frame.calendars else HOUSE
        _put(_under(resources, "Resource"), {"UID": who, "ID": place, "Name": plan.names.get(who, str(who)), "Type": 1, "MaxUnits": 1, "CalendarUID": calendar})
    assignments, number = _under(root, "Assignments"), 0
    for one in view.tasks:
        for who, units in one.row.people:
            number += 1
            work = one.row.duration * units // 100
            _put(_under(assignments, "Assignment"), {
                "UID": number, "TaskUID": one.row.uid, "ResourceUID": who, "Units": units / 100, "Start": _time(one.starts), "Finish": _time(one.ends),
                "Work": _amount(work), "ActualWork": _amount(work * one.row.percent // 100), "RemainingWork": _amount(work - work * one.row.percent // 100),
            })  # fmt: skip
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _attributes(root: etree._Element) -> None:
    found = _under(root, "ExtendedAttributes")
    for number, (name, alias) in fields.NAMES.items():
        _put(_under(found, "ExtendedAttribute"), {"FieldID": number, "FieldName": name, "Alias": alias})


def _task(tasks: etree._Element, plan: Written, one, place: int) -> None:  # type: ignore[no-untyped-def]
    row: Row = one.row
    task = _under(tasks, "Task")
    done = row.duration * row.percent // 100
    _put(task, {
        "UID": row.uid, "ID": place, "Name": row.name, "Type": FIXED_DURATION, "IsNull": 0, "OutlineLevel": row.level, "Priority": row.priority,
        "Start": _time(one.starts), "Finish": _time(one.ends), "Duration": _amount(row.duration), "DurationFormat": ELAPSED_DAYS if row.elapsed else DAYS,
        "Estimated": 0, "Milestone": int(row.kind is not Kind.TASK), "Summary": int(one.summary), "Critical": int(one.critical),
        "EarlyStart": _time(one.starts), "EarlyFinish": _time(one.ends), "LateStart": _time(one.late_start), "LateFinish": _time(one.late_finish),
        "FreeSlack": one.free_slack, "TotalSlack": one.total_slack, "FixedCost": _cents(row), "Cost": _cents(row), "PercentComplete": row.percent,
        "ActualStart": _time(row.actual_start), "ActualFinish": _time(row.actual_finish),
        "ActualDuration": _amount(done) if row.actual_start is not None else None, "RemainingDuration": _amount(row.duration - done) if row.actual_start is not None else None,
        "ConstraintType": int(row.constraint), "CalendarUID": -1, "ConstraintDate": None if row.constraint in UNDATED else _time(row.constraint_at), "Deadline": _time(row.deadline),
        "Manual": 0, "Active": 1,
    })  # fmt: skip
    for tie in row.before:
        _put(_under(task, "PredecessorLink"), {
            "PredecessorUID": tie.uid, "Type": int(tie.type), "CrossProject": 0, "LinkLag": tie.lag,
            "LagFormat": PERCENT if tie.percent else ELAPSED_DAYS if tie.elapsed else DAYS,
        })  # fmt: skip
    for number, value in _own(row, plan.names).items():
        _put(_under(task, "ExtendedAttribute"), {"FieldID": number, "Value": value} | ({"DurationFormat": DAYS} if number in (fields.SHORTEST, fields.LONGEST) else {}))
    for number, rows in enumerate(plan.baselines[-MOST_BASELINES:]):
        was = next((stood for stood in rows if stood.uid == row.uid), None)
        if was is not None:
            _put(_under(task, "Baseline"), {"Number": number, "Start": _time(was.starts), "Finish": _time(was.ends), "Duration": _amount(was.duration), "DurationFormat": DAYS})


def _own(row: Row, names: Mapping[int, str]) -> dict[int, object]:
    found: dict[int, object | None] = {
        fields.DELIVERABLE: row.deliverable, fields.STANDARD: row.standard, fields.OBJECTIVE: row.objective, fields.OWNER: names.get(row.owner, "") if row.owner else "",
        fields.GATE: 1 if row.kind is Kind.GATE else None, fields.NOT_BEFORE: _time(row.not_before),
        fields.SHORTEST: None if row.shortest is None else _amount(row.shortest), fields.LONGEST: None if row.longest is None else _amount(row.longest),
    }  # fmt: skip
    return {number: value for number, value in found.items() if value not in (None, "")}


def _cents(row: Row) -> int | None:
    return None if row.cost is None else int(row.cost * _CENT)


def _calendars(root: etree._Element, plan: Written, people: Iterable[int]) -> None:
    found, kept = _under(root, "Calendars"), plan.loaded.frame.calendars
    span = min([plan.view.starts, *(one.starts for one in plan.view.tasks)]) // DAY - AROUND, plan.view.finish // DAY + AROUND
    _calendar(found, HOUSE, kept[HOUSE], plan.view.project_code, span, base=True)
    for who in people:
        if of_person(who) in kept:
            _calendar(found, of_person(who), kept[of_person(who)], plan.names.get(who, str(who)), span, base=False)


def _calendar(calendars: etree._Element, uid: int, calendar: Calendar, name: str, span: tuple[int, int], *, base: bool) -> None:
    calendar = _by_days(calendar, *span)
    made = _under(calendars, "Calendar")
    _put(made, {"UID": uid, "Name": name, "IsBaseCalendar": int(base), "BaseCalendarUID": -1})
    _week(_under(made, "WeekDays"), calendar.week)
    exceptions = [one for one in calendar.exceptions if one.days is None]
    if exceptions:
        under = _under(made, "Exceptions")
        for one in exceptions:
            _exception(under, one)
    if calendar.periods:
        weeks = _under(made, "WorkWeeks")
        for period in calendar.periods:
            week = _under(weeks, "WorkWeek")
            _span(week, period.first, period.last)
            _week(_under(week, "WeekDays"), period.week)


def _by_days(calendar: Calendar, first: int, last: int) -> Calendar:
    """The same hours with no window beyond midnight, as Project wants them: a night's second half belongs to the next day.

    What follows from such a calendar between two days is told day by day.
    """
    every = [windows or () for week in (calendar.week, *(period.week for period in calendar.periods)) for windows in week]
    if all(end <= DAY for windows in (*every, *(one.windows for one in calendar.exceptions)) for _, end in windows):
        return calendar
    usual = laid_out(Calendar("", calendar.week))
    week = _days(usual, MONDAY, MONDAY + 7)
    days = _days(laid_out(calendar), first, last)
    return Calendar(calendar.name, tuple(week), (), tuple(Exception_(day, day, windows) for day, windows in zip(range(first, last), days, strict=True) if windows != week[(day - MONDAY) % 7]))


def _days(layout: Layout, first: int, last: int) -> list[Windows]:
    """The windows of each day from one up to another, none beyond midnight."""
    starts, ends = layout(first, last)
    found: list[list[tuple[int, int]]] = [[] for _ in range(first, last)]
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        for day in range(start // DAY, (end - 1) // DAY + 1):
            found[day - first].append((max(start - day * DAY, 0), min(end - day * DAY, DAY)))
    return [tuple(windows) for windows in found]


def _week(days: etree._Element, week: Week) -> None:
    for number, windows in enumerate(week):
        if windows is not None:
            day = _under(days, "WeekDay")
            _put(day, {"DayType": (number + 1) % 7 + 1, "DayWorking": int(bool(windows))})
            _hours(day, windows)


def _exception(exceptions: etree._Element, one: Exception_) -> None:
    made = _under(exceptions, "Exception")
    _put(made, {"EnteredByOccurrences": 0})
    _span(made, one.first, one.last)
    _put(made, {"Occurrences": one.last - one.first + 1, "Type": 1, "Period": 1, "DayWorking": int(bool(one.windows))})
    _hours(made, one.windows)


def _span(above: etree._Element, first: int, last: int) -> None:
    _put(_under(above, "TimePeriod"), {"FromDate": _time(first * DAY), "ToDate": _time(last * DAY + DAY - TICKS)})


def _hours(above: etree._Element, windows: Windows) -> None:
    if windows:
        times = _under(above, "WorkingTimes")
        for start, end in windows:
            _put(_under(times, "WorkingTime"), {"FromTime": f"{_clock(start)}", "ToTime": f"{_clock(end % DAY)}"})


def _clock(ticks: int) -> str:
    return f"{ticks // TICKS // 60:02d}:{ticks // TICKS % 60:02d}:00"


def _time(at: int | None) -> str | None:
    if at is None:
        return None
    when: datetime = wall(at)
    return (when + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat()


def _amount(ticks: int) -> str:
    seconds = ticks * 60 // TICKS
    return f"PT{seconds // 3600}H{seconds // 60 % 60}M{seconds % 60}S"


def _under(above: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(above, f"{{{SPACE}}}{name}")


def _put(above: etree._Element, values: Mapping[str, object | None]) -> None:
    for name, value in values.items():
        if value is not None:
            _under(above, name).text = str(value)
