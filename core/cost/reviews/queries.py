"""Questions about reviews of cost: whoever sees the cost of a project sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.cost.control.rules import Standing
from core.cost.reviews.records import CostReview
from core.cost.reviews.rules import thawed
from core.errors import NotFound
from core.people.queries import names
from core.projects.queries import visible_to
from core.projects.records import Project
from core.subjects import Place, found_by

KIND = "cost_review"


@dataclass(frozen=True)
class Review:
    """A review as it is read later."""

    id: int
    first: date
    last: date
    lines: Mapping[str, Standing]
    findings: str
    measures: str
    lessons: str
    by: dict[str, str]
    at: datetime


def reviews(session: Session, actor: Actor, project_code: str) -> list[Review]:
    """The reviews of a project whose cost `actor` may see, newest first."""
    require(actor, Permission.COST_READ)
    rows = session.scalars(
        select(CostReview).join(Project, Project.id == CostReview.project_id).where(Project.code == project_code, visible_to(actor, Permission.COST_READ)).order_by(CostReview.id.desc())
    ).all()
    who = names(session, frozenset(row.by_id for row in rows))
    return [Review(row.id, row.first, row.last, thawed(row.standing), row.findings, row.measures, row.lessons, who[row.by_id], row.at) for row in rows]


def place(session: Session, actor: Actor, review_id: int) -> Place:
    """Where a review stands whose project's cost `actor` may see. Refuses NotFound."""
    require(actor, Permission.COST_READ)
    row = session.scalars(select(Project).join(CostReview, CostReview.project_id == Project.id).where(CostReview.id == review_id, visible_to(actor, Permission.COST_READ))).one_or_none()
    if row is None:
        raise NotFound()
    return Place(KIND, review_id, row.code, row.name, f"Costs?project={row.code}", project_id=row.id, department_id=row.department_id, people=frozenset({row.manager_id}))


found_by(KIND, place)
