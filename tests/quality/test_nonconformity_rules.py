"""No way leads to closed but through verification by others and an effect judged on data."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal, WrongState
from core.followup.rules import OwnVerifier
from core.quality.nonconformities import rules
from core.quality.nonconformities.rules import (
    Basis,
    Branch,
    Cause,
    Draft,
    Effect,
    Found,
    Metric,
    Severity,
    Stand,
    State,
)

DAY = date(2026, 3, 2)
COUNTED = Metric(Basis.MANUAL, name="Wrong bills", unit="bills", higher=False, before=D(10), before_n=1)
CAUSE = Cause("skill", ("Nobody was trained",))


@dataclass
class Walk:
    """A nonconformity as whoever carries out deeds at random meets it: only the rules stand in the way."""

    severity: Severity
    state: State = State.OPEN
    day: date = DAY
    cause: Cause = field(default_factory=Cause)
    metric: Metric | None = None
    planned: list[tuple[int, int]] = field(default_factory=list)
    measures: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    """Of the round: owner, and who verified it."""
    approved: bool = False
    due_on: date | None = None
    judged: list[tuple[int, Effect, Found | None]] = field(default_factory=list)

    def stand(self) -> Stand:
        return Stand(sum(by is None for _, by in self.measures.values()), sum(by is not None for _, by in self.measures.values()))

    def plan(self, owner: int, verifier: int) -> None:
        rules.cleaned(Draft("Train", owner, verifier, self.day + timedelta(days=7)), self.day)
        self.planned.append((owner, verifier))

    def begin(self, *, approval: bool) -> None:
        rules.check_plan(self.severity, self.cause, self.metric, len(self.planned))
        self.state = rules.begun(self.state, self.severity, approved=approval)
        self.approved |= approval
        for owner, _ in self.planned[len(self.measures) :]:
            self.measures[len(self.measures)] = (owner, None)
        self.due_on = None

    def verify(self, number: int, by: int) -> None:
        owner, verified = self.measures[number % len(self.measures)]
        if by == owner or verified is not None:  # what the engine of follow-ups refuses
            raise OwnVerifier()
        self.measures[number % len(self.measures)] = (owner, by)
        self.state = rules.ended(self.state, self.stand())
        self.due_on = self.day + timedelta(days=30) if self.state is State.TO_JUDGE else None

    def judge(self, by: int, effect: Effect, value: int | None, note: str) -> None:
        found = Found(None if value is None else D(value), 1, note)
        owners = frozenset(owner for owner, _ in self.measures.values())
        self.state = rules.judged(self.state, self.stand(), effect, metric=self.metric, found=found, judge_id=by, owner_ids=owners, due_on=self.due_on, today=self.day)
        self.judged.append((by, effect, found))
        if self.state is State.OPEN:
            self.planned, self.measures, self.due_on = [], {}, None

    def reopen(self) -> None:
        self.state = rules.moved(self.state, frozenset({State.CLOSED}), State.OPEN)
        self.planned, self.measures, self.due_on = [], {}, None


people = st.integers(1, 3)
DEEDS = st.one_of(
    st.tuples(st.just("cause")), st.tuples(st.just("metric")), st.tuples(st.just("plan"), people, people), st.tuples(st.just("plan"), people, people),
    st.tuples(st.just("begin"), st.booleans()), st.tuples(st.just("verify"), st.integers(0, 5), people), st.tuples(st.just("verify"), st.integers(0, 5), people),
    st.tuples(st.just("wait"), st.integers(1, 40)), st.tuples(st.just("judge"), people, st.sampled_from(Effect), st.sampled_from([None, 5, 20]), st.sampled_from(["", "counted"])),
    st.tuples(st.just("reopen")),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(Severity), st.lists(DEEDS, min_size=15, max_size=60))
def test_nothing_closes_unverified_or_without_an_effect_judged_on_data(severity, deeds):
    walk = Walk(severity)
    for name, *args in deeds:
        before = walk.state
        try:
            _done(walk, name, args)
        except (Refusal, ZeroDivisionError):
            assert walk.state is before
        if walk.state is State.CLOSED and before is not State.CLOSED:
            by, effect, found = walk.judged[-1]
            assert walk.measures
            assert all(seen is not None and seen != owner for owner, seen in walk.measures.values())
            assert by not in {owner for owner, _ in walk.measures.values()}
            assert effect is not Effect.NOT
            assert found is not None
            assert found.value is not None
            assert found.note
            assert effect is Effect.PARTLY or found.value < D(10)
            assert walk.cause.known
            assert walk.day >= walk.due_on
            assert not severity.grave or (walk.approved and len(walk.planned) >= rules.SEVERAL)


def _done(walk: Walk, name: str, args: list) -> None:
    if name == "cause":
        walk.cause = CAUSE
    elif name == "metric":
        walk.metric = COUNTED
    elif name == "wait":
        walk.day += timedelta(days=args[0])
    elif name == "begin":
        walk.begin(approval=args[0])
    else:
        deed: Callable[..., None] = getattr(walk, name)
        deed(*args)


def test_the_walk_can_reach_the_end():
    """A law about what never happens says nothing of what nobody reaches."""
    walk = Walk(Severity.MAJOR, cause=CAUSE, metric=COUNTED)
    walk.plan(1, 2)
    with pytest.raises(rules.SeveralNeeded):
        walk.begin(approval=True)
    walk.plan(2, 3)
    with pytest.raises(rules.PlanNotApproved):
        walk.begin(approval=False)
    walk.begin(approval=True)
    with pytest.raises(OwnVerifier):
        walk.verify(0, 1)
    walk.verify(0, 2)
    with pytest.raises(WrongState):
        walk.judge(3, Effect.EFFECTIVE, 5, "counted")
    walk.verify(1, 3)
    with pytest.raises(rules.EffectTooEarly):
        walk.judge(3, Effect.EFFECTIVE, 5, "counted")
    walk.day += timedelta(days=30)
    for by, effect, value, note, refusal in (
        (1, Effect.EFFECTIVE, 5, "counted", rules.OwnMeasure), (3, Effect.EFFECTIVE, None, "counted", rules.NoData), (3, Effect.PARTLY, 5, "", rules.NoData),
        (3, Effect.EFFECTIVE, 20, "counted", rules.NotBetter),
    ):  # fmt: skip
        with pytest.raises(refusal):
            walk.judge(by, effect, value, note)
    walk.judge(3, Effect.NOT, None, "")
    assert walk.state is State.OPEN
    walk.plan(1, 2)
    walk.plan(1, 3)
    walk.begin(approval=True)
    walk.verify(0, 2)
    walk.verify(1, 3)
    walk.day += timedelta(days=31)
    walk.judge(3, Effect.EFFECTIVE, 5, "counted")
    assert walk.state is State.CLOSED


@pytest.mark.parametrize(
    ("metric", "value", "is_better"),
    [
        (COUNTED, D(9), True), (COUNTED, D(10), False), (COUNTED, D(11), False), (Metric(Basis.MEASURE, higher=True, before=D(80)), D(81), True),
        (Metric(Basis.MEASURE, higher=True, before=D(80)), D(79), False), (Metric(Basis.MANUAL, higher=True, target=D(90)), D(90), True),
        (Metric(Basis.MANUAL, higher=True, target=D(90), before=D(95)), D(92), True), (Metric(Basis.MANUAL, higher=True, target=D(90)), D(89), False),
    ],
)  # fmt: skip
def test_better_is_the_target_or_more_than_before(metric, value, is_better):
    assert rules.better(metric, value) is is_better


def test_a_measured_effect_needs_enough_records():
    metric = Metric(Basis.MEASURE, "followup.in_time", "Follow-ups done in time", before=D(80))
    told = {"metric": metric, "judge_id": 3, "owner_ids": frozenset({1}), "due_on": DAY, "today": DAY}
    for found in (None, Found(None, 2)):
        with pytest.raises(rules.TooFewData):
            rules.judged(State.TO_JUDGE, Stand(0, 1), Effect.PARTLY, found=found, **told)
    assert rules.judged(State.TO_JUDGE, Stand(0, 1), Effect.EFFECTIVE, found=Found(D(90), 12), **told) is State.CLOSED


def test_a_cause_is_a_chain_and_a_fishbone():
    said = rules.cleaned_cause(Cause("skill", (" Nobody was trained ", "", "No plan"), {Branch.MAN: ("New people", " "), Branch.METHOD: ("",)}))
    assert said == Cause("skill", ("Nobody was trained", "No plan"), {Branch.MAN: ("New people",)})
    assert rules.cause_of(said.code, said.kept) == said
    for empty in (Cause("", ("Why",)), Cause("skill", (" ",))):
        with pytest.raises(rules.CauseMissing):
            rules.cleaned_cause(empty)


@pytest.mark.parametrize(
    ("state", "found", "late", "overdue"),
    [(State.OPEN, 7, 0, False), (State.OPEN, 8, 0, True), (State.IN_HAND, 50, 0, False), (State.IN_HAND, 1, 1, True), (State.TO_JUDGE, 50, 0, False)],
)
def test_overdue_is_a_late_measure_or_a_late_beginning(state, found, late, overdue):
    assert rules.is_overdue(state, DAY - timedelta(days=found), late, 7, DAY) is overdue


def test_a_metric_survives_being_kept():
    for metric in (COUNTED, Metric(Basis.MEASURE, "followup.in_time", "In time", "%", True, D("95.5"), None, 3)):
        assert rules.metric_of(metric.kept) == metric
    assert rules.metric_of({}) is None
