"""Questions about customers. `visible_to` is the only definition of who sees which customer."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Scope, require
from core.customers.records import Customer, ProjectCustomer
from core.customers.rules import CHANNELS, CLASSES, STAGES, Kind, looked_up
from core.errors import NotFound
from core.people.queries import names
from core.projects import queries as projects
from core.projects.records import Project
from core.reference.queries import counted_by
from core.subjects import Place, found_by
from core.words import Language

MOST_CHOICES = 50


def visible_to(actor: Actor, permission: Permission = Permission.CUSTOMER_READ) -> ColumnElement[bool]:
    """A condition on Customer for what `actor` may see by `permission`: all; else those served by projects within her reach, and those she looks after."""
    scope = actor.scope(permission)
    if scope is None:
        return false()
    if scope is Scope.ALL:
        return true()
    served = select(ProjectCustomer.customer_id).join(Project, Project.id == ProjectCustomer.project_id).where(projects.visible_to(actor, permission))
    return or_(Customer.owner_id == actor.id, Customer.id.in_(served))


@dataclass(frozen=True)
class Choice:
    """A customer in a list to choose from. `class_code` is a code of the reference table of customer types."""

    id: int
    code: str
    name: str
    class_code: str


@dataclass(frozen=True)
class Served:
    """A project that serves a customer, as far as the reader may see it."""

    id: int
    code: str
    name: dict[str, str]


@dataclass(frozen=True)
class CustomerRow:
    """A customer as its page shows it; codes are of the reference tables of customer types, channels and stages."""

    id: int
    code: str
    kind: Kind
    name: str
    class_code: str
    class_why: str
    channel: str
    language: Language
    needs: str
    habits: str
    owner_id: int
    owner: dict[str, str]
    stage: str
    stage_by_hand: bool
    stage_why: str
    stage_facts: dict[str, object]
    stage_since: date
    last_contact_on: date | None
    next_contact_on: date | None
    lost_on: date | None
    points: int
    projects: tuple[Served, ...]
    at: datetime
    version: int


def customers_for_choice(session: Session, actor: Actor, *, search: str = "", project_id: int | None = None, limit: int = MOST_CHOICES) -> list[Choice]:
    """Customers whose name or code contains `search`, by name; with a project only those that it serves."""
    require(actor, Permission.CUSTOMER_READ)
    found = select(Customer.id, Customer.code, Customer.name, Customer.class_code).where(visible_to(actor)).order_by(Customer.search, Customer.id).limit(limit)
    if project_id is not None:
        found = found.where(Customer.id.in_(select(ProjectCustomer.customer_id).where(ProjectCustomer.project_id == project_id)))
    if search.strip():
        found = found.where(named_like(search))
    return [Choice(*row) for row in session.execute(found)]


def named_like(search: str) -> ColumnElement[bool]:
    """Customers whose name contains what was typed, or whose code it is."""
    wanted = looked_up(search)
    by_code = Customer.code == search.strip().upper()
    return or_(by_code, Customer.search.contains(wanted, autoescape=True)) if wanted else by_code


def customer_by_code(session: Session, actor: Actor, code: str) -> CustomerRow:
    """One customer. Refuses NotFound for a missing and an invisible one alike."""
    require(actor, Permission.CUSTOMER_READ)
    row = session.scalars(select(Customer).where(Customer.code == code, visible_to(actor))).one_or_none()
    if row is None:
        raise NotFound()
    serving = session.execute(
        select(Project.id, Project.code, Project.name).join(ProjectCustomer, ProjectCustomer.project_id == Project.id)
        .where(ProjectCustomer.customer_id == row.id, projects.visible_to(actor)).order_by(Project.code)
    )  # fmt: skip
    return CustomerRow(
        row.id, row.code, Kind(row.kind), row.name, row.class_code, row.class_why, row.channel, Language(row.language), row.needs, row.habits, row.owner_id,
        names(session, frozenset({row.owner_id}))[row.owner_id], row.stage, row.stage_by_hand, row.stage_why, row.stage_facts, row.stage_since, row.last_contact_on,
        row.next_contact_on, row.lost_on, row.points, tuple(Served(*one) for one in serving), row.at, row.version,
    )  # fmt: skip


def customer_for_update(session: Session, actor: Actor, customer_id: int, permission: Permission) -> Customer:
    """The customer, locked, if `actor` holds `permission` as far as it reaches. Refuses NotFound."""
    require(actor, permission)
    found = session.scalars(select(Customer).where(Customer.id == customer_id, visible_to(actor, permission)).with_for_update(of=Customer)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def class_of(session: Session, customer_id: int) -> str | None:
    """The class of a customer, for rooms that judge by it. # house: for rooms that have asked whether the customer may be seen"""
    return session.scalar(select(Customer.class_code).where(Customer.id == customer_id))


def namesake(session: Session, actor: Actor, name: str) -> str | None:
    """The code of an organisation of this name that `actor` may see; of others nothing is told."""
    require(actor, Permission.CUSTOMER_READ)
    return session.scalar(
        select(Customer.code).where(Customer.search == looked_up(name), Customer.kind == Kind.ORGANISATION, visible_to(actor)).order_by(Customer.id).limit(1)
    )


def link_of(session: Session, customer_id: int, project_id: int) -> ProjectCustomer | None:
    return session.scalars(select(ProjectCustomer).where(ProjectCustomer.customer_id == customer_id, ProjectCustomer.project_id == project_id)).one_or_none()


def served(session: Session, customer_id: int, project_id: int) -> int:
    """The project's id, which serves the customer. Refuses NotFound."""
    if link_of(session, customer_id, project_id) is None:
        raise NotFound()
    return project_id


def place(session: Session, actor: Actor, customer_id: int) -> Place:
    """Where a customer that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.CUSTOMER_READ)
    row = session.scalars(select(Customer).where(Customer.id == customer_id, visible_to(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return place_of(row)


def place_of(row: Customer) -> Place:
    own = frozenset({row.owner_id})
    return Place("customer", row.id, row.code, row.name, f"Customers?customer={row.code}", people=own, owners=own)


def _in_use(column):  # type: ignore[no-untyped-def]
    def count(session: Session) -> dict[str, int]:
        return {code: int(n) for code, n in session.execute(select(column, func.count()).group_by(column)) if code}

    return count


found_by("customer", place)
counted_by(CLASSES, _in_use(Customer.class_code))
counted_by(CHANNELS, _in_use(Customer.channel))
counted_by(STAGES, _in_use(Customer.stage))
