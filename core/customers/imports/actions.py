"""Customers entered many at once, by an import."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit.actions import touch
from core.clock import now, today
from core.customers import rules
from core.customers.actions import PREFIX, TOPIC
from core.customers.imports import queries
from core.customers.rules import Kind, What
from core.numbering.actions import next_codes
from core.words import N_, Language


def enter_many(session: Session, actor: Actor, wanted: Mapping[str, tuple[str, frozenset[int]]], *, by_id: int) -> dict[str, int]:
    """Enter organisations as regular customers; their ids by the key they came under. `wanted`: names and the projects that serve them.

    `by_id` looks after them. # house: part of another deed, which notes how many there were
    """
    require(actor, Permission.CUSTOMER_EDIT)
    if not wanted:
        return {}
    moment, day = now(), today()
    rows = [
        {
            "code": code, "kind": Kind.ORGANISATION.value, "name": (clean := fields.line(name, N_("Name"), rules.NAME_LIMIT)), "search": rules.looked_up(clean),
            "class_code": rules.REGULAR, "class_why": "", "channel": "", "language": (actor.language or Language.SIMPLIFIED).value, "needs": "", "habits": "", "owner_id": by_id, "stage": "potential", "stage_by_hand": False,
            "stage_why": "", "stage_facts": {}, "stage_since": day, "stage_due_on": None, "last_contact_on": None, "lost_on": None, "points": 0, "by_id": by_id, "at": moment,
            "version": 1,
        }
        for code, (name, _) in zip(next_codes(session, PREFIX, len(wanted)), wanted.values(), strict=True)
    ]  # fmt: skip
    ids = queries.keep_customers(session, rows)
    served = [{"project_id": one, "customer_id": id_, "by_id": by_id, "at": moment} for id_, (_, projects) in zip(ids, wanted.values(), strict=True) for one in sorted(projects)]
    steps = [
        {
            "customer_id": id_, "what": What.CLASS.value, "before": "", "after": rules.REGULAR, "why": "", "facts": {}, "by_service": False, "day": day, "by_id": by_id, "at": moment,
        }
        for id_ in ids
    ]  # fmt: skip
    queries.keep_ties(session, served, steps)
    touch(session, TOPIC)
    return dict(zip(wanted, ids, strict=True))
