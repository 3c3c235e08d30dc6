"""Exposure, grades and sums; and that no way leads round the appetite or over open measures."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal, WrongState
from core.metrics.rules import Measured
from core.risk import rules
from core.risk.life import rules as life
from core.risk.life.rules import Life, Outcome, State
from core.risk.rules import Estimate, Grade, Limits, Strategy
from core.risk.watch import rules as watch
from core.risk.watch.rules import Bound, Direction, Signal

DAY = date(2026, 3, 2)


def test_exposure_is_the_product_and_its_grade_follows_the_limits():
    assert [rules.grade(rules.exposure(p, i), Limits()) for p, i in ((1, 4), (1, 5), (3, 3), (2, 5), (3, 5), (4, 4), (5, 5))] == [
        Grade.LOW, Grade.MEDIUM, Grade.MEDIUM, Grade.HIGH, Grade.HIGH, Grade.EXTREME, Grade.EXTREME,
    ]  # fmt: skip
    assert rules.grade(12, Limits(medium=20, high=12, extreme=12)) is Grade.EXTREME
    for p, i in ((0, 3), (3, 6), (-1, -1)):
        with pytest.raises(rules.OffScale):
            rules.exposure(p, i)


def test_a_sum_says_how_many_it_leaves_out():
    assert rules.expected(D("33.3"), D("100.01")) == D("33.30")
    assert rules.expected(None, D(5)) is None
    money = rules.together([(D("33.3"), D("100.01")), (D(50), D(7)), (None, D(9)), (D(3), None)])
    assert (money.expected, money.worst, money.told, money.untold) == (D("36.80"), D("107.01"), 2, 2)


@pytest.mark.parametrize(("said", "refusal"), [
    (Estimate(6, 1), rules.OffScale), (Estimate(1, 1, D(101)), rules.NotAChance), (Estimate(1, 1, D("3.33")), rules.NotAChance), (Estimate(1, 1, None, D(-1)), rules.NotACost),
    (Estimate(1, 1, None, D("1.001")), rules.NotACost),
])  # fmt: skip
def test_what_is_no_estimate_is_refused(said, refusal):
    with pytest.raises(refusal):
        rules.cleaned_estimate(said)


def test_days_and_targets_that_make_no_sense_are_refused():
    with pytest.raises(rules.InTheFuture):
        rules.check_day(DAY + timedelta(days=1), DAY)
    for day in (DAY, DAY + timedelta(days=900)):
        with pytest.raises(rules.ReviewPast):
            rules.check_next(day, DAY)
    with pytest.raises(rules.TargetNotLower):
        rules.check_target(6, 6)


def test_an_indicator_warns_at_its_threshold_and_never_calls_the_unknown_calm():
    def told(value):
        return Measured("x", None if value is None else D(value), 5)

    high, low = Bound("x", Direction.ABOVE, D(10), 90), Bound("x", Direction.BELOW, D(10), 90)
    assert [watch.signal(high, told(v)) for v in (9, 10, 11, None)] == [Signal.CALM, Signal.WARNED, Signal.WARNED, Signal.UNKNOWN]
    assert [watch.signal(low, told(v)) for v in (9, 10, 11, None)] == [Signal.WARNED, Signal.WARNED, Signal.CALM, Signal.UNKNOWN]
    assert watch.worst([Signal.CALM, Signal.UNKNOWN]) is Signal.UNKNOWN
    assert watch.worst([]) is None
    with pytest.raises(watch.NotAWindow):
        watch.check(replace(high, days=17))
    with pytest.raises(watch.NotAThreshold):
        watch.check(replace(high, threshold=D("0.001")))


def test_the_usual_way():
    one = life.assessed(Life(), 15)
    with pytest.raises(life.NoResponse):
        life.planned(one)
    with pytest.raises(life.AcceptedByManager):
        life.responded(one, Strategy.ACCEPT)
    one = life.responded(one, Strategy.REDUCE)
    assert one.unanswered
    one = life.planned(one)
    assert not one.unanswered
    with pytest.raises(life.OpenMeasures):
        life.watched(one)
    done = replace(one, open=0)
    with pytest.raises(life.StillAbove):
        life.watched(done)
    assert life.watched(life.assessed(done, 6)).state is State.WATCHED
    taken = life.accepted(done)
    assert taken.state is State.WATCHED
    assert life.assessed(taken, 20).state is State.ASSESSED
    assert life.reopened(life.closed(life.watched(life.assessed(done, 6)), Outcome.REDUCED)).strategy is None


DEEDS = st.one_of(
    st.tuples(st.just("assess"), st.sampled_from([1, 4, 6, 9, 10, 16, 25])), st.tuples(st.just("assess"), st.sampled_from([2, 9, 12])), st.tuples(st.just("respond"), st.sampled_from(Strategy)), st.just(("accept",)),
    st.just(("plan",)), st.just(("verify",)), st.just(("verify",)), st.just(("watch",)), st.just(("occur",)), st.tuples(st.just("close"), st.sampled_from(Outcome)), st.just(("reopen",)),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(DEEDS, min_size=20, max_size=60))
def test_nothing_is_watched_above_the_appetite_unaccepted_or_closed_over_open_measures(deeds):
    one, by_manager = Life(), False
    for name, *args in deeds:
        before = one
        try:
            one = _done(one, name, args)
        except Refusal:
            assert one == before
            continue
        by_manager = name == "accept" or (by_manager and name not in ("respond", "reopen"))
        assert one.open >= 0
        if one.state is State.CLOSED and before.state is not State.CLOSED:
            assert not one.open
            assert name == "close"
            assert args[0] is not Outcome.REDUCED or 0 < one.exposure <= one.appetite
            assert (args[0] is Outcome.PASSED) is (before.state is State.OCCURRED)
        if one.state is State.WATCHED:
            assert one.exposure
            assert one.strategy is not None
            assert not one.above or (by_manager and one.accepted is not None and one.exposure <= one.accepted)
            assert not one.open
        if one.state is State.IDENTIFIED:
            assert not one.exposure
        assert not (one.unanswered and one.open)


def _done(one: Life, name: str, args: list) -> Life:
    if name == "verify":  # the engine of follow-ups: nothing that is closed is verified
        return replace(one, open=max(0, one.open - 1))
    deeds = {
        "assess": life.assessed, "respond": life.responded, "accept": life.accepted, "plan": life.planned, "watch": life.watched, "occur": life.occurred, "close": life.closed, "reopen": life.reopened,
    }  # fmt: skip
    return deeds[name](one, *args)


def test_what_was_never_assessed_is_not_answered():
    for deed in (lambda one: life.responded(one, Strategy.REDUCE), life.accepted, life.planned, life.watched):
        with pytest.raises(WrongState):
            deed(Life())
