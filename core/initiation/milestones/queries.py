"""Questions about milestones of a charter and its plan."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.initiation.charters import queries as charters
from core.initiation.charters.rules import read
from core.initiation.milestones.rules import Apart, Stands, apart
from core.planning import queries as plans
from core.planning.queries import Planned


def differing(session: Session, actor: Actor, project_id: int) -> tuple[Apart, ...]:
    """Where the plan of a project that `actor` may see differs from its charter's milestones; nothing where one of the two is missing. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    whole = charters.charter(session, actor, project_id)
    plan = plans.standing_plan(session, project_id)
    if whole is None or plan is None:
        return ()
    return apart(whole.content.milestones, whole.content.objectives, standing(plans.planned(session, plan)))


def differing_now(session: Session, charter_id: int, number: int, tasks: Sequence[Planned]) -> tuple[Apart, ...]:
    """The same for version `number` of a charter and the rows of a plan. # house: for the deed, which requires"""
    said = read(charters.document_of(session, charter_id, number))
    return apart(said.milestones, said.objectives, standing(tasks))


def standing(tasks: Sequence[Planned]) -> list[Stands]:
    """The milestones among the rows of a plan, in their order."""
    return [Stands(one.row, one.ends, kept=one.row.deadline is not None and not one.lacks) for one in tasks if not one.summary and one.row.duration == 0]
