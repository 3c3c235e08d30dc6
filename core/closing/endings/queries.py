"""Questions about closings: one project with everything of it, and all of them side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require, within
from core.closing.acceptance.records import Acceptance
from core.closing.acceptance.rules import State as AcceptanceState
from core.closing.archive import queries as archive
from core.closing.archive.queries import Entry
from core.closing.endings.records import Closing, ClosingSignature, Confirmation
from core.closing.endings.rules import Source, State
from core.closing.readiness.queries import CLOSING, counts
from core.closing.readiness.rules import Blocker
from core.closing.release import queries as release
from core.closing.release.queries import ResourceRow
from core.closing.rules import QUORUM
from core.closing.scorecard.queries import scorecard
from core.closing.scorecard.rules import Scored, of_kept
from core.errors import NotFound
from core.files.queries import guarded_by
from core.files.records import StoredFile
from core.followup.records import FollowUp
from core.followup.rules import State as FollowUpState
from core.people.queries import names
from core.people.records import Department
from core.projects.queries import member_ids, project_seen, reach, visible_to
from core.projects.records import Project
from core.projects.rules import Stage
from core.settings.queries import value
from core.subjects import Place, found_by

KIND, FILES, PAGE = CLOSING, "closing_confirmation", "Closing"
MOST = 2000


@dataclass(frozen=True)
class Confirmed:
    id: int
    source: Source
    confirmed: bool
    who: str
    on: date
    remark: str
    by: dict[str, str]
    files: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Work:
    """Something that remains to be done after the end, as a follow-up."""

    code: str
    title: dict[str, str]
    owner: dict[str, str]
    due_on: date
    state: FollowUpState


@dataclass(frozen=True)
class SignedBy:
    person: dict[str, str]
    remark: str
    at: datetime


@dataclass(frozen=True)
class Version:
    """A closing, present or past. `scorecard` and `kept` are empty before it was closed."""

    id: int
    code: str
    number: int
    state: State
    settled: bool
    quorum: int
    scorecard: tuple[Scored, ...]
    kept: Mapping[str, Any]
    closed_on: date | None
    closed_by: dict[str, str]
    reopened_at: datetime | None
    reopened_by: dict[str, str]
    reopened_why: str
    at: datetime
    by: dict[str, str]
    version: int
    confirmations: tuple[Confirmed, ...]
    signatures: tuple[SignedBy, ...]
    works: tuple[Work, ...]


@dataclass(frozen=True)
class View:
    """A project on its way to the end: what blocks, what it has reached, what it gives back and what of it is kept."""

    project_id: int
    code: str
    name: dict[str, str]
    customer: dict[str, str]
    manager: dict[str, str]
    stage: Stage
    ends_on: date | None
    counts: Mapping[Blocker, int]
    scorecard: tuple[Scored, ...]
    quorum: int
    versions: tuple[Version, ...]
    archive: tuple[Entry, ...]
    resources: tuple[ResourceRow, ...]
    unlisted: int
    """People of the project who are not on the list of resources."""
    team: dict[int, dict[str, str]]
    editable: bool
    signs: bool
    signed: bool
    """The viewer has signed the present closing."""
    reopens: bool

    @property
    def present(self) -> Version | None:
        """The closing at hand: open, or closed."""
        return self.versions[0] if self.versions and self.versions[0].state is not State.REOPENED else None

    @property
    def open(self) -> Version | None:
        return self.present if self.present is not None and self.present.state is State.OPEN else None


def view(session: Session, actor: Actor, project_code: str) -> View:
    """The closing of a project that `actor` may see. Refuses NotFound."""
    require(actor, Permission.CLOSING_READ)
    project = project_seen(session, actor, project_code, Permission.CLOSING_READ)
    rows = list(session.scalars(select(Closing).where(Closing.project_id == project.id).order_by(Closing.number.desc())))
    versions = _versions(session, rows)
    team = member_ids(session, project.id) | {project.manager_id}
    who = names(session, frozenset(team))
    resources = release.resources(session, project.id)
    listed = release.people_on(session, project.id)
    signed = rows and session.scalar(select(ClosingSignature.id).where(ClosingSignature.closing_id == rows[0].id, ClosingSignature.person_id == actor.id)) is not None
    there = reach(project)
    return View(
        project.id, project.code, project.name, project.customer, who[project.manager_id], Stage(project.stage), project.ends_on, counts(session, project, rows[0].id if rows else 0),
        scorecard(session, project), int(value(session, QUORUM, project.department_id)), versions, archive.entries(session, project.id), resources, len(team - listed), who,
        within(actor, Permission.CLOSING_EDIT, there), within(actor, Permission.CLOSING_SIGN, there), bool(signed), within(actor, Permission.CLOSING_REOPEN, there),
    )  # fmt: skip


def _versions(session: Session, rows: list[Closing]) -> tuple[Version, ...]:
    ids = [row.id for row in rows]
    said = list(session.scalars(select(Confirmation).where(Confirmation.closing_id.in_(ids)).order_by(Confirmation.id)))
    signed = list(session.scalars(select(ClosingSignature).where(ClosingSignature.closing_id.in_(ids)).order_by(ClosingSignature.id)))
    works = list(session.scalars(select(FollowUp).where(FollowUp.source_kind == CLOSING, FollowUp.source_id.in_(ids)).order_by(FollowUp.id)))
    people = {one for row in rows for one in (row.by_id, row.closed_by_id, row.reopened_by_id)} | {one.by_id for one in said} | {one.person_id for one in signed} | {one.owner_id for one in works}
    who = names(session, frozenset(one for one in people if one is not None))
    files: dict[int, list[tuple[int, str]]] = {}
    for file in session.scalars(select(StoredFile).where(StoredFile.subject_kind == FILES, StoredFile.subject_id.in_([one.id for one in said])).order_by(StoredFile.id)):
        files.setdefault(file.subject_id, []).append((file.id, file.name))
    return tuple(
        Version(
            row.id, row.code, row.number, State(row.state), row.settled, row.quorum, of_kept(row.scorecard), row.kept, row.closed_on, who.get(row.closed_by_id or 0, {}), row.reopened_at,
            who.get(row.reopened_by_id or 0, {}), row.reopened_why, row.at, who[row.by_id], row.version,
            tuple(
                Confirmed(one.id, Source(one.source), one.confirmed, one.who, one.on, one.remark, who[one.by_id], tuple(files.get(one.id, ()))) for one in said if one.closing_id == row.id
            ),
            tuple(SignedBy(who[one.person_id], one.remark, one.at) for one in signed if one.closing_id == row.id),
            tuple(Work(one.code, one.title, who[one.owner_id], one.due_on, FollowUpState(one.state)) for one in works if one.source_id == row.id),
        )
        for row in rows
    )  # fmt: skip


# --- side by side ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    """A project with how far its acceptance and its closing are."""

    code: str
    name: dict[str, str]
    customer: dict[str, str]
    department: dict[str, str]
    stage: Stage
    ends_on: date | None
    acceptance: str
    acceptance_state: AcceptanceState | None
    attempt: int
    planned_on: date | None
    closing: str
    closing_state: State | None


def listed(session: Session, actor: Actor) -> list[Listed]:
    """The projects `actor` may see that are not closed, those furthest first: at most MOST."""
    require(actor, Permission.CLOSING_READ)
    attempt = select(func.max(Acceptance.attempt)).where(Acceptance.project_id == Project.id).correlate(Project).scalar_subquery()
    number = select(func.max(Closing.number)).where(Closing.project_id == Project.id).correlate(Project).scalar_subquery()
    rows = session.execute(
        select(Project, Department.name, Acceptance, Closing).join(Department, Department.id == Project.department_id)
        .outerjoin(Acceptance, and_(Acceptance.project_id == Project.id, Acceptance.attempt == attempt))
        .outerjoin(Closing, and_(Closing.project_id == Project.id, Closing.number == number))
        .where(visible_to(actor, Permission.CLOSING_READ), Project.stage != Stage.CLOSED.value).order_by(Project.code).limit(MOST)
    )  # fmt: skip
    found = [
        Listed(
            one.code, one.name, one.customer, department, Stage(one.stage), one.ends_on, accepted.code if accepted else "", AcceptanceState(accepted.state) if accepted else None,
            accepted.attempt if accepted else 0, accepted.planned_on if accepted else None, closing.code if closing else "", State(closing.state) if closing else None,
        )
        for one, department, accepted, closing in rows
    ]  # fmt: skip
    order = list(Stage)
    return sorted(found, key=lambda one: (-order.index(one.stage), one.acceptance_state is None, one.code))


@dataclass(frozen=True)
class Kept:
    """A closed project in the library; figures are those of the day it was closed, and none for one that was closed before the house kept closings."""

    code: str
    name: dict[str, str]
    customer: dict[str, str]
    kind: str
    customer_type: str
    department: dict[str, str]
    manager: dict[str, str]
    closing: str
    closed_on: date | None
    reopened: int
    scorecard: tuple[Scored, ...]
    kept: Mapping[str, Any]


def library(session: Session, actor: Actor) -> list[Kept]:
    """The closed projects `actor` may see, latest first: at most MOST."""
    require(actor, Permission.CLOSING_READ)
    rows = session.execute(
        select(Project, Department.name, Closing).join(Department, Department.id == Project.department_id)
        .outerjoin(Closing, and_(Closing.project_id == Project.id, Closing.state == State.CLOSED.value))
        .where(Project.stage == Stage.CLOSED.value, visible_to(actor, Permission.CLOSING_READ)).order_by(Closing.closed_on.desc(), Project.code.desc()).limit(MOST)
    ).all()  # fmt: skip
    who = names(session, frozenset(one.manager_id for one, _, _ in rows))
    found = [
        Kept(
            one.code, one.name, one.customer, one.kind, one.customer_type, department, who[one.manager_id], closing.code if closing else "", closing.closed_on if closing else one.ends_on,
            closing.number - 1 if closing else 0, of_kept(closing.scorecard) if closing else (), closing.kept if closing else {},
        )
        for one, department, closing in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.closed_on or date.min, reverse=True)


# --- for deeds ---------------------------------------------------------------------------------------------------------


def closing_for_update(session: Session, closing_id: int) -> tuple[Closing, Project]:
    """A closing and its project, both locked. Refuses NotFound."""
    row = session.execute(select(Closing, Project).join(Project, Project.id == Closing.project_id).where(Closing.id == closing_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def latest(session: Session, project_id: int) -> Closing | None:
    return session.scalars(select(Closing).where(Closing.project_id == project_id).order_by(Closing.number.desc()).limit(1)).one_or_none()


def signers(session: Session, closing_id: int) -> list[int]:
    return list(session.scalars(select(ClosingSignature.person_id).where(ClosingSignature.closing_id == closing_id)))


def may_sign(session: Session, project: Project) -> frozenset[int]:
    """Whom to ask for a signature: the manager and the head of the department."""
    head = session.scalar(select(Department.head_id).where(Department.id == project.department_id))
    return frozenset(one for one in (project.manager_id, head) if one is not None)


def place_of(row: Closing, project: Project) -> Place:
    """Where a closing stands. For deeds and questions that require."""
    return Place(
        KIND, row.id, row.code, project.name, f"{PAGE}?project={project.code}", project_id=project.id, department_id=project.department_id, people=frozenset({project.manager_id, row.by_id})
    )


def place(session: Session, actor: Actor, closing_id: int) -> Place:
    """Where a closing that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.CLOSING_READ)
    row = session.execute(
        select(Closing, Project).join(Project, Project.id == Closing.project_id).where(Closing.id == closing_id, visible_to(actor, Permission.CLOSING_READ))
    ).one_or_none()
    if row is None:
        raise NotFound()
    return place_of(row[0], row[1])


def guard_files(session: Session, actor: Actor, confirmation_id: int) -> None:
    """Whoever sees the closing of the project sees what confirms its result. Refuses NotFound."""
    require(actor, Permission.CLOSING_READ)
    found = session.scalar(
        select(Confirmation.id).join(Closing, Closing.id == Confirmation.closing_id).join(Project, Project.id == Closing.project_id)
        .where(Confirmation.id == confirmation_id, visible_to(actor, Permission.CLOSING_READ))
    )  # fmt: skip
    if found is None:
        raise NotFound()


guarded_by(FILES, guard_files)
found_by(KIND, place)
