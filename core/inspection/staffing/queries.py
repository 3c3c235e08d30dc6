"""Questions about who can take which sheet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Role, require
from core.inspection.rounds import queries as rounds
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import Parties, conflict
from core.inspection.sheets.records import Sheet
from core.inspection.sheets.rules import State as SheetState
from core.inspection.staffing import rules
from core.inspection.staffing.rules import Demand, Proposal
from core.inspection.templates.queries import checklist
from core.people.records import Person
from core.projects.queries import visible_to
from core.projects.records import Member, Project
from core.settings.queries import value

WAITING = (SheetState.PLANNED, SheetState.OPEN)


@dataclass(frozen=True)
class Inspector:
    """Somebody who inspects, with the minutes of the sheets that wait for her."""

    id: int
    username: str
    name: dict[str, str]
    waiting: int


def _inspectors(session: Session) -> list[Person]:
    active = session.scalars(select(Person).where(Person.active.is_(True)).order_by(Person.username))
    return [person for person in active if Role.INSPECTOR in person.roles]


def _waiting(session: Session, minutes_an_item: Decimal) -> dict[int, int]:
    rows = session.execute(
        select(Sheet.inspector_id, func.sum(Sheet.items)).where(Sheet.state.in_(WAITING), Sheet.revision == 0).group_by(Sheet.inspector_id)
    )
    return {inspector: rules.planned(int(items), minutes_an_item) for inspector, items in rows}


def inspectors(session: Session, actor: Actor, round_id: int) -> list[Inspector]:
    """Every active inspector for a round that `actor` leads, the least loaded first."""
    row = _led(session, actor, round_id)
    waiting = _waiting(session, value(session, rules.MINUTES_AN_ITEM, row.department_id))
    listed = [Inspector(one.id, one.username, one.name, waiting.get(one.id, 0)) for one in _inspectors(session)]
    return sorted(listed, key=lambda one: (one.waiting, one.username))


def proposal(session: Session, actor: Actor, round_id: int, *, wanted: Mapping[str, int], pool: Collection[int] | None = None) -> Proposal:
    """Who could take the projects in `wanted` (code -> number of inspectors), without a conflict of interest.

    What a project has in this round already counts; `pool` narrows whom to choose from.
    """
    row = _led(session, actor, round_id)
    minutes_an_item = value(session, rules.MINUTES_AN_ITEM, row.department_id)
    people = [one for one in _inspectors(session) if pool is None or one.id in pool]
    projects = session.scalars(select(Project).where(Project.code.in_(wanted.keys()), visible_to(actor, Permission.ROUND_LEAD))).all()
    members = _members(session, [project.id for project in projects])
    present = _present(session, row)
    demands = []
    for project in projects:
        here = present.get(project.id, frozenset())
        missing = wanted[project.code] - len(here)
        allowed = frozenset(
            person.id
            for person in people
            if person.id not in here
            and conflict(
                Parties(person.id, person.department_id, project.manager_id, members.get(project.id, frozenset()), project.department_id)
            ) is None
        )  # fmt: skip
        if missing > 0:
            demands.append(Demand(project.code, missing, allowed))
    items = len(checklist(session, row.template_version_id).questions)
    return rules.propose(demands, _waiting(session, minutes_an_item), rules.planned(items, minutes_an_item), [one.id for one in people])


def _members(session: Session, project_ids: Collection[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for project_id, person_id in session.execute(select(Member.project_id, Member.person_id).where(Member.project_id.in_(project_ids))):
        found.setdefault(project_id, set()).add(person_id)
    return {project_id: frozenset(people) for project_id, people in found.items()}


def _present(session: Session, row: Round) -> dict[int, frozenset[int]]:
    """Who has a sheet in the round already, by project."""
    found: dict[int, set[int]] = {}
    for project_id, inspector_id in session.execute(select(Sheet.project_id, Sheet.inspector_id).where(Sheet.round_id == row.id)):
        found.setdefault(project_id, set()).add(inspector_id)
    return {project_id: frozenset(people) for project_id, people in found.items()}


def _led(session: Session, actor: Actor, round_id: int) -> Round:
    row = rounds.round_row(session, round_id)
    require(actor, Permission.ROUND_LEAD, rounds.reach(row))
    return row
