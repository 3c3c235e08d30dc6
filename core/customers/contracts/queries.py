"""Questions about contracts and what they promise."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, require
from core.cost.rules import CURRENCY
from core.customers.contracts.records import Contract, Promise
from core.customers.contracts.rules import Limits, Priority, together, yearly
from core.customers.queries import visible_to
from core.customers.records import Customer
from core.customers.timeline.queries import Entry, provide
from core.errors import NotFound
from core.projects.records import Project
from core.settings.queries import value
from core.words import N_

MOST = 200
DUE_AT_ONCE = 500


@dataclass(frozen=True)
class Agreed:
    """A contract as its customer's page shows it."""

    id: int
    code: str
    number: str
    title: str
    content: str
    project: str
    """The code of the project that serves by it; empty: none."""
    follows: str
    signed_on: date
    starts_on: date
    ends_on: date
    until: date
    ended_why: str
    value: Decimal
    promises: tuple[Limits, ...]
    version: int

    def runs(self, day: date) -> bool:
        return self.starts_on <= day <= self.until


def contracts(session: Session, actor: Actor, customer_id: int) -> list[Agreed]:
    """The contracts of a customer that `actor` may see, latest first."""
    require(actor, Permission.CUSTOMER_READ)
    before = aliased(Contract)
    rows = session.execute(
        select(Contract, Project.code, before.code).join(Customer, Customer.id == Contract.customer_id)
        .outerjoin(Project, Project.id == Contract.project_id).outerjoin(before, before.id == Contract.follows_id)
        .where(Contract.customer_id == customer_id, visible_to(actor)).order_by(Contract.starts_on.desc(), Contract.id.desc()).limit(MOST)
    ).all()  # fmt: skip
    promised = promises_of(session, [row[0].id for row in rows])
    return [
        Agreed(
            one.id, one.code, one.number, one.title, one.content, project or "", follows or "", one.signed_on, one.starts_on, one.ends_on, one.until, one.ended_why, one.value,
            tuple(promised.get(one.id, ())), one.version,
        )
        for one, project, follows in rows
    ]  # fmt: skip


def promises_of(session: Session, ids: Collection[int]) -> dict[int, list[Limits]]:
    found: dict[int, list[Limits]] = {}
    order = list(Priority)
    for row in session.scalars(select(Promise).where(Promise.contract_id.in_(ids))):
        found.setdefault(row.contract_id, []).append(Limits(Priority(row.priority), row.acknowledge, row.respond, row.resolve, row.around_the_clock))
    return {one: sorted(made, key=lambda limits: order.index(limits.priority)) for one, made in found.items()}


def promised(session: Session, customer_id: int, *, priority: str, on: date, project_id: int | None = None) -> Limits | None:
    """What is promised to a customer for requests of a priority on a day: of all contracts in force, of a project only its own and those of none.

    # house: for the service clocks, which have asked whether the request may be seen
    """
    found = select(Promise).join(Contract, Contract.id == Promise.contract_id).where(
        Contract.customer_id == customer_id, Contract.starts_on <= on, Contract.until >= on, Promise.priority == priority
    )
    if project_id is not None:
        found = found.where(or_(Contract.project_id.is_(None), Contract.project_id == project_id))
    rows = session.scalars(found.order_by(Promise.id))
    return together([Limits(Priority(row.priority), row.acknowledge, row.respond, row.resolve, row.around_the_clock) for row in rows], Priority(priority))


def contract_for_update(session: Session, contract_id: int) -> Contract:
    found = session.scalars(select(Contract).where(Contract.id == contract_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def spans(session: Session, customer_ids: Collection[int]) -> dict[int, list[tuple[date, date, Decimal]]]:
    """First day, last day and value by year of contracts, by customer. # house: for rules of this room, which decide for the house"""
    found: dict[int, list[tuple[date, date, Decimal]]] = {}
    rows = session.execute(
        select(Contract.customer_id, Contract.starts_on, Contract.ends_on, Contract.until, Contract.value).where(Contract.customer_id.in_(customer_ids)).order_by(Contract.starts_on)
    )
    for customer, starts_on, ends_on, until, worth in rows:
        found.setdefault(customer, []).append((starts_on, until, yearly(worth, starts_on, ends_on)))
    return found


def ending(session: Session, today: date, within: int) -> list[tuple[Contract, Customer, Project | None]]:
    """Contracts that end within so many days and are followed by none. # house: for the routine that tells of them"""
    later = aliased(Contract)
    return [tuple(row) for row in session.execute(
        select(Contract, Customer, Project).join(Customer, Customer.id == Contract.customer_id).outerjoin(Project, Project.id == Contract.project_id)
        .where(
            Contract.until >= today, Contract.until <= today + timedelta(days=within), Contract.until == Contract.ends_on,
            ~select(later.id).where(later.follows_id == Contract.id).exists(),
        )
        .order_by(Contract.until, Contract.id).limit(DUE_AT_ONCE)
    )]  # type: ignore[misc]  # fmt: skip


def signed(session: Session, actor: Actor, customer_id: int, before: date | None, limit: int) -> list[Entry]:
    """Contracts by the day of their signature, latest first. # house: the timeline has asked whether the customer may be seen"""
    found = select(Contract).where(Contract.customer_id == customer_id).order_by(Contract.signed_on.desc(), Contract.id.desc()).limit(limit)
    rows = session.scalars(found if before is None else found.where(Contract.signed_on < before))
    return [
        Entry(row.signed_on, "contract", row.id, f"{row.code} {row.title}", message=N_("Contract from {first} to {last}."), facts={"first": row.starts_on, "last": row.until}) for row in rows
    ]


provide("contract", N_("Contracts"), signed)


def currency(session: Session, actor: Actor) -> str:
    """The currency of all amounts, by its ISO code."""
    require(actor, Permission.CUSTOMER_READ)
    return str(value(session, CURRENCY))
