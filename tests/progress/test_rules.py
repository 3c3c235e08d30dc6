"""What a report does to a row of a plan: by hand, then as laws."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.errors import Refusal
from core.planning.rules.moments import day_of, midnight
from core.planning.rules.sheet import Row, changed
from core.planning.rules.worktime import DAY, TICKS
from core.progress import rules
from core.progress.rules import Report, cleaned, effect, is_due

HOUR, TODAY = 60 * TICKS, date(2026, 11, 4)
STARTS, ENDS = midnight(date(2026, 11, 2)) + 9 * HOUR, midnight(date(2026, 11, 6)) + 18 * HOUR
TASK = Row(1, "Ask", duration=40 * HOUR)


def after(row: Row, said: Report, today: date = TODAY) -> Row:
    """The row as the plan has it once the report was taken over."""
    found = effect(row, STARTS, ENDS, cleaned(said, today), today)
    return changed([row], {1: found}, {1: (STARTS, ENDS)})[0] if found else row


class TestByHand:
    def test_some_percent_begin_the_task_at_its_scheduled_start(self):
        found = after(TASK, Report(percent=25))
        assert (found.percent, found.actual_start, found.actual_finish, found.duration) == (25, STARTS, None, 40 * HOUR)

    def test_a_task_ahead_of_its_schedule_began_today(self):
        early = date(2026, 10, 30)
        assert after(TASK, Report(percent=25), early).actual_start == midnight(early) + 9 * HOUR

    def test_what_is_left_makes_the_task_longer_or_shorter(self):
        begun = replace(TASK, percent=40, actual_start=STARTS)  # 16 of 40 hours are done
        longer, shorter = after(begun, Report(remaining=32 * HOUR)), after(begun, Report(remaining=8 * HOUR))
        assert (longer.duration, longer.percent) == (48 * HOUR, 33)
        assert (shorter.duration, shorter.percent) == (24 * HOUR, 67)

    def test_finished_is_a_finish_a_hundred_percent_or_nothing_left(self):
        for said in (Report(finished_on=TODAY), Report(percent=100), Report(remaining=0)):
            found = after(TASK, said)
            assert (found.percent, found.actual_start, day_of(found.actual_finish)) == (100, STARTS, TODAY)

    def test_finished_before_it_was_to_begin_it_began_that_day(self):
        early = date(2026, 10, 30)
        found = after(TASK, Report(finished_on=early))
        assert (day_of(found.actual_start), day_of(found.actual_finish)) == (early, early)

    def test_not_begun_takes_a_wrong_beginning_back(self):
        assert after(replace(TASK, percent=40, actual_start=STARTS), Report(percent=0)).percent == 0

    def test_still_the_same_is_a_report_that_changes_nothing(self):
        begun = replace(TASK, percent=40, actual_start=STARTS)
        assert effect(begun, STARTS, ENDS, cleaned(Report(percent=40, blocker="Waiting."), TODAY), TODAY) == {}

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            (Report(percent=101), rules.NotAShare), (Report(percent=-1), rules.NotAShare), (Report(remaining=-1), rules.LeftToDo),
            (Report(percent=5, minutes=-1), rules.NotSoLong), (Report(percent=5, minutes=12_001), rules.NotSoLong),
            (Report(percent=5, started_on=TODAY + timedelta(days=1)), rules.NotFromTomorrow), (Report(finished_on=TODAY + timedelta(days=1)), rules.NotFromTomorrow),
            (Report(started_on=TODAY, finished_on=TODAY - timedelta(days=1)), rules.BegunAfterFinish),
            (Report(percent=5, expected_on=TODAY - timedelta(days=1)), rules.ExpectedInThePast),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused(self, said, why):
        with pytest.raises(why):
            cleaned(said, TODAY)

    def test_a_report_is_due_so_many_days_after_the_last_one_or_the_start(self):
        week = timedelta(days=7)
        assert is_due(None, TODAY - week, 7, TODAY)
        assert not is_due(None, TODAY - week + timedelta(days=1), 7, TODAY)
        assert not is_due(TODAY - timedelta(days=6), TODAY - 9 * week, 7, TODAY)
        assert not is_due(TODAY - 5 * week, TODAY - timedelta(days=3), 7, TODAY)  # reported before it was to begin


DAYS = st.dates(TODAY - timedelta(days=40), TODAY + timedelta(days=40))
SAID = st.builds(
    Report, st.none() | st.integers(-5, 105), st.none() | st.integers(-HOUR, 200 * HOUR), st.none() | DAYS, st.none() | DAYS, st.integers(0, 600), expected_on=st.none() | DAYS
)  # fmt: skip


@given(st.lists(SAID, min_size=1, max_size=5), st.integers(0, 80))
def test_whatever_is_reported_the_row_stays_a_row(said, hours):
    row, told = replace(TASK, duration=hours * HOUR), 0
    for one in said:
        try:
            row = after(row, one)
        except Refusal:
            continue
        told += 1
        assert (row.percent == 100) == (row.actual_finish is not None)
        assert row.duration >= 0
        assert not row.percent or row.actual_start is not None
        assert row.actual_start is None or row.actual_finish is None or row.actual_start <= row.actual_finish
        assert row.actual_finish is None or row.actual_finish <= midnight(TODAY) + DAY
    assume(told)


@given(SAID)
def test_saying_it_again_changes_nothing(said):
    try:
        row = after(TASK, said)
    except Refusal:
        return
    if said.remaining is None:
        assert after(row, said) == row
