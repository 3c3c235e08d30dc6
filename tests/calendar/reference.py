"""Working time counted minute by minute on the wall clock: slow, and too simple to be wrong."""

from datetime import UTC, datetime, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

from core.calendar.rules import Kind, Plan


def windows_of(plan: Plan, day):
    """The windows that begin on `day`, told in the order of precedence."""
    for leave in plan.leave:
        if not leave.parts and leave.first <= day <= leave.last:
            return ()
    valid = [week for week in plan.weeks if week.valid_from is None or week.valid_from <= day][-1]
    own = valid.days[day.weekday()]
    made_up = own if own else next(windows for windows in valid.days if windows)
    for special in plan.specials[::-1]:
        if special.first <= day <= special.last:
            return {Kind.DAY_OFF: (), Kind.HOURS: special.windows, Kind.MAKE_UP: made_up}[special.kind]
    if any(day in one.make_up for one in plan.holidays):
        return made_up
    if any(one.first <= day <= one.last for one in plan.holidays):
        return ()
    return own


def worked_on(plan: Plan, day) -> frozenset[int]:
    """The minutes of the wall clock, 0 to 1439, that are worked on `day`: by its own windows or those of the day before."""
    found = set()
    for back in (0, 1):
        for one in windows_of(plan, day - timedelta(days=back)):
            found |= {minute - back * 1440 for minute in range(one.start, one.end)}
    for leave in plan.leave:
        for back in (0, 1):
            if leave.first <= day - timedelta(days=back) <= leave.last:
                for one in leave.parts:
                    found -= {minute - back * 1440 for minute in range(one.start, one.end)}
    return frozenset(minute for minute in found if 0 <= minute < 1440)


class Minutes:
    """Every minute from `first` up to `last` and whether it is worked."""

    def __init__(self, plan: Plan, first: int, last: int) -> None:
        self.first, self.last = first, last
        of_day, zone, start = cache(partial(worked_on, plan)), ZoneInfo(plan.zone), datetime(1970, 1, 1, tzinfo=UTC)
        walls = ((start + timedelta(minutes=minute)).astimezone(zone) for minute in range(first, last))
        self.works = [wall.hour * 60 + wall.minute in of_day(wall.date()) for wall in walls]

    def between(self, a: int, b: int) -> int:
        return sum(self.works[a - self.first : b - self.first]) if a <= b else -self.between(b, a)

    def after(self, a: int, count: int) -> int:
        """Walk forwards until `count` minutes are done."""
        at = a
        while count:
            count -= self.works[at - self.first]
            at += 1
        return at

    def before(self, b: int, count: int) -> int:
        at = b
        while count:
            at -= 1
            count -= self.works[at - self.first]
        return at

    def next(self, a: int) -> int:
        while not self.works[a - self.first]:
            a += 1
        return a

    def previous(self, b: int) -> int:
        while not self.works[b - 1 - self.first]:
            b -= 1
        return b
