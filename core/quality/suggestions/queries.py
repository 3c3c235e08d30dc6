"""Questions about suggestions: one's own always, the others' for who sees improvements."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, Reach, require, within
from core.errors import NotFound
from core.people.queries import names
from core.projects.queries import visible_to
from core.projects.records import Project
from core.quality.spc.queries import in_sight
from core.quality.suggestions.records import Suggestion
from core.quality.suggestions.rules import State
from core.subjects import Place, found_by

KIND = "suggestion"
MOST = 200


@dataclass(frozen=True)
class Listed:
    """A suggestion with all that is known of it."""

    id: int
    code: str
    title: str
    text: str
    project: str
    by_id: int
    by: dict[str, str]
    at: datetime
    state: State
    benefit: int | None
    feasibility: int | None
    assessed_why: str
    assessed_by: dict[str, str]
    effect: str
    before: str
    after: str
    done_on: date | None
    award: str
    amount: Decimal | None
    awarded_on: date | None
    shared: bool
    version: int
    assessable: bool


def suggestions(session: Session, actor: Actor, *, state: State | None = None, shared: bool = False) -> list[Listed]:
    """Suggestions that `actor` may see, newest first: the own ones, and those within sight."""
    require(actor, Permission.SUGGESTION_WRITE)
    where = [_seen(actor), *([Suggestion.state == state.value] if state else []), *([Suggestion.shared.is_(True)] if shared else [])]
    rows = session.execute(
        select(Suggestion, Project.code, Project.department_id).outerjoin(Project, Project.id == Suggestion.project_id).where(*where).order_by(Suggestion.id.desc()).limit(MOST)
    ).all()
    who = names(session, frozenset({one.by_id for one, *_ in rows} | {one.assessed_by for one, *_ in rows if one.assessed_by}))
    return [
        Listed(
            one.id, one.code, one.title, one.text, code or "", one.by_id, who[one.by_id], one.at, State(one.state), one.benefit, one.feasibility, one.assessed_why,
            who.get(one.assessed_by or 0, {}), one.effect, one.before, one.after, one.done_on, one.award, one.amount, one.awarded_on, one.shared, one.version,
            actor.id != one.by_id and within(actor, Permission.SUGGESTION_ASSESS, Reach(project_id=one.project_id, department_id=department)),
        )
        for one, code, department in rows
    ]  # fmt: skip


def _seen(actor: Actor) -> Any:
    own = Suggestion.by_id == actor.id
    return or_(own, in_sight(actor, Permission.IMPROVEMENT_READ, Suggestion.project_id)) if actor.may(Permission.IMPROVEMENT_READ) else own  # type: ignore[arg-type]


def suggestion_for_update(session: Session, suggestion_id: int) -> Suggestion:
    found = session.scalars(select(Suggestion).where(Suggestion.id == suggestion_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def reach_of(session: Session, row: Suggestion) -> Reach:
    """Where a suggestion lies. Part of a deed that requires"""
    if row.project_id is None:
        return ANYWHERE
    return Reach(project_id=row.project_id, department_id=session.scalar(select(Project.department_id).where(Project.id == row.project_id)))


def in_reach(session: Session, actor: Actor, project_id: int) -> bool:
    """Whether a suggestion may name this project: one in sight."""
    require(actor, Permission.SUGGESTION_WRITE)
    return session.scalar(select(Project.id).where(Project.id == project_id, visible_to(actor))) is not None


def place(session: Session, actor: Actor, suggestion_id: int) -> Place:
    """Where a suggestion stands that `actor` may see. Refuses NotFound."""
    require(actor, Permission.SUGGESTION_WRITE)
    row = session.scalars(select(Suggestion).where(Suggestion.id == suggestion_id, _seen(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return standing(row)


def standing(row: Suggestion) -> Place:
    return Place(KIND, row.id, row.code, row.title, "Improvement?part=suggestions", project_id=row.project_id, people=frozenset({row.by_id}), owners=frozenset({row.by_id}))


found_by(KIND, place)
