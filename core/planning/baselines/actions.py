"""Deeds on baselines."""

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.planning.baselines import queries, rules
from core.planning.baselines.records import Baseline, BaselineTask
from core.planning.queries import plan_for_update, planned
from core.projects.queries import reach
from core.words import N_


def keep(session: Session, actor: Actor, plan_id: int, *, name: str, reason: str = "") -> int:
    """Keep the plan as it stands under a name, for good; returns the baseline's id. Refuses Empty, TooLong, NameTaken, NothingPlanned."""
    plan, project = plan_for_update(session, plan_id)
    require(actor, Permission.PLAN_EDIT, reach(project))
    clean, why = fields.line(name, N_("Name"), rules.NAME_LIMIT), fields.line(reason, N_("Reason"), rules.REASON_LIMIT, needed=False)
    if queries.named(session, plan.id, clean):
        raise rules.NameTaken(name=clean)
    tasks = planned(session, plan)
    if not tasks:
        raise rules.NothingPlanned()
    baseline = Baseline(plan_id=plan.id, name=clean, reason=why, starts=plan.starts, finish=plan.finish, kept_at=now(), kept_by=actor.id)
    with_ids(session, baseline)
    session.execute(
        insert(BaselineTask),
        [
            {
                "baseline_id": baseline.id, "uid": one.row.uid, "place": place, "level": one.row.level, "name": one.row.name, "kind": one.row.kind.value,
                "summary": one.summary, "starts": one.starts, "ends": one.ends, "duration": one.row.duration, "elapsed": one.row.elapsed, "cost": one.row.cost,
                "people": [list(each) for each in sorted(one.row.people)],
            }
            for place, one in enumerate(tasks)
        ],
    )  # fmt: skip
    touch(session, "plans")
    note(
        session, actor, "plan:keep_baseline", "plan", plan.id, code=project.code, project_id=project.id,
        after={"baseline": baseline.id, "name": clean, "reason": why, "finish": plan.finish, "rows": len(tasks)},
    )  # fmt: skip
    return baseline.id


def drop(session: Session, actor: Actor, baseline_id: int) -> int:
    """Forget a baseline; the trail remembers that it was. Returns the plan's id."""
    baseline = queries.baseline_for_update(session, baseline_id)
    plan, project = plan_for_update(session, baseline.plan_id)
    require(actor, Permission.PLAN_EDIT, reach(project))
    session.execute(delete(BaselineTask).where(BaselineTask.baseline_id == baseline.id))
    session.delete(baseline)
    touch(session, "plans")
    note(
        session, actor, "plan:drop_baseline", "plan", plan.id, code=project.code, project_id=project.id,
        before={"baseline": baseline.id, "name": baseline.name, "reason": baseline.reason, "finish": baseline.finish},
    )  # fmt: skip
    return plan.id
