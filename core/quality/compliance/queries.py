"""Questions about norms, training and compliance."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, Scope, require, within
from core.clock import today
from core.errors import NotFound
from core.people.queries import below
from core.people.records import Department, Person
from core.projects.queries import visible_to
from core.projects.records import Project
from core.quality.compliance.records import Assessment, Clause, NormTraining, NormVersion, Requirement, ServiceNorm
from core.quality.compliance.rules import Aspect, Method, NormText, Phase, Side, Standing, State, Step
from core.quality.nonconformities.records import Nonconformity
from core.quality.standards.records import Standard
from core.subjects import Place, found_by

NORM, KIND = "norm", "compliance"


@dataclass(frozen=True)
class VersionRow:
    number: int
    effective_on: date
    text: NormText
    reason: str
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class Trained:
    """Somebody who has to know a norm: when she was trained on the version in force (None: not yet), and whether she confirmed it."""

    person_id: int
    name: dict[str, str]
    trained_on: date | None
    trainer: str
    confirmed_at: datetime | None


@dataclass(frozen=True)
class NormRow:
    """A norm with the version in force; `missing`: how many who have to know it were not trained on that version."""

    id: int
    code: str
    name: str
    department: dict[str, str]
    number: int
    in_force: int | None
    versions: tuple[VersionRow, ...]
    people: tuple[Trained, ...]
    version: int
    may_edit: bool
    may_confirm: bool

    @property
    def missing(self) -> tuple[Trained, ...]:
        return tuple(one for one in self.people if one.trained_on is None)


@dataclass(frozen=True)
class RequirementRow:
    id: int
    code: str
    side: Side
    phase: Phase
    aspect: Aspect
    text: str
    reference: str


@dataclass(frozen=True)
class ClauseRow:
    id: int
    number: int
    requirement: str
    side: Side
    phase: Phase
    aspect: Aspect
    text: str
    reference: str
    standing: Standing
    evidence: str
    finding: str
    nonconformity: str
    version: int


@dataclass(frozen=True)
class AssessmentRow:
    """An assessment as lists show it: clauses by standing."""

    id: int
    code: str
    method: Method
    body: str
    scope: str
    project_code: str
    project: dict[str, str]
    department: dict[str, str]
    assessor: dict[str, str]
    due_on: date
    state: State
    overdue: bool
    counts: dict[Standing, int]
    version: int


@dataclass(frozen=True)
class View:
    row: AssessmentRow
    conclusion: str
    clauses: tuple[ClauseRow, ...]
    may_assess: bool


def norms(session: Session, actor: Actor) -> list[NormRow]:
    """Every norm with its versions; names of who was trained for those who train, of oneself for everybody."""
    require(actor, Permission.NORM_READ)
    day = today()
    found = []
    for norm, department in session.execute(select(ServiceNorm, Department.name).join(Department, Department.id == ServiceNorm.department_id).order_by(ServiceNorm.code)).all():
        may_edit = within(actor, Permission.NORM_EDIT, Reach(department_id=norm.department_id))
        versions = tuple(
            VersionRow(row.number, row.effective_on, text_of(row), row.reason, by, row.at)
            for row, by in session.execute(
                select(NormVersion, Person.name).join(Person, Person.id == NormVersion.by_id).where(NormVersion.norm_id == norm.id).order_by(NormVersion.number.desc())
            )
        )
        in_force = next((one.number for one in versions if one.effective_on <= day), None)
        people = _trained(session, norm, in_force, None if may_edit else actor.id) if in_force else ()
        mine = next((one for one in people if one.person_id == actor.id), None)
        found.append(NormRow(
            norm.id, norm.code, norm.name, department, norm.number, in_force, versions, people, norm.version, may_edit,
            mine is not None and mine.trained_on is not None and mine.confirmed_at is None,
        ))  # fmt: skip
    return found


def text_of(row: NormVersion) -> NormText:
    steps = tuple(
        Step(str(one["name"]), str(one["who"]), tuple(map(str, one["standards"])), int(str(one["to"])))  # type: ignore[call-overload]
        for one in row.steps
    )
    return NormText(row.process, row.standard, row.promise, row.feedback, steps)


def standard_codes(session: Session, codes: Collection[str]) -> set[str]:
    """Which of these are codes of standards that are not retired."""
    return set(session.scalars(select(Standard.code).where(Standard.code.in_(codes), Standard.retired_on.is_(None)))) if codes else set()


def standards_named(session: Session, actor: Actor, codes: Collection[str]) -> dict[str, str]:
    """Names of standards by code, retired ones too: a version of a norm may speak of them."""
    require(actor, Permission.NORM_READ)
    return {code: name for code, name in session.execute(select(Standard.code, Standard.name).where(Standard.code.in_(codes)))} if codes else {}


def _trained(session: Session, norm: ServiceNorm, number: int, only: int | None) -> tuple[Trained, ...]:
    """The active people of the norm's department and all below: one question, whoever was trained or not."""
    rows = (
        select(Person.id, Person.name, NormTraining.trained_on, NormTraining.trainer, NormTraining.confirmed_at)
        .outerjoin(NormTraining, (NormTraining.person_id == Person.id) & (NormTraining.norm_id == norm.id) & (NormTraining.number == number))
        .where(Person.active.is_(True), Person.department_id.in_(below(session, norm.department_id))).order_by(Person.username)
    )  # fmt: skip
    if only is not None:
        rows = rows.where(Person.id == only)
    return tuple(Trained(id_, name, on, trainer or "", confirmed) for id_, name, on, trainer, confirmed in session.execute(rows))


def requirements(session: Session, actor: Actor) -> list[RequirementRow]:
    """What has to be complied with now, by side and phase."""
    require(actor, Permission.COMPLIANCE_READ)
    rows = session.scalars(select(Requirement).where(Requirement.retired.is_(False)).order_by(Requirement.side, Requirement.phase, Requirement.id))
    return [RequirementRow(row.id, row.code, Side(row.side), Phase(row.phase), Aspect(row.aspect), row.text, row.reference) for row in rows]


def visible(actor: Actor) -> ColumnElement[bool]:
    """A condition on Assessment (joined with Project): of visible projects, and those one carries out."""
    scope = actor.scope(Permission.COMPLIANCE_READ)
    if scope is None:
        return false()
    return true() if scope is Scope.ALL else or_(Assessment.assessor_id == actor.id, visible_to(actor, Permission.COMPLIANCE_READ))


def assessments(session: Session, actor: Actor, *, limit: int = 100) -> list[AssessmentRow]:
    """Assessments that `actor` may see, open ones first, then the newest."""
    require(actor, Permission.COMPLIANCE_READ)
    return _rows(session, [visible(actor)], limit)


def mine(session: Session, actor: Actor, *, limit: int = 5) -> tuple[list[AssessmentRow], int]:
    """Assessments that are the actor's own to carry out and not closed yet, due first, and how many there are."""
    require(actor, Permission.COMPLIANCE_READ)
    own = (Assessment.assessor_id == actor.id, Assessment.state == State.OPEN)
    total = session.scalar(select(func.count()).select_from(Assessment).where(*own)) or 0
    found = _rows(session, [*own, visible(actor)], 100) if total else []
    return sorted(found, key=lambda one: (one.due_on, one.code))[:limit], int(total)


def to_confirm(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Code and name of the norms on whose version in force the actor was trained without having confirmed it."""
    require(actor, Permission.NORM_READ)
    held = select(func.max(NormVersion.number)).where(NormVersion.norm_id == NormTraining.norm_id, NormVersion.effective_on <= today()).correlate(NormTraining).scalar_subquery()
    rows = session.execute(
        select(ServiceNorm.code, ServiceNorm.name).join(NormTraining, NormTraining.norm_id == ServiceNorm.id)
        .where(NormTraining.person_id == actor.id, NormTraining.confirmed_at.is_(None), NormTraining.number == held).order_by(ServiceNorm.code)
    )  # fmt: skip
    return [(code, name) for code, name in rows]


def _rows(session: Session, where: Collection[ColumnElement[bool]], limit: int) -> list[AssessmentRow]:
    rows = session.execute(
        select(Assessment, Project.code, Project.name, Department.name, Person.name).join(Project, Project.id == Assessment.project_id)
        .join(Department, Department.id == Assessment.department_id).join(Person, Person.id == Assessment.assessor_id)
        .where(*where).order_by(Assessment.state.desc(), Assessment.id.desc()).limit(limit)
    ).all()  # fmt: skip
    counted: dict[int, dict[Standing, int]] = {}
    told = select(Clause.assessment_id, Clause.standing, func.count()).where(Clause.assessment_id.in_([row[0].id for row in rows])).group_by(Clause.assessment_id, Clause.standing)
    for id_, standing, count in session.execute(told):
        counted.setdefault(id_, {})[Standing(standing)] = int(count)
    day = today()
    return [
        AssessmentRow(
            a.id, a.code, Method(a.method), a.body, a.scope, code, project, department, assessor, a.due_on, State(a.state), a.state == State.OPEN and a.due_on < day,
            counted.get(a.id, {}), a.version,
        )
        for a, code, project, department, assessor in rows
    ]  # fmt: skip


def view(session: Session, actor: Actor, code: str) -> View:
    """An assessment with its clauses. Refuses NotFound."""
    require(actor, Permission.COMPLIANCE_READ)
    rows = _rows(session, [visible(actor), Assessment.code == code], 1)
    if not rows:
        raise NotFound()
    record = session.scalars(select(Assessment).where(Assessment.id == rows[0].id)).one()
    found = session.execute(
        select(Clause, Nonconformity.code).outerjoin(Nonconformity, Nonconformity.id == Clause.nonconformity_id).where(Clause.assessment_id == record.id).order_by(Clause.number)
    )
    clauses = tuple(
        ClauseRow(
            row.id, row.number, row.requirement, Side(row.side), Phase(row.phase), Aspect(row.aspect), row.text, row.reference, Standing(row.standing), row.evidence, row.finding,
            nonconformity or "", row.version,
        )
        for row, nonconformity in found
    )  # fmt: skip
    may = rows[0].state is State.OPEN and within(actor, Permission.COMPLIANCE_ASSESS, Reach(owners=frozenset({record.assessor_id})))
    return View(rows[0], record.conclusion, clauses, may)


# --- for deeds -------------------------------------------------------------------------------------------------------


def norm_for_update(session: Session, norm_id: int) -> ServiceNorm:
    row = session.scalars(select(ServiceNorm).where(ServiceNorm.id == norm_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound()
    return row


def version_row(session: Session, norm_id: int, number: int) -> NormVersion:
    return session.scalars(select(NormVersion).where(NormVersion.norm_id == norm_id, NormVersion.number == number)).one()


def in_force(session: Session, norm_id: int, day: date) -> int | None:
    """The version that holds on a day."""
    return session.scalar(select(func.max(NormVersion.number)).where(NormVersion.norm_id == norm_id, NormVersion.effective_on <= day))


def trainings(session: Session, norm_id: int, number: int, people: Collection[int]) -> dict[int, NormTraining]:
    where = (NormTraining.norm_id == norm_id, NormTraining.number == number, NormTraining.person_id.in_(people))
    return {row.person_id: row for row in session.scalars(select(NormTraining).where(*where).with_for_update())}


def active(session: Session, people: Collection[int]) -> set[int]:
    return set(session.scalars(select(Person.id).where(Person.id.in_(people), Person.active.is_(True))))


def living_requirements(session: Session) -> list[Requirement]:
    return list(session.scalars(select(Requirement).where(Requirement.retired.is_(False)).order_by(Requirement.side, Requirement.phase, Requirement.id)))


def requirement_for_update(session: Session, requirement_id: int) -> Requirement:
    row = session.scalars(select(Requirement).where(Requirement.id == requirement_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound()
    return row


def assessment_for_update(session: Session, assessment_id: int) -> tuple[Assessment, Project]:
    query = select(Assessment, Project).join(Project, Project.id == Assessment.project_id).where(Assessment.id == assessment_id)
    row = session.execute(query.with_for_update(of=Assessment)).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def clause_for_update(session: Session, clause_id: int) -> Clause:
    row = session.scalars(select(Clause).where(Clause.id == clause_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound()
    return row


def clauses_of(session: Session, assessment_id: int) -> list[Clause]:
    return list(session.scalars(select(Clause).where(Clause.assessment_id == assessment_id).order_by(Clause.number)))


def standing(row: Assessment, project: Project) -> Place:
    """An assessment's name and address, for notices."""
    return Place(
        KIND, row.id, row.code, row.scope, f"Compliance?assessment={row.code}", project_id=project.id, department_id=row.department_id,
        people=frozenset({row.assessor_id, row.by_id}), owners=frozenset({row.assessor_id}),
    )  # fmt: skip


def place(session: Session, actor: Actor, assessment_id: int) -> Place:
    """Where an assessment that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.COMPLIANCE_READ)
    query = select(Assessment, Project).join(Project, Project.id == Assessment.project_id).where(Assessment.id == assessment_id, visible(actor))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound()
    return standing(row[0], row[1])


def norm_place(session: Session, actor: Actor, norm_id: int) -> Place:
    """Where a norm stands. Refuses NotFound."""
    require(actor, Permission.NORM_READ)
    row = session.scalars(select(ServiceNorm).where(ServiceNorm.id == norm_id)).one_or_none()
    if row is None:
        raise NotFound()
    return Place(NORM, row.id, row.code, row.name, "Compliance?part=norms", department_id=row.department_id)


found_by(KIND, place)
found_by(NORM, norm_place)
