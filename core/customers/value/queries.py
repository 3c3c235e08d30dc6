"""Lists of customers and the figures of all of them; everything is counted by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import today
from core.customers.contacts import sealed
from core.customers.contacts.queries import with_phone
from core.customers.contacts.records import Contact
from core.customers.contracts.records import Contract
from core.customers.queries import named_like, visible_to
from core.customers.records import Customer, CustomerStep
from core.customers.rules import Kind, What, looked_up
from core.customers.stages.rules import Stage
from core.customers.value import rules
from core.customers.value.rules import PAGE, Sort, Wanted, Worth
from core.metrics.figures import Figure, share
from core.people.queries import names
from core.settings.queries import value


@dataclass(frozen=True)
class Line:
    """A customer in a list. `contract_until`: the last day of what runs now."""

    id: int
    code: str
    kind: Kind
    name: str
    class_code: str
    class_why: str
    stage: str
    owner: dict[str, str]
    last_contact_on: date | None
    next_contact_on: date | None
    contract_until: date | None
    points: int


@dataclass(frozen=True)
class Page:
    lines: tuple[Line, ...]
    total: int


def listed(session: Session, actor: Actor, wanted: Wanted, page: int = 0, *, size: int = PAGE) -> Page:
    """The customers that `actor` may see, `size` at a time. Refuses NotAPhone."""
    require(actor, Permission.CUSTOMER_READ)
    where = [visible_to(actor), *_narrowed(actor, wanted)]
    orders: dict[Sort, Sequence[ColumnElement[object]]] = {
        Sort.NAME: (Customer.search, Customer.id), Sort.CONTACT: (Customer.last_contact_on.asc().nulls_first(), Customer.id),
        Sort.NEXT: (Customer.next_contact_on.asc().nulls_last(), Customer.id), Sort.POINTS: (Customer.points.desc(), Customer.id),
    }  # fmt: skip
    rows = list(session.scalars(select(Customer).where(*where).order_by(*orders[wanted.sort]).limit(size).offset(page * size)))
    total = session.scalar(select(func.count()).select_from(Customer).where(*where)) or 0
    day, ids = today(), [row.id for row in rows]
    until = {customer: last for customer, last in session.execute(
        select(Contract.customer_id, func.max(Contract.until)).where(Contract.customer_id.in_(ids), Contract.starts_on <= day, Contract.until >= day).group_by(Contract.customer_id)
    )}  # fmt: skip
    who = names(session, frozenset(row.owner_id for row in rows))
    return Page(tuple(
        Line(
            row.id, row.code, Kind(row.kind), row.name, row.class_code, row.class_why, row.stage, who[row.owner_id], row.last_contact_on, row.next_contact_on, until.get(row.id), row.points,
        )
        for row in rows
    ), total)  # fmt: skip


def _narrowed(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.search.strip():
        person = select(Contact.customer_id).where(Contact.name_index.in_(sealed.hashes("name", looked_up(wanted.search))))
        where.append(or_(named_like(wanted.search), Customer.id.in_(person)))
    if wanted.phone.strip():
        where.append(with_phone(wanted.phone))
    if wanted.class_code:
        where.append(Customer.class_code == wanted.class_code)
    if wanted.stage:
        where.append(Customer.stage == wanted.stage)
    if wanted.mine:
        where.append(Customer.owner_id == actor.id)
    return where


@dataclass(frozen=True)
class Figures:
    """What is told of all customers that the reader sees, of the last 365 days. A share is None below rules.LEAST customers."""

    customers: int
    """Those with a contract that has begun, and not lost."""
    prospects: int
    silent: int
    """Dormant or declining."""
    lost: int
    """Recorded as lost within the year."""
    lost_by_service: int
    churn: Figure | None
    churn_n: int
    retention: Figure | None
    retention_n: int
    repurchase: Figure | None
    repurchase_n: int


def figures(session: Session, actor: Actor) -> Figures:
    """The figures at the head of the list.

    Churn: of the customers that were not lost a year ago and had begun by then, those lost since for reasons of service (H24). Retention: of those with a
    running contract a year ago, those with one today. Repurchase: of those whose first contract began more than a year ago, those with another one since.
    """
    require(actor, Permission.CUSTOMER_READ)
    return _figures(session, visible_to(actor))


def _figures(session: Session, seen: ColumnElement[bool]) -> Figures:
    day, then = today(), today() - rules.YEAR

    def yes(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.max(case((condition, 1), else_=0))

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(cast(case((condition, 1), else_=0), Integer)), 0)

    lives = (
        select(
            Contract.customer_id.label("customer_id"), func.min(Contract.starts_on).label("first"), func.count().label("contracts"),
            yes(and_(Contract.starts_on <= then, Contract.until >= then)).label("ran"), yes(and_(Contract.starts_on <= day, Contract.until >= day)).label("runs"),
        ).where(Contract.starts_on <= day).group_by(Contract.customer_id).subquery("lives")
    )  # fmt: skip
    blamed = select(CustomerStep.customer_id).where(CustomerStep.what == What.LOSS, CustomerStep.by_service.is_(True), CustomerStep.day > then)
    present, recent = Customer.lost_on.is_(None), Customer.lost_on > then
    begun, at_first = lives.c.first.is_not(None), and_(lives.c.first <= then, or_(Customer.lost_on.is_(None), Customer.lost_on > then))
    guilty = Customer.id.in_(blamed)
    row = session.execute(
        select(
            count(and_(begun, present, Customer.stage != Stage.LOST)), count(Customer.stage == Stage.POTENTIAL), count(Customer.stage.in_((Stage.DORMANT, Stage.DECLINING))), count(recent),
            count(and_(recent, guilty)), count(at_first), count(and_(at_first, recent, guilty)), count(lives.c.ran == 1), count(and_(lives.c.ran == 1, lives.c.runs == 1, present)),
            count(lives.c.first <= then), count(and_(lives.c.first <= then, lives.c.contracts > 1)),
        ).select_from(Customer).outerjoin(lives, lives.c.customer_id == Customer.id).where(seen)
    ).one()  # fmt: skip
    here, prospects, silent, lost, by_service, base, churned, ran, kept, old, again = (int(one) for one in row)
    return Figures(here, prospects, silent, lost, by_service, _share(churned, base), base, _share(kept, ran), ran, _share(again, old), old)


def _share(part: int, whole: int) -> Figure | None:
    return share({1: part, 0: whole - part}) if whole >= rules.LEAST else None


def worth(session: Session, actor: Actor, customer_id: int) -> Worth:
    """What a customer that `actor` may see is worth over a lifetime; retention is that of all customers of the house."""
    require(actor, Permission.CUSTOMER_READ)
    spans = [tuple(row) for row in session.execute(
        select(Contract.starts_on, Contract.until, Contract.value).join(Customer, Customer.id == Contract.customer_id).where(Contract.customer_id == customer_id, visible_to(actor))
    )]  # fmt: skip
    whole = _figures(session, Customer.id.is_not(None))
    kept = None if whole.retention is None else Decimal(str(round(float(whole.retention.value), 1)))
    return rules.worth(rules.yearly_mean(spans, today()), Decimal(int(value(session, rules.MARGIN))), kept, whole.retention_n, Decimal(int(value(session, rules.DISCOUNT))))  # type: ignore[arg-type]
