"""Calendars of a Project file: weekdays, weeks of a period, exceptions; recurring ones become their days."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date

from core.errors import Refusal
from core.exchange.mspdi.values import Row, date_of, weekday_of
from core.planning.rules.calendars import SAME, Calendar, Exception_, Period, Week, Windows, day_number
from core.planning.rules.worktime import DAY, LAST, TICKS
from core.words import N_

HOUR = 60 * TICKS
OFFICE: Windows = ((8 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR))
STANDARD: Week = (OFFICE,) * 5 + ((),) * 2
"""What Project gives to who says nothing: Monday to Friday, 8 to 17 with a lunch break."""
DAILY, YEARLY_DAY, YEARLY_PLACE, MONTHLY_DAY, MONTHLY_PLACE, WEEKLY = 1, 2, 3, 4, 5, 6
LAST_PLACE = 4


class OwnAncestor(Refusal):
    message = N_("The calendar {calendar} is derived from itself.")


def calendars(rows: Mapping[int, Row]) -> dict[int, Calendar]:
    """All calendars by number, each on top of its base."""
    found: dict[int, Calendar] = {}

    def read(uid: int, below: tuple[int, ...]) -> Calendar:
        if uid in below:
            raise OwnAncestor(calendar=uid)
        if uid not in found:
            row = rows[uid]
            base = row.number("BaseCalendarUID", -1)
            derived = base in rows and base != uid and not row.flag("IsBaseCalendar")
            found[uid] = _calendar(row, read(base, (*below, uid)) if derived else None)
        return found[uid]

    for uid in rows:
        read(uid, ())
    return found


def _calendar(row: Row, base: Calendar | None) -> Calendar:
    days = list(row.rows("WeekDays", "WeekDay"))
    week = _week(days) if base is not None or any(day.number("DayType") for day in days) else STANDARD
    periods = []
    for one in row.rows("WorkWeeks", "WorkWeek"):
        first, last = _span(one)
        if first is not None and last is not None:
            periods.append(Period(first, last, _week(list(one.rows("WeekDays", "WeekDay")))))
    exceptions = []
    for day in days:
        first, last = _span(day)
        if not day.number("DayType") and first is not None and last is not None:
            exceptions.append(Exception_(first, last, _hours(day)))
    exceptions += [one for row_ in row.rows("Exceptions", "Exception") if (one := _exception(row_)) is not None]
    if base is None:  # what an independent calendar does not say is no working time
        week = tuple(() if windows is None else windows for windows in week)
    return Calendar(row.text("Name")[:80] or str(row.number("UID")), week, tuple(periods), tuple(exceptions), base)


def _week(days: list[Row]) -> Week:
    week = list(SAME)
    for day in days:
        kind = day.number("DayType")
        if 1 <= kind <= 7:  # 1 is Sunday
            week[(kind + 5) % 7] = _hours(day)
    return tuple(week)


def _hours(day: Row) -> Windows:
    if not day.flag("DayWorking"):
        return ()
    windows = []
    for one in day.rows("WorkingTimes", "WorkingTime"):
        if one.text("FromTime") and one.text("ToTime"):
            start, end = _time(one, "FromTime"), _time(one, "ToTime")
            windows.append((start, end if end > start else end + DAY))  # 00:00 ends the day
    return tuple(windows) or OFFICE


def _time(row: Row, field: str) -> int:
    parts = row.text(field).split("T")[-1].split(":")
    try:
        hours, minutes = int(parts[0]), int(parts[1])
    except (ValueError, IndexError):
        raise row.fault(field, row.text(field)) from None
    if not (0 <= hours <= 24 and 0 <= minutes < 60):
        raise row.fault(field, row.text(field))
    return (hours * 60 + minutes) * TICKS


def _span(row: Row) -> tuple[int | None, int | None]:
    """First and last day of a TimePeriod."""
    for period in row.rows("TimePeriod"):
        first, last = period.day("FromDate"), period.day("ToDate")
        if first is not None and last is not None and last < first:
            raise row.fault("ToDate", period.text("ToDate"))
        return first, last
    return None, None


def _exception(row: Row) -> Exception_ | None:
    first, last = _span(row)
    if first is None:
        return None
    count = row.number("Occurrences") if row.flag("EnteredByOccurrences") else 0
    kind, every = row.number("Type", DAILY), max(1, row.number("Period", 1))
    until = LAST - 1 if last is None else last
    if kind not in (YEARLY_DAY, YEARLY_PLACE, MONTHLY_DAY, MONTHLY_PLACE, WEEKLY) and every == 1:
        return Exception_(first, until if last is not None else first, _hours(row))
    days = []
    for day in _days(row, kind, first, every):
        if day > until or (count and len(days) >= count):
            break
        if day >= first:
            days.append(day)
    return Exception_(first, until, _hours(row), tuple(days))


def _days(row: Row, kind: int, first: int, every: int) -> Iterator[int]:
    """The days of a recurrence in their order, some perhaps before its first day."""
    if kind == WEEKLY:
        mask = row.number("DaysOfWeek")
        sunday = first - (weekday_of(first) + 1) % 7
        for week in range(sunday, LAST, 7 * every):
            yield from (week + day for day in range(7) if mask >> day & 1)
    elif kind in (MONTHLY_DAY, MONTHLY_PLACE, YEARLY_DAY, YEARLY_PLACE):
        start = date_of(first)
        yearly = kind in (YEARLY_DAY, YEARLY_PLACE)
        month = start.year * 12 + (row.number("Month") if yearly else start.month - 1)
        while month < 2299 * 12:
            day = _in_month(row, kind, month // 12, month % 12 + 1)
            if day is not None:
                yield day
            month += 12 * every if yearly else every
    else:
        yield from range(first, LAST, every)


def _in_month(row: Row, kind: int, year: int, month: int) -> int | None:
    """The day of a recurrence in a month; None if that month has none."""
    length = monthrange(year, month)[1]
    begin = day_number(date(year, month, 1))
    if kind in (MONTHLY_DAY, YEARLY_DAY):
        day = row.number("MonthDay", 1)
        return begin + day - 1 if 1 <= day <= length else None
    item = row.number("MonthItem")
    wanted = [day for day in range(begin, begin + length) if _is_item(item, weekday_of(day))]
    place = row.number("MonthPosition")
    if place >= LAST_PLACE:
        return wanted[-1] if wanted else None
    return wanted[place] if 0 <= place < len(wanted) else None


def _is_item(item: int, weekday: int) -> bool:
    """0 any day, 1 a weekday, 2 a weekend day, 3 to 9 Sunday to Saturday."""
    return {0: True, 1: weekday < 5, 2: weekday >= 5}.get(item, (item - 4) % 7 == weekday)
