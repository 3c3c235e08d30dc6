"""What may happen, and what happened."""

from datetime import date, timedelta
from decimal import Decimal

from core.audit.actions import NOBODY
from core.clock import now, today
from core.risk import actions
from core.risk.actions import Planned
from core.risk.life.rules import Outcome
from core.risk.rules import Estimate, Level, Origin, Phase, Strategy, Subject, Trend
from core.risk.sweeps import actions as sweeps
from core.risk.watch import actions as watch
from core.risk.watch.rules import Bound, Direction
from tests.faults.stage import Stage, of

BOUND = Bound("followup.in_time", Direction.BELOW, Decimal(50), 90)


def told(s: Stage, owner: str = "ming") -> Subject:
    return Subject("Late delivery", "One supplier.", "Go-live slips.", "technical", Phase.EXECUTION, s.person(owner))


def measure(s: Stage) -> Planned:
    return Planned("Find another.", s.person("ming"), s.person("mo"), today() + timedelta(days=7))


def risk(s: Stage, *degrees: int, strategy: Strategy | None = None) -> int:
    made = s.do(actions.register, "mo", s.house.projects["hotline"], told(s), origin=Origin.WORK)
    if degrees:
        s.do(actions.assess, "mo", made, level=Level.INHERENT, estimate=Estimate(*degrees), version=1)
    if strategy:
        s.do(actions.respond, "mo", made, strategy=strategy, reason="So.", version=2)
    return made


@of(actions.register)
def a_risk_is_registered(s):
    return s.ready(actions.register, "mo", s.house.projects["hotline"], told(s), origin=Origin.WORK)


@of(actions.reword)
def a_risk_goes_to_another_owner(s):
    return s.ready(actions.reword, "mo", risk(s), told(s, "mo"), version=1)


@of(actions.assess)
def a_risk_turns_out_to_be_grave(s):
    return s.ready(actions.assess, "ming", risk(s), level=Level.INHERENT, estimate=Estimate(5, 5, Decimal(50), Decimal(1000), "Seen."), version=1)


@of(actions.respond)
def a_response_is_chosen(s):
    return s.ready(actions.respond, "mo", risk(s, 4, 4), strategy=Strategy.REDUCE, reason="", contingency="Rent.", trigger="Friday.", version=2)


@of(actions.accept)
def a_manager_accepts(s):
    return s.ready(actions.accept, "mo", risk(s, 4, 4), reason="Cheaper.", version=2)


@of(actions.plan_measure)
def a_measure_begins(s):
    return s.ready(actions.plan_measure, "mo", risk(s, 4, 4, strategy=Strategy.REDUCE), planned=measure(s))


@of(actions.watch)
def it_is_only_watched(s):
    return s.ready(actions.watch, "mo", risk(s, 2, 2, strategy=Strategy.REDUCE), version=3)


@of(actions.review)
def it_is_reviewed(s):
    return s.ready(actions.review, "mo", risk(s), trend=Trend.STEADY, remark="As before.", next_on=today() + timedelta(days=30), version=1)


@of(actions.occur)
def it_happens_and_something_is_done(s):
    return s.ready(actions.occur, "ming", risk(s, 4, 4), happened_on=date(2026, 1, 5), impact=3, days=2, cost=Decimal("10.50"), remark="Late.", planned=measure(s), version=2)


@of(actions.close)
def it_is_closed(s):
    return s.ready(actions.close, "mo", risk(s), outcome=Outcome.GONE, lesson="Over.", version=1)


@of(actions.reopen)
def it_comes_back(s):
    made = risk(s)
    s.do(actions.close, "mo", made, outcome=Outcome.GONE, lesson="Over.", version=1)
    return s.ready(actions.reopen, "mo", made, reason="Back.", version=2)


@of(actions.export)
def the_register_leaves_the_house(s):
    return s.ready(actions.export, "mo", rows=1, sha256="0" * 64)


@of(watch.bind)
def a_measure_watches(s):
    return s.ready(watch.bind, "mo", risk(s), bound=BOUND, remark="It tells.")


@of(watch.unbind)
def an_indicator_ends(s):
    return s.ready(watch.unbind, "mo", s.do(watch.bind, "mo", risk(s), bound=BOUND))


@of(watch.look)
def a_review_comes_due(s):
    risk(s)
    return s.ready(watch.look, NOBODY, when=now() + timedelta(days=60))


@of(sweeps.record)
def a_project_is_swept(s):
    risk(s)
    return s.ready(sweeps.record, "mo", s.house.projects["hotline"], phase=Phase.EXECUTION, method=Origin.SWEEP, remark="All work.")
