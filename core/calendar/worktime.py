"""Counting in working time: exact to the minute, in any time zone, forwards and backwards. Pure.

**What counts.** An instant is working when the wall clock of the calendar's zone lies within a window: from its first
minute up to, not including, its end. An hour that the clock skips in spring does not exist; one that it repeats in
autumn counts twice. Working time is elapsed time, so a night of 22:00-06:00 has seven or nine hours on such a night.

**Edges.** Between two moments lies the working time from the one to the other, negative if the second is earlier.
Going forwards stops as early as possible, going backwards as late as possible:

- `after(a, n)`, n > 0: the earliest moment by which n minutes are done. One that is done with its window ends there
  (18:00, not 09:00 of the next day): a *finish*.
- `before(b, n)`, n > 0: the latest moment from which n minutes remain until b. It may be the start of a window (09:00,
  never 18:00 of the day before): a *start*.
- `after(a, 0)` and `before(a, 0)` are a itself, working or not; `after(a, -n)` is `before(a, n)`.
- `next(a)`: the earliest moment from a on at which work can begin (a itself inside a window or at its start).
- `previous(b)`: the latest moment up to b at which work can end (b itself inside a window or at its end).

So a forward pass computes an early start as `next(finish of the predecessor)`, an early finish as `after(start, n)`; a
backward pass a late finish as `previous(start of the successor)`, a late start as `before(finish, n)`.

**Laws** (tests/calendar): between(a, after(a, n)) = n for every n; between(a, b) + between(b, c) = between(a, c);
between(a, b) = -between(b, a); all of it is monotonic.

**Moments** are aware datetimes; seconds are dropped: a moment counts as its minute. The `..._many` functions take and
give arrays of int64 minutes since 1970 (UTC): sorted intervals, cumulated once, then binary search.

**Days.** A working day is one on which a window begins that leave has not taken away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from core.calendar.rules import DAY, BeyondHorizon, Kind, Leave, Plan, Special, Windows

Minutes = NDArray[np.int64]
EPOCH = date(1970, 1, 1).toordinal()
FIRST, LAST = date(1990, 1, 1), date(2080, 1, 1)
"""The days a calendar reaches, the last not included."""
KEPT = 64
"""Compiled calendars kept in memory, about two megabytes each."""


def minute_of(moment: datetime) -> int:
    """Whole minutes since 1970 (UTC). A naive moment is a mistake and refused."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return int(moment.timestamp() // 60)


def moment_of(minute: int) -> datetime:
    """The moment, in UTC, of a minute since 1970."""
    return datetime.fromtimestamp(int(minute) * 60, UTC)


@dataclass(frozen=True, eq=False)
class WorkingTime:
    """A calendar, or a person's, ready for counting. See the module for what its answers mean."""

    zone: str
    first: date
    last: date
    """The days it reaches, `last` not included. Outside it every answer is refused: BeyondHorizon."""
    announced_until: date | None
    """The last day whose public holidays are known; None if it observes none. See `lies_beyond`."""
    starts: Minutes = field(repr=False)
    ends: Minutes = field(repr=False)
    done: Minutes = field(repr=False)
    """Working minutes before each interval; one longer than `starts`."""
    by_day: Minutes = field(repr=False)
    """Minutes of the windows that begin on each day, by the wall clock, less leave."""
    workdays: Minutes = field(repr=False)
    """The working days, counted from 1970."""
    floor: int = 0
    ceiling: int = 0

    # ------------------------------------------------------------------ moments
    def minutes_between(self, a: datetime, b: datetime) -> int:
        """Working minutes from `a` to `b`; negative if `b` is earlier. Refuses BeyondHorizon."""
        return int(self.between_many(_one(minute_of(a)), _one(minute_of(b)))[0])

    def after(self, a: datetime, minutes: int) -> datetime:
        """The earliest moment at which `minutes` of work since `a` are done, in UTC. Refuses BeyondHorizon."""
        return moment_of(self.after_many(_one(minute_of(a)), _one(minutes))[0])

    def before(self, b: datetime, minutes: int) -> datetime:
        """The latest moment from which `minutes` of work remain until `b`, in UTC. Refuses BeyondHorizon."""
        return moment_of(self.after_many(_one(minute_of(b)), _one(-minutes))[0])

    def next(self, a: datetime) -> datetime:
        """The earliest moment from `a` on at which work can begin, in UTC. Refuses BeyondHorizon."""
        return moment_of(self.next_many(_one(minute_of(a)))[0])

    def previous(self, b: datetime) -> datetime:
        """The latest moment up to `b` at which work can end, in UTC. Refuses BeyondHorizon."""
        return moment_of(self.previous_many(_one(minute_of(b)))[0])

    def is_working(self, a: datetime) -> bool:
        """Whether the minute of `a` is a working one."""
        return self.next(a) == moment_of(minute_of(a))

    def day_of(self, a: datetime) -> date:
        """The calendar day of a moment in this calendar's zone."""
        return a.astimezone(ZoneInfo(self.zone)).date()

    # ------------------------------------------------------------------ days
    def is_workday(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return self.minutes_on(day) > 0

    def minutes_on(self, day: date) -> int:
        """Minutes of the windows that begin on `day`, by the wall clock, less leave. Refuses BeyondHorizon."""
        return int(self.by_day[self._day(day) - self._day(self.first)])

    def workdays_after(self, day: date, count: int) -> date:
        """The `count`th working day after `day`; before it if negative; `day` itself for 0. Refuses BeyondHorizon."""
        number = self._day(day)
        if count == 0:
            return day
        place = np.searchsorted(self.workdays, number, "right") + count - 1 if count > 0 else np.searchsorted(self.workdays, number, "left") + count
        if not 0 <= place < len(self.workdays):
            raise self._beyond()
        return date.fromordinal(int(self.workdays[place]) + EPOCH)

    def workdays_between(self, a: date, b: date) -> int:
        """Working days after `a` up to and including `b`; negative if `b` is earlier. Refuses BeyondHorizon.

        So workdays_between(a, workdays_after(a, n)) = n for n >= 0, and for negative n if `a` is a working day.
        """
        first, last = np.searchsorted(self.workdays, [self._day(a), self._day(b)], "right")
        return int(last - first)

    def lies_beyond(self, when: date | datetime) -> bool:
        """Whether the holidays of that day are not announced yet, so that an answer that reaches it may still change.

        Answers are monotonic: it is enough to ask for the latest day or moment of a question and its answer.
        """
        if self.announced_until is None:
            return False
        return (self.day_of(when) if isinstance(when, datetime) else when) > self.announced_until

    # ------------------------------------------------------------------ in bulk
    def worked_many(self, at: Minutes) -> Minutes:
        """Working minutes from the beginning of the calendar up to each of `at`. Refuses BeyondHorizon."""
        if at.size and not (self.floor <= at.min() and at.max() <= self.ceiling):
            raise self._beyond()
        place = np.searchsorted(self.starts, at, "right") - 1
        known = np.maximum(place, 0)
        inside = np.minimum(at, self.ends[known]) - self.starts[known]
        return np.where(place < 0, 0, self.done[known] + inside)

    def between_many(self, a: Minutes, b: Minutes) -> Minutes:
        """`minutes_between` for arrays."""
        return self.worked_many(b) - self.worked_many(a)

    def after_many(self, a: Minutes, minutes: Minutes) -> Minutes:
        """`after` for arrays; negative minutes go backwards, like `before`."""
        a, minutes = np.broadcast_arrays(np.asarray(a, np.int64), np.asarray(minutes, np.int64))
        goal = self.worked_many(a) + minutes
        if goal.size and (goal.min() < 0 or goal.max() > self.done[-1]):
            raise self._beyond()
        forwards = minutes > 0
        if forwards.all():
            place = np.searchsorted(self.done[1:], goal, "left")
        elif not forwards.any():
            place = np.searchsorted(self.done[:-1], goal, "right") - 1
        else:
            place = np.where(forwards, np.searchsorted(self.done[1:], goal, "left"), np.searchsorted(self.done[:-1], goal, "right") - 1)
        place = np.clip(place, 0, len(self.starts) - 1)
        return np.where(minutes == 0, a, self.starts[place] + goal - self.done[place])

    def next_many(self, a: Minutes) -> Minutes:
        """`next` for arrays."""
        place = np.searchsorted(self.ends, a, "right")
        if a.size and (a.min() < self.floor or place.max() >= len(self.ends)):
            raise self._beyond()
        return np.maximum(a, self.starts[place])

    def previous_many(self, b: Minutes) -> Minutes:
        """`previous` for arrays."""
        place = np.searchsorted(self.starts, b, "left") - 1
        if b.size and (b.max() > self.ceiling or place.min() < 0):
            raise self._beyond()
        return np.minimum(b, self.ends[place])

    def _day(self, day: date) -> int:
        if not self.first <= day < self.last:
            raise self._beyond()
        return day.toordinal() - EPOCH

    def _beyond(self) -> BeyondHorizon:
        return BeyondHorizon(first=str(self.first.year), last=str((self.last - timedelta(days=1)).year))


def _one(number: int) -> Minutes:
    try:
        return np.array([number], np.int64)
    except OverflowError:
        return np.array([np.iinfo(np.int64).max // 4 * (1 if number > 0 else -1)])


# ---------------------------------------------------------------------- compiling


@lru_cache(maxsize=KEPT)
def compiled(plan: Plan, first: date = FIRST, last: date = LAST) -> WorkingTime:
    """`plan` ready for counting from day `first` up to, not including, day `last`."""
    begin, end = first.toordinal() - EPOCH, last.toordinal() - EPOCH
    # The day before may reach into the first one.
    days = np.arange(begin - 1, end, dtype=np.int64)
    kinds, of_day = _windows_of_days(plan, days)
    starts, ends = _wall_clock(days, kinds, of_day)
    parts = _parts(plan.leave)
    starts, ends = _without(starts, ends, parts)
    by_day = np.array([sum(one.minutes for one in kind) for kind in kinds], np.int64)[of_day]
    _take_parts(by_day, kinds, of_day, begin - 1, parts)
    floor, ceiling = (_utc(plan.zone, day) for day in (first, last))
    starts, ends = _in_utc(starts, ends, plan.zone, floor, ceiling)
    done = np.concatenate([np.zeros(1, np.int64), np.cumsum(ends - starts)])
    by_day = by_day[1:]
    workdays = days[1:][by_day > 0]
    if not len(starts):  # a week without windows is refused where it is entered
        raise BeyondHorizon(first=str(first.year), last=str(last.year))
    for array in (starts, ends, done, by_day, workdays):
        array.flags.writeable = False
    return WorkingTime(plan.zone, first, last, plan.announced_until, starts, ends, done, by_day, workdays, floor, ceiling)


def _windows_of_days(plan: Plan, days: Minutes) -> tuple[list[Windows], Minutes]:
    """The different windows there are, and for each day the number of its own."""
    kinds: dict[Windows, int] = {(): 0}

    def number(windows: Windows) -> int:
        return kinds.setdefault(windows, len(kinds))

    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday
    of_day = np.zeros(len(days), np.int64)
    make_up = np.zeros(len(days), np.int64)
    for week in plan.weeks:
        since = 0 if week.valid_from is None else max(0, week.valid_from.toordinal() - EPOCH - int(days[0]))
        of_day[since:] = np.array([number(windows) for windows in week.days])[weekday[since:]]
        make_up[since:] = np.array([number(week.on_make_up(one)) for one in range(7)])[weekday[since:]]

    def span(first: date, last: date) -> slice:
        offset = EPOCH + int(days[0])
        return slice(max(0, first.toordinal() - offset), max(0, last.toordinal() - offset + 1))

    for one in plan.holidays:
        of_day[span(one.first, one.last)] = 0
    for one in plan.holidays:
        for day in one.make_up:
            here = span(day, day)
            of_day[here] = make_up[here]
    for special in plan.specials:
        _apply(special, of_day, make_up, span(special.first, special.last), number(special.windows))
    for leave in plan.leave:
        if not leave.parts:
            of_day[span(leave.first, leave.last)] = 0
    return list(kinds), of_day


def _apply(special: Special, of_day: Minutes, make_up: Minutes, here: slice, windows: int) -> None:
    if special.kind is Kind.MAKE_UP:
        of_day[here] = make_up[here]
    else:
        of_day[here] = windows  # none for a day off


def _wall_clock(days: Minutes, kinds: Sequence[Windows], of_day: Minutes) -> tuple[Minutes, Minutes]:
    """The windows of all days as intervals of wall-clock minutes, sorted and joined."""
    starts, ends = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for number, windows in enumerate(kinds):
        if windows:
            midnight = days[of_day == number] * DAY
            starts += [midnight + one.start for one in windows]
            ends += [midnight + one.end for one in windows]
    return _joined(np.concatenate(starts), np.concatenate(ends))


def _joined(starts: Minutes, ends: Minutes) -> tuple[Minutes, Minutes]:
    """Intervals sorted, overlapping and touching ones made one."""
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], np.maximum.accumulate(ends[order]) if len(ends) else ends
    fresh = np.ones(len(starts), bool)
    fresh[1:] = starts[1:] > ends[:-1]
    last = np.ones(len(starts), bool)
    last[:-1] = fresh[1:]
    return starts[fresh], ends[last]


def _parts(leaves: Sequence[Leave]) -> tuple[Minutes, Minutes]:
    """The parts of days that are taken as leave, as intervals of wall-clock minutes, sorted and joined."""
    found = [
        ((day - EPOCH) * DAY + part.start, (day - EPOCH) * DAY + part.end)
        for leave in leaves
        for part in leave.parts
        for day in range(leave.first.toordinal(), leave.last.toordinal() + 1)
    ]
    return _joined(np.array([start for start, _ in found], np.int64), np.array([end for _, end in found], np.int64))


def _without(starts: Minutes, ends: Minutes, parts: tuple[Minutes, Minutes]) -> tuple[Minutes, Minutes]:
    """Intervals without the parts of days that are taken as leave."""
    for from_, to in zip(*parts, strict=True):
        low, high = int(np.searchsorted(ends, from_, "right")), int(np.searchsorted(starts, to, "left"))
        kept = [(s, e) for start, end in zip(starts[low:high], ends[low:high], strict=True) for s, e in ((start, from_), (to, end)) if s < e]
        starts = np.concatenate([starts[:low], np.array([s for s, _ in kept], np.int64), starts[high:]])
        ends = np.concatenate([ends[:low], np.array([e for _, e in kept], np.int64), ends[high:]])
    return starts, ends


def _take_parts(by_day: Minutes, kinds: Sequence[Windows], of_day: Minutes, first: int, parts: tuple[Minutes, Minutes]) -> None:
    """Take parts of leave out of the minutes of the days whose windows they meet; a night's may begin the day before."""
    for from_, to in zip(*parts, strict=True):
        for owner in range(max(first, int(from_) // DAY - 1), min(first + len(by_day) - 1, int(to) // DAY) + 1):
            for window in kinds[of_day[owner - first]]:
                met = min(owner * DAY + window.end, to) - max(owner * DAY + window.start, from_)
                by_day[owner - first] -= max(0, met)


# ---------------------------------------------------------------------- time zones


@lru_cache(maxsize=KEPT)
def _offsets(zone: str) -> tuple[Minutes, Minutes]:
    """From which minute (UTC) on the zone's clock is ahead by how many minutes, over all the years there are."""
    clock = ZoneInfo(zone)

    def ahead(minute: int) -> int:
        return int(moment_of(minute).astimezone(clock).utcoffset().total_seconds() // 60)  # type: ignore[union-attr]

    begin, end = ((day.toordinal() - EPOCH + more) * DAY for day, more in ((FIRST, -800), (LAST, 800)))
    since, offsets = [begin], [ahead(begin)]
    for later in range(begin + DAY, end, DAY):
        if (offset := ahead(later)) != offsets[-1]:
            low, high = later - DAY, later
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if ahead(middle) != offsets[-1] else (middle, high)
            since.append(high)
            offsets.append(offset)
    return np.array(since, np.int64), np.array(offsets, np.int64)


def _utc(zone: str, day: date) -> int:
    """The minute (UTC) at which a day begins in the zone."""
    return minute_of(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))


def _in_utc(starts: Minutes, ends: Minutes, zone: str, floor: int, ceiling: int) -> tuple[Minutes, Minutes]:
    """Wall-clock intervals as instants: cut where the clock is set, each piece moved by its offset."""
    since, offsets = _offsets(zone)
    until = np.append(since[1:], ceiling)
    found_starts, found_ends = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for begin, end, offset in zip(np.maximum(since, floor), np.minimum(until, ceiling), offsets, strict=True):
        if begin >= end:
            continue
        low = np.searchsorted(ends, begin + offset, "right")
        high = np.searchsorted(starts, end + offset, "left")
        found_starts.append(np.maximum(starts[low:high], begin + offset) - offset)
        found_ends.append(np.minimum(ends[low:high], end + offset) - offset)
    return _joined(np.concatenate(found_starts), np.concatenate(found_ends))
