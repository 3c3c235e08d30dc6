"""How each deed on objectives, standards, control charts and improvement is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from core.access import Permission
from core.clock import today
from core.quality.improvement import actions as cards
from core.quality.improvement.records import Card
from core.quality.improvement.rules import Outcome, Sign, State, Verdict
from core.quality.objectives import actions as objectives
from core.quality.rules import Direction, Source
from core.quality.signals.rules import Fired
from core.quality.spc import actions as charts
from core.quality.spc.rules.charts import Kind
from core.quality.spc.rules.nelson import Nelson
from core.quality.spc.rules.series import Mark
from core.quality.standards import actions as standards
from core.quality.standards.rules import Norm, Sort
from core.quality.suggestions import actions as suggestions
from core.quality.suggestions.records import Suggestion

NORM = Norm("s", None, Decimal(20), Decimal(30), "Answered within half a minute.")


def _quiet(session: Any, made: int) -> int:
    session.flush()
    session.info.pop("noted", None)
    return made


def series(session: Any, house: Any) -> int:
    """A series of Hotline with a figure of today."""
    lin = house.actor("lin")
    made = charts.begin(session, lin, name="Calls answered", unit="", kind=Kind.P, project_id=house.projects["hotline"])
    charts.enter(session, lin, made, on=today(), value=Decimal(8), size=Decimal(10))
    return _quiet(session, made)


def fired(session: Any, house: Any) -> tuple[Source, Fired]:
    """A series of Hotline whose last day falls far below the limit."""
    lin = house.actor("lin")
    made = series(session, house)
    for back in range(12):
        charts.enter(session, lin, made, on=today() - timedelta(days=back + 1), value=Decimal(10 if not back else 80), size=Decimal(100))
    return Source(series_id=_quiet(session, made)), Fired(today() - timedelta(days=1), Nelson.BEYOND)


def source(session: Any, house: Any) -> Source:
    return Source(series_id=series(session, house))


def _mark(session: Any, house: Any) -> tuple[Source, int]:
    of = source(session, house)
    return of, _quiet(session, charts.mark(session, house.actor("lin"), of, sort=Mark.EXCLUDE, on=today(), reason="Fire drill."))


def aim(session: Any, actor: Any, house: Any) -> int:
    days = {"first": today(), "last": today() + timedelta(days=90), "review_on": today() + timedelta(days=30)}
    return objectives.aim(
        session, actor, name="Answer more", source=source(session, house), direction=Direction.UP, target=Decimal(90), owner_id=house.people["mo"], **days
    )  # fmt: skip


def _aimed(session: Any, house: Any) -> int:
    return _quiet(session, aim(session, house.actor("lin"), house))


def _standard(session: Any, house: Any) -> int:
    return _quiet(session, _enter(session, house.actor("lin")))


def _enter(session: Any, actor: Any) -> int:
    return standards.enter(session, actor, sort=Sort.PROCESS, name="Answer calls", step="Reception", norm=NORM, effective_on=today(), review_on=today() + timedelta(days=90))


def opened(session: Any, actor: Any, house: Any, owner: str = "mo") -> int:
    return cards.open_card(
        session, actor, title="Answer more", problem="One of five calls is lost.", source=source(session, house), direction=Direction.UP, target=Decimal(90), owner_id=house.people[owner]
    )


def card(session: Any, house: Any, state: State = State.PLAN, owner: str = "mei", verdict: Verdict | None = None) -> int:
    """A card of Mei's in the given state."""
    made = opened(session, house.actor("lin"), house, owner)
    row = session.get_one(Card, made)
    row.state, row.verdict = state.value, verdict.value if verdict else None
    if state in (State.CHECK, State.ACT, State.CLOSED):
        row.changed_on = today()
    return _quiet(session, made)


def _measure(session: Any, house: Any, owner: str = "mei") -> tuple[int, int]:
    made = card(session, house)
    return made, _quiet(session, cards.add_measure(session, house.actor("lin"), made, what="Train", sort="training", owner_id=house.people[owner], due_on=today()))


def _started(session: Any, actor: Any, house: Any) -> int:
    made, _ = _measure(session, house)
    return cards.start(session, actor, made, version=_version(session, made))


def _version(session: Any, made: int) -> int:
    return session.get_one(Card, made).version


def _trigger(session: Any, actor: Any, house: Any) -> int:
    return cards.watch_for(
        session, actor, name="Fewer answered", source=source(session, house), direction=Direction.UP, sign=Sign.ROW, threshold=Decimal(3), owner_id=house.people["mo"]
    )


def _suggested(session: Any, house: Any, step: int = 0) -> int:
    """One of Kit's on Hotline: made, accepted, carried out."""
    lin = house.actor("lin")
    made = suggestions.suggest(session, lin, title="A list", text="Of what callers ask.", project_id=house.projects["hotline"])
    session.get_one(Suggestion, made).by_id = house.people["kit"]
    session.flush()
    if step > 0:
        suggestions.assess(session, lin, made, accepted=True, benefit=4, feasibility=5, reason="Cheap.", version=2)
    if step > 1:
        suggestions.finish(session, lin, made, effect="Shorter calls.", before="6 min", after="4 min", version=3)
    return _quiet(session, made)


def rows(row: Callable[..., Any], whoever: Any, everywhere: frozenset[Any], near: frozenset[Any], whole: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department; `whole`: also one's own."""
    edit, chart, keep = Permission.IMPROVEMENT_EDIT, Permission.CHART_EDIT, Permission.SERIES_EDIT
    norms, aims, assess = Permission.STANDARD_EDIT, Permission.OBJECTIVE_EDIT, Permission.SUGGESTION_ASSESS
    later = {"review_on": today() + timedelta(days=60)}

    def of_card(deed: Callable[..., Any], state: State = State.PLAN, verdict: Verdict | None = None, **more: Any) -> Any:
        def call(s: Any, a: Any, h: Any) -> Any:
            made = card(s, h, state, verdict=verdict)
            return deed(s, a, made, version=_version(s, made), **more)

        return row(edit, whole, call)

    def planned(s: Any, a: Any, h: Any) -> int:
        made = card(s, h)
        return cards.plan(s, a, made, title="More", problem="Lost calls.", cause="", target=Decimal(95), owner_id=h.people["mei"], version=_version(s, made))

    def judged(s: Any, a: Any, h: Any) -> int:
        made = card(s, h, State.CHECK, owner="mo")
        return cards.judge(s, a, made, verdict=Verdict.TOO_LITTLE, version=_version(s, made))

    def ended(s: Any, a: Any, h: Any) -> int:
        return cards.end_measure(s, a, _measure(s, h)[1], done=True, result="Done.")

    def lifted(s: Any, a: Any, h: Any) -> int:
        of, made = _mark(s, h)
        return charts.lift(s, a, of, made, reason="It was none.")

    return {
        charts.begin: row(keep, near, lambda s, a, h: charts.begin(s, a, name="Calls", unit="calls", kind=Kind.IMR, project_id=h.projects["hotline"])),
        charts.enter: row(keep, near, lambda s, a, h: charts.enter(s, a, series(s, h), on=today() - timedelta(days=1), value=Decimal(1), size=Decimal(9))),
        charts.mark: row(chart, near, lambda s, a, h: charts.mark(s, a, source(s, h), sort=Mark.PHASE, on=today(), reason="New system.")),
        charts.lift: row(chart, near, lifted),
        standards.enter: row(norms, everywhere, lambda s, a, h: _enter(s, a)),
        standards.revise: row(norms, everywhere, lambda s, a, h: standards.revise(s, a, _standard(s, h), norm=Norm("s", None, None, Decimal(25), ""), effective_on=today(), reason="Faster.", version=1, **later)),
        standards.confirm: row(norms, everywhere, lambda s, a, h: standards.confirm(s, a, _standard(s, h), version=1, **later)),
        standards.retire: row(norms, everywhere, lambda s, a, h: standards.retire(s, a, _standard(s, h), reason="Replaced.", version=1)),
        objectives.aim: row(aims, near, aim),
        objectives.review: row(aims, near, lambda s, a, h: objectives.review(s, a, _aimed(s, h), target=Decimal(85), last=today() + timedelta(days=90), reason="Too high.", version=1, **later)),
        objectives.close: row(aims, near, lambda s, a, h: objectives.close(s, a, _aimed(s, h), reason="Reached.", version=1)),
        cards.open_card: row(edit, near, opened),
        cards.plan: row(edit, whole, planned),
        cards.add_measure: row(edit, whole, lambda s, a, h: cards.add_measure(s, a, card(s, h), what="Train", sort="training", owner_id=h.people["mo"], due_on=today())),
        cards.end_measure: row(edit, whole, ended),
        cards.start: row(edit, whole, _started),
        cards.changed: of_card(cards.changed, State.DO, changed_on=today()),
        cards.judge: row(edit, near, judged),
        cards.act: of_card(cards.act, State.ACT, Verdict.EFFECTIVE, outcome=Outcome.STANDARDISE, lesson="Two on each shift."),
        cards.drop: of_card(cards.drop, reason="Nobody calls any more."),
        cards.share: of_card(cards.share, State.CLOSED, Verdict.EFFECTIVE),
        cards.watch_for: row(edit, near, _trigger),
        cards.end_watch: row(edit, near, lambda s, a, h: cards.end_watch(s, a, _quiet(s, _trigger(s, h.actor("lin"), h)))),
        suggestions.suggest: row(Permission.SUGGESTION_WRITE, whoever, lambda s, a, h: suggestions.suggest(s, a, title="A list", text="Of what callers ask.")),
        suggestions.assess: row(assess, near, lambda s, a, h: suggestions.assess(s, a, _suggested(s, h), accepted=False, benefit=1, feasibility=2, reason="Too dear.", version=2)),
        suggestions.finish: row(assess, near, lambda s, a, h: suggestions.finish(s, a, _suggested(s, h, 1), effect="Shorter calls.", before="6", after="4", version=3)),
        suggestions.award: row(assess, near, lambda s, a, h: suggestions.award(s, a, _suggested(s, h, 2), what="A book", version=4)),
        suggestions.share: row(assess, near, lambda s, a, h: suggestions.share(s, a, _suggested(s, h, 2), version=4)),
    }
