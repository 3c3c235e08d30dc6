"""Counting: edges by hand, then the laws, then against counting minute by minute."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar import rules, shipped
from core.calendar.rules import BeyondHorizon, Break, Kind, Plan, Window
from core.calendar.worktime import EPOCH, FIRST, LAST, compiled, minute_of, moment_of
from tests.calendar.reference import Minutes, windows_of

OFFICE_DAY = "09:00-12:00, 13:00-18:00"
WEEK = rules.week([OFFICE_DAY] * 5 + ["", ""])
HOLIDAYS = tuple(one for breaks in shipped.holidays().values() for one in breaks)
OFFICE = Plan("Asia/Shanghai", (WEEK,), HOLIDAYS, announced_until=date(2026, 12, 31))
BERLIN = Plan("Europe/Berlin", (rules.week(["08:00-12:00, 13:00-17:00"] * 5 + ["", ""]),))
NIGHT = Plan("Europe/Berlin", (rules.week(["22:00-06:00"] * 7),))
ALWAYS = Plan("Asia/Shanghai", (rules.week(["00:00-24:00"] * 7),))
HOTLINE = Plan("Asia/Shanghai", (rules.week(["08:00-20:00"] * 7),))


def at(text: str, zone: str = "Asia/Shanghai", fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


class TestByHand:
    office = compiled(OFFICE)

    def between(self, a, b):
        return self.office.minutes_between(at(a), at(b))

    def after(self, a, minutes):
        return self.office.after(at(a), minutes).astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M")

    def test_a_day_has_eight_hours_and_lunch_counts_nothing(self):
        assert self.between("2026-03-03 00:00", "2026-03-04 00:00") == 480
        assert self.between("2026-03-03 11:30", "2026-03-03 13:30") == 60
        assert self.between("2026-03-03 12:00", "2026-03-03 13:00") == 0
        assert self.between("2026-03-03 13:30", "2026-03-03 11:30") == -60

    def test_edges_of_a_window(self):
        assert self.after("2026-03-03 09:00", 180) == "2026-03-03 12:00"  # done with the window, not after lunch
        assert self.after("2026-03-03 09:00", 181) == "2026-03-03 13:01"
        assert self.after("2026-03-03 12:00", 1) == "2026-03-03 13:01"
        assert self.after("2026-03-03 18:00", 60) == "2026-03-04 10:00"
        assert self.after("2026-03-03 17:59", 1) == "2026-03-03 18:00"
        assert self.after("2026-03-03 17:59", 2) == "2026-03-04 09:01"

    def test_no_time_at_all_stays_where_it_is_working_or_not(self):
        for moment in ("2026-03-03 18:00", "2026-03-03 12:30", "2026-03-01 04:05", "2026-03-03 09:00"):
            assert self.after(moment, 0) == moment
            assert self.office.before(at(moment), 0) == at(moment)

    def test_backwards_stops_as_late_as_possible(self):
        assert self.after("2026-03-03 13:00", -60) == "2026-03-03 11:00"
        assert self.after("2026-03-03 18:00", -300) == "2026-03-03 13:00"  # the start of a window, not the end of the one before
        assert self.after("2026-03-03 18:00", -301) == "2026-03-03 11:59"
        assert self.office.before(at("2026-03-03 09:00"), 60) == at("2026-03-02 17:00")

    def test_where_work_can_begin_and_end(self):
        assert self.office.next(at("2026-03-03 18:00")) == at("2026-03-04 09:00")
        assert self.office.next(at("2026-03-03 09:00")) == at("2026-03-03 09:00")
        assert self.office.next(at("2026-03-03 12:00")) == at("2026-03-03 13:00")
        assert self.office.previous(at("2026-03-04 09:00")) == at("2026-03-03 18:00")
        assert self.office.previous(at("2026-03-03 12:30")) == at("2026-03-03 12:00")
        assert self.office.previous(at("2026-03-03 12:00")) == at("2026-03-03 12:00")
        assert self.office.is_working(at("2026-03-03 09:00"))
        assert not self.office.is_working(at("2026-03-03 12:00"))

    def test_across_the_spring_festival_and_its_make_up_days(self):
        # 2026: free 15 to 23 February, worked on Saturday 14 and Saturday 28.
        assert self.after("2026-02-13 18:00", 480) == "2026-02-14 18:00"
        assert self.after("2026-02-14 18:00", 1) == "2026-02-24 09:01"
        assert self.between("2026-02-14 18:00", "2026-02-24 09:00") == 0
        assert self.between("2026-02-23 00:00", "2026-03-02 00:00") == 5 * 480

    def test_across_a_year(self):
        assert self.after("2025-12-31 17:30", 60) == "2026-01-04 09:30"  # free to the 3rd, a Saturday; Sunday made up
        assert self.between("2025-12-31 00:00", "2026-01-05 00:00") == 960

    def test_seconds_are_dropped(self):
        assert self.office.minutes_between(at("2026-03-03 09:00:59"), at("2026-03-03 09:01:01")) == 1
        assert self.after("2026-03-03 09:00:59", 60) == "2026-03-03 10:00"

    def test_a_whole_year_of_2026(self):
        assert self.between("2026-01-01 00:00", "2027-01-01 00:00") == 248 * 480

    def test_working_days(self):
        def nth(text, count):
            return str(self.office.workdays_after(date.fromisoformat(text), count))

        assert nth("2026-03-03", 1) == "2026-03-04"
        assert nth("2026-03-06", 1) == "2026-03-09"
        assert nth("2026-02-13", 2) == "2026-02-24"  # Saturday 14 is worked
        assert nth("2026-03-07", 0) == "2026-03-07"
        assert nth("2026-03-08", -1) == "2026-03-06"
        assert nth("2026-03-09", -1) == "2026-03-06"
        assert self.office.workdays_between(date(2025, 12, 31), date(2026, 12, 31)) == 248
        assert self.office.workdays_between(date(2026, 12, 31), date(2025, 12, 31)) == -248
        assert self.office.is_workday(date(2026, 2, 28))
        assert not self.office.is_workday(date(2026, 10, 8).replace(day=7))

    def test_what_is_not_announced_yet_is_said(self):
        assert not self.office.lies_beyond(date(2026, 12, 31))
        assert self.office.lies_beyond(date(2027, 1, 1))
        assert self.office.lies_beyond(at("2027-01-01 00:00"))
        assert not self.office.lies_beyond(at("2026-12-31 23:59"))
        assert not compiled(HOTLINE).lies_beyond(date(2050, 1, 1))

    def test_beyond_the_horizon_is_refused(self):
        for question in (
            lambda: self.office.after(at("2026-03-03 09:00"), 10**9),
            lambda: self.office.after(at("2026-03-03 09:00"), 10**30),
            lambda: self.office.after(at("2026-03-03 09:00"), -(10**9)),
            lambda: self.office.minutes_between(at("1989-12-31 23:59"), at("2026-03-03 09:00")),
            lambda: self.office.minutes_between(at("2026-03-03 09:00"), at("2080-01-01 00:01")),
            lambda: self.office.next(at("2079-12-31 23:00")),
            lambda: self.office.previous(at("1990-01-01 00:00")),
            lambda: self.office.workdays_after(date(2026, 1, 1), 10**6),
            lambda: self.office.workdays_after(date(2026, 1, 1), -(10**6)),
            lambda: self.office.is_workday(date(2080, 1, 1)),
        ):
            with pytest.raises(BeyondHorizon) as refusal:
                question()
            assert refusal.value.facts == {"first": "1990", "last": "2079"}

    def test_a_naive_moment_is_a_mistake(self):
        with pytest.raises(ValueError, match="time zone"):
            self.office.next(datetime(2026, 3, 3, 9))  # noqa: DTZ001


class TestTheClockIsSet:
    """Berlin: 29 March 2026, 02:00 becomes 03:00; 25 October 2026, 03:00 becomes 02:00."""

    def test_office_hours_keep_to_the_wall_clock(self):
        berlin = compiled(BERLIN)
        zone = "Europe/Berlin"
        assert berlin.next(at("2026-03-27 17:00", zone)) == datetime(2026, 3, 30, 6, 0, tzinfo=UTC)  # summer: 08:00 is 06:00 UTC
        assert berlin.next(at("2026-10-23 17:00", zone)) == datetime(2026, 10, 26, 7, 0, tzinfo=UTC)
        assert berlin.minutes_between(at("2026-03-27 08:00", zone), at("2026-03-30 17:00", zone)) == 960

    def test_a_night_has_seven_or_nine_hours(self):
        night, zone = compiled(NIGHT), "Europe/Berlin"
        assert night.minutes_between(at("2026-03-28 22:00", zone), at("2026-03-29 06:00", zone)) == 420
        assert night.minutes_between(at("2026-10-24 22:00", zone), at("2026-10-25 06:00", zone)) == 540
        assert night.after(at("2026-10-24 22:00", zone), 300) == at("2026-10-25 02:00", zone, fold=1).astimezone(UTC)
        assert night.after(at("2026-10-24 22:00", zone), 240) == at("2026-10-25 02:00", zone).astimezone(UTC)

    def test_a_window_in_the_skipped_hour_does_not_exist_and_in_the_repeated_one_counts_twice(self):
        small = compiled(Plan("Europe/Berlin", (rules.week(["02:15-02:45"] * 7),)))
        zone = "Europe/Berlin"
        assert small.minutes_between(at("2026-03-29 00:00", zone), at("2026-03-30 00:00", zone)) == 0
        assert small.minutes_between(at("2026-10-25 00:00", zone), at("2026-10-26 00:00", zone)) == 60
        assert small.is_workday(date(2026, 3, 29))  # by the wall clock

    def test_around_the_clock_is_elapsed_time(self):
        a, b = at("2026-01-01 00:00"), at("2026-12-31 17:23")
        assert compiled(ALWAYS).minutes_between(a, b) == (b - a).total_seconds() // 60
        assert len(compiled(ALWAYS).starts) == 1

    def test_shanghai_had_summer_time_until_1991(self):
        office = compiled(OFFICE)
        assert office.next(at("1991-07-01 00:00")) == datetime(1991, 7, 1, 0, 0, tzinfo=UTC)
        assert office.next(at("1992-07-01 00:00")) == datetime(1992, 7, 1, 1, 0, tzinfo=UTC)


class TestNightsAndDaysOff:
    def test_a_night_belongs_to_the_day_on_which_it_begins(self):
        off = replace(NIGHT, specials=(rules.special(date(2026, 6, 10), date(2026, 6, 10), Kind.DAY_OFF),))
        night, zone = compiled(off), "Europe/Berlin"
        assert night.minutes_between(at("2026-06-10 00:00", zone), at("2026-06-10 06:00", zone)) == 360  # begun on the 9th
        assert night.next(at("2026-06-10 06:00", zone)) == at("2026-06-11 22:00", zone)

    def test_hours_that_overlap_across_days_count_once(self):
        mixed = replace(NIGHT, specials=(rules.special(date(2026, 6, 10), date(2026, 6, 10), Kind.HOURS, "04:00-08:00"),))
        zone = "Europe/Berlin"
        assert compiled(mixed).minutes_between(at("2026-06-09 22:00", zone), at("2026-06-10 12:00", zone)) == 600

    def test_leave_for_an_afternoon_leaves_the_morning(self):
        person = compiled(replace(OFFICE, leave=(rules.leave(date(2026, 3, 3), date(2026, 3, 3), "13:00-18:00"),)))
        assert person.minutes_on(date(2026, 3, 3)) == 180
        assert person.is_workday(date(2026, 3, 3))
        assert person.after(at("2026-03-03 09:00"), 181) == at("2026-03-04 09:01")

    def test_leave_of_the_whole_working_hours_is_no_working_day(self):
        person = compiled(replace(OFFICE, leave=(rules.leave(date(2026, 3, 3), date(2026, 3, 3), "08:00-19:00"),)))
        assert not person.is_workday(date(2026, 3, 3))
        assert person.workdays_after(date(2026, 3, 2), 1) == date(2026, 3, 4)

    def test_patterns_change_on_their_day(self):
        summer = rules.week(["08:00-14:00"] * 5 + ["", ""], date(2026, 7, 1))
        changing = compiled(replace(OFFICE, weeks=rules.weeks([WEEK, summer])))
        assert changing.minutes_on(date(2026, 6, 30)) == 480
        assert changing.minutes_on(date(2026, 7, 1)) == 360

    def test_a_persons_exception_counts_before_the_calendars(self):
        day = date(2026, 10, 1)
        calendars, persons = rules.special(day, day, Kind.HOURS, "10-12"), rules.special(day, day, Kind.MAKE_UP)
        assert compiled(replace(OFFICE, specials=(calendars,))).minutes_on(day) == 120
        assert compiled(replace(OFFICE, specials=(calendars, persons))).minutes_on(day) == 480


# ---------------------------------------------------------------------- laws and the reference

FROM, TO = date(2026, 3, 21), date(2026, 4, 8)
"""Around Berlin's and Santiago's change of the clock; Santiago sets it at midnight."""
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/Santiago", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca")
DAYS = st.dates(FROM, TO - timedelta(days=1))


@st.composite
def a_day(draw):
    """Up to three windows, the last perhaps through midnight."""
    edges = sorted(draw(st.lists(st.integers(0, 1440), max_size=6, unique=True)))
    found = [Window(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    if len(edges) % 2 and edges[-1] < 1440:
        found.append(Window(edges[-1], 1440 + draw(st.integers(0, 300))))
    return tuple(found)


@st.composite
def spans(draw):
    first = draw(DAYS)
    return first, first + timedelta(days=draw(st.integers(0, 4)))


@st.composite
def plans(draw):
    def week(since=None):
        days = draw(st.lists(a_day(), min_size=7, max_size=7))
        return rules.Week(tuple(days) if any(days) else (*days[:6], (Window(540, 1020),)), since)

    weeks = [week()]
    if draw(st.booleans()):
        weeks.append(week(draw(DAYS)))
    holidays = tuple(Break.of({"en": "Rest"}, *draw(spans()), draw(st.lists(DAYS, max_size=2))) for _ in range(draw(st.integers(0, 2))))
    kinds = st.sampled_from(Kind)
    specials = tuple(rules.Special(*draw(spans()), kind := draw(kinds), draw(a_day()) if kind is Kind.HOURS else ()) for _ in range(draw(st.integers(0, 3))))
    leave = tuple(rules.Leave(*draw(spans()), draw(a_day())) for _ in range(draw(st.integers(0, 2))))
    return Plan(draw(st.sampled_from(ZONES)), tuple(weeks), holidays, specials, leave)


def tried(plan):
    """The plan compiled for these days, or None if nothing is worked in them."""
    try:
        return compiled(plan, FROM, TO)
    except BeyondHorizon:
        return None


@settings(max_examples=20)
@given(plans(), st.randoms(use_true_random=False))
def test_it_agrees_with_counting_minute_by_minute(plan, dice):
    counted = tried(plan)
    slow = Minutes(plan, minute_of(datetime.combine(FROM, datetime.min.time(), ZoneInfo(plan.zone))), minute_of(datetime.combine(TO, datetime.min.time(), ZoneInfo(plan.zone))))
    if counted is None:
        assert not any(slow.works)
        return
    total = sum(slow.works)
    assert counted.done[-1] == total
    edges = [int(edge) + shift for edge in (*counted.starts, *counted.ends) for shift in (-1, 0, 1)]
    inside = [edge for edge in edges if slow.first <= edge <= slow.last]
    for _ in range(25):
        a, b = (dice.choice(inside) if dice.random() < 0.7 else dice.randint(slow.first, slow.last) for _ in range(2))
        moment, later = moment_of(a), moment_of(b)
        assert counted.minutes_between(moment, later) == slow.between(a, b)
        ahead, behind = slow.between(a, slow.last), slow.between(slow.first, a)
        whole = [length for length in (*(counted.ends - counted.starts),) if length <= ahead]
        n = dice.choice([0, min(1, ahead), ahead, dice.randint(0, ahead), *map(int, whole[:2])])
        assert minute_of(counted.after(moment, n)) == slow.after(a, n)
        n = dice.choice([0, behind, dice.randint(0, behind)])
        assert minute_of(counted.before(moment, n)) == slow.before(a, n)
        assert counted.after(moment, -n) == counted.before(moment, n)
        if ahead:
            assert minute_of(counted.next(moment)) == slow.next(a)
            assert counted.is_working(moment) is slow.works[a - slow.first]
        if behind:
            assert minute_of(counted.previous(moment)) == slow.previous(a)


@given(plans())
def test_days_agree_with_their_windows_told_one_by_one(plan):
    counted = tried(plan)
    if counted is None:
        return
    parts = {(leave.first + timedelta(days=index), part) for leave in plan.leave for part in leave.parts for index in range((leave.last - leave.first).days + 1)}
    day = FROM
    while day < TO:
        windows = windows_of(plan, day)
        assert rules.day_plan(plan, day).windows == windows
        away = {minute + (owner - day).days * 1440 for owner, part in parts for minute in range(part.start, part.end)}
        worked = sum(minute not in away for one in windows for minute in range(one.start, one.end))
        assert counted.minutes_on(day) == worked, day
        assert counted.is_workday(day) is (worked > 0)
        day += timedelta(days=1)


REAL = [OFFICE, BERLIN, NIGHT, ALWAYS, HOTLINE]
MOMENTS = st.integers(minute_of(at("1990-06-01 00:00")), minute_of(at("2079-06-01 00:00"))).map(moment_of)


@given(st.sampled_from(REAL), MOMENTS, st.integers(-2_000_000, 2_000_000))
def test_between_undoes_after(plan, a, n):
    counted = compiled(plan)
    try:
        there = counted.after(a, n)
    except BeyondHorizon:
        return
    assert counted.minutes_between(a, there) == n
    if n > 0:
        assert counted.is_working(there - timedelta(minutes=1))  # as early as possible
        assert counted.before(there, n) == counted.next(a)
    if n < 0:
        assert counted.is_working(there)  # as late as possible
        assert counted.after(there, -n) == counted.previous(a)


@given(st.sampled_from(REAL), MOMENTS, MOMENTS, MOMENTS)
def test_pieces_add_up_and_turn_round(plan, a, b, c):
    counted = compiled(plan)
    assert counted.minutes_between(a, b) + counted.minutes_between(b, c) == counted.minutes_between(a, c)
    assert counted.minutes_between(a, b) == -counted.minutes_between(b, a)
    assert counted.minutes_between(a, a) == 0
    first, last = min(a, b), max(a, b)
    assert 0 <= counted.minutes_between(first, last) <= (last - first).total_seconds() / 60


@given(st.sampled_from(REAL), MOMENTS, MOMENTS, st.integers(0, 100_000), st.integers(0, 100_000))
def test_later_or_longer_never_ends_earlier(plan, a, b, n, m):
    counted = compiled(plan)
    first, last = min(a, b), max(a, b)
    try:
        assert counted.after(first, n) <= counted.after(last, n)
        assert counted.before(first, n) <= counted.before(last, n)
        assert counted.after(a, min(n, m)) <= counted.after(a, max(n, m))
        assert counted.after(counted.after(a, n), m) == counted.after(a, n + m) or m == 0
    except BeyondHorizon:
        assert first < at("1995-01-01 00:00") or last > at("2070-01-01 00:00")
    assert counted.next(counted.next(a)) == counted.next(a) >= a
    assert counted.previous(counted.previous(a)) == counted.previous(a) <= a
    assert counted.minutes_between(a, counted.next(a)) == 0 == counted.minutes_between(counted.previous(a), a)


@given(st.sampled_from(REAL), st.dates(date(1991, 1, 1), date(2078, 1, 1)), st.dates(date(1991, 1, 1), date(2078, 1, 1)), st.integers(-200, 200))
def test_laws_of_working_days(plan, a, b, n):
    counted = compiled(plan)
    there = counted.workdays_after(a, n)
    assert n == 0 or counted.is_workday(there)
    if n >= 0 or counted.is_workday(a):
        assert counted.workdays_between(a, there) == n
    assert counted.workdays_between(a, b) == -counted.workdays_between(b, a)
    assert (there > a) is (n > 0)
    assert counted.workdays_between(a, b) == sum(counted.is_workday(date.fromordinal(day)) for day in range(a.toordinal() + 1, b.toordinal() + 1)) or a > b


def test_in_bulk_is_the_same_as_one_by_one():
    dice = np.random.default_rng(7)
    for plan in REAL:
        counted = compiled(plan)
        a = dice.integers(minute_of(at("2000-01-01 00:00")), minute_of(at("2060-01-01 00:00")), 500)
        n = dice.integers(-5000, 5000, 500)
        b = counted.after_many(a, n)
        assert [minute_of(counted.after(moment_of(x), int(y))) for x, y in zip(a, n, strict=True)] == b.tolist()
        assert counted.between_many(a, b).tolist() == n.tolist()
        assert counted.next_many(a).tolist() == [minute_of(counted.next(moment_of(x))) for x in a]
        assert counted.previous_many(a).tolist() == [minute_of(counted.previous(moment_of(x))) for x in a]
        assert counted.after_many(a, np.abs(n)).tolist() == [minute_of(counted.after(moment_of(x), abs(int(y)))) for x, y in zip(a, n, strict=True)]
        empty = np.array([], np.int64)
        assert len(counted.after_many(empty, empty)) == len(counted.next_many(empty)) == 0


def test_a_compiled_calendar_cannot_be_changed_and_is_made_once():
    assert compiled(OFFICE) is compiled(replace(OFFICE))
    with pytest.raises(ValueError, match="read-only"):
        compiled(OFFICE).starts[0] = 0


def test_it_reaches_the_years_it_says():
    office = compiled(OFFICE)
    assert (office.first, office.last) == (FIRST, LAST)
    assert office.starts[0] >= office.floor
    assert office.ends[-1] <= office.ceiling
    assert date.fromordinal(int(office.workdays[0]) + EPOCH) == date(1990, 1, 1)  # a Monday, before any known holiday


def test_a_thousand_incidents_on_five_calendars_by_hand_and_by_machine():
    """Whole incidents over a real month, each way of asking against the reference."""
    dice = random.Random(3)
    first, last = minute_of(at("2026-02-08 00:00")), minute_of(at("2026-03-08 00:00"))
    for plan in REAL:
        slow, counted = Minutes(plan, first, last), compiled(plan)
        for _ in range(200):
            a = dice.randint(first, last - 10_000)
            b, n = a + dice.randint(0, 10_000), dice.choice((15, 60, 240, 480, 960))
            assert counted.minutes_between(moment_of(a), moment_of(b)) == slow.between(a, b)
            if slow.between(a, last) >= n:
                assert minute_of(counted.after(moment_of(a), n)) == slow.after(a, n)
