"""Questions about quality checks. Who may see one is decided in `visible`, once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from core.access import GRANTS, Actor, Permission, Reach, Role, Scope, require, within
from core.clock import today
from core.errors import NotFound
from core.files.queries import guarded_by
from core.files.records import StoredFile
from core.inspection.objects import queries as objects
from core.inspection.objects.rules import Kind as ObjectKind
from core.inspection.sampling import rules as sampling
from core.metrics.rules import Period, rounded
from core.people.queries import below
from core.people.records import Department, Person
from core.projects.queries import visible_to
from core.projects.records import Member, Project
from core.quality.checks import rules
from core.quality.checks.records import Check, CheckAnswer, CheckDraw, CheckFile, CheckFinding, CheckPlan, CheckPoint
from core.quality.checks.rules import OPEN, Kind, Mark, Point, Principle, Standing, State, Tolerance, Verdict
from core.quality.nonconformities.evidence import provided_by
from core.quality.nonconformities.records import Nonconformity
from core.quality.nonconformities.rules import Basis, Found, Metric, Severity
from core.settings.queries import value
from core.subjects import Place, found_by

KIND = "check"


@dataclass(frozen=True)
class CheckRow:
    """A check as lists show it."""

    id: int
    code: str
    kind: Kind
    title: str
    project_id: int
    project_code: str
    project: dict[str, str]
    department: dict[str, str]
    checker_id: int
    checker: dict[str, str]
    due_on: date
    state: State
    verdict: Verdict | None
    finished_on: date | None
    overdue: bool
    missed: bool
    version: int


@dataclass(frozen=True)
class Picture:
    file_id: int
    name: str
    kind: str


@dataclass(frozen=True)
class Answered:
    """A point in one record of the check: how it was answered, and what was done about a failure."""

    point_id: int
    unit: str
    value: Decimal | None
    mark: Mark | None
    note: str
    by: dict[str, str] | None
    at: datetime | None
    answers: int
    """How often it was answered: earlier answers are kept."""
    containment: str
    nonconformity: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class PointRow:
    id: int
    number: int
    point: Point
    severity: Severity
    """How grave a failure is here, with the share that fails."""
    failed: int
    looked: int


@dataclass(frozen=True)
class Draw:
    """The sample of a check."""

    algorithm: str
    seed: str
    size: int
    frame: tuple[str, ...]
    frame_hash: str
    chosen: tuple[str, ...]
    listed: bool
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class Redrawn:
    """The sample drawn again from what was kept."""

    frame_holds: bool
    same: bool


@dataclass(frozen=True)
class View:
    """A whole check, and what its reader may do with it now."""

    row: CheckRow
    principle: Principle
    plan_code: str
    repeats: str
    repeated: str
    summary: str
    points: tuple[PointRow, ...]
    units: tuple[str, ...]
    answers: dict[tuple[int, str], Answered]
    draw: Draw | None
    may_record: bool
    may_steer: bool
    may_repeat: bool

    @property
    def unanswered(self) -> int:
        return sum(one.mark is None for one in self.answers.values())


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to. `tab`: mine | overdue | repeat | done | all."""

    tab: str = "all"
    project_code: str = ""
    kinds: tuple[Kind, ...] = ()
    page: int = 1
    size: int = 20


TABS = ("mine", "overdue", "repeat", "done", "all")


def visible(actor: Actor) -> ColumnElement[bool]:
    """A condition on Check (joined with Project): of visible projects, and those one carries out."""
    scope = actor.scope(Permission.CHECK_READ)
    if scope is None:
        return false()
    if scope is Scope.ALL:
        return true()
    return or_(Check.checker_id == actor.id, visible_to(actor, Permission.CHECK_READ))


def reach(project: Project) -> Reach:
    return Reach(project_id=project.id, department_id=project.department_id)


_LATER = aliased(Check)
_UNREPEATED = ~select(_LATER.id).where(_LATER.repeats_id == Check.id, _LATER.state != State.CANCELLED).exists()


def check_rows() -> Any:
    """Checks with project, department and checker."""
    return (
        select(Check, Project.code, Project.name, Department.name, Person.name)
        .join(Project, Project.id == Check.project_id)
        .join(Department, Department.id == Check.department_id)
        .join(Person, Person.id == Check.checker_id)
    )


def _row(row: Row[Any], day: date, missed_after: int) -> CheckRow:
    check, code, project, department, checker = row[:5]
    state = State(check.state)
    return CheckRow(
        check.id, check.code, Kind(check.kind), check.title, check.project_id, code, project, department, check.checker_id, checker, check.due_on, state,
        Verdict(check.verdict) if check.verdict else None, check.finished_on, rules.is_overdue(state, check.due_on, day),
        rules.is_missed(state, check.due_on, day, missed_after), check.version,
    )  # fmt: skip


def _narrowed(actor: Actor, wanted: Filter, day: date) -> list[ColumnElement[bool]]:
    where = [visible(actor)]
    tabs = {
        "mine": and_(Check.checker_id == actor.id, Check.state.in_(OPEN)), "overdue": and_(Check.state.in_(OPEN), Check.due_on < day),
        "repeat": and_(Check.verdict == Verdict.FAILED, Check.state == State.DONE, _UNREPEATED), "done": Check.state == State.DONE,
    }  # fmt: skip
    if wanted.tab in tabs:
        where.append(tabs[wanted.tab])
    if wanted.project_code:
        where.append(Project.code == wanted.project_code)
    if wanted.kinds:
        where.append(Check.kind.in_(wanted.kinds))
    return where


def listed(session: Session, actor: Actor, wanted: Filter) -> tuple[list[CheckRow], int]:
    """One page of checks, open ones first by their due day, then the newest; and how many match."""
    require(actor, Permission.CHECK_READ)
    day, missed_after = today(), value(session, rules.MISSED_AFTER)
    where, living = _narrowed(actor, wanted, day), Check.state.in_(OPEN)
    counted = select(func.count(), func.count().filter(living)).select_from(Check).join(Project, Project.id == Check.project_id).where(*where)
    total, alive = session.execute(counted).one()
    found: list[Row[Any]] = []
    skipped = (wanted.page - 1) * wanted.size
    if skipped < alive:
        found += session.execute(check_rows().where(*where, living).order_by(Check.due_on, Check.id).limit(wanted.size).offset(skipped))
    if len(found) < wanted.size and total > alive:
        ended = check_rows().where(*where, ~living).order_by(Check.id.desc())
        found += session.execute(ended.limit(wanted.size - len(found)).offset(max(0, skipped - alive)))
    return [_row(row, day, missed_after) for row in found], int(total)


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many stand under each tab, in one statement."""
    require(actor, Permission.CHECK_READ)
    day = today()
    counted = [func.count().filter(and_(*_narrowed(actor, Filter(tab=tab), day))) for tab in TABS]
    row = session.execute(select(*counted).select_from(Check).join(Project, Project.id == Check.project_id).where(visible(actor))).one()
    return dict(zip(TABS, (int(one) for one in row), strict=True))


def view(session: Session, actor: Actor, code: str) -> View:
    """A whole check by its code. Refuses NotFound for a missing and an invisible one alike."""
    require(actor, Permission.CHECK_READ)
    found = session.execute(check_rows().add_columns(Project).where(Check.code == code, visible(actor))).one_or_none()
    if found is None:
        raise NotFound()
    check, project = found[0], found[5]
    row = _row(found, today(), value(session, rules.MISSED_AFTER, check.department_id))
    draw = _draw(session, check.id)
    units = draw.chosen if draw else ("",)
    points = point_rows(session, check.id)
    answers = _answers(session, check.id, points, units)
    steers = within(actor, Permission.CHECK_PLAN, reach(project))
    repeated = session.scalar(select(Check.code).where(Check.repeats_id == check.id, Check.state != State.CANCELLED).limit(1)) or ""
    return View(
        row=row, principle=Principle(check.principle), plan_code=(session.scalar(select(CheckPlan.code).where(CheckPlan.id == check.plan_id)) or "") if check.plan_id else "",
        repeats=(session.scalar(select(Check.code).where(Check.id == check.repeats_id)) or "") if check.repeats_id else "", repeated=repeated, summary=check.summary,
        points=_graded(session, check, points, answers), units=units, answers=answers, draw=draw,
        may_record=row.state in OPEN and within(actor, Permission.CHECK_RECORD, Reach(owners=frozenset({check.checker_id}))), may_steer=row.state in OPEN and steers,
        may_repeat=steers and row.verdict is Verdict.FAILED and not repeated,
    )  # fmt: skip


def point(row: CheckPoint) -> Point:
    """What is looked at."""
    return Point(row.text, row.measured, row.unit, Tolerance(row.lower, row.target, row.upper), Severity(row.severity), row.standard, row.edition)


def _answers(session: Session, check_id: int, points: Collection[CheckPoint], units: Collection[str]) -> dict[tuple[int, str], Answered]:
    given: dict[tuple[int, str], list[Any]] = {}
    rows = session.execute(
        select(CheckAnswer, Person.name).join(Person, Person.id == CheckAnswer.by_id).where(CheckAnswer.check_id == check_id).order_by(CheckAnswer.id)
    )
    for answer, by in rows:
        given.setdefault((answer.point_id, answer.unit), []).append((answer, by))
    done = {
        (one.point_id, one.unit): (one.containment, code or "")
        for one, code in session.execute(
            select(CheckFinding, Nonconformity.code).outerjoin(Nonconformity, Nonconformity.id == CheckFinding.nonconformity_id).where(CheckFinding.check_id == check_id)
        )
    }
    pictures: dict[tuple[int, str], list[Picture]] = {}
    files = select(CheckFile, StoredFile.name, StoredFile.kind).join(StoredFile, StoredFile.id == CheckFile.file_id).where(CheckFile.check_id == check_id).order_by(CheckFile.id)
    for one, name, kind in session.execute(files):
        pictures.setdefault((one.point_id, one.unit), []).append(Picture(one.file_id, name, kind))
    found = {}
    for row in points:
        for unit in units:
            key = (row.id, unit)
            said = given.get(key, [])
            last, by = said[-1] if said else (None, None)
            containment, nonconformity = done.get(key, ("", ""))
            found[key] = Answered(
                row.id, unit, last.value if last else None, Mark(last.mark) if last else None, last.note if last else "", by, last.at if last else None, len(said), containment,
                nonconformity, tuple(pictures.get(key, ())),
            )  # fmt: skip
    return found


def _graded(session: Session, check: Check, points: Collection[CheckPoint], answers: dict[tuple[int, str], Answered]) -> tuple[PointRow, ...]:
    share = value(session, rules.GRAVE_SHARE, check.department_id)
    found = []
    for row in points:
        marks = [one.mark for (point_id, _), one in answers.items() if point_id == row.id]
        failed, looked = sum(mark is Mark.FAILS for mark in marks), sum(mark in (Mark.CONFORMS, Mark.FAILS) for mark in marks)
        found.append(PointRow(row.id, row.number, point(row), rules.severity(Severity(row.severity), failed, looked, share), failed, looked))
    return tuple(found)


def _draw(session: Session, check_id: int) -> Draw | None:
    found = session.execute(select(CheckDraw, Person.name).join(Person, Person.id == CheckDraw.by_id).where(CheckDraw.check_id == check_id)).one_or_none()
    if found is None:
        return None
    draw, by = found
    return Draw(draw.algorithm, draw.seed, draw.size, tuple(draw.frame), draw.frame_hash, tuple(draw.chosen), draw.listed, by, draw.at)


def redrawn(session: Session, actor: Actor, code: str) -> Redrawn:
    """The sample of a check drawn again by whoever may see it. Refuses NotFound."""
    found = view(session, actor, code).draw
    if found is None:
        raise NotFound()
    units = [sampling.Unit(one) for one in found.frame]
    again = sampling.draw(units, sampling.Plan(size=found.size), seed=found.seed)
    return Redrawn(sampling.frame_hash(units) == found.frame_hash, again.chosen == found.chosen)


def records_of(session: Session, actor: Actor, project_id: int) -> list[str]:
    """The codes of the service records that a sample of a project could be drawn from."""
    require(actor, Permission.CHECK_PLAN)
    project = session.scalars(select(Project).where(Project.id == project_id, visible_to(actor, Permission.CHECK_PLAN))).one_or_none()
    return frame_of(session, project.id) if project else []


def frame_of(session: Session, project_id: int) -> list[str]:
    """The same, whoever asks. # house: the question or deed that asks for it requires"""
    return sorted(one.code for one in objects.targets(session, ObjectKind.RECORD, Project.id == project_id))


def points_known(session: Session, actor: Actor, project_id: int) -> dict[str, tuple[str, str]]:
    """Points that finished checks of a project have looked at: text and unit by code, for judging an effect on the same point."""
    require(actor, Permission.CHECK_READ)
    rows = session.execute(
        select(CheckPoint.code, func.max(CheckPoint.text), func.max(CheckPoint.unit)).join(Check, Check.id == CheckPoint.check_id).join(Project, Project.id == Check.project_id)
        .where(Check.project_id == project_id, Check.state == State.DONE, visible(actor)).group_by(CheckPoint.code).order_by(CheckPoint.code).limit(200)
    )  # fmt: skip
    return {code: (text, unit) for code, text, unit in rows}


# --- for deeds -------------------------------------------------------------------------------------------------------


def for_update(session: Session, check_id: int) -> tuple[Check, Project]:
    """A check, locked, with its project."""
    query = select(Check, Project).join(Project, Project.id == Check.project_id).where(Check.id == check_id)
    row = session.execute(query.with_for_update(of=Check)).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def point_rows(session: Session, check_id: int) -> list[CheckPoint]:
    return list(session.scalars(select(CheckPoint).where(CheckPoint.check_id == check_id).order_by(CheckPoint.number)))


def units_of(session: Session, check_id: int) -> tuple[str, ...]:
    """The records of the sample; the whole where none is drawn."""
    chosen = session.scalar(select(CheckDraw.chosen).where(CheckDraw.check_id == check_id))
    return tuple(chosen) if chosen else ("",)


def is_drawn(session: Session, check_id: int) -> bool:
    return session.scalar(select(CheckDraw.id).where(CheckDraw.check_id == check_id)) is not None


def newest_answer(session: Session, point_id: int, unit: str) -> CheckAnswer | None:
    where = (CheckAnswer.point_id == point_id, CheckAnswer.unit == unit, CheckAnswer.newest.is_(True))
    return session.scalars(select(CheckAnswer).where(*where).with_for_update()).one_or_none()


def finding_of(session: Session, check_id: int, point_id: int, unit: str) -> CheckFinding | None:
    where = (CheckFinding.check_id == check_id, CheckFinding.point_id == point_id, CheckFinding.unit == unit)
    return session.scalars(select(CheckFinding).where(*where).with_for_update()).one_or_none()


def registered(session: Session, check_id: int, point_id: int) -> int | None:
    """The nonconformity that a point of a check has already, in whichever record."""
    where = (CheckFinding.check_id == check_id, CheckFinding.point_id == point_id, CheckFinding.nonconformity_id.is_not(None))
    return session.scalar(select(CheckFinding.nonconformity_id).where(*where).order_by(CheckFinding.id).limit(1))


def files_of(session: Session, check_id: int, point_id: int, unit: str) -> list[CheckFile]:
    where = (CheckFile.check_id == check_id, CheckFile.point_id == point_id, CheckFile.unit == unit)
    return list(session.scalars(select(CheckFile).where(*where).order_by(CheckFile.id)))


def standings(session: Session, check: Check) -> tuple[list[Standing], dict[str, Severity]]:
    """Every point in every record as it stands, and how grave each point is here."""
    points = point_rows(session, check.id)
    answers = _answers(session, check.id, points, units_of(session, check.id))
    by_id = {row.id: point(row) for row in points}
    found = [Standing(by_id[one.point_id], one.mark, one.containment, bool(one.nonconformity)) for one in answers.values()]
    return found, {row.point.text: row.severity for row in _graded(session, check, points, answers)}


def failing(session: Session, check_id: int) -> tuple[set[int], list[str]]:
    """Which points of a check failed, and in which records."""
    where = (CheckAnswer.check_id == check_id, CheckAnswer.newest.is_(True), CheckAnswer.mark == Mark.FAILS)
    rows = session.execute(select(CheckAnswer.point_id, CheckAnswer.unit).where(*where).order_by(CheckAnswer.id)).all()
    return {row[0] for row in rows}, list(dict.fromkeys(row[1] for row in rows))


def repeated(session: Session, check_id: int) -> bool:
    """Whether a failed check is being looked at again, or was."""
    return session.scalar(select(Check.id).where(Check.repeats_id == check_id, Check.state != State.CANCELLED).limit(1)) is not None


@dataclass(frozen=True)
class Belongs:
    """Somebody who would check, as far as independence asks."""

    name: dict[str, str]
    can: bool
    department_id: int | None
    takes_part: bool
    checked: frozenset[int]


def belongs(session: Session, person_id: int, project: Project, department_id: int) -> Belongs:
    """Where a checker belongs, and the checked department with all below it. # house: part of a deed, which requires"""
    person = session.scalars(select(Person).where(Person.id == person_id)).one_or_none()
    if person is None:
        raise NotFound()
    member = session.scalar(select(Member.id).where(Member.project_id == project.id, Member.person_id == person_id)) is not None
    heads = session.scalar(select(Department.id).where(Department.id == department_id, Department.head_id == person_id)) is not None
    can = person.active and any(Role(role) in GRANTS[Permission.CHECK_RECORD] for role in person.roles)
    return Belongs(person.name, can, person.department_id, member or heads or project.manager_id == person_id, below(session, department_id))


def standing(check: Check, project: Project) -> Place:
    """A check's name and address, for notices."""
    return Place(
        KIND, check.id, check.code, check.title, f"Quality_checks?check={check.code}", project_id=project.id, department_id=check.department_id,
        people=frozenset({check.checker_id, check.by_id, project.manager_id}), owners=frozenset({check.checker_id}),
    )  # fmt: skip


def _seen(session: Session, actor: Actor, check_id: int) -> tuple[Check, Project]:
    require(actor, Permission.CHECK_READ)
    query = select(Check, Project).join(Project, Project.id == Check.project_id).where(Check.id == check_id, visible(actor))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def guard_files(session: Session, actor: Actor, check_id: int) -> None:
    """Refuse whoever may not see the check at this moment: the guard of its files."""
    _seen(session, actor, check_id)


def code_of(session: Session, actor: Actor, check_id: int) -> str:
    """The code of a check that `actor` may see."""
    return _seen(session, actor, check_id)[0].code


def place(session: Session, actor: Actor, check_id: int) -> Place:
    """Where a check that `actor` may see stands. Refuses NotFound."""
    return standing(*_seen(session, actor, check_id))


def share_conforming(session: Session, metric: Metric, project_id: int, period: Period) -> Found:
    """How many of 100 answers to a point conformed in the checks of a project that were finished in the period."""
    passed, answered = session.execute(
        select(func.count().filter(CheckAnswer.mark == Mark.CONFORMS), func.count().filter(CheckAnswer.mark != Mark.NOT_APPLICABLE))
        .select_from(CheckAnswer).join(CheckPoint, CheckPoint.id == CheckAnswer.point_id).join(Check, Check.id == CheckAnswer.check_id)
        .where(
            CheckPoint.code == metric.code, CheckAnswer.newest.is_(True), Check.project_id == project_id, Check.state == State.DONE, Check.finished_on >= period.first,
            Check.finished_on <= period.last,
        )
    ).one()  # fmt: skip
    return Found(rounded(Fraction(100 * passed, answered)), int(answered)) if answered else Found(None, 0)


guarded_by(KIND, guard_files)
found_by(KIND, place)
provided_by(Basis.CHECK, share_conforming)
