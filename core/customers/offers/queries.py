"""Questions about offers: what projects offer, who has it, what a customer could have."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import today
from core.customers.contracts.records import Contract
from core.customers.offers.records import OfferTaken, ServiceOffer
from core.customers.offers.rules import Kind, meant, offered
from core.customers.queries import visible_to as customers_visible_to
from core.customers.records import Customer, ProjectCustomer
from core.errors import NotFound
from core.projects.queries import visible_to
from core.projects.records import Project

MOST = 300


@dataclass(frozen=True)
class Offered:
    """An offer; `taken` counts customers who have it, `since` is the day on which the customer asked about took it up (None: not)."""

    id: int
    code: str
    project: str
    project_name: dict[str, str]
    kind: Kind
    name: str
    text: str
    price: str
    classes: tuple[str, ...]
    stages: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    taken: int
    version: int
    since: date | None = None
    contract: str = ""


def catalogue(session: Session, actor: Actor) -> list[Offered]:
    """What the projects that `actor` sees offer, what holds today first, by project and kind."""
    require(actor, Permission.CUSTOMER_READ)
    counts = select(OfferTaken.offer_id, func.count().label("n")).group_by(OfferTaken.offer_id).subquery()
    rows = session.execute(
        select(ServiceOffer, Project.code, Project.name, func.coalesce(counts.c.n, 0)).join(Project, Project.id == ServiceOffer.project_id).outerjoin(counts, counts.c.offer_id == ServiceOffer.id)
        .where(visible_to(actor, Permission.CUSTOMER_READ)).order_by(Project.code, ServiceOffer.kind, ServiceOffer.code).limit(MOST)
    )  # fmt: skip
    found = [_offered(row, code, name, int(n)) for row, code, name, n in rows]
    return sorted(found, key=lambda one: not offered(one.starts_on, one.ends_on, today()))


def _offered(row: ServiceOffer, code: str, name: dict[str, str], taken: int, since: date | None = None, contract: str = "") -> Offered:
    return Offered(
        row.id, row.code, code, name, Kind(row.kind), row.name, row.text, row.price, tuple(row.classes), tuple(row.stages), row.starts_on, row.ends_on, taken, row.version, since, contract,
    )  # fmt: skip


def for_customer(session: Session, actor: Actor, customer_id: int) -> list[Offered]:
    """What the projects that serve a customer offer to its class and stage today, and what it has already; that first. Refuses NotFound."""
    require(actor, Permission.CUSTOMER_READ)
    customer = session.execute(select(Customer.class_code, Customer.stage).where(Customer.id == customer_id, customers_visible_to(actor))).one_or_none()
    if customer is None:
        raise NotFound()
    rows = session.execute(
        select(ServiceOffer, Project.code, Project.name, OfferTaken.taken_on, Contract.code).join(Project, Project.id == ServiceOffer.project_id)
        .join(ProjectCustomer, (ProjectCustomer.project_id == ServiceOffer.project_id) & (ProjectCustomer.customer_id == customer_id))
        .outerjoin(OfferTaken, (OfferTaken.offer_id == ServiceOffer.id) & (OfferTaken.customer_id == customer_id)).outerjoin(Contract, Contract.id == OfferTaken.contract_id)
        .where(visible_to(actor, Permission.CUSTOMER_READ)).order_by(ServiceOffer.kind, ServiceOffer.code).limit(MOST)
    )  # fmt: skip
    found = [_offered(row, code, name, 0, since, contract or "") for row, code, name, since, contract in rows]
    return sorted((one for one in found if one.since or (offered(one.starts_on, one.ends_on, today()) and meant(one.classes, one.stages, *customer))), key=lambda one: one.since is None)


def offer_for_update(session: Session, offer_id: int) -> tuple[ServiceOffer, Project]:
    """The offer, locked, with its project. Refuses NotFound."""
    found = session.execute(select(ServiceOffer, Project).join(Project, Project.id == ServiceOffer.project_id).where(ServiceOffer.id == offer_id).with_for_update(of=ServiceOffer)).one_or_none()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def taken_on(session: Session, offer_id: int, customer_id: int) -> date | None:
    """Since when a customer has an offer. For deeds that have required"""
    return session.scalar(select(OfferTaken.taken_on).where(OfferTaken.offer_id == offer_id, OfferTaken.customer_id == customer_id))


def serves(session: Session, project_id: int, customer_id: int) -> bool:
    """Whether a project serves a customer. For deeds that have required"""
    return session.scalar(select(ProjectCustomer.id).where(ProjectCustomer.project_id == project_id, ProjectCustomer.customer_id == customer_id)) is not None


def contract_of(session: Session, customer_id: int, contract_id: int) -> bool:
    """Whether a contract is the customer's. For deeds that have required"""
    return session.scalar(select(Contract.id).where(Contract.id == contract_id, Contract.customer_id == customer_id)) is not None
