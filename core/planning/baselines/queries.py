"""Questions about baselines."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.errors import NotFound
from core.people.queries import names
from core.planning.baselines.records import Baseline, BaselineTask
from core.planning.baselines.rules import Stood
from core.planning.records import SchedulePlan
from core.projects.queries import visible_to
from core.projects.records import Project


@dataclass(frozen=True)
class BaselineRow:
    """A baseline as lists and pickers show it. Times are ticks."""

    id: int
    name: str
    reason: str
    starts: int
    finish: int
    kept_at: datetime
    kept_by: dict[str, str]


def baselines(session: Session, actor: Actor, plan_id: int) -> list[BaselineRow]:
    """The baselines of a plan that `actor` may see, the newest first."""
    require(actor, Permission.PLAN_READ)
    rows = session.scalars(
        select(Baseline).join(SchedulePlan, SchedulePlan.id == Baseline.plan_id).join(Project, Project.id == SchedulePlan.project_id)
        .where(Baseline.plan_id == plan_id, visible_to(actor, Permission.PLAN_READ)).order_by(Baseline.kept_at.desc(), Baseline.id.desc())
    ).all()  # fmt: skip
    known = names(session, frozenset(row.kept_by for row in rows))
    return [BaselineRow(row.id, row.name, row.reason, row.starts, row.finish, row.kept_at, known.get(row.kept_by, {})) for row in rows]


def stood(session: Session, actor: Actor, baseline_id: int) -> list[Stood]:
    """The rows of a baseline as they stood, in order. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    known = session.scalar(
        select(Baseline.id).join(SchedulePlan, SchedulePlan.id == Baseline.plan_id).join(Project, Project.id == SchedulePlan.project_id)
        .where(Baseline.id == baseline_id, visible_to(actor, Permission.PLAN_READ))
    )  # fmt: skip
    if known is None:
        raise NotFound()
    rows = session.execute(
        select(
            BaselineTask.uid, BaselineTask.name, BaselineTask.level, BaselineTask.summary, BaselineTask.starts, BaselineTask.ends, BaselineTask.duration, BaselineTask.kind
        ).where(BaselineTask.baseline_id == baseline_id).order_by(BaselineTask.place)
    )  # fmt: skip
    return [Stood(*row) for row in rows]


def newest(session: Session, plan_id: int) -> Baseline | None:
    """The baseline of a plan that was kept last; None where there is none. # house: for rooms that have asked whether the plan may be seen"""
    return session.scalars(select(Baseline).where(Baseline.plan_id == plan_id).order_by(Baseline.kept_at.desc(), Baseline.id.desc()).limit(1)).one_or_none()


def named(session: Session, plan_id: int, name: str) -> bool:
    """Whether a plan has a baseline of this name."""
    return session.scalar(select(Baseline.id).where(Baseline.plan_id == plan_id, Baseline.name == name)) is not None


def baseline_for_update(session: Session, baseline_id: int) -> Baseline:
    found = session.scalars(select(Baseline).where(Baseline.id == baseline_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found
