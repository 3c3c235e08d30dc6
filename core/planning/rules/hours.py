"""The house's working time as a plan's calendar. Pure.

`core.calendar` keeps what the organisation works by (weeks, public holidays with make-up days, exceptions, leave); the
engine reads calendars as Microsoft Project keeps them. What holds on a day is the same in both: leave over exceptions
over holidays over the week.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from core.calendar import rules as house
from core.planning.rules.calendars import Calendar, Exception_, Period, Week, Windows, day_number
from core.planning.rules.notation import Scale
from core.planning.rules.worktime import LAST, TICKS


def _ticks(windows: house.Windows) -> Windows:
    return tuple((one.start * TICKS, one.end * TICKS) for one in windows)


def _week(week: house.Week) -> Week:
    return tuple(_ticks(windows) for windows in week.days)


@lru_cache(maxsize=500)
def calendar(name: str, plan: house.Plan) -> Calendar:
    """`plan` as the engine reads it; `name` is how it is told to people. Hours of whoever is away a part of the day are cut out."""
    weeks = sorted(plan.weeks, key=lambda one: one.valid_from or date.min)
    periods = []
    for place, week in enumerate(weeks[1:], 1):
        until = day_number(weeks[place + 1].valid_from) - 1 if place + 1 < len(weeks) and weeks[place + 1].valid_from else LAST - 1
        periods.append(Period(day_number(week.valid_from or date.min), until, _week(week)))
    special = {}
    for day in _special_days(plan):
        special[day] = _without(_ticks(house.day_plan(plan, day).windows), [part for one in plan.leave if one.first <= day <= one.last for part in _ticks(one.parts)])
    return Calendar(name, _week(weeks[0]), tuple(periods), tuple(_spans(special)))


def _without(windows: Windows, parts: Sequence[tuple[int, int]]) -> Windows:
    """What is left of a day's hours when parts of it are taken out."""
    for low, high in parts:
        windows = tuple(
            (start, end) for one in windows for start, end in ((one[0], min(one[1], low)), (max(one[0], high), one[1])) if start < end
        )  # fmt: skip
    return windows


def _special_days(plan: house.Plan) -> list[date]:
    """Every day on which something else than the week may hold."""
    spans = [(one.first, one.last) for one in (*plan.holidays, *plan.specials, *plan.leave)]
    days = {first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)}
    return sorted(days | {day for one in plan.holidays for day in one.make_up})


def _spans(days: dict[date, Windows]) -> list[Exception_]:
    found: list[Exception_] = []
    for day, windows in days.items():
        number = day_number(day)
        if found and found[-1].last == number - 1 and found[-1].windows == windows:
            found[-1] = Exception_(found[-1].first, number, windows)
        else:
            found.append(Exception_(number, number, windows))
    return found


def scale(plan: house.Plan) -> Scale:
    """What a day, a week and a month of work mean here: the first weekday that works, a week, and twenty such days."""
    week = plan.weeks[-1]
    day = sum(one.minutes for one in week.ordinary) * TICKS
    return Scale(day, sum(one.minutes for windows in week.days for one in windows) * TICKS, 20 * day)
