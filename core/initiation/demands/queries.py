"""Questions about demands: seen by whoever sees applications, as far as their department goes, and by who took them in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, Scope, require, within
from core.errors import NotFound
from core.initiation.applications.records import Application
from core.initiation.demands import rules
from core.initiation.demands.records import Demand
from core.initiation.demands.rules import Advice, Assessment, Effort, Feasible, Grade, Need, State
from core.people.queries import names
from core.people.records import Department
from core.reference.queries import counted_by

CHANNELS = "channel"
TOPIC = "demands"


@dataclass(frozen=True)
class Row:
    """A demand with its assessment, as it is listed."""

    id: int
    code: str
    need: Need
    assessment: Assessment | None
    state: State
    department: dict[str, str]
    taken_by: dict[str, str]
    assessed_by: dict[str, str]
    assessed_at: datetime | None
    application_code: str
    editable: bool
    version: int


def visible_demands(actor: Actor) -> ColumnElement[bool]:
    """A condition on Demand: all, those of the actor's departments, and those she took in."""
    scope = actor.scope(Permission.APPLICATION_READ)
    if scope is None:
        return false()
    if scope is Scope.ALL:
        return true()
    reasons: list[ColumnElement[bool]] = [Demand.taken_by_id == actor.id]
    if scope is Scope.DEPARTMENT and actor.department_ids:
        reasons.append(Demand.department_id.in_(actor.department_ids))
    return or_(*reasons)


def reach(row: Demand) -> Reach:
    return Reach(owners=frozenset({row.taken_by_id}), department_id=row.department_id)


def need_of(row: Demand) -> Need:
    return Need(row.title, row.customer, row.received_on, row.channel, row.contact, row.text)


def assessment_of(row: Demand) -> Assessment | None:
    """How it was assessed; None until it is."""
    if row.advice is None:
        return None
    return Assessment(
        Feasible(row.feasible), Grade(row.urgency), Grade(row.value), Effort(row.effort), Advice(row.advice), row.reason or "", row.risks or ""
    )


def demands(session: Session, actor: Actor, *, limit: int = 200) -> list[Row]:
    """The demands `actor` may see, newest first."""
    require(actor, Permission.APPLICATION_READ)
    found = session.execute(
        select(Demand, Department.name, Application.code)
        .join(Department, Department.id == Demand.department_id)
        .outerjoin(Application, Application.id == Demand.application_id)
        .where(visible_demands(actor))
        .order_by(Demand.received_on.desc(), Demand.id.desc())
        .limit(limit)
    ).all()
    who = names(session, frozenset(one for row, _, _ in found for one in (row.taken_by_id, row.assessed_by_id) if one is not None))
    listed = []
    for row, department, application in found:
        assessment = assessment_of(row)
        state = rules.state(assessment, applied=row.application_id is not None)
        able = state is not State.APPLIED and within(actor, Permission.APPLICATION_EDIT, reach(row))
        listed.append(
            Row(
                row.id, row.code, need_of(row), assessment, state, department, who[row.taken_by_id], who.get(row.assessed_by_id or 0, {}), row.assessed_at,
                application or "", able, row.version,
            )
        )  # fmt: skip
    return listed


def demand_for_update(session: Session, demand_id: int) -> Demand:
    found = session.scalars(select(Demand).where(Demand.id == demand_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def channels_in_use(session: Session) -> dict[str, int]:
    """How many demands came in by each channel."""
    return {code: int(count) for code, count in session.execute(select(Demand.channel, func.count()).group_by(Demand.channel))}


counted_by(CHANNELS, channels_in_use)
