"""What working hours are made of, how they are written, and what is refused. Pure.

A *window* is a piece of a day on the wall clock, from a minute to a later one; it belongs to the day on which it begins,
also when it ends after midnight. The windows of a day come from the first of these that says something about it: the
person's exceptions, the calendar's exceptions, the public holidays with their make-up days, the week. Leave is taken
out of what remains. Counting stands in `core.calendar.worktime`.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import available_timezones

from core.errors import Refusal
from core.words import N_, Content

DAY = 24 * 60
WINDOWS_A_DAY = 12
LONGEST_SPAN = 366
"""Days that one exception or leave may last."""


class BadWindows(Refusal):
    message = N_("“{text}” cannot be read as working hours. Write them like this: 09:00-12:00, 13:00-18:00.")


class ZeroWindow(Refusal):
    message = N_("“{text}” begins and ends at the same minute. For the whole day write 00:00-24:00.")


class WindowsOverlap(Refusal):
    message = N_("{first} and {second} overlap. Let the second begin when the first has ended.")


class NightOverlaps(Refusal):
    message = N_("{first} on {day} lasts into {second} of the next day. Let the second begin when the first has ended.")


class NoWorkingTime(Refusal):
    message = N_("A calendar needs working hours on at least one weekday.")


class BadZone(Refusal):
    message = N_("“{value}” is not a known time zone. Choose one such as Asia/Shanghai or Europe/Berlin.")


class BadDays(Refusal):
    message = N_("“{text}” is not a list of days. Write them like this: 2026-02-14, 2026-02-28.")


class UpsideDown(Refusal):
    message = N_("The last day, {last}, lies before the first, {first}. Exchange them.")


class TooManyDays(Refusal):
    message = N_("This lasts {days} days; at most {most} are possible at once. Choose a shorter time, or enter it in parts.")


class ValidTwice(Refusal):
    message = N_("Two weekly patterns begin on {day}. Give one of them another day.")


class HoursNeeded(Refusal):
    message = N_("Enter the hours of these days, such as 09:00-12:00. For days without work choose “day off”.")


class DayTaken(Refusal):
    message = N_("{day} has an entry already: {name}. Remove it first, or choose other days.")


class HolidaysOverlap(Refusal):
    message = N_("{day} occurs twice among the holidays and make-up days. Correct one of them.")


class OutsideYear(Refusal):
    message = N_("{day} does not belong to the holidays of {year}.")


class BeyondHorizon(Refusal):
    message = N_("This lies outside the years {first} to {last} that calendars reach. Choose another day or a shorter time.")


class InUse(Refusal):
    message = N_("This calendar is the organisation's or somebody's. Give them another one first.")


WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))


@dataclass(frozen=True, order=True)
class Window:
    """From minute `start` of its day up to, not including, minute `end`; beyond 1440 it lies on the next day."""

    start: int
    end: int

    def __str__(self) -> str:
        start, end = (self.start, self.end) if self.start < DAY else (self.start - DAY, self.end - DAY)
        return f"{_clock(start)}-{_clock(end if end <= DAY else end - DAY)}"

    @property
    def minutes(self) -> int:
        return self.end - self.start


Windows = tuple[Window, ...]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


_WINDOW = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*-\s*(\d{1,2})(?::(\d{2}))?")
_DASHES = re.compile(r"\s*(?:[-‐-―−~〜至]|\bto\b)\s*")


def windows(text: str) -> Windows:
    """The windows written in `text`, in order; blank means no work.

    "09:00-12:00, 13:00-18:00", "9-12；13-18". An end before the start lies on the next day, and so does what is written
    after it: "22:00-02:00, 02:30-06:00". Refuses BadWindows, ZeroWindow, WindowsOverlap.
    """
    normal = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()
    parts = [part.strip() for part in re.split(r"[,;、\n]", normal) if part.strip()]
    if len(parts) > WINDOWS_A_DAY:
        raise BadWindows(text=text.strip()[:60])
    found: list[Window] = []
    for part in parts:
        one = _window(part)
        if found and (found[-1].end > DAY or (found[-1].end == DAY and one.start == 0)):
            one = Window(one.start + DAY, one.end + DAY)
        if one.end > 2 * DAY:
            raise BadWindows(text=text.strip()[:60])
        found.append(one)
    return in_order(found)


def _window(text: str) -> Window:
    found = _WINDOW.fullmatch(text)
    if not found:
        raise BadWindows(text=text[:60])
    first, second, third, fourth = (int(part or 0) for part in found.groups())
    start, end = first * 60 + second, third * 60 + fourth
    if second > 59 or fourth > 59 or start >= DAY or end > DAY:
        raise BadWindows(text=text[:60])
    if start == end:
        raise ZeroWindow(text=text[:60])
    return Window(start, end if end > start else end + DAY)


def in_order(found: Iterable[Window]) -> Windows:
    """Windows sorted; touching ones are allowed. Refuses WindowsOverlap."""
    ordered = tuple(sorted(found))
    for first, second in itertools.pairwise(ordered):
        if second.start < first.end:
            raise WindowsOverlap(first=str(first), second=str(second))
    return ordered


def written(found: Windows) -> str:
    """Windows as people write them; what `windows` reads back."""
    return ", ".join(str(one) for one in found)


@dataclass(frozen=True)
class Week:
    """The windows of Monday to Sunday, valid from a day on; None: from ever."""

    days: tuple[Windows, ...]
    valid_from: date | None = None

    @property
    def ordinary(self) -> Windows:
        """The windows of the first weekday that has any: what a make-up day on a free weekday works."""
        return next((found for found in self.days if found), ())

    def on_make_up(self, weekday: int) -> Windows:
        return self.days[weekday] or self.ordinary


def week(texts: Sequence[str], valid_from: date | None = None) -> Week:
    """A week from seven texts, Monday first.

    Refuses BadWindows, ZeroWindow, WindowsOverlap, NightOverlaps (a night shift that lasts into the next day's window),
    NoWorkingTime.
    """
    if len(texts) != 7:
        raise ValueError("a week has seven days")
    made = Week(tuple(windows(text) for text in texts), valid_from)
    if not made.ordinary:
        raise NoWorkingTime()
    for number, today in enumerate(made.days):
        following = made.days[(number + 1) % 7]
        if today and following and today[-1].end - DAY > following[0].start:
            raise NightOverlaps(day=WEEKDAYS[number], first=str(today[-1]), second=str(following[0]))
    return made


def weeks(found: Iterable[Week]) -> tuple[Week, ...]:
    """Weekly patterns in the order in which they become valid; the earliest is valid from ever. Refuses ValidTwice."""
    ordered = sorted(found, key=lambda one: one.valid_from or date.min)
    if not ordered:
        raise NoWorkingTime()
    for first, second in itertools.pairwise(ordered):
        if first.valid_from == second.valid_from:
            raise ValidTwice(day=str(second.valid_from or "–"))
    return (Week(ordered[0].days), *ordered[1:])


class Kind(StrEnum):
    """What an exception says about its days."""

    DAY_OFF = "day_off"
    HOURS = "hours"
    MAKE_UP = "make_up"

    @property
    def label(self) -> str:
        return {Kind.DAY_OFF: N_("Day off"), Kind.HOURS: N_("Other hours"), Kind.MAKE_UP: N_("Make-up working day")}[self]


class LeaveKind(StrEnum):
    ANNUAL = "annual"
    SICK = "sick"
    PERSONAL = "personal"
    COMPENSATORY = "compensatory"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {
            LeaveKind.ANNUAL: N_("Annual leave"),
            LeaveKind.SICK: N_("Sick leave"),
            LeaveKind.PERSONAL: N_("Personal leave"),
            LeaveKind.COMPENSATORY: N_("Compensatory leave"),
            LeaveKind.OTHER: N_("Other leave"),
        }[self]


@dataclass(frozen=True)
class Special:
    """Days that differ from the week: off, with other hours, or worked although the weekday is free."""

    first: date
    last: date
    kind: Kind
    windows: Windows = ()
    name: str = ""


@dataclass(frozen=True)
class Leave:
    """Days on which a person is away; with `parts` only during those hours of each day."""

    first: date
    last: date
    parts: Windows = ()


@dataclass(frozen=True)
class Break:
    """A public holiday as it is announced: free from `first` to `last`, made up for on other days."""

    name: tuple[tuple[str, str], ...]
    first: date
    last: date
    make_up: tuple[date, ...] = ()

    @classmethod
    def of(cls, name: Content, first: date, last: date, make_up: Iterable[date] = ()) -> "Break":
        return cls(tuple(sorted(name.items())), first, last, tuple(sorted(make_up)))

    @property
    def content(self) -> dict[str, str]:
        return dict(self.name)

    def days(self) -> list[date]:
        return [self.first + timedelta(days=index) for index in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class Plan:
    """Everything that decides somebody's working time; equal plans count alike.

    Plans are keys of what was worked out from them. Weeks and holidays, which are long and which most plans share, are compared but not hashed.
    """

    zone: str
    weeks: tuple[Week, ...] = field(hash=False)
    holidays: tuple[Break, ...] = field(default=(), hash=False)
    specials: tuple[Special, ...] = ()
    """The calendar's exceptions, then the person's: later ones count."""
    leave: tuple[Leave, ...] = ()
    announced_until: date | None = None
    """The last day whose public holidays are known; None for a calendar that observes none."""


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zones() -> list[str]:
    """Every time zone that a calendar may have, by name."""
    return [*sorted(name for name in _zones() if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/"))), "UTC"]


def zone(name: str) -> str:
    """`name`, if it is a time zone of the IANA database. Refuses BadZone."""
    if name.strip() not in _zones():
        raise BadZone(value=name.strip()[:60])
    return name.strip()


def days(text: str) -> list[date]:
    """The days written in `text`, such as "2026-02-14, 2026-02-28"; none if it is blank. Refuses BadDays."""
    parts = [part.strip() for part in re.split(r"[,;、\s]+", unicodedata.normalize("NFKC", text)) if part.strip()]
    try:
        return [date.fromisoformat(part) for part in parts]
    except ValueError as wrong:
        raise BadDays(text=text.strip()[:60]) from wrong


def check_span(first: date, last: date) -> None:
    """Refuse days in the wrong order (UpsideDown) and more of them than LONGEST_SPAN (TooManyDays)."""
    if last < first:
        raise UpsideDown(first=str(first), last=str(last))
    if (days := (last - first).days + 1) > LONGEST_SPAN:
        raise TooManyDays(days=days, most=LONGEST_SPAN)


def special(first: date, last: date, kind: Kind, text: str = "", name: str = "") -> Special:
    """An exception. Refuses UpsideDown, TooManyDays, HoursNeeded, and what `windows` refuses."""
    check_span(first, last)
    found = windows(text) if kind is Kind.HOURS else ()
    if kind is Kind.HOURS and not found:
        raise HoursNeeded()
    return Special(first, last, kind, found, name)


def leave(first: date, last: date, text: str = "") -> Leave:
    """A leave, whole days or the hours in `text`. Refuses UpsideDown, TooManyDays, and what `windows` refuses."""
    check_span(first, last)
    return Leave(first, last, windows(text))


def meets(first: Special | Leave, second: Special | Leave) -> date | None:
    """The first day on which both say something that cannot hold together, or None.

    Two leaves of parts of a day may share it if their hours do not overlap.
    """
    day = max(first.first, second.first)
    if day > min(first.last, second.last):
        return None
    if isinstance(first, Leave) and isinstance(second, Leave) and first.parts and second.parts:
        apart = all(one.end <= other.start or other.end <= one.start for one in first.parts for other in second.parts)
        return None if apart else day
    return day


def year_of_holidays(year: int, breaks: Iterable[Break]) -> tuple[Break, ...]:
    """A year's holidays in order. Its first may begin in December before, make-up days may lie a month outside.

    Refuses UpsideDown, OutsideYear, HolidaysOverlap.
    """
    ordered = tuple(sorted(breaks, key=lambda one: one.first))
    seen: set[date] = set()
    for one in ordered:
        if one.last < one.first:
            raise UpsideDown(first=str(one.first), last=str(one.last))
        for day in (one.first, one.last, *one.make_up):
            if not date(year - 1, 12, 1) <= day <= date(year + 1, 1, 31):
                raise OutsideYear(day=str(day), year=str(year))
        for day in (*one.days(), *one.make_up):
            if day in seen:
                raise HolidaysOverlap(day=str(day))
            seen.add(day)
    return ordered


def announced_until(years: Iterable[int]) -> date | None:
    """The last day up to which every year's holidays are known, or None if none are."""
    known = set(years)
    if not known:
        return None
    last = max(known)
    first_gap = next((year for year in range(min(known), last + 1) if year not in known), last + 1)
    return date(first_gap - 1, 12, 31)


class Why(StrEnum):
    """What decided the hours of a day."""

    WORK = "work"
    REST = "rest"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    DAY_OFF = "day_off"
    HOURS = "hours"
    LEAVE = "leave"
    PART_LEAVE = "part_leave"

    @property
    def label(self) -> str:
        return {
            Why.WORK: N_("Working day"),
            Why.REST: N_("Free by the week"),
            Why.HOLIDAY: N_("Public holiday"),
            Why.MAKE_UP: N_("Make-up working day"),
            Why.DAY_OFF: N_("Day off"),
            Why.HOURS: N_("Other hours"),
            Why.LEAVE: N_("Leave"),
            Why.PART_LEAVE: N_("Leave for some hours"),
        }[self]


@dataclass(frozen=True)
class DayPlan:
    """The windows of a day before leave for some hours is taken out, what decided them, and what that is called."""

    windows: Windows
    why: Why
    name: Content | str = ""


def day_plan(plan: Plan, day: date) -> DayPlan:
    """Which hours `day` has and why: one day at a time, in the order that this module's head tells."""
    week = next(one for one in reversed(plan.weeks) if one.valid_from is None or one.valid_from <= day)
    usual, make_up = week.days[day.weekday()], week.on_make_up(day.weekday())
    found = DayPlan(usual, Why.WORK if usual else Why.REST)
    for one in plan.holidays:
        if one.first <= day <= one.last:
            found = DayPlan((), Why.HOLIDAY, one.content)
    for one in plan.holidays:
        if day in one.make_up:
            found = DayPlan(make_up, Why.MAKE_UP, one.content)
    for special in plan.specials:
        if special.first <= day <= special.last:
            hours = make_up if special.kind is Kind.MAKE_UP else special.windows
            found = DayPlan(hours, Why(special.kind.value), special.name)
    for leave in plan.leave:
        if leave.first <= day <= leave.last and found.windows:
            found = DayPlan(found.windows if leave.parts else (), Why.PART_LEAVE if leave.parts else Why.LEAVE)
    return found
