"""Questions about dispatch: whom the rules choose, and what they would have chosen."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require, within
from core.audit.kept import Kept
from core.calendar.records import CalendarException, PersonLeave
from core.calendar.rules import Kind
from core.clock import today
from core.people.queries import names
from core.people.records import Person
from core.projects.queries import project_seen, reach
from core.projects.records import Member, Project
from core.projects.rules import CUSTOMER_TYPES
from core.reference.queries import counted_by
from core.service.dispatch import rules
from core.service.dispatch.records import DispatchPlan
from core.service.dispatch.rules import ROLES, Case, Given, Mate, Plan, Rule
from core.service.requests.records import Request
from core.service.rules import CHANNELS, PROBLEM_CLASSES, PROBLEM_TYPES

TOPIC = "dispatch"


def _plans(session: Session) -> dict[int, Plan]:
    return {row.project_id: plan_of(row) for row in session.scalars(select(DispatchPlan).execution_options(populate_existing=True))}


PLANS = Kept(TOPIC, _plans)
"""The rules of every project, from memory."""


def plan_of(row: DispatchPlan) -> Plan:
    """A kept plan as the rules speak of it."""
    return Plan(tuple(rules.unpacked(one) for one in row.rules), {int(person): role for person, role in row.roles.items()}, row.active, row.version)


def chosen(session: Session, project_id: int, case: Case) -> Given | None:
    """Whom the rules of a project choose for a case, on this day; None where it has none, or none fits. # house: for deeds that have required

    Asks the database only where a rule fits.
    """
    plan = PLANS.of(session).get(project_id)
    if plan is None or not plan.active or not any(rules.matches(one, case) for one in plan.rules):
        return None
    return rules.given(plan.rules, case, mates(session, project_id, plan.roles, on=today()))


def mates(session: Session, project_id: int, roles: Mapping[int, str], *, on: date) -> dict[int, Mate]:
    """Who may handle the requests of a project, each with what is open already, and whether the person is away on a day. # house: for deeds and pages that have asked about the project"""
    return {one.id: one for one, _ in _team(session, project_id, roles, on)}


def _team(session: Session, project_id: int, roles: Mapping[int, str], on: date) -> list[tuple[Mate, dict[str, str]]]:
    busy = select(func.count()).select_from(Request).where(Request.handler_id == Person.id, Request.open.is_(True)).scalar_subquery()
    leave = exists().where(PersonLeave.person_id == Person.id, PersonLeave.first_on <= on, PersonLeave.last_on >= on, PersonLeave.hours == "")
    free = exists().where(CalendarException.person_id == Person.id, CalendarException.first_on <= on, CalendarException.last_on >= on, CalendarException.kind == Kind.DAY_OFF.value)
    mine = select(Member.person_id).where(Member.project_id == project_id)
    lead = select(Project.manager_id).where(Project.id == project_id)
    rows = session.execute(
        select(Person.id, Person.name, busy.label("busy"), or_(leave, free).label("away")).where(and_(Person.active.is_(True), or_(Person.id.in_(mine), Person.id.in_(lead)))).order_by(Person.username)
    )
    return [(Mate(row.id, int(row.busy), roles.get(row.id, ""), bool(row.away)), row.name) for row in rows]


# ------------------------------------------------------------------ for readers


@dataclass(frozen=True)
class Colleague:
    """Somebody of the team with the name."""

    mate: Mate
    name: dict[str, str]


@dataclass(frozen=True)
class Arranged:
    """The dispatch of a project as its page shows it."""

    project_id: int
    project_code: str
    plan: Plan
    team: dict[int, Colleague]
    may_edit: bool


@dataclass(frozen=True)
class Tried:
    """A request of the past with whom the rules would choose now; None: nobody, it stays with whoever takes it in."""

    code: str
    title: str
    reported_at: datetime
    handler: dict[str, str]
    case: Case
    given: Given | None


def arranged(session: Session, actor: Actor, project_code: str) -> Arranged:
    """The rules of a project that `actor` may see, and its team. Refuses NotFound."""
    project = project_seen(session, actor, project_code, Permission.REQUEST_READ)
    plan = PLANS.of(session).get(project.id, Plan())
    team = {mate.id: Colleague(mate, name) for mate, name in _team(session, project.id, plan.roles, today())}
    return Arranged(project.id, project.code, plan, team, within(actor, Permission.DISPATCH_EDIT, reach(project)))


def in_force(session: Session, actor: Actor, project_id: int) -> bool:
    """Whether rules give the requests of a project that nobody else chose for."""
    require(actor, Permission.REQUEST_READ)
    plan = PLANS.of(session).get(project_id)
    return plan is not None and plan.active


def trial(session: Session, actor: Actor, project_code: str) -> list[Tried]:
    """The last requests of a project, the newest first, with whom its rules would choose if they came in now, the oldest first. Refuses NotFound."""
    project = project_seen(session, actor, project_code, Permission.REQUEST_READ)
    plan = PLANS.of(session).get(project.id, Plan())
    rows = session.execute(
        select(
            Request.code, Request.title, Request.reported_at, Request.handler_id, Request.problem_class, Request.problem_type, Request.channel, Request.customer_class, Request.priority
        ).where(Request.project_id == project.id).order_by(Request.reported_at.desc(), Request.id.desc()).limit(rules.LAST)
    ).all()[::-1]  # fmt: skip
    cases = [Case(row.problem_class, row.problem_type, row.channel, row.customer_class, row.priority) for row in rows]
    who = names(session, frozenset(row.handler_id for row in rows))
    found = rules.tried(plan.rules, cases, mates(session, project.id, plan.roles, on=today()))
    return [Tried(row.code, row.title, row.reported_at, who[row.handler_id], case, one) for row, case, one in zip(rows, cases, found, strict=True)][::-1]


# ------------------------------------------------------------------ for the deeds


def plan_for_update(session: Session, project_id: int) -> DispatchPlan | None:
    return session.scalars(select(DispatchPlan).where(DispatchPlan.project_id == project_id).with_for_update()).one_or_none()


def _used(name: str) -> Callable[[Session], Mapping[str, int]]:
    def counter(session: Session) -> Mapping[str, int]:
        rules_: list[Rule] = [one for row in session.scalars(select(DispatchPlan)) for one in plan_of(row).rules]
        return Counter(code for one in rules_ if (code := getattr(one, name)))

    return counter


for _table, _name in ((CHANNELS, "channel"), (PROBLEM_CLASSES, "problem_class"), (PROBLEM_TYPES, "problem_type"), (CUSTOMER_TYPES, "customer_class")):
    counted_by(_table, _used(_name))


def roles_in_use(session: Session) -> Mapping[str, int]:
    """How many people have each role, and how many rules name it."""
    plans = [plan_of(row) for row in session.scalars(select(DispatchPlan))]
    return Counter([role for plan in plans for role in plan.roles.values()] + [one.role for plan in plans for one in plan.rules if one.role])


counted_by(ROLES, roles_in_use)
