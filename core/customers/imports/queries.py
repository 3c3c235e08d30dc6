"""Questions while customers come in: which of these names are known."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.customers.queries import visible_to
from core.customers.records import Customer, CustomerStep, ProjectCustomer
from core.customers.rules import looked_up

AT_ONCE = 500


def known_customers(session: Session, actor: Actor, wanted: Collection[str]) -> dict[str, tuple[int, str]]:
    """Id and class of the customers, among those that `actor` sees, whose code or name is one of `wanted`; of namesakes the first that was entered."""
    require(actor, Permission.CUSTOMER_READ)
    by_code = {name.strip().upper(): name for name in wanted}
    by_name: dict[str, list[str]] = {}
    for name in wanted:
        by_name.setdefault(looked_up(name), []).append(name)
    found: dict[str, tuple[int, str]] = {}
    for column, keys in ((Customer.search, [key for key in by_name if key]), (Customer.code, [key for key in by_code if key.startswith("CUS-")])):
        for first in range(0, len(keys), AT_ONCE):
            rows = session.execute(
                select(Customer.id, Customer.class_code, column).where(column.in_(keys[first : first + AT_ONCE]), visible_to(actor)).order_by(Customer.id.desc())
            )
            for id_, class_, key in rows:
                for name in by_name[key] if column is Customer.search else [by_code[key]]:
                    found[name] = (int(id_), str(class_))
    return found


def keep_customers(session: Session, rows: list[dict[str, Any]]) -> list[int]:
    """Keep many customers at once; their ids, in the same order. # house: part of another deed, which requires and notes"""
    return list(session.scalars(insert(Customer).returning(Customer.id, sort_by_parameter_order=True), rows)) if rows else []


def keep_ties(session: Session, served: list[dict[str, Any]], steps: list[dict[str, Any]]) -> None:
    """Keep which projects serve them, and the first line of their history. # house: part of another deed, which requires and notes"""
    if served:
        session.execute(insert(ProjectCustomer.__table__), served)
    if steps:
        session.execute(insert(CustomerStep.__table__), steps)
