"""Questions about charters: whoever sees the project sees its charter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.approval.copies.rules import Change
from core.errors import NotFound
from core.initiation.charters import rules
from core.initiation.charters.records import BudgetLine, Charter, CharterVersion, Confirmation
from core.initiation.charters.rules import Agreement, Content
from core.initiation.rules import BUDGET_LINES
from core.people.queries import names
from core.projects.queries import visible_to
from core.projects.records import Project
from core.reference.queries import counted_by
from core.subjects import Place, found_by

CHANNELS = "channel"


@dataclass(frozen=True)
class Version:
    """A version as the history shows it, with what differs from the first one."""

    number: int
    by: dict[str, str]
    at: datetime
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Agreed:
    """A confirmation of the scope by the customer."""

    number: int
    who: str
    on: date
    channel: str
    remark: str
    by: dict[str, str]


@dataclass(frozen=True)
class Whole:
    """A project's charter as it stands."""

    id: int
    number: int
    version: int
    approved: bool
    """Whether its first version is what was approved with an application."""
    content: Content
    versions: tuple[Version, ...]
    agreed: tuple[Agreed, ...]
    holds: Agreement | None
    """The customer's agreement that still covers the present scope."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """What differs now from the first version."""
        return self.versions[0].changes


def charter(session: Session, actor: Actor, project_id: int) -> Whole | None:
    """The charter of a project that `actor` may see, its versions newest first; None where there is none yet. Refuses NotFound."""
    require(actor, Permission.PROJECT_READ)
    if session.scalar(select(Project.id).where(Project.id == project_id, visible_to(actor))) is None:
        raise NotFound()
    row = session.scalars(select(Charter).where(Charter.project_id == project_id)).one_or_none()
    if row is None:
        return None
    kept = list(session.scalars(select(CharterVersion).where(CharterVersion.charter_id == row.id).order_by(CharterVersion.number.desc())))
    agreed = list(session.scalars(select(Confirmation).where(Confirmation.charter_id == row.id).order_by(Confirmation.agreed_on.desc(), Confirmation.id.desc())))
    who = names(session, frozenset(one.by_id for one in (*kept, *agreed)))
    documents: Mapping[int, Mapping[str, Any]] = {one.number: one.document for one in kept}
    return Whole(
        row.id, row.number, row.version, row.application_id is not None, rules.read(documents[row.number]),
        tuple(Version(one.number, who[one.by_id], one.at, one.reason, rules.changes(kept[-1].document, one.document)) for one in kept),
        tuple(Agreed(one.number, one.who, one.agreed_on, one.channel, one.remark, who[one.by_id]) for one in agreed),
        rules.confirmed([Agreement(one.number, one.agreed_on) for one in agreed], documents, row.number),
    )  # fmt: skip


@dataclass(frozen=True)
class Held:
    """What the list of initiations needs to know of a charter."""

    approved: bool
    content: Content
    confirmed: bool


def held_by(session: Session, projects: ColumnElement[bool]) -> dict[int, Held]:
    """The charters of the projects for which a condition on Project holds, by project. # house: for questions that have asked which may be seen"""
    rows = session.execute(
        select(Charter.id, Charter.project_id, Charter.application_id, Charter.number, CharterVersion.document).join(Project, Project.id == Charter.project_id)
        .join(CharterVersion, and_(CharterVersion.charter_id == Charter.id, CharterVersion.number == Charter.number)).where(projects)
    ).all()  # fmt: skip
    agreed: dict[int, list[tuple[Agreement, dict[str, Any]]]] = {}
    for charter_id, number, on, document in session.execute(
        select(Confirmation.charter_id, Confirmation.number, Confirmation.agreed_on, CharterVersion.document)
        .join(CharterVersion, and_(CharterVersion.charter_id == Confirmation.charter_id, CharterVersion.number == Confirmation.number))
        .where(Confirmation.charter_id.in_([row.id for row in rows]))
    ):  # fmt: skip
        agreed.setdefault(charter_id, []).append((Agreement(number, on), document))
    found = {}
    for row in rows:
        its = agreed.get(row.id, [])
        documents = {one.number: document for one, document in its} | {row.number: row.document}
        found[row.project_id] = Held(row.application_id is not None, rules.read(row.document), rules.confirmed([one for one, _ in its], documents, row.number) is not None)
    return found


def charter_for_update(session: Session, charter_id: int) -> tuple[Charter, Project]:
    found = session.execute(select(Charter, Project).join(Project, Project.id == Charter.project_id).where(Charter.id == charter_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def charter_of(session: Session, project_id: int) -> Charter | None:
    return session.scalars(select(Charter).where(Charter.project_id == project_id)).one_or_none()


def document_of(session: Session, charter_id: int, number: int) -> dict[str, Any]:
    """What version `number` says. Refuses NotFound."""
    found = session.scalar(select(CharterVersion.document).where(CharterVersion.charter_id == charter_id, CharterVersion.number == number))
    if found is None:
        raise NotFound()
    return found


def budget_rows(session: Session, project_id: int) -> list[BudgetLine]:
    return list(session.scalars(select(BudgetLine).where(BudgetLine.project_id == project_id).order_by(BudgetLine.line)))


def place(session: Session, actor: Actor, charter_id: int) -> Place:
    """Where a charter of a project that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.PROJECT_READ)
    row = session.scalars(select(Project).join(Charter, Charter.project_id == Project.id).where(Charter.id == charter_id, visible_to(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return Place(
        "charter", charter_id, row.code, row.name, f"Initiation?project={row.code}", project_id=row.id, department_id=row.department_id,
        people=frozenset({row.manager_id}),
    )  # fmt: skip


def lines_in_use(session: Session) -> dict[str, int]:
    """How many projects plan money on each budget line."""
    return {line: int(count) for line, count in session.execute(select(BudgetLine.line, func.count()).group_by(BudgetLine.line))}


def channels_in_use(session: Session) -> dict[str, int]:
    """By which channels customers confirmed, and how often."""
    return {code: int(count) for code, count in session.execute(select(Confirmation.channel, func.count()).group_by(Confirmation.channel))}


found_by("charter", place)
counted_by(BUDGET_LINES, lines_in_use)
counted_by(CHANNELS, channels_in_use)
