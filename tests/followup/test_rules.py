"""The life of a follow-up, by examples a reader can check and by laws."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import WrongState
from core.followup import rules
from core.followup.rules import MOVES, OPEN, WITH_OWNER, Ladder, Rung, State, Step
from core.inspection.followups.rules import Cause, cause, points, topic
from core.inspection.rules import Demand, Given, Mark, Method, Veto, fraction
from core.inspection.templates.rules import ItemDraft

MONDAY = date(2026, 11, 2)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def test_the_straight_way_and_the_way_back():
    assert rules.moved(State.TODO, Step.PLANNED) is State.IN_HAND
    assert rules.moved(State.IN_HAND, Step.REPORTED) is State.TO_VERIFY
    assert rules.moved(State.TO_VERIFY, Step.RETURNED) is State.IN_HAND
    assert rules.moved(State.TO_VERIFY, Step.CLOSED) is State.CLOSED
    assert rules.moved(State.CLOSED, Step.REOPENED) is State.TODO


@pytest.mark.parametrize(
    ("state", "step"),
    [(State.TODO, Step.REPORTED), (State.TODO, Step.CLOSED), (State.IN_HAND, Step.CLOSED), (State.CLOSED, Step.CANCELLED), (State.CANCELLED, Step.PLANNED)],
)
def test_no_step_is_skipped(state, step):
    with pytest.raises(WrongState):
        rules.moved(state, step)


def test_closing_stands_at_the_end_of_verifying_only():
    """The only move that ends in closed starts where the owner has reported; nothing leaves cancelled."""
    assert [before for step, (before, after) in MOVES.items() if after is State.CLOSED] == [frozenset({State.TO_VERIFY})]
    assert all(State.CANCELLED not in before for before, _ in MOVES.values())
    assert WITH_OWNER < OPEN


def test_a_due_day_is_today_or_later_and_comes_one_day():
    rules.check_due(MONDAY, MONDAY)
    with pytest.raises(rules.DueInPast):
        rules.check_due(MONDAY - timedelta(days=1), MONDAY)
    with pytest.raises(rules.DueTooFar):
        rules.check_due(date(2126, 1, 1), MONDAY)


def test_an_extension_gives_time():
    rules.check_extension(MONDAY, MONDAY + timedelta(days=1), MONDAY)
    for wanted in (MONDAY, MONDAY - timedelta(days=1)):
        with pytest.raises(rules.NotLonger):
            rules.check_extension(MONDAY, wanted, MONDAY)
    with pytest.raises(rules.DueInPast):  # later than the due day, but gone by now
        rules.check_extension(MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=5))


def test_the_ladder_by_hand():
    ladder = Ladder(3, 7)
    assert [ladder.reached(MONDAY, MONDAY + timedelta(days=late)) for late in (-1, 0, 2, 3, 6, 7, 70)] == [
        Rung.NOBODY, Rung.OWNER, Rung.OWNER, Rung.MANAGER, Rung.MANAGER, Rung.HEAD, Rung.HEAD,
    ]  # fmt: skip
    assert ladder.climbed(Rung.NOBODY, MONDAY, MONDAY + timedelta(days=8)) == (Rung.OWNER, Rung.MANAGER, Rung.HEAD)
    assert ladder.climbed(Rung.OWNER, MONDAY, MONDAY + timedelta(days=2)) == ()


@given(st.integers(0, 30), st.integers(0, 30), DAYS, st.lists(DAYS))
def test_every_rung_is_told_once_whenever_one_looks(manager, head, due, looks):
    ladder, told = Ladder(manager, head), []
    for day in sorted(looks):
        told += ladder.climbed(Rung(max(told, default=Rung.NOBODY)), due, day)
    assert told == sorted(set(told))
    if looks:
        assert max(told, default=Rung.NOBODY) is ladder.reached(due, max(looks))


@given(st.integers(1, 5), st.lists(st.none() | st.integers(1, 5), max_size=4))
def test_nobody_verifies_the_own(owner, candidates):
    found = rules.verifier(owner, tuple(candidates))
    assert found != owner
    assert (found is None) is (not set(candidates) - {owner, None})


def item(method, veto=Veto.NONE, **more):
    return ItemDraft("speed", Decimal(1), {"en": "Speed"}, method=method, veto=veto, **more)


def rated(raw, checked=None):
    return Given(Mark.RATED, Decimal(raw), checked)


def test_what_calls_for_a_follow_up():
    number, deduction = item(Method.NUMERIC, maximum=Decimal(10)), item(Method.DEDUCTION, per_finding=Decimal(5))
    assert cause(number, rated(6), 60) is None
    assert cause(number, rated("5.9"), 60) is Cause.LOW
    assert cause(deduction, rated(1), 60) is Cause.DEDUCTION
    assert cause(deduction, rated(0), 60) is None
    assert cause(item(Method.DEDUCTION, per_finding=Decimal(50)), rated(1), 60) is Cause.LOW
    assert cause(item(Method.YES_NO, Veto.TOTAL), rated(0), 0) is Cause.VETO
    assert cause(item(Method.YES_NO, Veto.TOTAL), rated(1), 60) is None
    assert cause(item(Method.SAMPLED), rated(5, 9), 60) is Cause.LOW
    assert cause(item(Method.SAMPLED), rated(6, 10), 60) is None
    assert (points(number, rated("5.9")), points(item(Method.SAMPLED), rated(5, 9)), topic("hotline", "speed")) == ("59", "55.6", "hotline/speed")


def test_a_bonus_that_was_not_earned_calls_for_nothing():
    assert cause(item(Method.BONUS, maximum=Decimal(5)), rated(0), 60) is None


@pytest.mark.parametrize(("raw", "why"), [(10, None), ("8.1", None), (8, Cause.DEMANDED), (6, Cause.DEMANDED), ("5.9", Cause.LOW)])
def test_a_checklist_may_ask_for_a_follow_up_above_the_low_line(raw, why):
    asking = item(Method.NUMERIC, maximum=Decimal(10), demands=(Demand.NOTE, Demand.RECTIFICATION), demands_at=Decimal(80))
    assert cause(asking, rated(raw), 60) is why
    noting = item(Method.NUMERIC, maximum=Decimal(10), demands=(Demand.NOTE,), demands_at=Decimal(80))
    assert cause(noting, rated(8), 60) is None


@given(st.decimals(0, 10, places=2), st.integers(0, 100))
def test_low_is_below_the_line(raw, low):
    number = item(Method.NUMERIC, maximum=Decimal(10))
    assert (cause(number, rated(raw), low) is Cause.LOW) is (fraction(number.scale, raw) * 100 < low)
