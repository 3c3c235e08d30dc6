"""The demo's working time: its calendars, whose are whose, exceptions and leave, through the calendar's own deeds."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from core.access import Role
from core.calendar import actions as calendars
from core.calendar import shipped
from core.calendar.rules import Kind, LeaveKind, written
from core.config import settings
from core.demo.queries import hours
from core.demo.rules import CastLeave, Hours
from core.demo.story import Stage, when

ASKED_BEFORE = timedelta(days=5)


def plan(stage: Stage) -> None:
    """The administrator makes the calendars today; leave and exceptions are entered shortly before they begin."""
    told = hours()
    today = stage.agenda.until.astimezone(ZoneInfo(settings().cockpit_timezone)).date()
    made = _calendars(stage, told)
    for one in told.exceptions:
        first, last = today + timedelta(days=one.first), today + timedelta(days=one.last)
        stage.agenda.add(_entered(first, today), lambda one=one, first=first, last=last: calendars.add_exception(  # type: ignore[misc]
            stage.session, _admin(stage), first=first, last=last, kind=Kind(one.kind), name=one.name, hours=one.hours,
            calendar_id=made.get(one.calendar), person_id=stage.people.get(one.person),
        ))  # fmt: skip
    for leave in told.leave:
        stage.agenda.add(_entered(today + timedelta(days=leave.first), today), lambda leave=leave: _leave(stage, leave, today))  # type: ignore[misc]


def _entered(first: date, today: date):  # type: ignore[no-untyped-def]
    return when(min(first - ASKED_BEFORE, today - timedelta(days=1)), 10, 20)


def _admin(stage: Stage):  # type: ignore[no-untyped-def]
    return stage.acting(stage.cast.having(Role.ADMINISTRATOR)[0].username)


def _calendars(stage: Stage, told: Hours) -> dict[str, int]:
    admin, made = _admin(stage), {}
    for code in told.calendars:
        usual = shipped.usual()[code]
        week = calendars.Pattern([written(found) for found in usual.week.days])
        made[code] = calendars.create(
            stage.session, admin, code=code, name=usual.name, zone=usual.zone or settings().cockpit_timezone, patterns=[week],
            observes_holidays=usual.observes_holidays,
        )  # fmt: skip
    for username, code in told.own.items():
        calendars.assign(stage.session, admin, stage.people[username], calendar_id=made[code])
    return made


def _leave(stage: Stage, leave: CastLeave, today: date) -> None:
    first, last = today + timedelta(days=leave.first), today + timedelta(days=leave.last)
    calendars.add_leave(
        stage.session, stage.acting(leave.username), stage.people[leave.username], first=first, last=last, kind=LeaveKind(leave.kind),
        hours=leave.hours, remark=leave.remark,
    )  # fmt: skip
