"""Questions about working time. The first five are for every other room: they count, and show nothing to anybody."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, Scope, require
from core.audit.kept import Kept
from core.calendar import rules, shipped
from core.calendar.records import Calendar, CalendarException, HolidayYear, PersonCalendar, PersonLeave
from core.calendar.rules import Break, Kind, Leave, LeaveKind, Plan, Special, Week
from core.calendar.worktime import WorkingTime, compiled
from core.config import settings
from core.errors import NotFound
from core.people.records import Person
from core.subjects import Place, found_by

MOST_GROUPS = 500
"""So many groups of people are kept in memory with their working time."""
_read_before: Kept[dict[frozenset[int], tuple[Plan, dict[int, Plan]]]] = Kept("calendar", lambda session: {})
"""What was read since working time changed last, by group of people: a plan that is edited asks for the same people again and again."""

# ---------------------------------------------------------------------- for every other room


def organisation(session: Session) -> WorkingTime:
    """The organisation's working time: its default calendar, or usual office hours while it has none."""
    return compiled(_Read(session).plan(None))


def of_calendar(session: Session, code: str) -> WorkingTime:
    """The working time of a calendar by its code. Refuses NotFound."""
    row = session.scalars(select(Calendar).where(Calendar.code == code)).one_or_none()
    if row is None:
        raise NotFound()
    return compiled(_Read(session).plan(row.id))


def plans_by_code(session: Session) -> dict[str, Plan]:
    """What the working time of every calendar follows from, by its code; the organisation's by the empty one."""
    read = _Read(session)
    return {"": read.plan(None)} | {row.code: read.plan(row.id) for row in read.calendars.values()}


def of_person(session: Session, person_id: int) -> WorkingTime:
    """A person's working time: the own calendar or the organisation's, with the person's exceptions and leave."""
    return of_people(session, [person_id])[person_id]


def of_people(session: Session, person_ids: Iterable[int]) -> dict[int, WorkingTime]:
    """The same for several people at once, in as many questions as for one."""
    return {person_id: compiled(plan) for person_id, plan in plans(session, person_ids)[1].items()}


def plans(session: Session, person_ids: Iterable[int]) -> tuple[Plan, dict[int, Plan]]:
    """What the working time of the organisation and of some people follows from: for who counts it in another way."""
    wanted, known = frozenset(person_ids), _read_before.of(session)
    found = known.get(wanted)
    if found is None:
        read = _Read(session, wanted)
        found = read.plan(None), {person_id: read.of_person(person_id) for person_id in sorted(wanted)}
        if len(known) >= MOST_GROUPS:
            known.clear()
        known[wanted] = found
    return found


# ---------------------------------------------------------------------- plans


class _Read:
    """What the plans are made of, read once: calendars, their exceptions, holidays; and those of some people."""

    def __init__(self, session: Session, people: Collection[int] | None = None) -> None:
        self.calendars = {row.id: row for row in session.scalars(select(Calendar))}
        self.default = next((row for row in self.calendars.values() if row.is_default), None)
        self.holidays, self.announced_until = _holidays(session)
        self.own, self.leave = {}, {}
        mine: ColumnElement[bool] = CalendarException.person_id.is_(None)
        if people is not None:
            self.own = dict(session.execute(select(PersonCalendar.person_id, PersonCalendar.calendar_id).where(PersonCalendar.person_id.in_(people))).all())
            mine = or_(mine, CalendarException.person_id.in_(people))
            self.leave = _by(session.scalars(select(PersonLeave).where(PersonLeave.person_id.in_(people)).order_by(PersonLeave.first_on, PersonLeave.id)), "person_id")
        rows = list(session.scalars(select(CalendarException).where(mine).order_by(CalendarException.first_on, CalendarException.id)))
        self.of_calendars, self.of_people = _by(rows, "calendar_id"), _by(rows, "person_id")

    def plan(self, calendar_id: int | None) -> Plan:
        """The plan of a calendar; None: of the organisation."""
        row = self.default if calendar_id is None else self.calendars[calendar_id]
        if row is None:
            usual = next(iter(shipped.usual().values()))
            return self._plan(settings().cockpit_timezone, (usual.week,), usual.observes_holidays, ())
        specials = tuple(special_of(one) for one in self.of_calendars.get(row.id, ()))
        return self._plan(row.zone, weeks_of(row), row.observes_holidays, specials)

    def _plan(self, zone: str, weeks: tuple[Week, ...], observes: bool, specials: tuple[Special, ...]) -> Plan:
        if observes:
            return Plan(zone, weeks, self.holidays, specials, (), self.announced_until)
        return Plan(zone, weeks, (), specials)

    def of_person(self, person_id: int) -> Plan:
        common = self.plan(self.own.get(person_id))
        specials = tuple(special_of(one) for one in self.of_people.get(person_id, ()))
        leave = tuple(leave_of(one) for one in self.leave.get(person_id, ()))
        return Plan(common.zone, common.weeks, common.holidays, (*common.specials, *specials), leave, common.announced_until)


def _by(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(row)
    return found


def special_of(row: CalendarException) -> Special:
    return _special(row.first_on, row.last_on, Kind(row.kind), row.hours, row.name)


def leave_of(row: PersonLeave) -> Leave:
    return _leave(row.first_on, row.last_on, row.hours)


def weeks_of(row: Calendar) -> tuple[Week, ...]:
    return rules.weeks(_week(tuple(one["days"]), one["from"]) for one in row.weeks)


# What is stored was checked when it was entered; the same texts are read again and again.
_special = lru_cache(maxsize=2000)(rules.special)
_leave = lru_cache(maxsize=2000)(rules.leave)


@lru_cache(maxsize=500)
def _week(texts: tuple[str, ...], since: str | None) -> Week:
    return rules.week(texts, date.fromisoformat(since) if since else None)


def breaks_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Break, ...]:
    """A year's holidays as they are stored."""
    days = date.fromisoformat
    return tuple(Break.of(one["name"], days(one["first"]), days(one["last"]), map(days, one["make_up"])) for one in stored)


def _years(session: Session) -> dict[int, tuple[Break, ...]]:
    entered = {row.year: breaks_of(row.breaks) for row in session.scalars(select(HolidayYear))}
    return dict(sorted((shipped.holidays() | entered).items()))


def _holidays(session: Session) -> tuple[tuple[Break, ...], date | None]:
    years = _years(session)
    return tuple(one for breaks in years.values() for one in breaks), rules.announced_until(years)


# ---------------------------------------------------------------------- for readers


@dataclass(frozen=True)
class CalendarRow:
    """A calendar as lists and its form show it."""

    id: int
    code: str
    name: dict[str, str]
    zone: str
    weeks: tuple[Week, ...]
    observes_holidays: bool
    is_default: bool
    people: int
    """How many have it as their own."""
    version: int


@dataclass(frozen=True)
class ExceptionRow:
    id: int
    special: Special


@dataclass(frozen=True)
class LeaveRow:
    id: int
    person_id: int
    person: dict[str, str]
    leave: Leave
    kind: LeaveKind
    remark: str


@dataclass(frozen=True)
class Holidays:
    """A year's public holidays: announced or not, as shipped or as entered here (then with its version)."""

    year: int
    breaks: tuple[Break, ...]
    announced: bool
    version: int | None


@dataclass(frozen=True)
class Colleague:
    """Somebody whose leave the reader may enter."""

    id: int
    username: str
    name: dict[str, str]
    calendar: str | None
    """The code of the own calendar."""


def calendars(session: Session, actor: Actor) -> list[CalendarRow]:
    """Every calendar, the organisation's first."""
    require(actor, Permission.CALENDAR_READ)
    owners = list(session.scalars(select(PersonCalendar.calendar_id)))
    return [
        CalendarRow(row.id, row.code, row.name, row.zone, weeks_of(row), row.observes_holidays, row.is_default, owners.count(row.id), row.version)
        for row in session.scalars(select(Calendar).order_by(Calendar.is_default.desc(), Calendar.code))
    ]


def exceptions(session: Session, actor: Actor, calendar_id: int) -> list[ExceptionRow]:
    """A calendar's exceptions, the latest first."""
    require(actor, Permission.CALENDAR_READ)
    rows = session.scalars(select(CalendarException).where(CalendarException.calendar_id == calendar_id).order_by(CalendarException.first_on.desc()))
    return [ExceptionRow(row.id, special_of(row)) for row in rows]


def exceptions_of_person(session: Session, actor: Actor, person_id: int) -> list[ExceptionRow]:
    """A person's exceptions, the latest first, for who may enter the person's leave. Refuses NotPermitted."""
    require(actor, Permission.CALENDAR_LEAVE, reach(session, person_id))
    rows = session.scalars(select(CalendarException).where(CalendarException.person_id == person_id).order_by(CalendarException.first_on.desc()))
    return [ExceptionRow(row.id, special_of(row)) for row in rows]


def holidays(session: Session, actor: Actor, year: int) -> Holidays:
    """The public holidays of a year."""
    require(actor, Permission.CALENDAR_READ)
    row = session.scalars(select(HolidayYear).where(HolidayYear.year == year)).one_or_none()
    if row is not None:
        return Holidays(year, breaks_of(row.breaks), True, row.version)
    breaks = shipped.holidays().get(year)
    return Holidays(year, breaks or (), breaks is not None, None)


def announced_until(session: Session, actor: Actor) -> date | None:
    """The last day whose public holidays are known."""
    require(actor, Permission.CALENDAR_READ)
    return rules.announced_until(_years(session))


def working_time(session: Session, actor: Actor, calendar_id: int | None) -> WorkingTime:
    """A calendar to count with; None: the organisation's. Refuses NotFound."""
    require(actor, Permission.CALENDAR_READ)
    return compiled(_plan(session, calendar_id))


def persons_time(session: Session, actor: Actor, person_id: int) -> WorkingTime:
    """A person's working time, for who may enter the person's leave. Refuses NotPermitted."""
    require(actor, Permission.CALENDAR_LEAVE, reach(session, person_id))
    return of_person(session, person_id)


def _plan(session: Session, calendar_id: int | None) -> Plan:
    read = _Read(session)
    if calendar_id is not None and calendar_id not in read.calendars:
        raise NotFound()
    return read.plan(calendar_id)


def year_view(session: Session, actor: Actor, calendar_id: int | None, year: int) -> pd.DataFrame:
    """A calendar's year, day by day. Columns: day, why (rules.Why), minutes, hours (as written), name (content or text)."""
    require(actor, Permission.CALENDAR_READ)
    return _days(_plan(session, calendar_id), year)


def persons_year(session: Session, actor: Actor, person_id: int, year: int) -> pd.DataFrame:
    """A person's year; columns as in `year_view`. For who may enter the person's leave. Refuses NotPermitted."""
    require(actor, Permission.CALENDAR_LEAVE, reach(session, person_id))
    return _days(_Read(session, {person_id}).of_person(person_id), year)


def _days(plan: Plan, year: int) -> pd.DataFrame:
    counted, day, rows = compiled(plan), date(year, 1, 1), []
    while day.year == year:
        found = rules.day_plan(plan, day)
        rows.append((day, found.why, counted.minutes_on(day), rules.written(found.windows), found.name))
        day += timedelta(days=1)
    return pd.DataFrame(rows, columns=["day", "why", "minutes", "hours", "name"])


def people_within(session: Session, actor: Actor) -> list[Colleague]:
    """Everybody whose leave `actor` may enter, oneself first."""
    require(actor, Permission.CALENDAR_LEAVE)
    rows = session.execute(
        select(Person.id, Person.username, Person.name, Calendar.code)
        .outerjoin(PersonCalendar, PersonCalendar.person_id == Person.id)
        .outerjoin(Calendar, Calendar.id == PersonCalendar.calendar_id)
        .where(Person.active.is_(True), _within(actor))
        .order_by(Person.id != actor.id, Person.username)
    )
    return [Colleague(*row) for row in rows]


def _within(actor: Actor) -> ColumnElement[bool]:
    """A condition on Person: those whose leave `actor` may see and enter."""
    scope = actor.scope(Permission.CALENDAR_LEAVE)
    if scope is Scope.ALL:
        return true()
    mine = Person.id == actor.id
    return or_(mine, Person.department_id.in_(actor.department_ids)) if scope is Scope.DEPARTMENT else mine


def leaves(session: Session, actor: Actor, *, since: date, person_id: int | None = None) -> list[LeaveRow]:
    """Leave that ends on `since` or later, of everybody whose leave `actor` may enter, or of one of them."""
    require(actor, Permission.CALENDAR_LEAVE)
    found = (
        select(PersonLeave, Person.name)
        .join(Person, Person.id == PersonLeave.person_id)
        .where(PersonLeave.last_on >= since, _within(actor))
        .order_by(PersonLeave.first_on, PersonLeave.id)
        .limit(500)
    )
    if person_id is not None:
        found = found.where(PersonLeave.person_id == person_id)
    return [LeaveRow(row.id, row.person_id, name, leave_of(row), LeaveKind(row.kind), row.remark) for row, name in session.execute(found)]


# ---------------------------------------------------------------------- for the deeds


def reach(session: Session, person_id: int) -> Reach:
    """Where a person's leave lies: with the person, and in the person's department. Refuses NotFound."""
    row = session.execute(select(Person.id, Person.department_id).where(Person.id == person_id)).one_or_none()
    if row is None:
        raise NotFound()
    return Reach(owners=frozenset({row.id}), department_id=row.department_id)


def calendars_for_update(session: Session) -> list[Calendar]:
    """Every calendar, locked in one order, so that there is always one default."""
    return list(session.scalars(select(Calendar).order_by(Calendar.id).with_for_update()))


def calendar_for_update(session: Session, calendar_id: int) -> Calendar:
    row = session.scalars(select(Calendar).where(Calendar.id == calendar_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound()
    return row


def owned(session: Session, calendar_id: int) -> bool:
    """Whether somebody has this calendar as the own one."""
    return session.scalar(select(PersonCalendar.id).where(PersonCalendar.calendar_id == calendar_id).limit(1)) is not None


def own_calendar(session: Session, person_id: int) -> PersonCalendar | None:
    return session.scalars(select(PersonCalendar).where(PersonCalendar.person_id == person_id).with_for_update()).one_or_none()


def exceptions_for_update(session: Session, *, calendar_id: int | None = None, person_id: int | None = None) -> list[CalendarException]:
    mine = CalendarException.person_id == person_id if calendar_id is None else CalendarException.calendar_id == calendar_id
    return list(session.scalars(select(CalendarException).where(mine).with_for_update()))


def exception_for_update(session: Session, exception_id: int) -> CalendarException:
    row = session.scalars(select(CalendarException).where(CalendarException.id == exception_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound()
    return row


def leaves_for_update(session: Session, person_id: int) -> list[PersonLeave]:
    return list(session.scalars(select(PersonLeave).where(PersonLeave.person_id == person_id).with_for_update()))


def leave_for_update(session: Session, leave_id: int) -> PersonLeave:
    row = session.scalars(select(PersonLeave).where(PersonLeave.id == leave_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound()
    return row


def year_for_update(session: Session, year: int) -> HolidayYear | None:
    return session.scalars(select(HolidayYear).where(HolidayYear.year == year).with_for_update()).one_or_none()


def place(session: Session, actor: Actor, calendar_id: int) -> Place:
    """Where a calendar stands. Refuses NotFound."""
    require(actor, Permission.CALENDAR_READ)
    row = session.scalars(select(Calendar).where(Calendar.id == calendar_id)).one_or_none()
    if row is None:
        raise NotFound()
    return Place("calendar", row.id, row.code, row.name, f"Calendars?calendar={row.code}")


found_by("calendar", place)
