"""Questions about earned value of many projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Select, String, and_, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from core import pace
from core.access import Actor, Permission, require
from core.clock import today
from core.cost.records import CostTotal
from core.planning import queries as planning
from core.planning.baselines.records import Baseline
from core.planning.records import SchedulePlan
from core.progress.portfolio import rules
from core.progress.portfolio.records import ValueMonth, ValueSum
from core.progress.records import TaskReport
from core.progress.value import queries as values
from core.progress.value.queries import Asked, Value
from core.progress.value.records import TaskValue
from core.progress.value.rules import Figure, Period
from core.projects.queries import visible_to
from core.projects.records import Project

AT_ONCE = 12
"""So many projects whose grounds have changed are worked out while somebody waits."""
MONTHS = 12
COLUMNS = ("project", "name", "stage", "unit", "budget", "planned", "least", "most", "cost", "spi", "why_spi", "cpi", "why_cpi", "fresh")


GIVE_WAY_S = 0.2
"""How long each of many projects waits at most for a pause between people's clicks."""


@dataclass(frozen=True)
class Worked:
    """A project's value, and what it was worked out from."""

    project_id: int
    grounds: str
    day: date
    value: Value | None


class Held(NamedTuple):
    """A project with its plan, what its value would be worked out from now (without the working time), and what is kept of it. A row of the database is slower to read than this."""

    id: int
    code: str
    name: dict[str, str]
    stage: str
    plan_id: int | None
    state: str
    unit: str | None
    budget: int
    least: int
    most: int
    cost: int | None
    why: str
    worked_on: date
    planned: str | None
    grounds: str | None


def _told(number: ColumnElement[Any]) -> ColumnElement[str]:
    return func.coalesce(cast(number, String), "")


GROUNDS = (
    _told(SchedulePlan.id) + "." + _told(SchedulePlan.version) + "."
    + _told(select(func.max(Baseline.id)).where(Baseline.plan_id == SchedulePlan.id).correlate(SchedulePlan).scalar_subquery()) + "."
    + _told(select(func.max(TaskReport.id)).where(TaskReport.project_id == Project.id).correlate(Project).scalar_subquery()) + "."
    + _told(select(func.sum(TaskValue.version)).where(TaskValue.project_id == Project.id).correlate(Project).scalar_subquery()) + "."
    + _told(select(func.sum(CostTotal.moves)).where(CostTotal.project_id == Project.id).correlate(Project).scalar_subquery()) + "."
)  # fmt: skip
"""The state of all that a project's value follows from (plan, newest baseline, last report, choices, costs), written by the database: told of thousands, and nothing of it is read one by one. The working time follows."""


def _state() -> Select[Any]:
    """Every project, as Held."""
    whole = [type_coerce(column, BigInteger) for column in (ValueSum.budget, ValueSum.least, ValueSum.most, ValueSum.cost)]
    return (
        select(
            Project.id, Project.code, Project.name, Project.stage, SchedulePlan.id.label("plan_id"), GROUNDS.label("state"),
            ValueSum.unit, *(one.label(name) for one, name in zip(whole, ("budget", "least", "most", "cost"), strict=True)),
            ValueSum.why, ValueSum.worked_on, ValueSum.planned, ValueSum.grounds,
        )
        .outerjoin(SchedulePlan, SchedulePlan.project_id == Project.id).outerjoin(ValueSum, ValueSum.project_id == Project.id)
    )  # fmt: skip


def _working(session: Session) -> str:
    """The mark of the organisation's working time, and of how values are worked out."""
    return rules.mark(rules.METHOD, planning.working_time(session, ())[0])


def outdated(session: Session, limit: int) -> list[Worked]:
    """Values of projects whose kept sums are out of date, worked out now; at most so many. # house: for the routine that keeps them"""
    rows, working, day = map(Held._make, session.execute(_state().where(SchedulePlan.id.is_not(None)).order_by(Project.id))), _working(session), today()
    old = [row for row in rows if row.grounds != row.state + working or row.planned is None or rules.planned_on(row.planned, row.worked_on, day + timedelta(days=1)) is None]
    return [_work_out(session, row, working, day) for row in old[:limit]]


def _work_out(session: Session, row: Held, working: str, day: date) -> Worked:
    pace.give_way(GIVE_WAY_S)
    plan = planning.standing_plan(session, row.id)
    base = session.scalar(select(func.max(Baseline.id)).where(Baseline.plan_id == row.plan_id))
    asked = Asked(row.code, day, day, base, period=Period.MONTH, ahead=rules.AHEAD, parts=False)
    return Worked(row.id, row.state + working, day, None if plan is None else values.of_plan(session, row.id, plan, asked))


def portfolio(session: Session, actor: Actor, until: date | None = None) -> pd.DataFrame:
    """Earned value of the projects that `actor` may see, by code: today, or at the end of a past month.

    Columns: project (code), name, stage, unit, budget, planned, least, most, cost (ten thousandths of the unit; cost is
    None where it is not known), spi, cpi (floats; None where there is none) and why_spi, why_cpi (the messages that say why),
    fresh (whether it is of the newest state). Compared with the newest baseline, or with the plan while there is none.
    """
    require(actor, Permission.PLAN_READ)
    rows = list(map(Held._make, session.connection().execute(_state().where(visible_to(actor, Permission.PLAN_READ)).order_by(Project.code))))  # past the records: thousands, and none is among them
    working, day = _working(session), today()
    months = _months_at(session, actor, until) if until is not None else {}
    due = {row.id: None if row.planned is None else rules.planned_on(row.planned, row.worked_on, day) for row in rows}
    old = {row.id: row for row in rows if row.plan_id is not None and (row.grounds != row.state + working or due[row.id] is None)}
    anew = {row.id: _work_out(session, row, working, day) for row in old.values()} if len(old) <= AT_ONCE else {}
    found = []
    for row in rows:
        fresh = row.plan_id is not None and (row.id in anew or row.id not in old or row.grounds == row.state + working)
        sums, why = _sums(row, anew.get(row.id), due[row.id], until, months)
        head = (row.code, row.name, row.stage)
        if sums is None:
            found.append((*head, None, *(None,) * 5, None, why, None, why, fresh))
            continue
        unit, budget, planned, least, most, cost, reason = sums
        spi, cpi = rules.schedule_index(budget, planned, least, most), rules.cost_index(budget, least, most, cost, reason)
        found.append((*head, unit, budget, planned, least, most, cost, *spi, *cpi, fresh))
    return pd.DataFrame(found, columns=list(COLUMNS)).astype({name: object for name in ("budget", "planned", "least", "most", "cost", "spi", "cpi")})


Sums = tuple[str, int, int, int, int, int | None, str]


def _sums(row: Held, anew: Worked | None, planned: int | None, until: date | None, months: dict[int, tuple[int, int | None, int | None, int | None]]) -> tuple[Sums | None, str]:
    """Unit, budget, planned, least, most, cost and why it is not known; or why there is nothing. `planned`: the value kept for today."""
    if row.plan_id is None:
        return None, rules.NO_PLAN
    if anew is not None:
        if anew.value is None:
            return None, rules.NO_PLAN
        kept = of_value(anew.value)
        if until is None:
            return (kept["unit"], kept["budget"], rules.scaled(anew.value.ahead[0]), kept["least"], kept["most"], kept["cost"], kept["why"]), ""
        point = next((one for one in month_ends(anew.value) if one["until"] == until), None)
        found = None if point is None else (point["planned"], point["least"], point["most"], point["cost"])
        unit, budget, why = kept["unit"], kept["budget"], kept["why"]
    elif row.grounds is None:
        return None, rules.NOT_YET
    elif row.unit == "":
        return None, rules.NO_PLAN
    elif until is None:
        return (None, rules.NOT_YET) if planned is None else ((row.unit, row.budget, planned, row.least, row.most, row.cost, row.why), "")
    else:
        found, unit, budget, why = months.get(row.id), row.unit, row.budget, row.why
    if found is None or found[1] is None or found[2] is None:
        return None, rules.NO_MONTH
    return (unit, budget, found[0], found[1], found[2], found[3], why), ""


def _months_at(session: Session, actor: Actor, until: date) -> dict[int, tuple[int, int | None, int | None, int | None]]:
    rows = session.execute(_months(actor, ValueMonth.until == until).add_columns(ValueMonth.project_id))
    return {row.project_id: (row.planned, row.least, row.most, row.cost) for row in rows}


def _months(actor: Actor, where: ColumnElement[bool]) -> Select[Any]:
    whole = [type_coerce(getattr(ValueMonth, name), BigInteger).label(name) for name in ("planned", "least", "most", "cost")]
    return select(Project.code, ValueMonth.until, *whole).join(Project, Project.id == ValueMonth.project_id).where(and_(visible_to(actor, Permission.PLAN_READ), where))


def by_month(session: Session, actor: Actor, last: date) -> pd.DataFrame:
    """The sums of each project that `actor` may see at the ends of the twelve months until the one of `last`, as they were last worked out.

    Columns: project (code), until, planned, earned, cost (ten thousandths; None where not known), spi, cpi (None where there is none).
    """
    require(actor, Permission.PLAN_READ)
    first = date(last.year - 1, last.month, 1)
    rows = session.execute(_months(actor, and_(ValueMonth.until > first + timedelta(days=30), ValueMonth.until <= last)).order_by(Project.code, ValueMonth.until)).all()
    frame = pd.DataFrame([tuple(row) for row in rows], columns=["project", "until", "planned", "least", "most", "cost"])
    frame["earned"] = frame["least"].where(frame["least"] == frame["most"])
    for name, whole in (("spi", "planned"), ("cpi", "cost")):
        parts = pd.to_numeric(frame[whole])
        frame[name] = pd.to_numeric(frame["earned"]) / parts.where(parts != 0)
    return frame.drop(columns=["least", "most"])


def of_value(found: Value) -> dict[str, Any]:
    """The sums of a value as they are kept."""
    cost, budget = found.figures[Figure.AC], found.figures[Figure.BAC]
    return {
        "unit": found.unit.value, "budget": 0 if isinstance(budget, str) else rules.scaled(budget), "least": rules.scaled(found.least), "most": rules.scaled(found.most),
        "cost": None if isinstance(cost, str) else rules.scaled(cost), "why": cost if isinstance(cost, str) else "",
    }  # fmt: skip


def month_ends(found: Value) -> list[dict[str, Any]]:
    """Its sums at the ends of months."""
    kept = []
    for point in found.points:
        if (point.day + timedelta(days=1)).day == 1:
            least, most, cost = (None if one is None else rules.scaled(one) for one in (point.least, point.most, point.ac))
            kept.append({"until": point.day, "planned": rules.scaled(point.pv), "least": least, "most": most, "cost": cost})
    return kept


def kept_of(session: Session, project_ids: Sequence[int]) -> dict[int, ValueSum]:
    """What is kept of these projects. # house: for the routine that keeps it"""
    return {row.project_id: row for row in session.scalars(select(ValueSum).where(ValueSum.project_id.in_(project_ids)))}
