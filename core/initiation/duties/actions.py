"""Deeds on duties."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.clock import now
from core.db import with_ids
from core.errors import Stale
from core.initiation.duties import queries, rules
from core.initiation.duties.records import Duties
from core.initiation.duties.rules import Package
from core.projects.queries import member_ids, project_for_update, reach
from core.words import N_


def save(session: Session, actor: Actor, project_id: int, packages: Sequence[Package], *, roles: Mapping[int, str], version: int) -> int:
    """Keep who does what, however unfinished; returns the id. `version` 0: there was nothing yet.

    Refuses Stale, Empty (a package without a name), TooLong, PackageTwice, TooManyPackages, NotInTheTeam.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.INITIATION_EDIT, reach(project))
    row = queries.duties_for_update(session, project_id)
    if (row.version if row else 0) != version:
        raise Stale()
    before = rules.packages_of(row.packages) if row else ()
    team = member_ids(session, project_id) | {project.manager_id} | {person for one in before for person in one.duties}
    clean = rules.cleaned(packages, team)
    called = {person: fields.line(role, N_("Role in the project"), rules.ROLE_LIMIT, needed=False) for person, role in roles.items() if person in team}
    if row is None:
        row = Duties(project_id=project_id)
        session.add(row)
    row.packages, row.roles = rules.kept(clean), {str(person): role for person, role in sorted(called.items()) if role}
    row.by_id, row.at = actor.id, now()
    with_ids(session, row)
    note(
        session, actor, "duties:save", "duties", row.id, code=project.code, project_id=project_id, before=rules.kept(before), after=row.packages,
        roles=row.roles, gaps=len(rules.gaps(clean)),
    )  # fmt: skip
    return row.id
