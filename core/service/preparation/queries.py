"""Questions about what must stand before a service begins."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require, within
from core.clock import today
from core.config import ROOT
from core.errors import NotFound
from core.files.queries import guarded_by
from core.files.records import StoredFile
from core.people.queries import names
from core.people.records import Person
from core.projects.queries import project_seen, reach, visible_to
from core.projects.records import Project
from core.projects.rules import Stage
from core.reference.queries import counted_by, table
from core.service.preparation import rules
from core.service.preparation.records import PreparationLine
from core.service.preparation.rules import ITEMS, Kind, Line, Share, Standing, State
from core.subjects import Place

TOPIC, FILES, MOST_TOLD = "preparation", "preparation_line", 200


@cache
def meant_for() -> dict[str, list[str]]:
    """For which kinds of project each shipped item is meant, by its code; an empty list: for all."""
    return dict(tomllib.loads((ROOT / "data" / "service" / "preparation.toml").read_text("utf-8"))["items"])


@dataclass(frozen=True)
class Proof:
    """A file that shows it."""

    id: int
    name: str


@dataclass(frozen=True)
class Shown:
    """A line as its page shows it, as of today."""

    id: int
    kind: Kind
    item: str
    text: dict[str, str]
    responsible_id: int | None
    responsible: dict[str, str]
    due_on: date | None
    person_id: int | None
    person: dict[str, str]
    qualification: str
    valid_until: date | None
    state: State
    standing: Standing
    reason: str
    checked_by: dict[str, str]
    checked_on: date | None
    note: str
    files: tuple[Proof, ...]
    version: int


@dataclass(frozen=True)
class Prepared:
    """A project's preparation. `known`: the items of the reference table that it has already."""

    project_id: int
    project_code: str
    project: dict[str, str]
    kind: str
    started_on: date | None
    lines: tuple[Shown, ...]
    share: Share
    known: frozenset[str]
    may_edit: bool
    may_check: bool


def _counts(on: date) -> tuple[Any, ...]:
    """Columns of Share, in its order."""
    held = or_(PreparationLine.valid_until.is_(None), PreparationLine.valid_until >= on)
    ready = PreparationLine.state == State.READY

    def of(condition: Any) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    return (
        of(PreparationLine.state != State.NOT_NEEDED), of(ready & held), of(ready & ~held), of((PreparationLine.state == State.OPEN) & (PreparationLine.due_on < on)),
    )  # fmt: skip


def shares(session: Session, actor: Actor, on: date | None = None) -> dict[int, Share]:
    """How far the preparation of each project is that `actor` may see, by the project's id; without those that have no list."""
    require(actor, Permission.PREPARATION_READ)
    mine = select(Project.id).where(visible_to(actor, Permission.PREPARATION_READ))
    rows = session.execute(select(PreparationLine.project_id, *_counts(on or today())).where(PreparationLine.project_id.in_(mine)).group_by(PreparationLine.project_id))
    return {project_id: Share(*(int(one) for one in counts)) for project_id, *counts in rows}


def prepared(session: Session, actor: Actor, project_code: str) -> Prepared:
    """The whole list of a project that `actor` may see, in the order of the kinds. Refuses NotFound."""
    project, on = project_seen(session, actor, project_code, Permission.PREPARATION_READ), today()
    rows = list(session.scalars(select(PreparationLine).where(PreparationLine.project_id == project.id).order_by(PreparationLine.id)))
    who = names(session, frozenset(one for row in rows for one in (row.responsible_id, row.person_id, row.checked_by_id) if one is not None))
    files: dict[int, list[Proof]] = {}
    stored = select(StoredFile.id, StoredFile.subject_id, StoredFile.name).where(StoredFile.subject_kind == FILES, StoredFile.subject_id.in_([row.id for row in rows]))
    for one in session.execute(stored.order_by(StoredFile.id)):
        files.setdefault(one.subject_id, []).append(Proof(one.id, one.name))
    counts = session.execute(select(*_counts(on)).where(PreparationLine.project_id == project.id)).one()
    order, here = list(Kind), reach(project)
    lines = [
        Shown(
            row.id, Kind(row.kind), row.item or "", row.text, row.responsible_id, who.get(row.responsible_id or 0, {}), row.due_on, row.person_id, who.get(row.person_id or 0, {}), row.qualification,
            row.valid_until, State(row.state), rules.standing(State(row.state), due_on=row.due_on, valid_until=row.valid_until, today=on), row.reason, who.get(row.checked_by_id or 0, {}),
            row.checked_on, row.note, tuple(files.get(row.id, ())), row.version,
        )
        for row in rows
    ]  # fmt: skip
    return Prepared(
        project.id, project.code, project.name, project.kind, project.started_on, tuple(sorted(lines, key=lambda one: (order.index(one.kind), one.id))), Share(*(int(one) for one in counts)),
        frozenset(row.item for row in rows if row.item), within(actor, Permission.PREPARATION_EDIT, here), within(actor, Permission.PREPARATION_CHECK, here),
    )  # fmt: skip


def offered(session: Session, actor: Actor, project_kind: str) -> tuple[list[str], dict[str, dict[str, str]]]:
    """Which items of the reference table a project of a kind begins with, and the names of all that are offered."""
    require(actor, Permission.PREPARATION_READ)
    entries = {entry.code: dict(entry.name) for entry in table(session, ITEMS).offered()}
    return rules.proposed(entries, meant_for(), project_kind), entries


# ------------------------------------------------------------------ for the deeds


def line_for_update(session: Session, line_id: int) -> PreparationLine:
    """The line, locked. Refuses NotFound."""
    found = session.scalars(select(PreparationLine).where(PreparationLine.id == line_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def running_out_for_update(session: Session, day: date) -> list[tuple[PreparationLine, Project, dict[str, str]]]:
    """Checked qualifications of which the next step (rules.STEPS) is to be told, with the project, which is not closed, and who holds it. At most MOST_TOLD, the nearest first; the rest comes the next time."""
    until, told = PreparationLine.valid_until, PreparationLine.told_days
    rows = session.execute(
        select(PreparationLine, Project, Person.name).join(Project, Project.id == PreparationLine.project_id).join(Person, Person.id == PreparationLine.person_id)
        .where(
            PreparationLine.state == State.READY, until <= day + timedelta(days=rules.SOON), Project.stage != Stage.CLOSED,
            or_(*(and_(until <= day + timedelta(days=step), or_(told.is_(None), told > step)) for step in rules.STEPS)),
        ).order_by(PreparationLine.valid_until, PreparationLine.id).limit(MOST_TOLD).with_for_update(of=PreparationLine)
    )  # fmt: skip
    return [tuple(row) for row in rows]  # type: ignore[misc]


def set_told(session: Session, line_id: int, step: int) -> None:
    """Keep at which step it was told. The line's version stays: nobody who is writing in it is turned away. Part of the routine, which notes"""
    session.execute(update(PreparationLine).where(PreparationLine.id == line_id).values(told_days=step).execution_options(synchronize_session=False))


def standing(project: Project) -> Place:
    """Where a project's preparation stands, for notices."""
    return Place("project", project.id, project.code, project.name, f"Preparation?project={project.code}", project.id, project.department_id)


def items_of(session: Session, project_id: int) -> list[str | None]:
    """The item of each line of a project, None for what was written there."""
    return list(session.scalars(select(PreparationLine.item).where(PreparationLine.project_id == project_id)))


def line_of(row: PreparationLine, language: str) -> Line:
    """A line as it would be written anew."""
    return Line(Kind(row.kind), row.text.get(language) or next(iter(row.text.values()), ""), row.responsible_id, row.due_on, row.person_id, row.qualification, row.valid_until)


def files_of(session: Session, line_id: int) -> Sequence[StoredFile]:
    return list(session.scalars(select(StoredFile).where(StoredFile.subject_kind == FILES, StoredFile.subject_id == line_id).order_by(StoredFile.id)))


def guard_files(session: Session, actor: Actor, line_id: int) -> None:
    """Whoever sees a line sees its files. Refuses NotFound."""
    require(actor, Permission.PREPARATION_READ)
    seen = select(PreparationLine.id).join(Project, Project.id == PreparationLine.project_id).where(PreparationLine.id == line_id, visible_to(actor, Permission.PREPARATION_READ))
    if session.scalar(seen) is None:
        raise NotFound()


guarded_by(FILES, guard_files)


def items_in_use(session: Session) -> dict[str, int]:
    """How many lines were taken from each item."""
    return {str(code): int(count) for code, count in session.execute(select(PreparationLine.item, func.count()).where(PreparationLine.item.is_not(None)).group_by(PreparationLine.item))}


counted_by(ITEMS, items_in_use)
