"""Questions about duties: whoever sees the project sees them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.errors import NotFound
from core.initiation.duties.records import Duties
from core.initiation.duties.rules import Gap, Package, gaps, packages_of
from core.people.queries import names
from core.planning.records import PlanTask, SchedulePlan
from core.planning.rules.sheet import Kind
from core.projects.queries import member_ids, visible_to
from core.projects.records import Project


@dataclass(frozen=True)
class Table:
    """The team, what everybody is in it, and the duties. `version` 0: nothing was kept yet."""

    team: Mapping[int, dict[str, str]]
    roles: Mapping[int, str]
    packages: tuple[Package, ...]
    version: int
    planned: tuple[str, ...]
    """The tasks of the plan by name: the work packages that a plan knows."""

    @property
    def not_taken(self) -> tuple[str, ...]:
        """Those of them for which there is no package yet."""
        known = {one.name.casefold() for one in self.packages}
        return tuple(name for name in self.planned if name.casefold() not in known)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return gaps(self.packages)


def duties(session: Session, actor: Actor, project_id: int) -> Table:
    """The duties in a project that `actor` may see: the manager first, then the members, then whoever has left and still has one. Refuses NotFound."""
    require(actor, Permission.PROJECT_READ)
    project = session.scalars(select(Project).where(Project.id == project_id, visible_to(actor))).one_or_none()
    if project is None:
        raise NotFound()
    row = session.scalars(select(Duties).where(Duties.project_id == project_id)).one_or_none()
    packages = packages_of(row.packages) if row else ()
    order = [project.manager_id, *sorted(member_ids(session, project_id) - {project.manager_id})]
    order += sorted({person for one in packages for person in one.duties} - set(order))
    who = names(session, frozenset(order))
    roles = {int(person): role for person, role in row.roles.items()} if row else {}
    return Table({person: who[person] for person in order}, roles, packages, row.version if row else 0, _planned(session, project_id))


def _planned(session: Session, project_id: int) -> tuple[str, ...]:
    """The names of the tasks that contain no others and are no milestones, each once, in the order of the plan."""
    rows = session.scalars(
        select(PlanTask.name)
        .join(SchedulePlan, SchedulePlan.id == PlanTask.plan_id)
        .where(SchedulePlan.project_id == project_id, PlanTask.summary.is_(False), PlanTask.kind == Kind.TASK)
        .order_by(PlanTask.place)
    )
    return tuple(dict.fromkeys(rows))


def duties_for_update(session: Session, project_id: int) -> Duties | None:
    return session.scalars(select(Duties).where(Duties.project_id == project_id).with_for_update()).one_or_none()
