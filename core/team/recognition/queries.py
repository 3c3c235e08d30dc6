"""Questions about rewards and what teams do together. What is granted is seen by colleagues, what is proposed by whom it concerns; amounts by fewer."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Reach, Scope, require, within
from core.clock import today
from core.errors import NotFound
from core.metrics.queries import cells_of_people, of_many
from core.metrics.rules import Measured, Period, Subject, known, measured
from core.people.records import Person
from core.projects.queries import visible_to
from core.projects.records import Project
from core.subjects import Place, found_by
from core.team.appraisal.records import Appraisal
from core.team.queries import reach_of
from core.team.recognition.records import Recognition, TeamActivity, TeamActivityPerson
from core.team.recognition.rules import Gathering, Kind, State

KIND, ACTIVITY_KIND, TOPIC = "recognition", "team_activity", "recognitions"
DAYS = 90


@dataclass(frozen=True)
class Row:
    """A reward as the viewer may see it; `amount` is None for whom it is none of their business, and `hides` says that there is one."""

    id: int
    code: str
    kind: Kind
    title: str
    grounds: str
    person: dict[str, str]
    project_code: str
    project: dict[str, str]
    amount: Decimal | None
    hides: bool
    post: str
    appraisal: str
    """The code of the sheet it stands on; empty for whom that is none of their business."""
    measure: str
    value: Decimal | None
    n: int
    state: State
    proposed_by: dict[str, str]
    proposed_at: datetime
    reason: str
    may_decide: bool
    version: int


@dataclass(frozen=True)
class Held:
    """What a team did."""

    id: int
    kind: Gathering
    on: date
    title: str
    text: str
    place: dict[str, str]
    project_code: str
    people: tuple[dict[str, str], ...]


def _decides(session: Session, actor: Actor, row: Recognition) -> bool:
    """Whether it is the actor's to decide: as far as the permission reaches, and neither her own nor her proposal. Asked within deeds and questions that have required"""
    return actor.id not in (row.person_id, row.proposed_by_id) and within(actor, Permission.RECOGNITION_DECIDE, place_of(session, row))


def place_of(session: Session, row: Recognition) -> Reach:
    """Where a reward lies: with the person's department, or the project of the team; nobody's own. Asked within deeds and questions that have required"""
    if row.person_id is not None:
        return Reach(department_id=reach_of(session, row.person_id).department_id)
    project = session.get_one(Project, row.project_id)
    return Reach(project_id=project.id, department_id=project.department_id)


def _sight(actor: Actor) -> ColumnElement[bool]:
    """Granted ones whose person or project lies near; one's own proposals; of others' as far as one decides."""
    scope = actor.scope(Permission.RECOGNITION_DECIDE)
    if scope is Scope.ALL:
        return true()
    reasons = [Recognition.proposed_by_id == actor.id, (Recognition.state == State.GRANTED) & or_(Recognition.person_id == actor.id, Recognition.kind == Kind.COMMENDATION)]
    if scope is Scope.DEPARTMENT and actor.department_ids:
        reasons += [Person.department_id.in_(actor.department_ids) & (Recognition.person_id != actor.id), Project.department_id.in_(actor.department_ids)]
    return or_(*reasons)


def listed(session: Session, actor: Actor) -> list[Row]:
    """The rewards that `actor` may see, those to be decided first: commendations that were granted everybody's, bonuses and promotions of few."""
    require(actor, Permission.TEAM_READ)
    by = aliased(Person)
    rows = session.execute(
        select(Recognition, Person.name, Project.code, Project.name, by.name, Appraisal.code).outerjoin(Person, Person.id == Recognition.person_id).outerjoin(Project, Project.id == Recognition.project_id)
        .join(by, by.id == Recognition.proposed_by_id).outerjoin(Appraisal, Appraisal.id == Recognition.appraisal_id).where(_sight(actor)).order_by(Recognition.id.desc()).limit(200)
    ).all()  # fmt: skip
    found = []
    for row, person, code, project, proposer, sheet in rows:
        inside = _sees_amount(session, actor, row)
        may = row.state == State.PROPOSED and _decides(session, actor, row)
        found.append(Row(
            row.id, row.code, Kind(row.kind), row.title, row.grounds if inside or row.kind == Kind.COMMENDATION else "", person or {}, code or "", project or {}, row.amount if inside else None,
            row.amount is not None and not inside, row.post, (sheet or "") if inside else "", row.measure, row.value if inside else None, row.n, State(row.state), proposer, row.proposed_at,
            row.reason if inside else "", may, row.version,
        ))  # fmt: skip
    return sorted(found, key=lambda one: one.state is not State.PROPOSED)


def _sees_amount(session: Session, actor: Actor, row: Recognition) -> bool:
    """Whoever proposed it, whoever may decide it, and the person once it is granted. Asked within questions that have required"""
    own = row.person_id == actor.id and row.state == State.GRANTED
    return row.proposed_by_id == actor.id or own or _decides(session, actor, row)


def fact(session: Session, code: str, *, person_id: int | None, project_id: int | None) -> Measured:
    """What a measure says of a person, or of a project, of the last days. Asked within deeds, which require. Refuses UnknownMeasure."""
    period = Period(today() - timedelta(days=DAYS - 1), today())
    if person_id is None:
        return of_many(session, [code], Subject.PROJECT, period, [project_id or 0])[code][project_id or 0]
    return measured(known(code), cells_of_people(session, code, period, [person_id]).get(person_id, {}))


def activities(session: Session, actor: Actor) -> list[Held]:
    """What teams did, the newest first: of the organisation, of departments, and of the projects that `actor` sees."""
    require(actor, Permission.TEAM_READ)
    units = Person.metadata.tables["departments"]
    seen = or_(TeamActivity.project_id.is_(None), TeamActivity.project_id.in_(select(Project.id).where(visible_to(actor, Permission.TEAM_READ))))
    rows = session.execute(
        select(TeamActivity, Project.code, Project.name, units.c.name).outerjoin(Project, Project.id == TeamActivity.project_id).outerjoin(units, units.c.id == TeamActivity.department_id)
        .where(seen).order_by(TeamActivity.held_on.desc(), TeamActivity.id.desc()).limit(100)
    ).all()  # fmt: skip
    who: dict[int, list[dict[str, str]]] = {}
    taking = select(TeamActivityPerson.activity_id, Person.name).join(Person, Person.id == TeamActivityPerson.person_id).order_by(Person.username)
    for activity, name in session.execute(taking.where(TeamActivityPerson.activity_id.in_([row.id for row, *_ in rows]))):
        who.setdefault(activity, []).append(name)
    return [Held(row.id, Gathering(row.kind), row.held_on, row.title, row.text, project or unit or {}, code or "", tuple(who.get(row.id, ()))) for row, code, project, unit in rows]


def for_update(session: Session, recognition_id: int) -> Recognition:
    found = session.scalars(select(Recognition).where(Recognition.id == recognition_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def standing(row: Recognition) -> Place:
    return Place(KIND, row.id, row.code, row.title, "Team?part=recognition")


def place(session: Session, actor: Actor, recognition_id: int) -> Place:
    """Where a reward stands. Refuses NotFound."""
    require(actor, Permission.TEAM_READ)
    found = select(Recognition).outerjoin(Person, Person.id == Recognition.person_id).outerjoin(Project, Project.id == Recognition.project_id)
    row = session.scalars(found.where(Recognition.id == recognition_id, _sight(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return standing(row)


found_by(KIND, place)
