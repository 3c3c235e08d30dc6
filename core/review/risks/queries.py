"""Questions about the risks of a project's reviews."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.errors import NotFound
from core.projects.queries import project_seen
from core.projects.records import Project
from core.review.risks.records import ReviewRisk
from core.review.risks.rules import Risk


@dataclass(frozen=True)
class Kept:
    """A row with its number and version."""

    id: int
    risk: Risk
    version: int


def _risk(row: ReviewRisk) -> Risk:
    return Risk(row.title, row.foreseen, row.probability, row.expected, row.met, row.actual, row.met_on, row.answer, row.answered_on)


def risks(session: Session, actor: Actor, project_code: str) -> list[Kept]:
    """The rows of a project that `actor` sees, in the order in which they were entered. Refuses NotFound."""
    require(actor, Permission.REVIEW_READ)
    project = project_seen(session, actor, project_code, Permission.REVIEW_READ)
    return [Kept(row.id, _risk(row), row.version) for row in session.scalars(select(ReviewRisk).where(ReviewRisk.project_id == project.id).order_by(ReviewRisk.id))]


def of_project(session: Session, project_id: int) -> list[Risk]:
    """The same. # house: for reports, which require"""
    return [_risk(row) for row in session.scalars(select(ReviewRisk).where(ReviewRisk.project_id == project_id).order_by(ReviewRisk.id))]


def count(session: Session, project_id: int) -> int:
    return int(session.scalar(select(func.count()).select_from(ReviewRisk).where(ReviewRisk.project_id == project_id)) or 0)


def risk_for_update(session: Session, risk_id: int) -> tuple[ReviewRisk, Project]:
    row = session.execute(select(ReviewRisk, Project).join(Project, Project.id == ReviewRisk.project_id).where(ReviewRisk.id == risk_id).with_for_update(of=ReviewRisk)).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]
