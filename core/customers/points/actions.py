"""Deeds on points: give, redeem, reverse."""

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.customers.actions import TOPIC
from core.customers.points import queries, rules
from core.customers.points.records import PointEntry
from core.customers.queries import customer_for_update
from core.words import N_


def book(session: Session, actor: Actor, customer_id: int, *, points: int, why: str) -> int:
    """Give points to a customer, or redeem some (below nought); returns the entry's id. Refuses NoPoints, NotEnough, Empty, TooLong."""
    customer = customer_for_update(session, actor, customer_id, Permission.CUSTOMER_EDIT)
    row = PointEntry(
        customer_id=customer.id, points=rules.checked(points, customer.points), why=fields.line(why, N_("Why"), rules.WHY_LIMIT), reverses_id=None, day=today(), by_id=actor.id, at=now(),
    )  # fmt: skip
    session.add(row)
    customer.points += points
    session.flush()  # house: its id is the answer
    touch(session, TOPIC)
    note(session, actor, "customer:book_points", "customer", customer.id, code=customer.code, points=points, why=row.why, sum=customer.points)
    return row.id


def reverse(session: Session, actor: Actor, entry_id: int, *, why: str) -> int:
    """Take an entry back by one of the opposite points; returns the new one's id. Refuses PointsReversed, IsCounterEntry, NotEnough, Empty, TooLong."""
    require(actor, Permission.CUSTOMER_EDIT)
    row = queries.entry(session, entry_id)
    customer = customer_for_update(session, actor, row.customer_id, Permission.CUSTOMER_EDIT)
    if row.reverses_id is not None:
        raise rules.IsCounterEntry()
    if queries.reversal_of(session, row.id) is not None:
        raise rules.PointsReversed()
    back = PointEntry(
        customer_id=customer.id, points=rules.checked(-row.points, customer.points), why=fields.line(why, N_("Why"), rules.WHY_LIMIT), reverses_id=row.id, day=today(), by_id=actor.id,
        at=now(),
    )  # fmt: skip
    session.add(back)
    customer.points -= row.points
    session.flush()  # house: its id is the answer
    touch(session, TOPIC)
    note(session, actor, "customer:reverse_points", "customer", customer.id, code=customer.code, points=back.points, why=back.why, sum=customer.points)
    return back.id
