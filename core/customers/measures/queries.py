"""The rows behind the measures of customers: one a contract of a project."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, or_, select
from sqlalchemy.orm import Session, aliased

from core.clock import today
from core.customers.contracts.records import Contract
from core.customers.measures.rules import BOUGHT_AGAIN, LOST_BY_SERVICE, RENEWED
from core.customers.records import Customer, CustomerStep
from core.customers.rules import What
from core.metrics.queries import days_between, provide

GAP = 90
"""Days within which another contract still counts as staying."""


def _row(on: Any, condition: ColumnElement[bool]) -> Select[Any]:
    return select(
        Contract.project_id.label("project_id"), Customer.owner_id.label("person_id"), on.label("on"), cast(case((condition, 1), else_=0), Integer).label("value"),
        Customer.code.label("code"),
    ).join(Customer, Customer.id == Contract.customer_id).where(Contract.project_id.is_not(None))  # fmt: skip


def renewed(session: Session) -> Select[Any]:
    """Contracts that ended: 1 where another one ran on or began within GAP days; what ended lately and was not followed yet is not told."""
    other = aliased(Contract)
    followed = select(other.id).where(
        other.customer_id == Contract.customer_id, other.id != Contract.id, other.until > Contract.until, days_between(session, Contract.until, other.starts_on) <= GAP
    ).exists()  # fmt: skip
    settled = or_(followed, Contract.until < today() - timedelta(days=GAP))
    return _row(Contract.until, followed).where(Contract.until < today(), settled)


def lost_by_service(session: Session) -> Select[Any]:
    """Contracts that ended: 1 where the customer was lost for a reason of service, and was not won back."""
    blamed = select(CustomerStep.id).where(
        CustomerStep.customer_id == Contract.customer_id, CustomerStep.what == What.LOSS, CustomerStep.by_service.is_(True), CustomerStep.day == Customer.lost_on,
        days_between(session, Contract.until, CustomerStep.day) <= 365, days_between(session, CustomerStep.day, Contract.until) <= 365,
    ).correlate(Contract, Customer).exists()  # fmt: skip
    return _row(Contract.until, blamed).where(Contract.until < today())


def bought_again(session: Session) -> Select[Any]:
    """Contracts: 1 where the customer had signed another one before."""
    earlier = aliased(Contract)
    before = select(earlier.id).where(
        earlier.customer_id == Contract.customer_id, or_(earlier.signed_on < Contract.signed_on, and_(earlier.signed_on == Contract.signed_on, earlier.id < Contract.id))
    ).exists()  # fmt: skip
    return _row(Contract.signed_on, before)


for _measure, _rows in ((RENEWED, renewed), (LOST_BY_SERVICE, lost_by_service), (BOUGHT_AGAIN, bought_again)):
    provide(_measure, _rows, page="Customers", parameter="customer")
