"""The deed on instruments: a new version."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.errors import Stale
from core.review.instrument import queries, rules
from core.review.instrument.records import ReviewInstrument
from core.review.rules import TOPIC, Group
from core.words import N_


def revise(
    session: Session, actor: Actor, *, weights: Mapping[Group, int], floor: int, dimension_weights: Mapping[str, int], texts: Mapping[str, Mapping[str, str]], left_out: Sequence[str] = (), reason: str,
    number: int,
) -> int:  # fmt: skip
    """A new version in the place of version `number`; projects that have a review keep theirs, so that their path stays one. Returns its id.

    Refuses FaultyInstrument, Stale (another version took its place), Empty, TooLong.
    """
    require(actor, Permission.REVIEW_DESIGN)
    before, instrument = queries.in_force(session)
    if before != number:
        raise Stale()
    found = rules.cleaned(instrument, weights=weights, floor=floor, dimension_weights=dimension_weights, texts=texts, left_out=left_out)
    row = ReviewInstrument(number=before + 1, content=rules.frozen(found), reason=fields.paragraph(reason, N_("Reason"), rules.REASON_LIMIT), by_id=actor.id, at=now())
    with_ids(session, row)
    touch(session, TOPIC)
    note(session, actor, "review_instrument:revise", "review_instrument", row.id, number=row.number, reason=row.reason, content=row.content)
    return row.id
