"""Deeds on chains."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, require
from core.approval.chains import queries, rules
from core.approval.chains.records import Chain
from core.approval.queries import crowd, registered
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import Stale


def edit(session: Session, actor: Actor, kind: str, *, steps: Sequence[rules.Step], version: int) -> int:
    """Replace the chain of `kind`, for submissions from now on; those under way keep theirs. `version` 0: it was as shipped.

    Refuses what `rules.checked` refuses, PersonMissing for somebody who left or may not decide, UnknownChain, Stale.
    """
    require(actor, Permission.CHAIN_EDIT, ANYWHERE)
    registered(kind)
    row = queries.chain_for_update(session, kind)
    if version != (row.version if row else 0):
        raise Stale()
    clean = rules.checked(steps)
    here = crowd(session, today())
    for number, step in enumerate(clean, 1):
        if step.person_id is not None and not here.may_decide(step.person_id):
            raise rules.PersonMissing(number=number)
    before = rules.written(queries.steps_of(session, kind)) if row or kind in queries.shipped() else []
    if row is None:
        row = Chain(kind=kind, steps=rules.written(clean), changed_by_id=actor.id, changed_at=now())
        session.add(row)
    else:
        row.steps, row.changed_by_id, row.changed_at = rules.written(clean), actor.id, now()
    with_ids(session, row)
    touch(session, "approvals")
    note(session, actor, "chain:edit", "chain", row.id, code=kind, before=before, after=row.steps)
    return row.id
