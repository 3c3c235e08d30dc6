"""Questions about resources that a project gives back."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.closing.release.records import Resource
from core.closing.release.rules import Condition, Kind
from core.errors import NotFound
from core.people.queries import names


@dataclass(frozen=True)
class ResourceRow:
    id: int
    kind: Kind
    name: str
    person: dict[str, str]
    planned_on: date
    released_on: date | None
    condition: Condition
    remark: str
    version: int


def resources(session: Session, project_id: int) -> tuple[ResourceRow, ...]:
    """What a project gives back, people first. For deeds and questions that require."""
    rows = list(session.scalars(select(Resource).where(Resource.project_id == project_id).order_by(Resource.id)))
    who = names(session, frozenset(row.person_id for row in rows if row.person_id is not None))
    found = [
        ResourceRow(row.id, Kind(row.kind), row.name, who.get(row.person_id or 0, {}), row.planned_on, row.released_on, Condition(row.condition), row.remark, row.version) for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (list(Kind).index(one.kind), one.id)))


def known(session: Session, project_id: int) -> list[Resource]:
    """The same for a deed."""
    return list(session.scalars(select(Resource).where(Resource.project_id == project_id).with_for_update()))


def resource_for_update(session: Session, resource_id: int) -> Resource:
    found = session.scalars(select(Resource).where(Resource.id == resource_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def people_on(session: Session, project_id: int) -> frozenset[int]:
    """The people on the list of a project."""
    return frozenset(one for one in session.scalars(select(Resource.person_id).where(Resource.project_id == project_id)) if one is not None)
