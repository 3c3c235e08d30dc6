"""Nonconformities on both databases: from the finding to the proven effect, and everything that is refused on the way."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest

from core import clock, work
from core.approval import actions as approvals
from core.approval.rules import Verdict
from core.audit.actions import NOBODY
from core.errors import NotFound, NotPermitted, Stale, WrongState
from core.followup import actions as followups
from core.followup import queries as followup_queries
from core.followup import rules as engine
from core.notice import queries as notices
from core.quality.nonconformities import actions, approval, queries, rules
from core.quality.nonconformities.actions import Finding
from core.quality.nonconformities.figures import queries as figures
from core.quality.nonconformities.queries import Filter
from core.quality.nonconformities.rules import (
    Basis,
    Branch,
    Cause,
    Draft,
    Effect,
    Found,
    Metric,
    Origin,
    Severity,
    State,
)

pytestmark = pytest.mark.usefixtures("database")
DAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 4, tzinfo=UTC)
BILLS = Metric(Basis.MANUAL, name="Wrong bills a week", unit="bills", higher=False, before=D(10))
CAUSE = Cause("skill", ("Nobody was trained", "No plan for newcomers"), {Branch.MAN: ("Two newcomers",)})


@pytest.fixture(autouse=True)
def monday():
    with clock.at(START):
        yield


def later(days: int):
    return clock.at(START + timedelta(days=days))


def finding(**more) -> Finding:
    told = {"title": "Wrong bills", "finding": "Three of ten bills are wrong.", "class_": "content", "severity": Severity.MINOR, "origin": Origin.WORK, "found_on": DAY}
    return Finding(**told | more)


def draft(house, owner="ming", verifier="mo", **more) -> Draft:
    return Draft(**{"text": "Train everybody.", "owner_id": house.people[owner], "verifier_id": house.people[verifier], "due_on": DAY + timedelta(days=10), "evidence_needed": False} | more)


def ready(house, do, made: int, *, measures: int = 1, metric: Metric = BILLS) -> int:
    """With cause, metric and planned measures."""
    version = work.ask(lambda session: queries.by_id(session, made)[0].version)
    do(actions.analyse, "mo", made, cause=CAUSE, version=version)
    do(actions.choose_metric, "mo", made, metric=metric, version=version + 1)
    for _ in range(measures):
        do(actions.plan, "mo", made, draft=draft(house))
    return made


def mended(do, ask, code: str) -> None:
    """Every measure in hand is done by Ming and verified by Mo."""
    for one in ask(queries.view, "lin", code).measures:
        if one.code and one.state is engine.State.TODO:
            it = work.ask(lambda session, one=one: followup_queries.by_code(session, one.code).id)
            do(followups.plan, "ming", it, measure="Trained.", version=1)
            do(followups.report, "ming", it)
            do(followups.verify, "mo", it, passed=True)


def version(made: int) -> int:
    return work.ask(lambda session: queries.by_id(session, made)[0].version)


def test_a_minor_one_goes_from_the_finding_to_the_proven_effect(house, do, ask, refused, traced):
    with traced("nonconformity:register", "ming"):
        made = do(actions.register, "ming", house.projects["hotline"], finding())
    code = ask(queries.code_of, "ming", made)
    with refused(rules.CauseMissing):
        do(actions.begin, "mo", made)
    ready(house, do, made)
    with refused(NotPermitted):
        do(actions.begin, "ming", made)
    do(actions.begin, "mo", made)
    seen = ask(queries.view, "lin", code)
    assert (seen.row.state, seen.row.measures, seen.row.verified, seen.row.due_on) == (State.IN_HAND, 1, 0, DAY + timedelta(days=10))
    it = work.ask(lambda session: followup_queries.by_code(session, seen.measures[0].code).id)
    do(followups.plan, "ming", it, measure="Trained.", version=1)
    do(followups.report, "ming", it)
    with refused(NotPermitted):
        do(followups.verify, "ming", it, passed=True)
    do(followups.verify, "mo", it, passed=True)
    assert ask(queries.view, "lin", code).row.state is State.TO_JUDGE
    data = Found(D(2), 1, "Counted in the week of March 30.")
    with refused(rules.EffectTooEarly):
        do(actions.judge, "mo", made, effect=Effect.EFFECTIVE, counted=data, version=version(made))
    with later(31):
        with refused(engine.JudgedTogether):
            do(followups.judge, "mo", it, effective=True)
        assert not ask(followup_queries.followup, "mo", seen.measures[0].code).may_judge
        assert work.do(actions.remind, NOBODY) == 1
        assert work.do(actions.remind, NOBODY) == 0
        assert ask(queries.counts, "mo")["wait"] == 1
        for counted, refusal in ((None, rules.NoData), (Found(D(2), 1), rules.NoData), (Found(D(12), 1, "Counted."), rules.NotBetter)):
            with refused(refusal):
                do(actions.judge, "mo", made, effect=Effect.EFFECTIVE, counted=counted, version=version(made))
        with traced("nonconformity:judge", "mo"):
            do(actions.judge, "mo", made, effect=Effect.EFFECTIVE, counted=data, version=version(made))
    seen = ask(queries.view, "mo", code)
    assert (seen.row.state, seen.row.effect, seen.judgements[0].value, seen.judgements[0].note) == (State.CLOSED, Effect.EFFECTIVE, 2, data.note)
    assert ask(followup_queries.followup, "mo", seen.measures[0].code).row.effect is engine.Effect.EFFECTIVE
    period = figures.Period(DAY, DAY + timedelta(days=90))
    with later(60):
        whole = ask(figures.closing, "mo", period)
        assert whole.n == 1
        assert ask(figures.closing_by_cause, "mo", period) == {"skill": whole}
        assert list(ask(figures.closing_by_department, "mo", period).values()) == [whole]
        assert ask(figures.closing_by_cause, "pei", period) == {}
        assert [(one.code, one.n, one.overdue, one.came_back) for one in ask(figures.by_cause, "mo", period)] == [("skill", 1, 0, 0)]


def test_a_grave_one_reaches_management_and_waits_for_its_approved_plan(house, do, ask, refused):
    before = ask(notices.unread, "lin"), ask(notices.unread, "hu")
    made = do(actions.register, "mo", house.projects["hotline"], finding(severity=Severity.MAJOR))
    assert (ask(notices.unread, "lin"), ask(notices.unread, "hu")) == (before[0] + 1, before[1] + 1)
    with refused(approval.PlanIncomplete):
        _submit_early(house, made)
    ready(house, do, made, measures=1)
    with refused(rules.SeveralNeeded):
        do(actions.begin, "mo", made)
    do(actions.plan, "mo", made, draft=draft(house, text="Check every bill."))
    with refused(rules.PlanNotApproved):
        do(actions.begin, "mo", made)
    waiting = do(approvals.submit, "mo", queries.KIND, made)
    with refused(rules.PlanWaits):
        do(actions.plan, "mo", made, draft=draft(house))
    do(approvals.decide, "hu", waiting, step=0, verdict=Verdict.APPROVE)
    seen = ask(queries.view, "lin", ask(queries.code_of, "lin", made))
    assert (seen.row.state, [bool(one.code) for one in seen.measures]) == (State.IN_HAND, [True, True])


def _submit_early(house, made):
    """One planned measure is no plan yet: taken together it changes nothing."""
    mo = house.actor("mo")
    work.batch(lambda session: (actions.plan(session, mo, made, draft=draft(house)), approvals.submit(session, mo, queries.KIND, made)))


def test_what_did_not_help_is_rectified_anew_and_counts(house, do, ask, refused):
    made = ready(house, do, do(actions.register, "mo", house.projects["hotline"], finding()))
    code = ask(queries.code_of, "mo", made)
    do(actions.begin, "mo", made)
    mended(do, ask, code)
    with later(31):
        do(actions.judge, "hu", made, effect=Effect.NOT, remark="Five of ten are wrong now.", version=version(made))
        seen = ask(queries.view, "lin", code)
        assert (seen.row.state, seen.row.round, seen.row.recurrences, seen.row.measures) == (State.OPEN, 2, 1, 0)
        assert ask(followup_queries.followup, "mo", seen.measures[0].code).row.effect is engine.Effect.FAILED
        with refused(rules.NoMeasures):
            do(actions.begin, "mo", made)
        do(actions.plan, "mo", made, draft=draft(house, due_on=DAY + timedelta(days=40)))
        do(actions.begin, "mo", made)
        mended(do, ask, code)
    with later(62):
        do(actions.judge, "hu", made, effect=Effect.PARTLY, remark="One of ten.", counted=Found(D(1), 1, "Counted."), version=version(made))
        do(actions.reopen, "hu", made, reason="It is back.", version=version(made))
        seen = ask(queries.view, "lin", code)
        assert (seen.row.state, seen.row.recurrences, [one.effect for one in seen.judgements]) == (State.OPEN, 2, [Effect.NOT, Effect.PARTLY])
        with refused(WrongState):
            do(actions.reopen, "hu", made, reason="Again.", version=version(made))


def test_the_same_cause_in_the_same_department_is_a_recurrence(house, do, ask):
    first = ready(house, do, do(actions.register, "mo", house.projects["hotline"], finding()))
    with later(170):
        second = ready(house, do, do(actions.register, "mo", house.projects["hotline"], finding(found_on=DAY + timedelta(days=170))), measures=0)
        other = ready(house, do, do(actions.register, "mo", house.projects["hotline"], finding(class_="data", found_on=DAY + timedelta(days=170))), measures=0)
    with later(400):
        third = ready(house, do, do(actions.register, "mo", house.projects["hotline"], finding(found_on=DAY + timedelta(days=400))), measures=0)
    views = [ask(queries.view, "lin", ask(queries.code_of, "lin", made)) for made in (first, second, other, third)]
    assert [(one.row.recurrences, one.earlier) for one in views] == [(0, ""), (1, views[0].row.code), (0, ""), (0, "")]
    assert views[0].later == (views[1].row.code,)


def test_the_effect_can_be_read_from_a_measure_of_the_house(house, do, ask, refused):
    metric = Metric(Basis.MEASURE, "followup.in_time")
    made = ready(house, do, do(actions.register, "mo", house.projects["hotline"], finding()), metric=metric)
    code = ask(queries.code_of, "mo", made)
    assert (ask(queries.view, "mo", code).metric.name, ask(queries.view, "mo", code).metric.before) == ("Follow-ups done in time", None)
    do(actions.begin, "mo", made)
    mended(do, ask, code)
    with later(31), refused(rules.TooFewData):
        do(actions.judge, "hu", made, effect=Effect.PARTLY, remark="Better.", version=version(made))


def test_whoever_mended_it_does_not_judge_it(house, do, ask, refused):
    made = ready(house, do, do(actions.register, "ming", house.projects["hotline"], finding()))
    code = ask(queries.code_of, "mo", made)
    do(actions.begin, "mo", made)
    mended(do, ask, code)
    with later(31):
        assert not ask(queries.view, "ming", code).may_judge
        assert ask(queries.view, "hu", code).may_judge
        with refused(rules.OwnMeasure):
            do(actions.judge, "ming", made, effect=Effect.EFFECTIVE, counted=Found(D(1), 1, "Counted."), version=version(made))


def test_bad_input_is_refused_and_changes_nothing(house, do, ask, refused):
    for wrong, refusal in (({"found_on": DAY + timedelta(days=1)}, rules.FoundLater), ({"source_kind": "sheet", "source_id": 999}, NotFound)):
        with refused(refusal):
            do(actions.register, "mo", house.projects["hotline"], finding(**wrong))
    with refused(NotPermitted):
        do(actions.register, "pei", house.projects["hotline"], finding())
    made = do(actions.register, "mo", house.projects["hotline"], finding())
    for wrong, refusal in (
        ({"verifier": "ming"}, engine.OwnVerifier), ({"due_on": DAY - timedelta(days=1)}, engine.DueInPast), ({"verifier": "cora"}, engine.CannotTakePart),
    ):  # fmt: skip
        with refused(refusal):
            do(actions.plan, "mo", made, draft=draft(house, **wrong))
    with refused(Stale):
        do(actions.contain, "mo", made, containment="Stopped.", version=7)
    do(actions.plan, "mo", made, draft=draft(house))
    do(actions.drop, "mo", made, number=1)
    assert ask(queries.view, "mo", ask(queries.code_of, "mo", made)).measures == ()
    with refused(NotPermitted):
        do(actions.withdraw, "mo", made, reason="None.")
    ready(house, do, made)
    do(actions.begin, "mo", made)
    with refused(rules.BegunAlready):
        do(actions.drop, "mo", made, number=1)
    do(actions.withdraw, "hu", made, reason="The customer was wrong.")
    seen = ask(queries.view, "hu", ask(queries.code_of, "hu", made))
    assert (seen.row.state, seen.measures[0].state) == (State.WITHDRAWN, engine.State.CANCELLED)


def test_lists_show_what_one_may_see_the_gravest_first(house, do, ask):
    minor = do(actions.register, "mo", house.projects["hotline"], finding())
    grave = do(actions.register, "mo", house.projects["hotline"], finding(severity=Severity.CRITICAL))
    elsewhere = do(actions.register, "pei", house.projects["harbour"], finding())
    ended = do(actions.register, "mo", house.projects["hotline"], finding())
    do(actions.withdraw, "lin", ended, reason="None.")
    assert [one.id for one in ask(queries.listed, "lin", Filter())[0]] == [grave, minor, elsewhere, ended]
    assert [one.id for one in ask(queries.listed, "lin", Filter(size=2, page=2))[0]] == [elsewhere, ended]
    assert {one.id for one in ask(queries.listed, "ming", Filter())[0]} == {grave, minor, ended}
    assert [one.id for one in ask(queries.listed, "mo", Filter(tab="wait"))[0]] == [grave, minor]
    assert ask(queries.listed, "mei", Filter()) == ([], 0)
    with later(8):
        assert ask(queries.counts, "lin") == {"wait": 0, "living": 3, "overdue": 3, "all": 4}
        assert all(one.overdue for one in ask(queries.listed, "lin", Filter(tab="overdue"))[0])
    with pytest.raises(NotFound):
        ask(queries.view, "pei", ask(queries.code_of, "lin", minor))
