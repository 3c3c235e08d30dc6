"""How each deed on plans is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from core.access import Permission
from core.clock import today
from core.planning import actions as plans
from core.planning.baselines import actions as baselines
from core.planning.rules.sheet import Row as Task
from core.progress import actions as progress
from core.progress.cards import actions as cards
from core.progress.cards.rules import USUAL
from core.progress.deviations import actions as deviations
from core.progress.deviations.rules import Answer, Measure
from core.progress.iterations import actions as iterations
from core.progress.iterations.rules import Draft
from core.progress.periodic import actions as periodic
from core.progress.periodic.rules import Span
from core.progress.rules import Report
from core.progress.updates import actions as updates
from core.progress.updates import queries as figures
from core.progress.updates.rules import Health, computed
from core.progress.value import actions as earning
from core.progress.value.rules import Earning
from core.projects import queries
from tests.house import staged

START = 20_000_000
TASK = Task(1, "Prepare", duration=4800)
DRAFT = Draft("First", date(2026, 11, 2), date(2026, 11, 13))


def meis_plan(session: Any, house: Any) -> int:
    """A plan of Hotline whose task is Mei's, and long overdue; returns the project."""
    project: int = house.projects["hotline"]
    plans.create(session, house.actor("lin"), project, starts=START, rows=[replace(TASK, owner=house.people["mei"])])
    session.info.pop("noted", None)
    return project


def _other(session: Any, house: Any) -> int:
    """An open iteration without tasks."""
    made = iterations.create(session, house.actor("lin"), meis_plan(session, house), DRAFT)
    session.info.pop("noted", None)
    return made


def _iteration(session: Any, house: Any) -> int:
    """An open iteration of that plan, with its task in it."""
    made = _other(session, house)
    iterations.assign(session, house.actor("lin"), made, [1])
    session.info.pop("noted", None)
    return made


def _late_plan(session: Any, house: Any) -> int:
    """A plan of Hotline with a baseline that its task has gone from; returns the project."""
    lin = house.actor("lin")
    made = plans.create(session, lin, house.projects["hotline"], starts=START, rows=[TASK])
    baselines.keep(session, lin, made, name="First")
    plans.change(session, lin, made, seen=9, changes={1: {"duration": 48000}})
    session.info.pop("noted", None)
    return int(house.projects["hotline"])


def _said(house: Any) -> Answer:
    return Answer("people", Measure.RESOURCES, "Somebody helps.", house.people["mei"], today() + timedelta(days=9))


def _deviation(session: Any, house: Any) -> int:
    """A deviation that Mei sees to."""
    made = deviations.answer(session, house.actor("lin"), _late_plan(session, house), 1, _said(house))
    session.info.pop("noted", None)
    return made


def _cancelled(session: Any, house: Any) -> int:
    """The same plan with its task cancelled; returns the project."""
    project = meis_plan(session, house)
    earning.cancel(session, house.actor("lin"), project, 1, reason="Not wanted")
    session.info.pop("noted", None)
    return project


def _update(session: Any, actor: Any, house: Any) -> int:
    """Mei's plan is judged as its figures are."""
    project, lin = meis_plan(session, house), house.actor("lin")
    code = queries.project_for_update(session, project).code
    found = figures.figures(session, lin, code)
    assert found is not None
    return updates.give(session, actor, project, health=Health.ON_HOLD, seen=computed(found), text="We wait.")


def _issued(session: Any, house: Any) -> int:
    """A weekly report of Hotline."""
    made = periodic.issue(session, house.actor("lin"), meis_plan(session, house), span=Span.WEEK, day=today(), comment="")
    session.info.pop("noted", None)
    return made


def rows(row: Callable[..., Any], near: frozenset[Any], whole: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department, `whole`: one's own too."""

    def edit(deed: Callable[..., Any]) -> Any:
        return row(Permission.PLAN_EDIT, near, lambda s, a, h: deed(s, a, staged.plan(s, h)))

    return {
        progress.report: row(Permission.PLAN_REPORT, whole, lambda s, a, h: progress.report(s, a, meis_plan(s, h), 1, Report(percent=10))),
        progress.remind: row(Permission.PLAN_EDIT, near, lambda s, a, h: progress.remind(s, a, meis_plan(s, h))),
        cards.move: row(Permission.PLAN_REPORT, whole, lambda s, a, h: cards.move(s, a, meis_plan(s, h), 1, 2, seen=1)),
        cards.arrange: row(Permission.PLAN_EDIT, near, lambda s, a, h: cards.arrange(s, a, meis_plan(s, h), version=0, columns=USUAL)),
        iterations.create: row(Permission.PLAN_EDIT, near, lambda s, a, h: iterations.create(s, a, meis_plan(s, h), DRAFT)),
        iterations.change: row(Permission.PLAN_EDIT, near, lambda s, a, h: iterations.change(s, a, _iteration(s, h), DRAFT, version=1)),
        iterations.assign: row(Permission.PLAN_EDIT, near, lambda s, a, h: iterations.assign(s, a, _other(s, h), [1])),
        iterations.take_out: row(Permission.PLAN_EDIT, near, lambda s, a, h: iterations.take_out(s, a, _iteration(s, h), [1])),
        iterations.close: row(Permission.PLAN_EDIT, near, lambda s, a, h: iterations.close(s, a, _iteration(s, h), version=1)),
        deviations.answer: row(Permission.PLAN_EDIT, near, lambda s, a, h: deviations.answer(s, a, _late_plan(s, h), 1, _said(h))),
        deviations.revise: row(Permission.PLAN_EDIT, near, lambda s, a, h: deviations.revise(s, a, _deviation(s, h), _said(h), version=1)),
        deviations.look: row(Permission.PLAN_REPORT, whole, lambda s, a, h: deviations.look(s, a, _deviation(s, h), words="Better.")),
        deviations.accept: row(Permission.PLAN_EDIT, near, lambda s, a, h: deviations.accept(s, a, _deviation(s, h), reason="Agreed.", version=1)),
        earning.choose: row(Permission.PLAN_EDIT, near, lambda s, a, h: earning.choose(s, a, meis_plan(s, h), 1, rule=Earning.WHOLE)),
        earning.cancel: row(Permission.PLAN_EDIT, near, lambda s, a, h: earning.cancel(s, a, meis_plan(s, h), 1, reason="Not wanted")),
        earning.take_up: row(Permission.PLAN_EDIT, near, lambda s, a, h: earning.take_up(s, a, _cancelled(s, h), 1, reason="Wanted")),
        updates.give: row(Permission.PLAN_EDIT, near, _update),
        periodic.issue: row(Permission.PLAN_EDIT, near, lambda s, a, h: periodic.issue(s, a, meis_plan(s, h), span=Span.WEEK, day=today(), comment="")),
        periodic.take_along: row(Permission.PLAN_READ, near, lambda s, a, h: periodic.take_along(s, a, _issued(s, h), kind="pdf", sha256="0" * 64)),
        plans.create: row(Permission.PLAN_EDIT, near, lambda s, a, h: plans.create(s, a, h.projects["hotline"], starts=START, rows=[TASK])),
        plans.take_over: row(Permission.PLAN_EDIT, near, lambda s, a, h: plans.take_over(s, a, h.projects["hotline"], starts=START, rows=[TASK], source="plan.xml")),
        plans.change: edit(lambda s, a, id_: plans.change(s, a, id_, seen=9, changes={1: {"name": "Ask"}})),
        plans.insert_rows: edit(lambda s, a, id_: plans.insert_rows(s, a, id_, rows=[TASK], after=None)),
        plans.remove: edit(lambda s, a, id_: plans.remove(s, a, id_, uids=[1])),
        plans.indent: edit(lambda s, a, id_: plans.indent(s, a, id_, uids=[1], by=1)),
        plans.move: edit(lambda s, a, id_: plans.move(s, a, id_, uids=[1], by=1)),
        plans.level: edit(lambda s, a, id_: plans.level(s, a, id_, version=2, moves={1: START + 14400})),
        plans.begin: edit(lambda s, a, id_: plans.begin(s, a, id_, version=2, starts=START, several_critical_paths=False)),
        plans.renew: edit(plans.renew),
        baselines.keep: edit(lambda s, a, id_: baselines.keep(s, a, id_, name="First")),
        baselines.drop: row(Permission.PLAN_EDIT, near, lambda s, a, h: baselines.drop(s, a, staged.baseline(s, h))),
    }
