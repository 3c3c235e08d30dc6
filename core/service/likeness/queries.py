"""Which requests are like the one that is just being told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import now
from core.service.likeness.rules import ALIKE, RELATED, grams, likeness
from core.service.requests.queries import visible
from core.service.requests.records import Request, RequestGram
from core.service.requests.rules import CLOSED, State
from core.service.rules import LIKE_WITHIN
from core.settings.queries import value

OF_CUSTOMER, OF_GRAM, OF_ALL, SHOWN = 200, 150, 60, 5
"""How many requests of a customer are compared; how many of the newest with one piece; how many of those with most pieces; how many are shown."""
LOOKED_UP = 10
"""Pieces of a title that are looked up."""


@dataclass(frozen=True)
class Like:
    """A request that is like what was told; `share` from 0 to 1."""

    id: int
    code: str
    title: str
    state: State
    reported_at: datetime
    solution: str
    share: float


def duplicates(session: Session, actor: Actor, customer_id: int, title: str, *, but: int | None = None) -> list[Like]:
    """Requests of the same customer, not long ago, whose title is much like this one; the most alike first."""
    require(actor, Permission.REQUEST_READ)
    wanted = grams(title)
    if not wanted:
        return []
    since = now() - timedelta(days=int(value(session, LIKE_WITHIN)))
    found = (
        select(Request.id, Request.code, Request.title, Request.state, Request.reported_at, Request.solution)
        .where(Request.customer_id == customer_id, Request.reported_at >= since, Request.state != State.MERGED, visible(actor))
        .order_by(Request.reported_at.desc()).limit(OF_CUSTOMER)
    )  # fmt: skip
    return [one for one in _ranked(session.execute(found).all(), wanted, ALIKE) if one.id != but]


def solved(session: Session, actor: Actor, title: str, *, but: int | None = None) -> list[Like]:
    """Solved requests of any customer that are about something similar, the most alike first; to learn how it was solved."""
    require(actor, Permission.REQUEST_READ)
    wanted = grams(title)
    if not wanted:
        return []
    newest = [
        select(select(RequestGram.request_id).where(RequestGram.gram == one).order_by(RequestGram.request_id.desc()).limit(OF_GRAM).subquery().c.request_id)
        for one in wanted[:LOOKED_UP]
    ]
    together = union_all(*newest).subquery()
    best = select(together.c.request_id).group_by(together.c.request_id).order_by(func.count().desc(), together.c.request_id.desc()).limit(OF_ALL).subquery()
    found = (
        select(Request.id, Request.code, Request.title, Request.state, Request.reported_at, Request.solution).join(best, best.c.request_id == Request.id)
        .where(Request.state.in_([State.RESOLVED, *sorted(CLOSED)]), Request.solution != "", visible(actor))
    )  # fmt: skip
    return [one for one in _ranked(session.execute(found).all(), wanted, RELATED) if one.id != but]


def _ranked(rows, wanted: list[int], least: float) -> list[Like]:  # type: ignore[no-untyped-def]
    ranked = [Like(row.id, row.code, row.title, State(row.state), row.reported_at, row.solution, likeness(wanted, grams(row.title))) for row in rows]
    return sorted((one for one in ranked if one.share >= least), key=lambda one: (-one.share, -one.id))[:SHOWN]
