"""Iterations: what they can be, what their days come to. By hand, then as laws."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.progress.iterations import rules
from core.progress.iterations.rules import (
    Change,
    Delta,
    Draft,
    Span,
    Standing,
    Why,
    cleaned,
    course,
    delta,
    velocity,
    why,
)

MONDAY = date(2026, 11, 2)
DAYS = [MONDAY + timedelta(days=n) for n in range(14)]
FIRST, LAST = DAYS[0], DAYS[4]  # Monday to Friday


def weekday(day: date) -> bool:
    return day.weekday() < 5


class TestADraft:
    OTHER = Span("First", DAYS[0], DAYS[6])

    def test_days_beside_each_other_do_not_overlap(self):
        assert cleaned(Draft(" Second ", DAYS[7], DAYS[13], capacity=Decimal("12.5")), [self.OTHER]).name == "Second"

    @pytest.mark.parametrize(
        ("said", "refusal"),
        [
            (Draft("B", DAYS[6], DAYS[13]), rules.Overlaps), (Draft("B", DAYS[3], DAYS[4]), rules.Overlaps), (Draft("B", DAYS[9], DAYS[8]), rules.EndsBeforeItStarts),
            (Draft("B", DAYS[8], DAYS[8] + timedelta(days=92)), rules.TooLongIteration), (Draft("B", DAYS[8], DAYS[9], capacity=Decimal(-1)), rules.NotACapacity),
            (Draft("B", DAYS[8], DAYS[9], capacity=Decimal("1.25")), rules.NotACapacity),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused(self, said, refusal):
        with pytest.raises(refusal):
            cleaned(said, [self.OTHER])


class TestDays:
    def test_by_hand(self):
        """Five tasks on Monday; one done on Tuesday; one added and one done on Wednesday, when it is now."""
        changes = [Change(DAYS[0], 5, 0, 0), Change(DAYS[1], 0, 0, 1), Change(DAYS[2], 1, 0, 1)]
        found = course(changes, FIRST, LAST, DAYS[2], weekday)
        assert [(one.scope, one.done, one.left) for one in found] == [(5, 0, 5), (5, 1, 4), (6, 2, 4), (None, None, None), (None, None, None)]
        assert [one.ideal for one in found] == [4, 3, 2, 1, 0]
        assert [(one.more, one.fewer) for one in found] == [(0, 0), (0, 0), (1, 0), (0, 0), (0, 0)]

    def test_what_was_planned_before_is_what_it_begins_with(self):
        found = course([Change(MONDAY - timedelta(days=3), 4, 1, 0)], FIRST, LAST, FIRST, weekday)
        assert (found[0].scope, found[0].ideal, found[0].more, found[0].fewer) == (3, Fraction(12, 5), 0, 0)

    def test_before_the_first_known_day_nothing_is_told(self):
        found = course([Change(DAYS[2], 6, 0, 0)], FIRST, LAST, LAST, weekday)
        assert [(one.scope, one.ideal) for one in found] == [(None, None), (None, None), (6, 4), (6, 2), (6, 0)]
        assert course([], FIRST, LAST, LAST, weekday) == []

    def test_the_ideal_line_rests_on_free_days_and_the_days_go_on_until_it_is_closed(self):
        found = course([Change(DAYS[3], 4, 0, 0)], DAYS[3], DAYS[8], DAYS[10], weekday)  # Thursday to Tuesday; Thursday now
        assert [one.ideal for one in found] == [3, 2, 2, 2, 1, 0, None, None]
        assert [one.left for one in found] == [4] * 8

    standings = st.one_of(st.none(), st.builds(Standing, st.integers(0, 9), st.booleans()))

    @given(st.lists(st.lists(standings, min_size=6, max_size=6), min_size=1, max_size=6))
    def test_what_is_left_and_what_is_done_are_together_the_scope_as_a_recount_has_it(self, tasks):
        """Each task is what it is on each of six days."""
        for measure in (lambda one: 1, lambda one: one.work):
            changes = []
            for one in tasks:
                was = None
                for day, is_ in zip(DAYS, one, strict=False):
                    step = delta(was, is_)
                    scope, done = (step.tasks, step.done_tasks) if measure(Standing(7, False)) == 1 else (step.work, step.done_work)
                    changes.append(Change(day, max(scope, 0), max(-scope, 0), done))
                    was = is_
            found = course(changes, DAYS[0], DAYS[5], DAYS[5], weekday)
            for place, point in enumerate(found):
                here = [one[place] for one in tasks if one[place] is not None]
                assert point.scope == sum(map(measure, here))
                assert point.done == sum(measure(one) for one in here if one.done)
                assert point.left + point.done == point.scope


class TestWhatATaskCounts:
    def test_by_hand(self):
        assert delta(None, Standing(8, False)) == Delta(1, 8, 0, 0)
        assert delta(Standing(8, False), Standing(8, True)) == Delta(0, 0, 1, 8)
        assert delta(Standing(8, True), Standing(5, True)) == Delta(0, -3, 0, -3)
        assert not delta(Standing(8, True), Standing(8, True))
        assert [why(Standing(1, a), Standing(b, c)) for a, b, c in ((False, 1, True), (True, 1, False), (True, 2, True))] == [Why.DONE, Why.REOPENED, Why.ESTIMATE]

    def test_a_mean_is_told_of_three_iterations(self):
        assert velocity([]) is None
        assert (velocity([7, 9]).least, velocity([7, 9]).most, velocity([7, 9]).mean) == (7, 9, None)
        assert (velocity([7, 9, 5]).iterations, velocity([7, 9, 5]).mean) == (3, 7)
