"""Deeds on calendars, public holidays, people's calendars and leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core import fields
from core.access import ANYWHERE, Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.calendar import queries, rules
from core.calendar.records import Calendar, CalendarException, HolidayYear, PersonCalendar, PersonLeave
from core.calendar.rules import Break, Kind, LeaveKind
from core.clock import now
from core.errors import AlreadyExists, NotFound, Stale
from core.people.queries import person_for_update
from core.words import N_

CODE_LIMIT, NAME_LIMIT, REMARK_LIMIT = 40, 60, 80
TOPIC = "calendar"


@dataclass(frozen=True)
class Pattern:
    """A week as somebody typed it: seven texts, Monday first, valid from a day on (the earliest: from ever)."""

    days: Sequence[str]
    valid_from: date | None = None


def _settle(session: Session) -> None:
    session.flush()  # house: a new record's id is needed for the trail, and exceptions go before their calendar


def create(
    session: Session, actor: Actor, *, code: str, name: Mapping[str, str], zone: str, patterns: Sequence[Pattern], observes_holidays: bool
) -> int:
    """Add a calendar; the first one becomes the organisation's.

    Refuses AlreadyExists, Empty, TooLong, BadZone, and what `rules.week` and `rules.weeks` refuse.
    """
    require(actor, Permission.CALENDAR_EDIT, ANYWHERE)
    clean = fields.line(code, N_("Code"), CODE_LIMIT)
    others = queries.calendars_for_update(session)
    if any(one.code == clean for one in others):
        raise AlreadyExists(value=clean)
    row = Calendar(
        code=clean, name=fields.content(name, N_("Name"), NAME_LIMIT), zone=rules.zone(zone), weeks=_stored(patterns),
        observes_holidays=observes_holidays, is_default=not others,
    )  # fmt: skip
    session.add(row)
    _settle(session)
    touch(session, TOPIC)
    note(session, actor, "calendar:create", "calendar", row.id, code=row.code, after=_facts(row))
    return row.id


def _stored(patterns: Iterable[Pattern]) -> list[dict[str, Any]]:
    checked = rules.weeks(rules.week(one.days, one.valid_from) for one in patterns)
    return [{"from": one.valid_from and one.valid_from.isoformat(), "days": [rules.written(found) for found in one.days]} for one in checked]


def _facts(row: Calendar) -> dict[str, object]:
    return {"name": row.name, "zone": row.zone, "weeks": row.weeks, "observes_holidays": row.observes_holidays, "is_default": row.is_default}


def update(
    session: Session,
    actor: Actor,
    calendar_id: int,
    *,
    version: int,
    name: Mapping[str, str],
    zone: str,
    patterns: Sequence[Pattern],
    observes_holidays: bool,
) -> int:
    """Change a calendar; everything counted with it from now on is counted by the new hours.

    Refuses Stale (changed since `version`) and what `create` refuses.
    """
    require(actor, Permission.CALENDAR_EDIT, ANYWHERE)
    row = queries.calendar_for_update(session, calendar_id)
    if row.version != version:
        raise Stale()
    before = _facts(row)
    row.name, row.zone = fields.content(name, N_("Name"), NAME_LIMIT), rules.zone(zone)
    row.weeks, row.observes_holidays = _stored(patterns), observes_holidays
    touch(session, TOPIC)
    note(session, actor, "calendar:update", "calendar", row.id, code=row.code, before=before, after=_facts(row))
    return row.id


def make_default(session: Session, actor: Actor, calendar_id: int) -> int:
    """Make a calendar the organisation's: it counts wherever nobody's own does. Refuses NotFound."""
    require(actor, Permission.CALENDAR_EDIT, ANYWHERE)
    everyone = queries.calendars_for_update(session)
    chosen = next((one for one in everyone if one.id == calendar_id), None)
    if chosen is None:
        raise NotFound()
    before = next((one.code for one in everyone if one.is_default), None)
    for one in everyone:
        one.is_default = one is chosen
    touch(session, TOPIC)
    note(session, actor, "calendar:make_default", "calendar", chosen.id, code=chosen.code, before=before, after=chosen.code)
    return chosen.id


def remove(session: Session, actor: Actor, calendar_id: int) -> int:
    """Take away a calendar, with its exceptions, that nobody has. Refuses InUse."""
    require(actor, Permission.CALENDAR_EDIT, ANYWHERE)
    row = queries.calendar_for_update(session, calendar_id)
    if row.is_default or queries.owned(session, calendar_id):
        raise rules.InUse()
    for one in queries.exceptions_for_update(session, calendar_id=calendar_id):
        session.delete(one)
    _settle(session)
    session.delete(row)
    touch(session, TOPIC)
    note(session, actor, "calendar:remove", "calendar", calendar_id, code=row.code, before=_facts(row))
    return calendar_id


def add_exception(
    session: Session, actor: Actor, *, first: date, last: date, kind: Kind, name: str, hours: str = "",
    calendar_id: int | None = None, person_id: int | None = None,
) -> int:  # fmt: skip
    """Enter days of a calendar, or of one person, that differ from the week and the holidays.

    Refuses UpsideDown, TooManyDays, HoursNeeded, DayTaken, Empty, and what `rules.windows` refuses.
    """
    require(actor, Permission.CALENDAR_EDIT, ANYWHERE)
    if (calendar_id is None) == (person_id is None):
        raise NotFound()
    about = fields.line(name, N_("Reason"), REMARK_LIMIT)
    special = rules.special(first, last, Kind(kind), hours)
    if calendar_id is not None:
        code = queries.calendar_for_update(session, calendar_id).code
    else:
        code = person_for_update(session, person_id or 0).username
    for other in queries.exceptions_for_update(session, calendar_id=calendar_id, person_id=person_id):
        if day := rules.meets(special, queries.special_of(other)):
            raise rules.DayTaken(day=str(day), name=other.name)
    row = CalendarException(
        calendar_id=calendar_id, person_id=person_id, first_on=first, last_on=last, kind=special.kind.value,
        hours=rules.written(special.windows), name=about,
    )  # fmt: skip
    session.add(row)
    _settle(session)
    touch(session, TOPIC)
    note(session, actor, "calendar:add_exception", "calendar_exception", row.id, code=code, after=_exception(row))
    return row.id


def _exception(row: CalendarException) -> dict[str, object]:
    return {
        "calendar_id": row.calendar_id, "person_id": row.person_id, "days": [row.first_on, row.last_on], "kind": row.kind, "hours": row.hours,
        "name": row.name,
    }  # fmt: skip


def remove_exception(session: Session, actor: Actor, exception_id: int) -> int:
    """Take an exception back. Refuses NotFound."""
    require(actor, Permission.CALENDAR_EDIT, ANYWHERE)
    row = queries.exception_for_update(session, exception_id)
    session.delete(row)
    touch(session, TOPIC)
    note(session, actor, "calendar:remove_exception", "calendar_exception", exception_id, before=_exception(row))
    return exception_id


def assign(session: Session, actor: Actor, person_id: int, *, calendar_id: int | None) -> int:
    """Give a person an own calendar; None: the organisation's from now on. Refuses NotFound."""
    require(actor, Permission.CALENDAR_EDIT, ANYWHERE)
    person = person_for_update(session, person_id)
    code = None if calendar_id is None else queries.calendar_for_update(session, calendar_id).code
    present = queries.own_calendar(session, person_id)
    before = present and present.calendar_id
    if calendar_id is None:
        if present is not None:
            session.delete(present)
    elif present is None:
        session.add(PersonCalendar(person_id=person_id, calendar_id=calendar_id))
    else:
        present.calendar_id = calendar_id
    touch(session, TOPIC)
    note(session, actor, "calendar:assign", "person", person_id, code=person.username, before=before, after=calendar_id, calendar=code)
    return person_id


def set_holidays(session: Session, actor: Actor, *, year: int, breaks: Sequence[Break], version: int | None) -> int:
    """Enter a year's public holidays as they were announced; they count before those that come with the application.

    `version` is that of what was entered before, None if nothing was. Refuses Stale, UpsideDown, OutsideYear,
    HolidaysOverlap, Empty, TooLong.
    """
    require(actor, Permission.CALENDAR_EDIT, ANYWHERE)
    named = [Break.of(fields.content(one.content, N_("Name"), NAME_LIMIT), one.first, one.last, one.make_up) for one in breaks]
    stored = [
        {"name": one.content, "first": one.first.isoformat(), "last": one.last.isoformat(), "make_up": [day.isoformat() for day in one.make_up]}
        for one in rules.year_of_holidays(year, named)
    ]
    row = queries.year_for_update(session, year)
    if (row and row.version) != version:
        raise Stale()
    before = row and row.breaks
    if row is None:
        row = HolidayYear(year=year, breaks=stored)
        session.add(row)
        _settle(session)
    else:
        row.breaks = stored
    touch(session, TOPIC)
    note(session, actor, "calendar:set_holidays", "holidays", row.id, code=str(year), before=before, after=stored)
    return row.id


def restore_holidays(session: Session, actor: Actor, *, year: int) -> int:
    """Forget what was entered for a year: what comes with the application counts again. Refuses NotFound."""
    require(actor, Permission.CALENDAR_EDIT, ANYWHERE)
    row = queries.year_for_update(session, year)
    if row is None:
        raise NotFound()
    session.delete(row)
    touch(session, TOPIC)
    note(session, actor, "calendar:restore_holidays", "holidays", row.id, code=str(year), before=row.breaks)
    return row.id


def add_leave(
    session: Session, actor: Actor, person_id: int, *, first: date, last: date, kind: LeaveKind, hours: str = "", remark: str = ""
) -> int:
    """Enter a person's leave: whole days, or the `hours` of each day. Returns its id.

    Refuses UpsideDown, TooManyDays, DayTaken, TooLong, and what `rules.windows` refuses.
    """
    require(actor, Permission.CALENDAR_LEAVE, queries.reach(session, person_id))
    person = person_for_update(session, person_id)
    leave = rules.leave(first, last, hours)
    for other in queries.leaves_for_update(session, person_id):
        if day := rules.meets(leave, queries.leave_of(other)):
            raise rules.DayTaken(day=str(day), name=LeaveKind(other.kind).label)
    row = PersonLeave(
        person_id=person_id, first_on=first, last_on=last, hours=rules.written(leave.parts), kind=LeaveKind(kind).value,
        remark=fields.line(remark, N_("Remark"), REMARK_LIMIT, needed=False), created_at=now(),
    )  # fmt: skip
    session.add(row)
    _settle(session)
    touch(session, TOPIC)
    note(session, actor, "calendar:add_leave", "leave", row.id, code=person.username, after=_leave(row))
    return row.id


def _leave(row: PersonLeave) -> dict[str, object]:
    """What the trail tells: why somebody is away is no business of its readers."""
    return {"days": [row.first_on, row.last_on], "hours": row.hours}


def remove_leave(session: Session, actor: Actor, leave_id: int) -> int:
    """Take a leave back. Refuses NotFound."""
    row = queries.leave_for_update(session, leave_id)
    require(actor, Permission.CALENDAR_LEAVE, queries.reach(session, row.person_id))
    person = person_for_update(session, row.person_id)
    session.delete(row)
    touch(session, TOPIC)
    note(session, actor, "calendar:remove_leave", "leave", leave_id, code=person.username, before=_leave(row))
    return leave_id
