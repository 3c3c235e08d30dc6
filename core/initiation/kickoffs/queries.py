"""Questions about kick-offs: whoever sees the project reads their minutes."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.errors import NotFound
from core.followup.queries import visible_followups
from core.followup.records import FollowUp
from core.followup.rules import State
from core.initiation.kickoffs.records import Kickoff
from core.initiation.kickoffs.rules import SAID, SIDES, Minutes
from core.people.queries import names
from core.people.records import Person
from core.projects.queries import visible_to
from core.projects.records import Project
from core.subjects import Place, found_by


@dataclass(frozen=True)
class Agreed:
    """A follow-up that came out of the meeting."""

    code: str
    title: dict[str, str]
    owner: dict[str, str]
    due_on: date
    state: State


@dataclass(frozen=True)
class Row:
    """The minutes of a meeting with what came out of it, as far as the viewer may see that."""

    id: int
    minutes: Minutes
    led_by: dict[str, str]
    by: dict[str, str]
    followups: tuple[Agreed, ...]
    version: int


def _minutes(row: Kickoff) -> Minutes:
    return Minutes(row.held_on, row.led_by_id, *(getattr(row, key) for key in (*SIDES, *SAID)))


def kickoffs(session: Session, actor: Actor, project_id: int) -> list[Row]:
    """The kick-offs of a project that `actor` may see, newest first."""
    require(actor, Permission.PROJECT_READ)
    found = (
        select(Kickoff)
        .join(Project, Project.id == Kickoff.project_id)
        .where(Kickoff.project_id == project_id, visible_to(actor))
        .order_by(Kickoff.held_on.desc(), Kickoff.id.desc())
    )
    rows = list(session.scalars(found))
    who = names(session, frozenset(one for row in rows for one in (row.led_by_id, row.by_id)))
    agreed = _followups(session, actor, [row.id for row in rows])
    return [Row(row.id, _minutes(row), who[row.led_by_id], who[row.by_id], tuple(agreed.get(row.id, ())), row.version) for row in rows]


def _followups(session: Session, actor: Actor, ids: list[int]) -> dict[int, list[Agreed]]:
    """What came out of these meetings and `actor` may see, by meeting."""
    if not ids or not actor.may(Permission.FOLLOWUP_READ):
        return {}
    rows = session.execute(
        select(FollowUp.source_id, FollowUp.code, FollowUp.title, Person.name, FollowUp.due_on, FollowUp.state)
        .join(Project, Project.id == FollowUp.project_id)
        .join(Person, Person.id == FollowUp.owner_id)
        .where(FollowUp.source_kind == "kickoff", FollowUp.source_id.in_(ids), visible_followups(actor))
        .order_by(FollowUp.due_on, FollowUp.id)
    )
    found: dict[int, list[Agreed]] = {}
    for source_id, code, title, owner, due_on, state in rows:
        found.setdefault(source_id, []).append(Agreed(code, title, owner, due_on, State(state)))
    return found


def kickoff_for_update(session: Session, kickoff_id: int) -> tuple[Kickoff, Project]:
    joined = select(Kickoff, Project).join(Project, Project.id == Kickoff.project_id)
    found = session.execute(joined.where(Kickoff.id == kickoff_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def place(session: Session, actor: Actor, kickoff_id: int) -> Place:
    """Where the minutes of a project that `actor` may see stand. Refuses NotFound."""
    require(actor, Permission.PROJECT_READ)
    row = session.scalars(select(Project).join(Kickoff, Kickoff.project_id == Project.id).where(Kickoff.id == kickoff_id, visible_to(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return Place(
        "kickoff", kickoff_id, row.code, row.name, f"Initiation?project={row.code}&part=kickoff", project_id=row.id, department_id=row.department_id,
        people=frozenset({row.manager_id}),
    )  # fmt: skip


found_by("kickoff", place)
