"""Questions about stages: what the rule looks at, and the history."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.customers.contracts.queries import spans
from core.customers.queries import visible_to
from core.customers.records import Customer, CustomerStep
from core.customers.rules import What
from core.customers.stages import rules
from core.customers.stages.rules import Life, Limits
from core.people.queries import names
from core.settings.queries import value

AT_ONCE = 300
HISTORY = 200

Demand = Callable[[Session, Collection[int], date, date], Mapping[int, int]]
_DEMAND: list[Demand] = []


def demanded(counter: Demand) -> None:
    """The room that knows requests says how many customers made from one day to another (both included)."""
    _DEMAND[:] = [counter]


def limits(session: Session) -> Limits:
    """The thresholds in force. # house: settings of the room, for its own rules and pages"""
    return Limits(*(int(value(session, one)) for one in rules.SETTINGS))  # type: ignore[arg-type]


def lives(session: Session, rows: Collection[Customer], day: date) -> dict[int, Life]:
    """What the rule looks at, of many customers in a few questions. # house: for the rule, which decides for the house"""
    ids = [row.id for row in rows]
    known = spans(session, ids)
    demand: dict[int, tuple[int, int]] = {}
    if _DEMAND:
        step = timedelta(days=rules.TREND_DAYS)
        recent = _DEMAND[0](session, ids, day - step + timedelta(days=1), day)
        before = _DEMAND[0](session, ids, day - 2 * step + timedelta(days=1), day - step)
        demand = {one: (recent.get(one, 0), before.get(one, 0)) for one in ids}
    return {row.id: Life(known.get(row.id, ()), row.last_contact_on, row.lost_on, demand.get(row.id)) for row in rows}


def due(session: Session, day: date) -> list[Customer]:
    """Customers whose stage time may have changed, locked. # house: for the routine that looks at them"""
    return list(session.scalars(
        select(Customer).where(Customer.stage_due_on <= day).order_by(Customer.stage_due_on, Customer.id).limit(AT_ONCE).with_for_update()
    ))  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A line of the history. `why` is a sentence with `facts` where the rule spoke (`who` is None), else what somebody wrote."""

    what: What
    before: str
    after: str
    why: str
    facts: dict[str, object]
    by_service: bool
    day: date
    who: dict[str, str] | None
    at: datetime


def history(session: Session, actor: Actor, customer_id: int) -> list[Step]:
    """The classes, stages and losses of a customer that `actor` may see, latest first."""
    require(actor, Permission.CUSTOMER_READ)
    rows = list(session.scalars(
        select(CustomerStep).join(Customer, Customer.id == CustomerStep.customer_id).where(CustomerStep.customer_id == customer_id, visible_to(actor))
        .order_by(CustomerStep.at.desc(), CustomerStep.id.desc()).limit(HISTORY)
    ))  # fmt: skip
    who = names(session, frozenset(row.by_id for row in rows if row.by_id))
    return [Step(What(row.what), row.before, row.after, row.why, row.facts, row.by_service, row.day, who[row.by_id] if row.by_id else None, row.at) for row in rows]
