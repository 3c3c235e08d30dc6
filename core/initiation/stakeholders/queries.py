"""Questions about stakeholders: whoever sees the project sees its register."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.errors import NotFound
from core.initiation.stakeholders.records import Stakeholder
from core.initiation.stakeholders.rules import Entry, Kind, Strategy, strategy
from core.projects.queries import visible_to
from core.projects.records import Project
from core.reference.queries import counted_by

CHANNELS = "channel"


@dataclass(frozen=True)
class Row:
    """A line of the register."""

    id: int
    entry: Entry
    strategy: Strategy
    version: int


def _entry(row: Stakeholder) -> Entry:
    return Entry(row.name, Kind(row.kind), row.position, row.expectation, row.requirement, row.influence, row.interest, row.channel)


def stakeholders(session: Session, actor: Actor, project_id: int) -> list[Row]:
    """The register of a project that `actor` may see: who counts most comes first."""
    require(actor, Permission.PROJECT_READ)
    found = (
        select(Stakeholder)
        .join(Project, Project.id == Stakeholder.project_id)
        .where(Stakeholder.project_id == project_id, visible_to(actor))
        .order_by((Stakeholder.influence * Stakeholder.interest).desc(), Stakeholder.name)
    )
    return [Row(row.id, _entry(row), strategy(row.influence, row.interest), row.version) for row in session.scalars(found)]


def stakeholder_for_update(session: Session, stakeholder_id: int) -> tuple[Stakeholder, Project]:
    joined = select(Stakeholder, Project).join(Project, Project.id == Stakeholder.project_id)
    found = session.execute(joined.where(Stakeholder.id == stakeholder_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def names_beside(session: Session, project_id: int, but: int = 0) -> list[str]:
    """The names in a register, except that of one entry."""
    return list(session.scalars(select(Stakeholder.name).where(Stakeholder.project_id == project_id, Stakeholder.id != but)))


def channels_in_use(session: Session) -> dict[str, int]:
    """How many stakeholders prefer each channel."""
    rows = session.execute(select(Stakeholder.channel, func.count()).where(Stakeholder.channel != "").group_by(Stakeholder.channel))
    return {code: int(count) for code, count in rows}


counted_by(CHANNELS, channels_in_use)
