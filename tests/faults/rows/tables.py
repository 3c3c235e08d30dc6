"""Calendars, settings and reference tables."""

from datetime import date

from core.calendar import actions as calendar
from core.calendar.rules import Break, Kind, LeaveKind
from core.inspection.sheets.rules import FILES_AN_ITEM
from core.reference import actions as reference
from core.reference.queries import shipped
from core.reference.rules import Line
from core.settings import actions as settings
from tests.cast import named
from tests.faults.stage import Stage, of

WEEK = calendar.Pattern(["9-18"] * 5 + ["", ""])
OUTING = {"first": date(2026, 7, 1), "last": date(2026, 7, 3), "kind": Kind.DAY_OFF, "name": "Outing"}
SPRING = Break.of(named("Spring"), date(2027, 2, 6), date(2027, 2, 12), [date(2027, 2, 14)])


def office(s: Stage, code: str = "office") -> int:
    return s.do(calendar.create, "ada", code=code, name=named(code), zone="Asia/Shanghai", patterns=[WEEK], observes_holidays=True)


@of(calendar.create)
def a_calendar_is_made(s):
    return s.ready(calendar.create, "ada", code="shop", name=named("Shop"), zone="UTC", patterns=[WEEK], observes_holidays=False)


@of(calendar.update)
def its_hours_change(s):
    made = office(s)
    late = calendar.Pattern(["10-20"] * 6 + [""])
    return s.ready(calendar.update, "ada", made, version=1, name=named("Late"), zone="UTC", patterns=[late], observes_holidays=False)


@of(calendar.make_default)
def another_becomes_the_organisations(s):
    office(s)
    return s.ready(calendar.make_default, "ada", office(s, "shop"))


@of(calendar.remove)
def a_calendar_goes_with_its_exceptions(s):
    office(s)
    made = office(s, "shop")
    s.do(calendar.add_exception, "ada", calendar_id=made, **OUTING)
    return s.ready(calendar.remove, "ada", made)


@of(calendar.add_exception)
def an_exception_is_entered(s):
    return s.ready(calendar.add_exception, "ada", calendar_id=office(s), **OUTING)


@of(calendar.remove_exception)
def an_exception_is_taken_back(s):
    return s.ready(calendar.remove_exception, "ada", s.do(calendar.add_exception, "ada", person_id=s.person("mei"), **OUTING))


@of(calendar.assign)
def a_person_gets_an_own_calendar(s):
    return s.ready(calendar.assign, "ada", s.person("mei"), calendar_id=office(s))


@of(calendar.set_holidays)
def holidays_are_entered(s):
    return s.ready(calendar.set_holidays, "ada", year=2027, breaks=[SPRING], version=None)


@of(calendar.restore_holidays)
def entered_holidays_are_forgotten(s):
    s.do(calendar.set_holidays, "ada", year=2027, breaks=[SPRING], version=None)
    return s.ready(calendar.restore_holidays, "ada", year=2027)


@of(calendar.add_leave)
def leave_is_entered(s):
    return s.ready(calendar.add_leave, "ada", s.person("mei"), first=date(2026, 7, 1), last=date(2026, 7, 3), kind=LeaveKind.ANNUAL)


@of(calendar.remove_leave)
def leave_is_taken_back(s):
    made = s.do(calendar.add_leave, "ada", s.person("mei"), first=date(2026, 7, 1), last=date(2026, 7, 3), kind=LeaveKind.ANNUAL)
    return s.ready(calendar.remove_leave, "ada", made)


@of(settings.change)
def a_setting_is_changed_for_a_department(s):
    return s.ready(settings.change, "hu", FILES_AN_ITEM.code, text="3", version=0, department_id=s.house.departments["service"])


@of(settings.change)
def a_setting_is_changed_again(s):
    s.do(settings.change, "ada", FILES_AN_ITEM.code, text="3", version=0)
    return s.ready(settings.change, "ada", FILES_AN_ITEM.code, text="4", version=1)


@of(settings.reset)
def a_setting_is_as_it_was(s):
    s.do(settings.change, "ada", FILES_AN_ITEM.code, text="3", version=0)
    return s.ready(settings.reset, "ada", FILES_AN_ITEM.code, version=1)


def lines(*more: Line) -> list[Line]:
    return [*(Line(number, one.code, one.name, one.retired) for number, one in enumerate(shipped()["channel"].entries, 2)), *more]


@of(reference.save)
def a_table_is_kept_for_the_first_time(s):
    return s.ready(reference.save, "ada", "channel", version=0, lines=lines(Line(99, "pigeon", named("Pigeon", "信鸽", "信鴿"))))


@of(reference.save)
def a_table_is_changed_again(s):
    s.do(reference.save, "ada", "channel", version=0, lines=lines(Line(99, "pigeon", named("Pigeon", "信鸽", "信鴿"))))
    return s.ready(reference.save, "ada", "channel", version=1, lines=lines())
