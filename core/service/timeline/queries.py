"""What the room of customers asks of requests: a customer's timeline, and how many requests customers made."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission
from core.clock import begins, here
from core.customers.stages.queries import demanded
from core.customers.timeline.queries import Entry, provide
from core.people.queries import names
from core.service.requests.queries import visible
from core.service.requests.records import Request
from core.service.requests.rules import State
from core.words import N_


def asked_for(session: Session, actor: Actor, customer_id: int, before: date | None, limit: int) -> list[Entry]:
    """Requests of a customer that `actor` may see, latest first. # house: the timeline has asked whether the customer may be seen"""
    if actor.scope(Permission.REQUEST_READ) is None:
        return []
    found = select(Request).where(Request.customer_id == customer_id, visible(actor)).order_by(Request.reported_at.desc(), Request.id.desc()).limit(limit)
    rows = list(session.scalars(found if before is None else found.where(Request.reported_at < begins(before))))
    who = names(session, frozenset(row.handler_id for row in rows))
    return [
        Entry(
            here(row.reported_at).date(), "request", row.id, row.title, who=who[row.handler_id], message=N_("State: {state}"), facts={"state": State(row.state)}, channel=row.channel,
            page="Request.py", parameter="request", code=row.code,
        )
        for row in rows
    ]  # fmt: skip


def counted(session: Session, customer_ids: Collection[int], first: date, last: date) -> dict[int, int]:
    """How many requests customers made from one day to another, both included; merged ones do not count. For the rule on stages, which decides for the house."""
    rows = session.execute(
        select(Request.customer_id, func.count()).where(
            Request.customer_id.in_(customer_ids), Request.reported_at >= begins(first), Request.reported_at < begins(last + timedelta(days=1)), Request.state != State.MERGED,
        ).group_by(Request.customer_id)
    )  # fmt: skip
    return {customer: int(count) for customer, count in rows}


provide("request", N_("Service requests"), asked_for)
demanded(counted)
