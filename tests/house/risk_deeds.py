"""How each deed on risks is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from core.access import Permission
from core.clock import today
from core.risk import actions
from core.risk.actions import Planned
from core.risk.life.rules import Outcome
from core.risk.records import Risk
from core.risk.rules import Estimate, Level, Origin, Phase, Strategy, Subject, Trend
from core.risk.sweeps import actions as sweeps
from core.risk.watch import actions as watch
from core.risk.watch.rules import Bound, Direction

BOUND = Bound("followup.in_time", Direction.BELOW, Decimal(50), 90)


def told(house: Any) -> Subject:
    return Subject("Late delivery", "One supplier.", "Go-live slips.", "technical", Phase.EXECUTION, house.people["ming"])


def risk(session: Any, house: Any, *degrees: int, owner: str = "ming", strategy: Strategy | None = None) -> int:
    """A risk of Hotline, assessed and answered where that is given; whoever is near owns it in the last test of a grant."""
    lin = house.actor("lin")
    made = actions.register(session, lin, house.projects["hotline"], told(house), origin=Origin.WORK)
    session.flush()
    session.get_one(Risk, made).owner_id = house.people[owner]
    if degrees:
        actions.assess(session, lin, made, level=Level.INHERENT, estimate=Estimate(*degrees), version=version(session, made))
    if strategy:
        actions.respond(session, lin, made, strategy=strategy, reason="So.", version=version(session, made))
    session.flush()
    session.info.pop("noted", None)
    return made


def version(session: Any, made: int) -> int:
    session.flush()
    return session.get_one(Risk, made).version


def rows(row: Callable[..., Any], whoever: Any, near: frozenset[Any], whole: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department; `whole`: also one's own."""
    steer = Permission.RISK_STEER

    def of_risk(deed: Callable[..., Any], *degrees: int, strategy: Strategy | None = None, permission: Permission = steer, **more: Any) -> Any:
        def call(s: Any, a: Any, h: Any) -> Any:
            made = risk(s, h, *degrees, owner="mei" if permission is steer else "ming", strategy=strategy)
            return deed(s, a, made, version=version(s, made), **more)

        return row(permission, whole if permission is steer else near, call)

    def measure(s: Any, a: Any, h: Any) -> Any:
        planned = Planned("Find another.", h.people["ming"], h.people["mo"], today() + timedelta(days=7))
        return actions.plan_measure(s, a, risk(s, h, 3, 3, owner="mei", strategy=Strategy.REDUCE), planned=planned)

    def respond(s: Any, a: Any, h: Any) -> Any:
        made = risk(s, h, 3, 3, owner="mei")
        return actions.respond(s, a, made, strategy=Strategy.REDUCE, reason="", version=version(s, made))

    def reword(s: Any, a: Any, h: Any) -> Any:
        made = risk(s, h, owner="mei")
        return actions.reword(s, a, made, told(h), version=version(s, made))

    def reopen(s: Any, a: Any, h: Any) -> Any:
        made = risk(s, h, owner="mei")
        actions.close(s, h.actor("lin"), made, outcome=Outcome.GONE, lesson="Over.", version=version(s, made))
        s.flush()
        s.info.pop("noted", None)
        return actions.reopen(s, a, made, reason="Back.", version=version(s, made))

    def unbind(s: Any, a: Any, h: Any) -> Any:
        made = watch.bind(s, h.actor("lin"), risk(s, h, owner="mei"), bound=BOUND)
        s.info.pop("noted", None)
        return watch.unbind(s, a, made)

    return {
        actions.register: row(Permission.RISK_REGISTER, near, lambda s, a, h: actions.register(s, a, h.projects["hotline"], told(h), origin=Origin.WORK)),
        actions.reword: row(steer, whole, reword),
        actions.assess: of_risk(actions.assess, level=Level.INHERENT, estimate=Estimate(2, 2)),
        actions.respond: row(steer, whole, respond),
        actions.accept: of_risk(actions.accept, 5, 5, permission=Permission.RISK_ACCEPT, reason="Cheaper."),
        actions.plan_measure: row(steer, whole, measure),
        actions.watch: of_risk(actions.watch, 2, 2, strategy=Strategy.REDUCE),
        actions.review: of_risk(actions.review, trend=Trend.STEADY, remark="As before.", next_on=today() + timedelta(days=30)),
        actions.occur: of_risk(actions.occur, happened_on=today(), impact=3, days=None, cost=None, remark="Late."),
        actions.close: of_risk(actions.close, outcome=Outcome.GONE, lesson="Over."),
        actions.reopen: row(steer, whole, reopen),
        actions.export: row(Permission.RISK_EXPORT, whoever, lambda s, a, h: actions.export(s, a, rows=1, sha256="0" * 64)),
        watch.bind: row(steer, whole, lambda s, a, h: watch.bind(s, a, risk(s, h, owner="mei"), bound=BOUND)),
        watch.unbind: row(steer, whole, unbind),
        sweeps.record: row(
            Permission.RISK_SWEEP, near, lambda s, a, h: sweeps.record(s, a, h.projects["hotline"], phase=Phase.EXECUTION, method=Origin.SWEEP, remark="All work."),
        ),
    }  # fmt: skip
