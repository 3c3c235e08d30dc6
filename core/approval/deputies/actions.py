"""Deeds on deputies."""

from datetime import date

from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, require
from core.approval.deputies import queries, rules
from core.approval.deputies.records import Deputy
from core.approval.queries import crowd
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.people.queries import person_for_update


def name_deputy(session: Session, actor: Actor, deputy_id: int, *, first: date, last: date) -> int:
    """From `first` to `last` (both included) `deputy_id` may decide for the actor; the decision will say for whom.

    Refuses OwnDeputy, BadAbsence, NoDeputy, DeputyTwice.
    """
    require(actor, Permission.APPROVAL_DELEGATE, Reach(owners=frozenset({actor.id})))
    person_for_update(session, actor.id)  # two periods named at once queue here
    rules.check(actor.id, deputy_id, first=first, last=last, today=today())
    if not crowd(session, today()).may_decide(deputy_id):
        raise rules.NoDeputy()
    if queries.overlapping(session, actor.id, deputy_id, first, last):
        raise rules.DeputyTwice()
    row = Deputy(person_id=actor.id, deputy_id=deputy_id, first=first, last=last, created_at=now())
    with_ids(session, row)
    touch(session, "approvals")
    note(session, actor, "approval:delegate", "deputy", row.id, code=actor.username, after={"deputy_id": deputy_id, "period": [first, last]})
    return row.id


def end_deputy(session: Session, actor: Actor, deputy_row_id: int) -> int:
    """End a period before its last day; what the deputy decided stays decided."""
    row = queries.deputy_for_update(session, deputy_row_id)
    require(actor, Permission.APPROVAL_DELEGATE, Reach(owners=frozenset({row.person_id})))
    row.ended_at = row.ended_at or now()
    touch(session, "approvals")
    note(session, actor, "approval:end_deputy", "deputy", row.id, code=actor.username, deputy_id=row.deputy_id)
    return row.id
