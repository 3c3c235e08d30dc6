"""The life of a request: no way round the customer's word, none round somebody else's look; targets, priority, likeness."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal, WrongState
from core.service.clocks.rules import Targets
from core.service.closing import rules as closing
from core.service.commitments import rules as promises
from core.service.commitments.queries import shipped, shipped_matrix
from core.service.commitments.rules import Commitment
from core.service.likeness import rules as likeness
from core.service.requests import rules
from core.service.requests.rules import CLOSED, Life, State, Step
from core.service.rules import Degree, Priority

DAY = datetime(2026, 3, 3, 9, tzinfo=UTC)


def tries(*hours):
    return tuple((DAY + timedelta(hours=one), (DAY + timedelta(hours=one)).date()) for one in hours)


@pytest.mark.parametrize(
    ("hours", "count"), [((), 0), ((0,), 1), ((0, 1, 2), 1), ((0, 4, 8), 3), ((0, 3.9, 7.8), 2), ((0, 24, 48), 3), ((0, 14, 16), 3), ((0, 15, 30), 3), ((8, 0, 4), 3)],
)  # fmt: skip
def test_attempts_count_on_different_days_or_hours_apart(hours, count):
    assert rules.counted(tries(*hours), 4) == count


def test_closing_without_a_word_needs_three():
    with pytest.raises(rules.CloseNeedsWord) as refused:
        rules.moved(Life(State.RESOLVED, 1, attempts=tries(0, 24)), Step.GIVEN_UP, 1)
    assert refused.value.facts == {"hours": 4, "count": 2}
    assert rules.moved(Life(State.RESOLVED, 1, attempts=tries(0, 24, 48)), Step.GIVEN_UP, 1).state is State.CONFIRMED


def test_nothing_is_resolved_unclassified_or_archived_unverified():
    with pytest.raises(rules.ClassifyFirst):
        rules.moved(Life(State.REPORTED, 1), Step.RESOLVED, 1)
    with pytest.raises(rules.VerifyFirst):
        rules.moved(Life(State.CONFIRMED, 1), Step.ARCHIVED, 1)
    with pytest.raises(WrongState):
        rules.moved(Life(State.ARCHIVED, 1), Step.MERGED, 1)


PEOPLE = (1, 2, 3)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(list(Step)[2:]), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.sampled_from([0.5, 4, 24])), max_size=40))
def test_no_path_closes_without_a_word_and_none_is_verified_by_who_worked_on_it(steps):
    life, now, word, attempts, worked = Life(State.REPORTED, 1), DAY, False, [], set()
    for step, by, to, hours in steps:
        now += timedelta(hours=hours)
        if step is Step.BEGUN:
            by = life.handler_id  # the deed demands it
        before = life
        try:
            life = rules.moved(life, step, by, at=now, on=now.date(), to=to)
        except Refusal:
            assert life == before
            continue
        if step in (Step.BEGUN, Step.RESOLVED):
            worked |= {by, life.handler_id}
        if step in (Step.RESOLVED, Step.REOPENED, Step.RETURNED):
            word, attempts = False, []
        if step is Step.ATTEMPTED:
            attempts.append((now, now.date()))
        word |= step is Step.CONFIRMED
        if life.state in CLOSED:
            assert word or rules.counted(attempts, 4) >= 3
        if life.state is State.ARCHIVED:
            assert life.verifier_id is not None
            assert life.verifier_id not in worked
        if step in (Step.VERIFIED, Step.RETURNED):
            assert by not in worked | {before.handler_id, before.resolver_id}


TARGETS = Targets(10, 20, 30)


def promise(number, project=None, customer_class=None, priority=None, day=1):
    return Commitment(number, project, customer_class, priority, date(2026, 1, day), replace(TARGETS, resolve=100 + number))


class TestTargets:
    @pytest.mark.parametrize(
        ("promises_", "wanted"),
        [
            ([], None), ([promise(1)], 1), ([promise(1), promise(2, priority=Priority.HIGH)], 2), ([promise(1, customer_class="key"), promise(2, priority=Priority.HIGH)], 1),
            ([promise(1, project=7), promise(2, customer_class="key", priority=Priority.HIGH)], 1), ([promise(1, project=8)], None), ([promise(1, project=7, priority=Priority.LOW)], None),
            ([promise(1, day=2), promise(2, day=5), promise(3, day=1)], 2), ([promise(1), promise(2, day=20)], 1),
        ],
    )  # fmt: skip
    def test_the_most_specific_wins_then_the_latest(self, promises_, wanted):
        targets, best = promises.chosen(promises_, shipped(), project_id=7, customer_class="key", priority=Priority.HIGH, on=date(2026, 1, 10))
        assert (best and best.id) == wanted
        assert targets == (best.targets if best else shipped()[Priority.HIGH])

    @pytest.mark.parametrize(
        ("targets", "refusal"),
        [((0, 1, 1), promises.NotATarget), ((1, 1, 10**9), promises.NotATarget), ((5, 4, 9), promises.TargetsOutOfOrder), ((5, 9, 8), promises.TargetsOutOfOrder)],
    )
    def test_targets_that_make_no_sense_are_refused(self, targets, refusal):
        with pytest.raises(refusal):
            promises.check(Targets(*targets))

    def test_what_ships_makes_sense_for_every_priority(self):
        assert set(shipped()) == set(Priority)
        for one in shipped().values():
            promises.check(one)

    def test_the_matrix_never_falls_with_urgency_impact_or_class(self):
        matrix, degrees = shipped_matrix(), list(Degree)
        for first, second in pairwise(degrees):
            for other in Degree:
                for one in matrix.classes:
                    assert matrix.priority(first, other, one).rank <= matrix.priority(second, other, one).rank
                    assert matrix.priority(other, first, one).rank <= matrix.priority(other, second, one).rank
        assert matrix.priority(Degree.HIGH, Degree.LOW, "unheard_of") == matrix.priority(Degree.HIGH, Degree.LOW, "regular")
        assert promises.matrix(promises.written(matrix), matrix.classes) == matrix

    def test_a_matrix_with_a_hole_is_refused(self):
        rows = promises.written(shipped_matrix())
        rows[3][2] = "soon"
        with pytest.raises(promises.MatrixIncomplete):
            promises.matrix(rows, shipped_matrix().classes)


class TestLikeness:
    @pytest.mark.parametrize(
        ("a", "b", "alike"),
        [
            ("发票金额不对", "发票的金额不对，请重开", True), ("无法登录系统", "系统登录不了", False), ("登入後畫面空白", "登入後畫面一片空白", True),
            ("Cannot sign in to the portal", "Portal: cannot sign in", True), ("Cannot sign in", "Invoice is wrong", False), ("打印机 offline", "打印机 OFFLINE 了", True), ("", "", False),
        ],
    )  # fmt: skip
    def test_texts_in_any_script(self, a, b, alike):
        assert (likeness.likeness(likeness.grams(a), likeness.grams(b)) >= likeness.ALIKE) is alike

    @given(st.text(max_size=80), st.text(max_size=80))
    def test_it_is_a_share_the_same_both_ways_and_whole_with_itself(self, a, b):
        first, second = likeness.grams(a), likeness.grams(b)
        assert 0 <= likeness.likeness(first, second) == likeness.likeness(second, first) <= 1
        assert likeness.likeness(first, first) == (1 if first else 0)
        assert all(0 <= one < 2**31 for one in first)


def test_whys_are_a_chain_without_gaps():
    assert closing.chain(["a", "b", "", ""]) == ["a", "b"]
    for broken in (["", "b"], [], ["", ""], ["a", "", "c"]):
        with pytest.raises(closing.NeedsAWhy):
            closing.chain(broken)


def test_a_type_belongs_to_its_class():
    rules.check_type("delivery", "delivery_late")
    with pytest.raises(rules.NotItsType):
        rules.check_type("process", "delivery_late")
