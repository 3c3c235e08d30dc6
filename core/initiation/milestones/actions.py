"""The deed on milestones: the plan follows the charter."""

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.errors import NotFound, Stale
from core.initiation.charters import queries as charters
from core.initiation.milestones import queries, rules
from core.planning import actions as plans
from core.planning import queries as planning
from core.projects.queries import reach


def follow(session: Session, actor: Actor, charter_id: int, *, number: int) -> int:
    """Let the plan ask for the days of the charter's version `number`: rows of other days move, missing ones come at the end. Returns the plan's id.

    Refuses Stale (there is a newer version), NothingToFollow, NotFound (there is no plan), and whatever rows are refused for.
    """
    row, project = charters.charter_for_update(session, charter_id)
    require(actor, Permission.PLAN_EDIT, reach(project))
    if row.number != number:
        raise Stale()
    plan = planning.plan_of_project_for_update(session, project.id)
    if plan is None:
        raise NotFound()
    tasks = planning.planned(session, plan)
    found = [one for one in queries.differing_now(session, charter_id, number, tasks) if one.to_follow]
    if not found:
        raise rules.NothingToFollow()
    rows = {one.row.uid: one.row for one in tasks}
    plans.plant(
        session, actor, project.id, starts=plan.starts, changes={one.uid: rules.followed(rows[one.uid], one.on) for one in found if one.uid is not None},
        rows=[rules.row_of(place, one.name, one.on, one.objective) for place, one in enumerate((one for one in found if one.uid is None), 1)],
    )  # fmt: skip
    note(
        session, actor, "plan:follow", "plan", plan.id, code=project.code, project_id=project.id, number=number,
        before={one.name: one.asked for one in found}, after={one.name: one.on for one in found},
    )  # fmt: skip
    return plan.id
