"""Questions while a request is registered."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.customers.records import Customer


def class_of(session: Session, visible: ColumnElement[bool], customer_id: int) -> str | None:
    """The class of a customer that the actor may see; None for an unknown one. # house: part of a deed, which requires"""
    return session.scalar(select(Customer.class_code).where(Customer.id == customer_id, visible))
