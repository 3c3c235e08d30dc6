"""Risks on both databases: from the first look to closed and back, and everything that is refused on the way."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest

from core import clock, work
from core.audit.actions import NOBODY
from core.errors import NotFound, NotPermitted, Stale, WrongState
from core.followup import actions as followups
from core.followup import queries as followup_queries
from core.followup import rules as engine
from core.notice import queries as notices
from core.risk import actions, queries, rules
from core.risk.actions import Planned
from core.risk.library import queries as library
from core.risk.life.rules import AcceptedByManager, NoResponse, OpenMeasures, Outcome, OutcomeUnfit, State, StillAbove
from core.risk.overview import queries as overview
from core.risk.overview.queries import Filter
from core.risk.rules import Estimate, Grade, Level, Origin, Phase, Strategy, Subject, Trend
from core.risk.sweeps import actions as sweeps
from core.risk.sweeps import queries as sweep_queries
from core.risk.watch import actions as watch
from core.risk.watch.rules import Bound, BoundAlready, Direction, Signal

pytestmark = pytest.mark.usefixtures("database")
DAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(START):
        yield


def later(days: int):
    return clock.at(START + timedelta(days=days))


def told(house, **more) -> Subject:
    said = {"event": "The supplier delivers late", "cause": "One supplier only.", "effect": "Go-live slips.", "class_": "technical", "phase": Phase.EXECUTION, "owner_id": house.people["ming"]}
    return Subject(**said | more)


def risk(house, do, *estimate: int, **more) -> int:
    """A risk of Hotline that Ming owns, assessed where two degrees are given."""
    made = do(actions.register, "mo", house.projects["hotline"], told(house, **more), origin=Origin.BRAINSTORMING)
    if estimate:
        do(actions.assess, "ming", made, level=Level.INHERENT, estimate=Estimate(*estimate), version=1)
    return made


def planned(house, **more) -> Planned:
    return Planned(**{"text": "Find a second supplier.", "owner_id": house.people["ming"], "verifier_id": house.people["mo"], "due_on": DAY + timedelta(days=10)} | more)


def version(made: int) -> int:
    return work.ask(lambda session: queries.for_update(session, made)[0].version)


def mended(do, code: str) -> None:
    it = work.ask(lambda session: followup_queries.by_code(session, code).id)
    do(followups.plan, "ming", it, measure="Found one.", version=1)
    do(followups.report, "ming", it)
    do(followups.verify, "mo", it, passed=True)


def test_a_grave_risk_is_answered_watched_and_closed(house, do, ask, refused, traced):
    before = ask(notices.unread, "ming")
    with traced("risk:register", "mo"):
        made = do(actions.register, "mo", house.projects["hotline"], told(house), origin=Origin.DELPHI)
    assert ask(notices.unread, "ming") == before + 1
    code = ask(queries.code_of, "ming", made)
    with refused(rules.InherentFirst):
        do(actions.assess, "ming", made, level=Level.RESIDUAL, estimate=Estimate(3, 3), version=1)
    with refused(WrongState):
        do(actions.respond, "ming", made, strategy=Strategy.REDUCE, reason="", version=1)
    do(actions.assess, "ming", made, level=Level.INHERENT, estimate=Estimate(4, 4, D(60), D(10_000), "As last year."), version=1)
    with refused(Stale):
        do(actions.assess, "ming", made, level=Level.TARGET, estimate=Estimate(2, 2), version=1)
    with refused(rules.TargetNotLower):
        do(actions.assess, "ming", made, level=Level.TARGET, estimate=Estimate(4, 4), version=version(made))
    do(actions.assess, "ming", made, level=Level.TARGET, estimate=Estimate(2, 3), version=version(made))
    with refused(AcceptedByManager):
        do(actions.respond, "ming", made, strategy=Strategy.ACCEPT, reason="Well.", version=version(made))
    with refused(NotPermitted):
        do(actions.accept, "ming", made, reason="Well.", version=version(made))
    with refused(NoResponse):
        do(actions.plan_measure, "ming", made, planned=planned(house))
    do(actions.respond, "ming", made, strategy=Strategy.REDUCE, reason="", contingency="Rent machines.", trigger="No delivery by Friday.", version=version(made))
    seen = ask(queries.view, "lin", code)
    assert (seen.row.state, seen.row.grade, seen.row.life.unanswered, seen.row.target) == (State.RESPONDING, Grade.EXTREME, True, 6)
    assert ask(overview.figures, "mo").tabs == {"mine": 0, "unanswered": 1, "due": 0, "living": 1, "all": 1}
    assert ask(overview.figures, "mo").money == rules.Money(D("6000.00"), D("10000.00"), 1, 0)
    one = do(actions.plan_measure, "ming", made, planned=planned(house))
    assert ask(overview.figures, "ming").tabs["unanswered"] == 0
    with refused(OpenMeasures):
        do(actions.close, "ming", made, outcome=Outcome.GONE, lesson="None.", version=version(made))
    before = ask(notices.unread, "ming")
    mended(do, one)
    assert ask(notices.unread, "ming") > before
    with refused(StillAbove):
        do(actions.watch, "ming", made, version=version(made))
    do(actions.assess, "ming", made, level=Level.RESIDUAL, estimate=Estimate(2, 3, D(10), D(4000)), version=version(made))
    with traced("risk:watch", "ming"):
        do(actions.watch, "ming", made, version=version(made))
    assert ask(followup_queries.followup, "mo", one).row.effect is engine.Effect.EFFECTIVE
    with refused(OutcomeUnfit):
        do(actions.close, "ming", made, outcome=Outcome.PASSED, lesson="None.", version=version(made))
    do(actions.close, "ming", made, outcome=Outcome.REDUCED, lesson="Two suppliers from the start.", version=version(made))
    seen = ask(queries.view, "mo", code)
    assert (seen.row.state, seen.row.outcome, seen.lesson) == (State.CLOSED, Outcome.REDUCED, "Two suppliers from the start.")
    assert [(one.level, one.estimate.exposure) for one in seen.assessments] == [(Level.RESIDUAL, 6), (Level.TARGET, 6), (Level.INHERENT, 16)]
    do(actions.reopen, "mo", made, reason="The second supplier is gone.", version=version(made))
    seen = ask(queries.view, "mo", code)
    assert (seen.row.state, seen.response, seen.row.round) == (State.ASSESSED, None, 2)


def test_a_manager_bears_it_until_it_grows(house, do, ask):
    made = risk(house, do, 3, 4)
    do(actions.accept, "mo", made, reason="Cheaper than any measure.", version=version(made))
    code = ask(queries.code_of, "mo", made)
    assert ask(queries.view, "mo", code).row.state is State.WATCHED
    assert ask(overview.figures, "mo").above == 0
    do(actions.assess, "ming", made, level=Level.RESIDUAL, estimate=Estimate(4, 4), version=version(made))
    assert ask(queries.view, "mo", code).row.life.unanswered
    assert ask(overview.listed, "mo", Filter("unanswered"))[1] == 1


def test_what_happened_keeps_its_price_and_what_it_led_to(house, do, ask, refused):
    made = risk(house, do, 2, 3)
    with refused(rules.InTheFuture):
        do(actions.occur, "ming", made, happened_on=DAY + timedelta(days=1), impact=4, days=5, cost=D(800), remark="Late.", version=version(made))
    before = ask(notices.unread, "hu")
    do(actions.occur, "ming", made, happened_on=DAY, impact=4, days=5, cost=D("800.50"), remark="A week late.", planned=planned(house, text="Rent machines."), version=version(made))
    assert ask(notices.unread, "hu") == before + 1
    seen = ask(queries.view, "mo", ask(queries.code_of, "mo", made))
    (happened,) = seen.occurrences
    assert (seen.row.state, happened.impact, happened.foreseen, happened.days, happened.cost, happened.followup_code) == (State.OCCURRED, 4, 3, 5, D("800.50"), seen.measures[0].code)
    with refused(OpenMeasures):
        do(actions.close, "ming", made, outcome=Outcome.PASSED, lesson="Order earlier.", version=version(made))
    mended(do, happened.followup_code)
    with refused(OutcomeUnfit):
        do(actions.close, "ming", made, outcome=Outcome.GONE, lesson="Order earlier.", version=version(made))
    do(actions.close, "ming", made, outcome=Outcome.PASSED, lesson="Order earlier.", version=version(made))
    assert ask(overview.figures, "mo").occurred == 1
    assert work.ask(overview.met, house.projects["hotline"]) == overview.Met(1, 1, 1, 1, 1, 1, 5, 1, D("800.50"), 1)


def test_an_indicator_is_read_when_asked_and_its_warning_is_kept_once(house, do, ask, refused):
    made = risk(house, do, 2, 3)
    bound = Bound("followup.in_time", Direction.BELOW, D(50), 90)
    it = do(watch.bind, "ming", made, bound=bound)
    with refused(BoundAlready):
        do(watch.bind, "ming", made, bound=bound)
    code = ask(queries.code_of, "mo", made)
    assert [one.signal for one in ask(queries.view, "mo", code).indicators] == [Signal.UNKNOWN]
    for number in range(5):
        one = do(followups.open_, "mo", project_id=house.projects["hotline"], kind=engine.Kind.DECISION, title=f"Call {number}", finding="Nobody did.", owner_id=house.people["ming"], verifier_id=house.people["mo"], due_on=DAY)
        with later(5):
            do(followups.plan, "ming", one, measure="Called.", version=1)
            do(followups.report, "ming", one)
            do(followups.verify, "mo", one, passed=True)
    with later(6):
        (one,) = ask(queries.view, "mo", code).indicators
        assert (one.signal, one.told.value, one.since) == (Signal.WARNED, 0, None)
        before = ask(notices.unread, "hu")
        assert work.do(watch.look, NOBODY) == 1
        assert work.do(watch.look, NOBODY) == 0
        assert ask(notices.unread, "hu") == before + 1
        assert ask(queries.view, "mo", code).indicators[0].since is not None
        do(actions.respond, "ming", made, strategy=Strategy.AVOID, reason="It warns.", version=version(made))
        assert ask(queries.view, "mo", code).response.warned
        assert list(ask(overview.watching, "mo", ask(overview.listed, "mo", Filter())[0])) == [made]
        do(watch.unbind, "ming", it)
        seen = ask(queries.view, "mo", code)
        assert not seen.indicators
        assert seen.signals[0].over_at is not None


def test_reviews_come_due_and_are_told_once(house, do, ask, refused):
    made = risk(house, do, 2, 2)
    with later(31):
        assert ask(overview.listed, "ming", Filter("due"))[1] == 1
        assert work.do(watch.look, NOBODY) == 1
        assert work.do(watch.look, NOBODY) == 0
        with refused(rules.ReviewPast):
            do(actions.review, "ming", made, trend=Trend.STEADY, remark="As before.", next_on=DAY, version=version(made))
        do(actions.review, "ming", made, trend=Trend.RISING, remark="More delays.", next_on=DAY + timedelta(days=45), version=version(made))
        assert ask(overview.figures, "ming").tabs["due"] == 0


def test_a_sweep_counts_what_is_new_and_what_has_gone(house, do, ask, refused):
    first = risk(house, do, 4, 4)
    risk(house, do)
    do(sweeps.record, "mo", house.projects["hotline"], phase=Phase.EXECUTION, method=Origin.SWEEP, remark="All work packages.")
    with later(10):
        risk(house, do, 1, 1)
        do(actions.close, "mo", first, outcome=Outcome.GONE, lesson="The supplier was changed.", version=version(first))
        with refused(NotPermitted):
            do(sweeps.record, "ming", house.projects["hotline"], phase=Phase.EXECUTION, method=Origin.SWEEP, remark="All.")
        do(sweeps.record, "mo", house.projects["hotline"], phase=Phase.ACCEPTANCE, method=Origin.INTERVIEW, remark="Acceptance criteria.")
        found = ask(sweep_queries.listed, "ming")
    assert [(one.found, one.closed, one.living, one.above) for one in found] == [(1, 1, 2, 0), (2, 0, 2, 1)]


def test_the_map_counts_by_level_and_leads_to_its_risks(house, do, ask):
    one, other = risk(house, do, 4, 4), risk(house, do, 4, 4)
    do(actions.respond, "ming", one, strategy=Strategy.REDUCE, reason="", version=version(one))
    do(actions.assess, "ming", one, level=Level.RESIDUAL, estimate=Estimate(2, 3), version=version(one))
    assert ask(overview.heat, "mo", Filter()) == {(2, 3): 1, (4, 4): 1}
    assert ask(overview.heat, "mo", Filter(level=Level.INHERENT)) == {(4, 4): 2}
    assert ask(overview.heat, "pei", Filter()) == {}
    assert [row.id for row in ask(overview.listed, "mo", Filter(cell=(4, 4)))[0]] == [other]
    assert {row.id for row in ask(overview.listed, "mo", Filter(cell=(4, 4), level=Level.INHERENT))[0]} == {one, other}


def test_who_cannot_is_refused(house, do, ask, refused):
    with refused(rules.CannotOwn):
        risk(house, do, owner_id=house.people["kit"])
    with refused(rules.SourceMissing):
        do(actions.register, "mo", house.projects["hotline"], told(house), origin=Origin.FEEDBACK)
    with refused(NotPermitted):
        do(actions.register, "kit", house.projects["hotline"], told(house), origin=Origin.WORK)
    made = risk(house, do, 2, 2)
    assert ask(overview.listed, "pei", Filter())[1] == 0
    code = ask(queries.code_of, "mo", made)
    with refused(NotFound):
        ask(queries.view, "pei", code)
    assert {one.strategy for one in ask(library.suggestions, "ming", "technical")} == {Strategy.REDUCE, Strategy.AVOID, Strategy.TRANSFER}
