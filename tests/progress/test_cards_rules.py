"""Where a card stands, what moving it reports, what a board can be: by hand, then as laws. And how cards flow."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import AlreadyExists, Empty
from core.planning.rules.sheet import Kind, Row, changed
from core.progress.cards import rules
from core.progress.cards.rules import USUAL, Column, State, arranged, column_of, let_in, state, told
from core.progress.flow import rules as flow
from core.progress.flow.rules import Trip, daily
from core.progress.rules import cleaned, effect

TODAY = date(2026, 11, 4)
STARTS, ENDS = 20_000_000, 20_020_000
FRESH = Row(1, "Ask", duration=4800)
BEGUN, SOME, DONE = replace(FRESH, actual_start=STARTS), replace(FRESH, actual_start=STARTS, percent=40), replace(FRESH, actual_start=STARTS, percent=100, actual_finish=ENDS)
REACHED = replace(DONE, kind=Kind.MILESTONE, duration=0)
REVIEW = (*USUAL[:2], Column(4, State.HAND, "Review", 2), USUAL[2])
columns = st.permutations(REVIEW).map(tuple)


def after(row: Row, to: State, share: int | None = None) -> Row:
    """The row as the plan has it once its card was moved."""
    said = told(row, to, TODAY, share=share)
    found = effect(row, STARTS, ENDS, cleaned(said, TODAY), TODAY) if said else {}
    return changed([row], {1: found}, {1: (STARTS, ENDS)})[0] if found else row


class TestACard:
    def test_it_follows_the_plan_until_somebody_moves_it(self):
        assert [column_of(REVIEW, None, state(row)).number for row in (FRESH, BEGUN, SOME, DONE)] == [1, 2, 2, 3]

    def test_it_stays_where_it_was_put_while_the_plan_agrees_and_follows_a_report_that_does_not(self):
        assert column_of(REVIEW, 4, State.HAND).number == 4
        assert column_of(REVIEW, 4, State.DONE).number == 3
        assert column_of(REVIEW, 9, State.HAND).number == 2  # its column was removed

    @pytest.mark.parametrize("row", [FRESH, BEGUN, SOME, DONE])
    @pytest.mark.parametrize("to", list(State))
    def test_after_a_move_the_plan_says_what_the_column_means(self, row, to):
        if to is State.TODO and row.percent:
            with pytest.raises(rules.HasBegun):
                after(row, to)
        elif to is State.HAND and row is DONE:
            with pytest.raises(rules.SayHowFar):
                after(row, to)
            assert after(row, to, share=60).percent == 60
        else:
            assert state(after(row, to)) is to

    def test_begun_today_says_nothing_of_how_far_it_is(self):
        found = after(FRESH, State.HAND)
        assert (found.percent, found.actual_finish) == (0, None)
        assert found.actual_start is not None

    def test_a_milestone_is_reached_or_not_and_can_be_taken_back(self):
        with pytest.raises(rules.ReachedOrNot):
            after(replace(FRESH, kind=Kind.MILESTONE, duration=0), State.HAND)
        assert state(after(REACHED, State.TODO)) is State.TODO

    @given(columns, st.one_of(st.none(), st.integers(0, 9)), st.sampled_from(State))
    def test_its_column_always_says_what_the_plan_says(self, board, put, now):
        assert column_of(board, put, now).means is now


class TestALimit:
    def test_a_full_column_takes_one_more_only_with_a_reason_from_who_plans(self):
        review = REVIEW[2]
        assert let_in(review, "Review", 1, reason="whatever", plans=True) == ""  # there is room: no reason is kept
        with pytest.raises(rules.ColumnFull):
            let_in(review, "Review", 2, reason="Urgent.", plans=False)
        with pytest.raises(rules.SayWhyMore):
            let_in(review, "Review", 2, reason="  ", plans=True)
        assert let_in(review, "Review", 2, reason=" Urgent. ", plans=True) == "Urgent."
        assert let_in(replace(review, most=None), "Review", 99, reason="", plans=False) == ""


class TestABoard:
    def test_columns_keep_their_numbers_and_stand_in_the_order_of_what_they_mean(self):
        wanted = [USUAL[2], Column(0, State.HAND, " Review ", 3), USUAL[0], replace(USUAL[1], most=4), Column(0, State.TODO, "Ready")]
        found = arranged(USUAL, wanted, 3)
        assert [(one.number, one.means, one.name, one.most) for one in found] == [
            (1, State.TODO, "", None), (5, State.TODO, "Ready", None), (4, State.HAND, "Review", 3), (2, State.HAND, "", 4), (3, State.DONE, "", None),
        ]  # fmt: skip

    def test_what_a_column_means_never_changes_and_what_is_done_has_no_limit(self):
        found = arranged(USUAL, [USUAL[0], replace(USUAL[1], means=State.DONE), replace(USUAL[2], most=5)], 3)
        assert found == USUAL

    @pytest.mark.parametrize(
        ("wanted", "why"),
        [
            (USUAL[:2], rules.OneOfEach), ((*USUAL, Column(0, State.HAND)), Empty), ((*USUAL, Column(7, State.HAND, "Old")), rules.ColumnGone),
            ((*USUAL, Column(0, State.HAND, "Test"), Column(0, State.HAND, "test")), AlreadyExists), ((*USUAL[:2], replace(USUAL[1], number=1, most=0), USUAL[2]), rules.NotALimit),
            ((*USUAL, *(Column(0, State.HAND, f"C{n}") for n in range(10))), rules.TooManyColumns),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused(self, wanted, why):
        with pytest.raises(why):
            arranged(USUAL, wanted, 3)


DAYS = [date(2026, 11, 2) + timedelta(days=n) for n in range(6)]


class TestFlow:
    def test_by_hand(self):
        """Two cards come on Monday, one more on Tuesday; one is begun on Tuesday and finished on Thursday."""
        changes = [(DAYS[0], 1, 2), (DAYS[1], 1, 1), (DAYS[1], 1, -1), (DAYS[1], 2, 1), (DAYS[3], 2, -1), (DAYS[3], 3, 1)]
        found = daily(changes, DAYS[0], DAYS[4])
        assert [one.cards for one in found] == [{1: 2}, {1: 2, 2: 1}, {1: 2, 2: 1}, {1: 2, 3: 1}, {1: 2, 3: 1}]
        assert daily(changes, DAYS[2], DAYS[2])[0].cards == {1: 2, 2: 1}  # what was before counts

    @given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([1, 2, 3, None])), min_size=1, max_size=4), max_size=8), st.integers(0, 5))
    def test_the_columns_of_a_day_are_together_the_cards_that_exist_on_it(self, paths, begins):
        """Each path is a card: on which days it went into which column (None: it left)."""
        changes, stands = [], [Counter() for _ in DAYS]
        for path in paths:
            where, at = None, [None] * len(DAYS)
            for day, into in sorted(path, key=lambda step: step[0]):
                changes += [(DAYS[day], where, -1)] if where else []
                changes += [(DAYS[day], into, 1)] if into else []
                where = into
                at[day:] = [into] * (len(DAYS) - day)
            for day, column in enumerate(at):
                stands[day][column] += column is not None
        found = daily(changes, DAYS[begins], DAYS[-1])
        assert [dict(one.cards) for one in found] == [{column: n for column, n in cards.items() if n} for cards in stands[begins:]]

    def test_times_are_counted_with_both_ends_and_only_of_what_is_known(self):
        trips = [Trip(DAYS[0], DAYS[1], DAYS[1], 2), Trip(DAYS[0], DAYS[0], DAYS[5]), Trip(None, None, DAYS[5], 3)]
        cycle = flow.cycle(trips)
        assert (cycle.cards, cycle.mean, cycle.median, cycle.most_of, cycle.least, cycle.most) == (3, Fraction(8, 3), 1, 6, 1, 6)
        assert flow.lead(trips).mean == Fraction(2 + 2 + 6, 3)
        assert flow.lead([Trip(None, DAYS[0], DAYS[1])]) is None

    def test_littles_law_waits_for_enough(self):
        assert flow.little([3] * 13, 9) is None
        assert flow.little([3] * 14, 4) is None
        assert flow.little([3] * 14, 7).days == 6  # three under way, one finished every other day
