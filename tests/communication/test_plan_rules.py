"""The days that a plan of communication expects something on, and how each of them stands."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.communication.plans import rules
from core.communication.plans.queries import standard
from core.communication.plans.rules import Anchor, Frequency, Goal, Line, Phase, State, Whom
from core.communication.rules import Means
from core.reference.queries import shipped

D = date
CLOSED = {D(2026, 10, day) for day in range(1, 9)}
"""A long holiday."""


def works(day):
    return day.weekday() < 5 and day not in CLOSED


def line(frequency, first=None, **more):
    return Line(Whom.CUSTOMER, Means.TALK, Phase.EXECUTION, Goal.CONFIRM, "phone", frequency, 1, "How it goes", first, **more)


BEGINS, YEAR = D(2026, 1, 5), D(2026, 12, 31)


def days(one, until=YEAR, starts=BEGINS, ends=None, ended=None):
    return rules.days(one, works, starts=starts, ends=ends, until=until, ended=ended)


def test_a_weekly_row_falls_on_its_weekday_and_a_holiday_moves_it_to_the_next_worked_day():
    found = days(line(Frequency.WEEKLY, D(2026, 9, 16), weekday=3), until=D(2026, 10, 20))  # from a Wednesday on, every Thursday
    assert found == [D(2026, 9, 17), D(2026, 9, 24), D(2026, 10, 9), D(2026, 10, 15)]  # 1 and 8 October both become the 9th: one day


def test_every_second_week_counts_from_the_first_such_weekday():
    assert days(line(Frequency.FORTNIGHTLY, D(2026, 6, 3), weekday=0), until=D(2026, 7, 10)) == [D(2026, 6, 8), D(2026, 6, 22), D(2026, 7, 6)]


def test_a_month_without_the_day_takes_its_last_and_a_quarter_counts_three_months():
    assert days(line(Frequency.MONTHLY, D(2026, 1, 31), day=31), until=D(2026, 4, 30)) == [D(2026, 2, 2), D(2026, 3, 2), D(2026, 3, 31), D(2026, 4, 30)]  # Saturdays move on
    assert days(line(Frequency.QUARTERLY, D(2026, 2, 11), day=10), until=D(2026, 12, 31)) == [D(2026, 3, 10), D(2026, 6, 10), D(2026, 9, 10), D(2026, 12, 10)]


def test_once_follows_the_project_and_its_end_moves_backwards():
    assert days(line(Frequency.ONCE, anchor=Anchor.START), starts=D(2026, 1, 3)) == [D(2026, 1, 5)]  # a Saturday
    assert days(line(Frequency.ONCE, anchor=Anchor.END), ends=D(2026, 10, 4)) == [D(2026, 9, 30)]
    assert days(line(Frequency.ONCE, anchor=Anchor.END)) == []


def test_daily_means_worked_days_and_a_stopped_row_expects_nothing_more():
    assert days(line(Frequency.DAILY, D(2026, 9, 29)), until=D(2026, 10, 9)) == [D(2026, 9, 29), D(2026, 9, 30), D(2026, 10, 9)]
    assert days(line(Frequency.WEEKLY, D(2026, 6, 1)), ended=D(2026, 6, 10)) == [D(2026, 6, 1), D(2026, 6, 8)]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([one for one in Frequency if one is not Frequency.ONCE]), st.dates(D(2024, 1, 1), D(2026, 6, 1)), st.integers(0, 6), st.integers(1, 31), st.dates(D(2024, 1, 1), D(2026, 12, 1))
)
def test_who_asks_from_a_day_on_is_told_the_same_of_it(frequency, first, weekday, day, since):
    """Neither a day nor what may meet it depends on how far back somebody looks."""
    one = line(frequency, first, weekday=weekday, day=day)
    whole = rules.days(one, works, starts=BEGINS, ends=None, until=YEAR)
    later = rules.days(one, works, starts=BEGINS, ends=None, until=YEAR, since=since)
    assert [window for window in rules.windows(later, frequency) if window.due_on >= since] == [window for window in rules.windows(whole, frequency) if window.due_on >= since]


MONDAYS = [D(2026, 6, 1), D(2026, 6, 8), D(2026, 6, 15)]


@pytest.mark.parametrize(
    ("held", "waived", "today", "then"),
    [
        (None, False, 7, State.PLANNED), (None, False, 8, State.DUE), (None, False, 10, State.DUE), (None, False, 11, State.OVERDUE), (None, True, 11, State.WAIVED),
        (5, False, 12, State.MET), (10, False, 12, State.MET), (11, False, 12, State.LATE), (4, False, 12, State.OVERDUE), (12, False, 12, State.OVERDUE), (9, True, 12, State.MET), (11, False, 9, State.DUE),
    ],
)  # fmt: skip
def test_the_monday_meeting_of_the_8th_with_two_days_of_grace(held, waived, today, then):
    """Neighbours meet in the middle: the 5th to the 11th belong to the 8th, the 4th to the 1st, the 12th to the 15th."""
    window = rules.windows(MONDAYS, Frequency.WEEKLY)[1]
    assert (window.opens, window.closes) == (D(2026, 6, 5), D(2026, 6, 11))
    first = rules.first_held(window, [] if held is None else [D(2026, 6, held)])
    assert rules.state(window, first, waived=waived, today=D(2026, 6, today), grace=2) is then


dues = st.lists(st.dates(D(2026, 1, 1), D(2027, 1, 1)), min_size=1, max_size=12, unique=True).map(sorted)


@settings(max_examples=150, deadline=None)
@given(dues, st.sampled_from([one for one in Frequency if one is not Frequency.ONCE]), st.lists(st.dates(D(2025, 12, 1), D(2027, 2, 1)), max_size=12), st.dates(D(2025, 12, 1), D(2027, 2, 1)), st.integers(0, 5))
def test_a_contact_counts_once_and_one_more_never_unmeets(due, frequency, held, more, grace):
    windows, today = rules.windows(due, frequency), D(2027, 3, 1)
    assert all(a.closes < b.opens for a, b in itertools.pairwise(windows))
    assert all(one.opens <= one.due_on <= one.closes for one in windows)
    assert all(sum(one.holds(day) for one in windows) <= 1 for day in (*held, more))
    before = [rules.state(one, rules.first_held(one, held), waived=False, today=today, grace=grace) for one in windows]
    after = [rules.state(one, rules.first_held(one, [*held, more]), waived=False, today=today, grace=grace) for one in windows]
    rank = {State.OVERDUE: 0, State.LATE: 1, State.MET: 2}
    assert all(rank[b] >= rank[a] for a, b in zip(before, after, strict=True))
    assert sum(rules.counted(before).values()) == len(due)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([Frequency.WEEKLY, Frequency.FORTNIGHTLY, Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.DAILY]), st.dates(D(2025, 1, 1), D(2026, 6, 1)), st.integers(0, 6), st.integers(1, 31), st.integers(0, 400))
def test_days_are_worked_in_order_and_within_their_bounds(frequency, first, weekday, day, length):
    last = first + timedelta(days=length)
    found = days(line(frequency, first, last_on=last, weekday=weekday, day=day), until=D(2027, 12, 31))
    assert found == sorted(set(found))
    assert all(works(one) and first <= one <= last for one in found)
    assert found == [one for one in days(line(frequency, first, last_on=last, weekday=weekday, day=day), until=last) if one <= last]


def test_what_a_row_needs_is_asked_for_and_what_it_does_not_need_is_not_kept():
    with pytest.raises(rules.WhichStakeholder):
        rules.cleaned(Line(Whom.STAKEHOLDER, Means.TALK, Phase.START, Goal.CONFIRM, "phone", Frequency.WEEKLY, 1, "So", D(2026, 1, 1)))
    with pytest.raises(rules.WhichDepartment):
        rules.cleaned(Line(Whom.DEPARTMENT, Means.TALK, Phase.START, Goal.CONFIRM, "phone", Frequency.WEEKLY, 1, "So", D(2026, 1, 1)))
    with pytest.raises(rules.WhichDay):
        rules.cleaned(line(Frequency.WEEKLY))
    with pytest.raises(rules.EndsFirst):
        rules.cleaned(line(Frequency.WEEKLY, D(2026, 2, 1), last_on=D(2026, 1, 1)))
    clean = rules.cleaned(line(Frequency.ONCE, D(2026, 2, 1), last_on=D(2026, 3, 1), weekday=4, day=9, anchor=Anchor.START, stakeholder_id=5, department_id=6))
    assert (clean.first_on, clean.last_on, clean.weekday, clean.day, clean.stakeholder_id, clean.department_id) == (None, None, 0, 1, None, None)


@pytest.mark.parametrize(
    ("whom", "means", "more", "channel"),
    [
        (Whom.CUSTOMER, Means.TALK, {}, "email"), (Whom.CUSTOMER, Means.TALK, {"key": True}, "visit"), (Whom.CUSTOMER, Means.TALK, {"key": True, "prefers": "chat"}, "chat"),
        (Whom.CUSTOMER, Means.TALK, {"urgent": True, "formal": True}, "phone"), (Whom.TEAM, Means.TEAM, {"urgent": True}, "im"), (Whom.CUSTOMER, Means.TALK, {"formal": True}, "email"),
        (Whom.CUSTOMER, Means.REPORT, {}, "report"), (Whom.TEAM, Means.TEAM, {}, "meeting"), (Whom.DEPARTMENT, Means.EXCHANGE, {}, "video"),
    ],
)  # fmt: skip
def test_which_channel_suits(whom, means, more, channel):
    found = rules.proposed(whom, means, **more)
    assert found.channel == channel
    assert found.reason


def test_what_is_not_offered_is_not_proposed():
    assert rules.proposed(Whom.TEAM, Means.TEAM, offered={"email": ""}) is None


def test_the_standard_plan_is_one_that_can_be_kept():
    channels = shipped()["channel"].names
    for one in standard().values():
        assert one.channel in channels
        assert set(one.content) == {"en", "zh_Hans", "zh_Hant"}
        first = None if one.anchor is not Anchor.DAY else D(2026, 1, 5)
        rules.cleaned(Line(one.whom, one.means, one.phase, one.goal, one.channel, one.frequency, 1, one.content["en"], first, None, one.weekday, one.day, one.anchor, department_id=1))
    assert {Means.KICKOFF, Means.REPORT, Means.DEMAND, Means.TEAM, Means.SURVEY} <= {one.means for one in standard().values() if one.usual}
