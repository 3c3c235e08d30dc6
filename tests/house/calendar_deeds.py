"""How each deed on calendars is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import date
from typing import Any

from core.access import Permission
from core.calendar import actions as calendar
from core.calendar.rules import Kind, LeaveKind
from core.people.queries import person_for_update
from tests.cast import named

A_WEEK = calendar.Pattern(["9-18"] * 5 + ["", ""])
A_DAY_OFF = {"first": date(2026, 7, 1), "last": date(2026, 7, 1), "kind": Kind.DAY_OFF, "name": "Outing"}
A_LEAVE = {"first": date(2026, 7, 1), "last": date(2026, 7, 1), "kind": LeaveKind.ANNUAL}


def _calendar(session, house, code="shop"):
    """A calendar of an administrator's; the second of a house is not its default."""
    ada = house.actor("ada")
    made = [
        calendar.create(session, ada, code=one, name=named(one), zone="Asia/Shanghai", patterns=[A_WEEK], observes_holidays=True) for one in ("office", code)
    ]
    session.info.pop("noted", None)
    return made[-1]


def _exception(session, house):
    made = calendar.add_exception(session, house.actor("ada"), calendar_id=_calendar(session, house), **A_DAY_OFF)
    session.info.pop("noted", None)
    return made


def _restore_holidays(session, actor, house):
    calendar.set_holidays(session, house.actor("ada"), year=2027, breaks=[], version=None)
    session.flush()
    session.info.pop("noted", None)
    return calendar.restore_holidays(session, actor, year=2027)


def _mei_of_service(session, house):
    """Mei's department is looked at as the service department, which the matrix is near to."""
    person_for_update(session, house.people["mei"]).department_id = house.departments["service"]
    session.flush()
    return house.people["mei"]


def _remove_leave(session, actor, house):
    made = calendar.add_leave(session, house.actor("ada"), _mei_of_service(session, house), **A_LEAVE)
    session.info.pop("noted", None)
    return calendar.remove_leave(session, actor, made)


def rows(row: Callable[..., Any], everywhere: Any, own: Any) -> dict[Callable[..., Any], Any]:
    """A row for each deed."""
    return {
        calendar.create: row(
            Permission.CALENDAR_EDIT, everywhere, lambda s, a, h: calendar.create(s, a, code="shop", name=named("Shop"), zone="UTC", patterns=[A_WEEK], observes_holidays=False)
        ),
        calendar.update: row(
            Permission.CALENDAR_EDIT, everywhere,
            lambda s, a, h: calendar.update(s, a, _calendar(s, h), version=1, name=named("Shop"), zone="UTC", patterns=[A_WEEK], observes_holidays=False),
        ),
        calendar.make_default: row(Permission.CALENDAR_EDIT, everywhere, lambda s, a, h: calendar.make_default(s, a, _calendar(s, h))),
        calendar.remove: row(Permission.CALENDAR_EDIT, everywhere, lambda s, a, h: calendar.remove(s, a, _calendar(s, h))),
        calendar.add_exception: row(
            Permission.CALENDAR_EDIT, everywhere, lambda s, a, h: calendar.add_exception(s, a, calendar_id=_calendar(s, h), **A_DAY_OFF)
        ),
        calendar.remove_exception: row(Permission.CALENDAR_EDIT, everywhere, lambda s, a, h: calendar.remove_exception(s, a, _exception(s, h))),
        calendar.assign: row(
            Permission.CALENDAR_EDIT, everywhere, lambda s, a, h: calendar.assign(s, a, h.people["mei"], calendar_id=_calendar(s, h))
        ),
        calendar.set_holidays: row(
            Permission.CALENDAR_EDIT, everywhere, lambda s, a, h: calendar.set_holidays(s, a, year=2027, breaks=[], version=None)
        ),
        calendar.restore_holidays: row(Permission.CALENDAR_EDIT, everywhere, _restore_holidays),
        calendar.add_leave: row(
            Permission.CALENDAR_LEAVE, own, lambda s, a, h: calendar.add_leave(s, a, _mei_of_service(s, h), **A_LEAVE)
        ),
        calendar.remove_leave: row(Permission.CALENDAR_LEAVE, own, _remove_leave),
    }  # fmt: skip
