"""Questions about training: courses, sessions with those who took part, somebody's file, plan against done, and what a session changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, Scope, require, within
from core.clock import today
from core.errors import NotFound
from core.metrics.queries import cells_of_people
from core.metrics.rules import Period, known
from core.people.records import Person
from core.projects.queries import visible_to
from core.projects.records import Project
from core.service.preparation.records import PreparationLine
from core.settings import queries as settings
from core.subjects import Place, found_by
from core.team.queries import named, seen
from core.team.rules import EFFECT_DAYS, Change, change, pooled
from core.team.training import rules
from core.team.training.records import Course, Part, TrainingSession
from core.team.training.rules import Done, Kind, Result, State, Why

KIND, SESSION_KIND, TOPIC = "training", "training_session", "training"


@dataclass(frozen=True)
class CourseRow:
    """A course as its list shows it."""

    id: int
    code: str
    course: rules.Course
    project: dict[str, str]
    project_code: str
    department: dict[str, str]
    held: int
    planned: int
    came: int
    """People who came, each time counted."""
    next_on: date | None
    may_edit: bool
    version: int


@dataclass(frozen=True)
class Taking:
    """Somebody's part in a session."""

    person_id: int
    person: dict[str, str]
    result: Result
    score: Decimal | None
    remark: str


@dataclass(frozen=True)
class Held:
    """A session with those whom the reader may see; `others`: how many more there are."""

    id: int
    on: date
    hours: Decimal
    trainer_id: int | None
    trainer: dict[str, str] | str
    state: State
    note: str
    people: tuple[Taking, ...]
    others: int
    version: int

    @property
    def late(self) -> bool:
        return self.state is State.PLANNED and self.on < today()


@dataclass(frozen=True)
class Entry:
    """A line of somebody's training file. `source`: a course's code, or of a preparation the project's."""

    on: date | None
    what: str
    source: str
    result: Result | None
    score: Decimal | None
    hours: Decimal | None
    remark: str
    until: date | None = None
    """Of a qualification: the last day on which it holds."""


@dataclass(frozen=True)
class Effect:
    """A measure before and after a session: of those who came, and of their colleagues who did not (None where there is none)."""

    measure: str
    days: int
    people: int
    before: Period
    after: Period
    mine: Change
    others: Change


def course_seen(actor: Actor) -> ColumnElement[bool]:
    """Courses of the organisation and of departments are no secret; those of a project are seen with it."""
    if actor.scope(Permission.TEAM_READ) is Scope.ALL:
        return true()
    mine = select(Project.id).where(visible_to(actor, Permission.TEAM_READ))
    return or_(Course.project_id.is_(None), Course.project_id.in_(mine))


def _course(row: Course) -> rules.Course:
    return rules.Course(row.title, row.topic, Kind(row.kind), tuple(row.methods), Why(row.why), row.why_text, row.measure, row.project_id, row.department_id)


def reach(row: Course) -> Reach:
    """Where a course lies, for `require`."""
    return Reach(project_id=row.project_id, department_id=row.department_id)


def courses(session: Session, actor: Actor, code: str = "") -> list[CourseRow]:
    """The courses that `actor` may see, the newest first, with what was held and is planned; or the one of a code."""
    require(actor, Permission.TEAM_READ)
    held, planned = TrainingSession.state == State.HELD, TrainingSession.state == State.PLANNED
    came = select(TrainingSession.course_id, func.count().label("came")).join(Part, Part.session_id == TrainingSession.id)
    came_of = came.where(held, Part.result.in_((Result.PASSED, Result.NOT_PASSED))).group_by(TrainingSession.course_id).subquery()
    sums = select(
        TrainingSession.course_id, func.sum(case((held, 1), else_=0)).label("held"), func.sum(case((planned, 1), else_=0)).label("planned"),
        func.min(case((planned, TrainingSession.held_on))).label("next_on"),
    ).group_by(TrainingSession.course_id).subquery()  # fmt: skip
    department = Person.metadata.tables["departments"]
    rows = session.execute(
        select(Course, Project.code, Project.name, department.c.name, sums.c.held, sums.c.planned, sums.c.next_on, came_of.c.came)
        .outerjoin(Project, Project.id == Course.project_id).outerjoin(department, department.c.id == Course.department_id)
        .outerjoin(sums, sums.c.course_id == Course.id).outerjoin(came_of, came_of.c.course_id == Course.id)
        .where(course_seen(actor), *([Course.code == code] if code else [])).order_by(Course.id.desc()).limit(500)
    )  # fmt: skip
    return [
        CourseRow(
            row.id, row.code, _course(row), project or {}, project_code or "", unit or {}, int(held_ or 0), int(planned_ or 0), int(came_ or 0), next_on,
            within(actor, Permission.TRAINING_EDIT, reach(row)), row.version,
        )
        for row, project_code, project, unit, held_, planned_, next_on, came_ in rows
    ]  # fmt: skip


def course(session: Session, actor: Actor, code: str) -> CourseRow:
    """One course. Refuses NotFound."""
    found = courses(session, actor, code) if code else []
    if not found:
        raise NotFound()
    return found[0]


def sessions(session: Session, actor: Actor, course_id: int) -> list[Held]:
    """The sessions of a course that `actor` may see, the newest first; results of those whom she sees, of the others their number. Refuses NotFound."""
    require(actor, Permission.TEAM_READ)
    head = session.scalars(select(Course).where(Course.id == course_id, course_seen(actor))).one_or_none()
    if head is None:
        raise NotFound()
    rows = list(session.scalars(select(TrainingSession).where(TrainingSession.course_id == course_id).order_by(TrainingSession.held_on.desc(), TrainingSession.id.desc()).limit(100)))
    whole = within(actor, Permission.TRAINING_EDIT, reach(head))
    trained = [row.id for row in rows if row.trainer_id == actor.id]
    parts: dict[int, list[Taking]] = {}
    others: dict[int, int] = {}
    sight = true() if whole else or_(seen(actor), Part.session_id.in_(trained))
    asked = select(Part, Person.name, case((sight, 1), else_=0)).join(Person, Person.id == Part.person_id).where(Part.session_id.in_([row.id for row in rows])).order_by(Person.username)
    for part, name, mine in session.execute(asked):
        if mine:
            parts.setdefault(part.session_id, []).append(Taking(part.person_id, name, Result(part.result), part.score, part.remark))
        else:
            others[part.session_id] = others.get(part.session_id, 0) + 1
    who = named(session, *(row.trainer_id for row in rows))
    return [
        Held(row.id, row.held_on, row.hours, row.trainer_id, who.get(row.trainer_id or 0, row.trainer), State(row.state), row.note, tuple(parts.get(row.id, ())), others.get(row.id, 0), row.version)
        for row in rows
    ]  # fmt: skip


def file_of(session: Session, actor: Actor, person_id: int) -> list[Entry]:
    """What somebody whom `actor` sees has learned, the newest first: sessions of courses, and qualifications that a preparation names and a colleague checked. Refuses NotFound."""
    require(actor, Permission.TEAM_READ)
    if session.scalar(select(Person.id).where(Person.id == person_id, seen(actor))) is None:
        raise NotFound()
    taken = session.execute(
        select(Part, TrainingSession.held_on, TrainingSession.hours, Course.title, Course.code)
        .join(TrainingSession, TrainingSession.id == Part.session_id).join(Course, Course.id == TrainingSession.course_id)
        .where(Part.person_id == person_id, TrainingSession.state != State.CANCELLED).order_by(TrainingSession.held_on.desc()).limit(300)
    )  # fmt: skip
    found = [Entry(on, title, code, Result(part.result), part.score, hours, part.remark) for part, on, hours, title, code in taken]
    checked = session.execute(
        select(PreparationLine.checked_on, PreparationLine.qualification, PreparationLine.valid_until, Project.code).join(Project, Project.id == PreparationLine.project_id)
        .where(PreparationLine.person_id == person_id, PreparationLine.checked_on.is_not(None), visible_to(actor, Permission.PREPARATION_READ)).limit(300)
    ) if actor.may(Permission.PREPARATION_READ) else []  # fmt: skip
    found += [Entry(on, text, code, None, None, None, "", until) for on, text, until, code in checked]
    return sorted(found, key=lambda one: one.on or date.min, reverse=True)


def plan_against_done(session: Session, actor: Actor, first: date, last: date) -> Done:
    """Sessions with a day in the period, of the courses that `actor` may see: two grouped questions."""
    require(actor, Permission.TEAM_READ)
    state, day = TrainingSession.state, today()
    mine = and_(TrainingSession.held_on >= first, TrainingSession.held_on <= last, course_seen(actor))

    def of(condition: Any) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    counts = session.execute(
        select(of(state != State.CANCELLED), of(state == State.HELD), of(state == State.CANCELLED), of(and_(state == State.PLANNED, TrainingSession.held_on < day)))
        .join(Course, Course.id == TrainingSession.course_id).where(mine)
    ).one()  # fmt: skip
    came = Part.result.in_((Result.PASSED, Result.NOT_PASSED))
    places = session.execute(
        select(of(state == State.HELD), of(came), of(Part.result == Result.PASSED)).select_from(Part).join(TrainingSession, TrainingSession.id == Part.session_id)
        .join(Course, Course.id == TrainingSession.course_id).where(mine, state == State.HELD)
    ).one()  # fmt: skip
    hours = session.execute(
        select(TrainingSession.hours, func.count()).join(Part, Part.session_id == TrainingSession.id).join(Course, Course.id == TrainingSession.course_id)
        .where(mine, state == State.HELD, came).group_by(TrainingSession.hours)
    )  # fmt: skip
    return Done(*(int(one) for one in counts), *(int(one) for one in places), sum((one * count for one, count in hours), Decimal(0)))


def effect(session: Session, actor: Actor, session_id: int) -> Effect | None:
    """What the course's measure says of those who came, so many days before and after; beside it the same of the other people of their departments.

    None: the course watches no measure, or nobody came. For those who may edit the course. Refuses NotFound.
    """
    require(actor, Permission.TEAM_READ)
    found = session.execute(select(TrainingSession, Course).join(Course, Course.id == TrainingSession.course_id).where(TrainingSession.id == session_id, course_seen(actor))).one_or_none()
    if found is None or not within(actor, Permission.TRAINING_EDIT, reach(found[1])):
        raise NotFound()
    row, head = found
    rows = session.execute(select(Part.person_id, Person.department_id).join(Person, Person.id == Part.person_id).where(Part.session_id == row.id, Part.result.in_((Result.PASSED, Result.NOT_PASSED)))).all()
    people = frozenset(one for one, _ in rows)
    if not head.measure or row.state != State.HELD or not people:
        return None
    measure, days = known(head.measure), int(settings.value(session, EFFECT_DAYS))
    before = Period(row.held_on - timedelta(days=days), row.held_on - timedelta(days=1))
    after = Period(row.held_on + timedelta(days=1), min(today(), row.held_on + timedelta(days=days)))
    others = frozenset(session.scalars(select(Person.id).where(Person.department_id.in_({unit for _, unit in rows if unit is not None}), Person.id.not_in(people))))
    earlier, later = (cells_of_people(session, measure.code, period, people | others) for period in (before, after))
    return Effect(
        measure.code, days, len(people), before, after, change(measure, pooled(earlier, people), pooled(later, people)), change(measure, pooled(earlier, others), pooled(later, others)),
    )  # fmt: skip


def mine_to_come(session: Session, actor: Actor) -> list[tuple[date, str, str]]:
    """Day, title and course of the sessions in which the viewer is to take part, the next first."""
    require(actor, Permission.TEAM_READ)
    rows = session.execute(
        select(TrainingSession.held_on, Course.title, Course.code).join(Course, Course.id == TrainingSession.course_id).join(Part, Part.session_id == TrainingSession.id)
        .where(Part.person_id == actor.id, TrainingSession.state == State.PLANNED).order_by(TrainingSession.held_on).limit(20)
    )  # fmt: skip
    return [(on, title, code) for on, title, code in rows]


# ------------------------------------------------------------------ for the deeds


def course_for_update(session: Session, course_id: int) -> Course:
    found = session.scalars(select(Course).where(Course.id == course_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def session_for_update(session: Session, session_id: int) -> tuple[TrainingSession, Course]:
    """A session with its course, both locked. Refuses NotFound."""
    row = session.scalars(select(TrainingSession).where(TrainingSession.id == session_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound()
    return row, course_for_update(session, row.course_id)


def parts_of(session: Session, session_id: int) -> list[Part]:
    return list(session.scalars(select(Part).where(Part.session_id == session_id).order_by(Part.id)))


def those_seen(session: Session, actor: Actor, ids: frozenset[int]) -> frozenset[int]:
    """Which of these active people `actor` sees, for planning."""
    require(actor, Permission.TRAINING_EDIT)
    return frozenset(session.scalars(select(Person.id).where(Person.id.in_(ids), Person.active.is_(True), seen(actor))))


def coming(session: Session, until: date) -> Sequence[tuple[TrainingSession, Course]]:
    """Planned sessions up to a day of which nobody was reminded, locked."""
    found = select(TrainingSession, Course).join(Course, Course.id == TrainingSession.course_id)
    return [(row, head) for row, head in session.execute(found.where(TrainingSession.state == State.PLANNED, TrainingSession.held_on <= until, TrainingSession.told.is_(False)).with_for_update())]


def unrecorded(session: Session, before: date) -> Sequence[tuple[TrainingSession, Course]]:
    """Planned sessions whose day is over and of which nobody was asked, locked."""
    found = select(TrainingSession, Course).join(Course, Course.id == TrainingSession.course_id)
    return [(row, head) for row, head in session.execute(found.where(TrainingSession.state == State.PLANNED, TrainingSession.held_on < before, TrainingSession.asked.is_(False)).with_for_update())]


def standing(row: Course) -> Place:
    return Place(KIND, row.id, row.code, row.title, f"Team?part=training&course={row.code}", project_id=row.project_id, department_id=row.department_id, people=frozenset({row.by_id}))


def place(session: Session, actor: Actor, course_id: int) -> Place:
    """Where a course stands. Refuses NotFound."""
    require(actor, Permission.TEAM_READ)
    row = session.scalars(select(Course).where(Course.id == course_id, course_seen(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return standing(row)


found_by(KIND, place)
