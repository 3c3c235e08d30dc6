"""What the volume is built upon: the story's departments and its released rounds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import State
from core.people.records import Department
from core.projects.records import Project


@dataclass(frozen=True)
class Released:
    """A released round."""

    id: int
    code: str
    template_version_id: int
    started_at: datetime
    closed_at: datetime


def released_rounds(session: Session) -> list[Released]:
    """The released rounds, the oldest first."""
    rows = select(Round.id, Round.code, Round.template_version_id, Round.started_at, Round.closed_at)
    return [Released(*row) for row in session.execute(rows.where(Round.state == State.RELEASED).order_by(Round.period_to))]


def owning_departments(session: Session) -> list[int]:
    """The departments that own projects."""
    return sorted(set(session.scalars(select(Project.department_id))))


def department_id(session: Session, code: str) -> int:
    """The department with this code."""
    return session.scalars(select(Department.id).where(Department.code == code)).one()
