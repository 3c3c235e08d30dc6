"""Deeds on stages: by hand with a reason, back to the rule, lost, won back; the house looks at what time has changed."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission
from core.audit import note
from core.audit.actions import touch
from core.clock import today
from core.customers.actions import TOPIC, step
from core.customers.queries import customer_for_update
from core.customers.records import Customer
from core.customers.rules import STAGES, What
from core.customers.stages import queries, rules
from core.customers.stages.rules import Judged, Loss
from core.errors import Stale
from core.reference.queries import table_for_choice
from core.routines import routine
from core.words import N_

LOOK_AGAIN = timedelta(days=30)
"""Demand changes without a day that could be told before: a customer is looked at so often at least."""


def refresh(session: Session, actor: Actor, row: Customer) -> None:
    """Let the rule judge a customer anew. # house: part of another deed, which requires and notes"""
    session.flush()  # house: the rule reads what the deed has kept
    _take(session, row, rules.judged(queries.lives(session, [row], today())[row.id], today(), queries.limits(session)))


def _take(session: Session, row: Customer, found: Judged) -> bool:
    """Keep what the rule says, unless somebody set the stage by hand; whether the stage is another one now."""
    row.stage_due_on = min(found.until or date.max, today() + LOOK_AGAIN)
    if row.stage_by_hand:
        return False
    before, facts = row.stage, {name: one.isoformat() if isinstance(one, date) else one for name, one in found.facts.items()}
    row.stage_why, row.stage_facts = found.why, facts
    if before == found.stage:
        return False
    row.stage, row.stage_since = found.stage, today()
    step(session, None, row, What.STAGE, before, found.stage, found.why, facts=facts)
    return True


def put(session: Session, actor: Actor, customer_id: int, *, version: int, stage: str, why: str) -> int:
    """Set the stage by hand, with the reason, until it is left to the rule again; returns the customer's id. Refuses NotAnEntry, Stale, Empty, TooLong."""
    row = customer_for_update(session, actor, customer_id, Permission.CUSTOMER_EDIT)
    if row.version != version:
        raise Stale()
    before = row.stage
    row.stage = table_for_choice(session, STAGES).chosen(stage, before, field=N_("Stage"))
    row.stage_why, row.stage_facts, row.stage_by_hand, row.stage_since = fields.line(why, N_("Why"), rules.REASON_LIMIT), {}, True, today()
    step(session, actor, row, What.STAGE, before, row.stage, row.stage_why)
    touch(session, TOPIC)
    note(session, actor, "customer:put_stage", "customer", row.id, code=row.code, before=before, after=row.stage, why=row.stage_why)
    return row.id


def follow_rule(session: Session, actor: Actor, customer_id: int, *, version: int) -> int:
    """Leave the stage to the rule again; returns the customer's id. Refuses ByRuleAlready, Stale."""
    row = customer_for_update(session, actor, customer_id, Permission.CUSTOMER_EDIT)
    if not row.stage_by_hand:
        raise rules.ByRuleAlready(code=row.code)
    if row.version != version:
        raise Stale()
    before, row.stage_by_hand = row.stage, False
    refresh(session, actor, row)
    touch(session, TOPIC)
    note(session, actor, "customer:follow_rule", "customer", row.id, code=row.code, before=before, after=row.stage)
    return row.id


def lose(session: Session, actor: Actor, customer_id: int, *, version: int, reason: Loss, why: str, on: date) -> int:
    """Record that a customer is lost, why, and since when; returns its id. Refuses LostAlready, LostToCome, Stale, Empty, TooLong."""
    row = customer_for_update(session, actor, customer_id, Permission.CUSTOMER_EDIT)
    if row.lost_on is not None:
        raise rules.LostAlready(code=row.code)
    if row.version != version:
        raise Stale()
    if on > today():
        raise rules.LostToCome()
    row.lost_on, row.stage_by_hand, before = on, False, row.stage
    step(session, actor, row, What.LOSS, before, reason, fields.line(why, N_("Why"), rules.REASON_LIMIT), by_service=reason.by_service, day=on)
    refresh(session, actor, row)
    touch(session, TOPIC)
    note(session, actor, "customer:lose", "customer", row.id, code=row.code, before=before, reason=reason, why=why[: rules.REASON_LIMIT], on=on)
    return row.id


def win_back(session: Session, actor: Actor, customer_id: int, *, version: int, why: str) -> int:
    """Record that a lost customer came back; returns its id. Refuses NotLost, Stale, Empty, TooLong."""
    row = customer_for_update(session, actor, customer_id, Permission.CUSTOMER_EDIT)
    if row.lost_on is None:
        raise rules.NotLost(code=row.code)
    if row.version != version:
        raise Stale()
    row.lost_on = None
    step(session, actor, row, What.RETURN, row.stage, "", fields.line(why, N_("Why"), rules.REASON_LIMIT))
    refresh(session, actor, row)
    touch(session, TOPIC)
    note(session, actor, "customer:win_back", "customer", row.id, code=row.code, why=why[: rules.REASON_LIMIT])
    return row.id


def watch(session: Session, actor: Actor) -> int:
    """Judge anew the customers whose stage time may have changed. Returns how many.

    # house: a routine of the house itself: time asks for it, nobody does
    """
    rows, turned = queries.due(session, today()), {}
    known, limits = queries.lives(session, rows, today()), queries.limits(session)
    for row in rows:
        before = row.stage
        if _take(session, row, rules.judged(known[row.id], today(), limits)):
            turned[row.code] = [before, row.stage]
    if rows:
        touch(session, TOPIC)
        note(session, actor, "customer:watch", "customer", None, looked_at=len(rows), turned=turned)
    return len(rows)


routine("life_cycle", timedelta(hours=1), watch)
