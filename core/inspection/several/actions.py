"""Deeds on what several inspect."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import NotFound, WrongState
from core.inspection.finals import actions as finals
from core.inspection.finals.queries import held_target, rounded
from core.inspection.finals.records import Consensus
from core.inspection.finals.rules import (
    COMPUTED,
    REASON_LIMIT,
    NothingRated,
    NothingToWithdraw,
    NotTalkedAbout,
    StandsAsReleased,
    SubmittedAlready,
    Way,
    agreed,
)
from core.inspection.finals.rules import Target as Key
from core.inspection.rounds.queries import reach, round_for_update
from core.inspection.rounds.rules import State
from core.inspection.several import queries, rules
from core.inspection.several.records import Talk
from core.inspection.several.rules import Standing
from core.inspection.sheets.rules import COUNTED
from core.words import N_


def record_talk(session: Session, actor: Actor, round_id: int, *, project_id: int, outcome: str, held_on: date, object_id: int = 0) -> int:
    """Record that the inspectors of a project talked about their differences, and what came of it; returns the talk's id.

    It counts for the sheets as they are now: once one is corrected, what is still too far apart wants another talk.
    Refuses StillScoring, NotHeldYet, Empty, TooLong, WrongState (the round is released).
    """
    row = round_for_update(session, round_id)
    require(actor, Permission.ROUND_LEAD, reach(row))
    if row.state not in (State.RUNNING, State.CLOSED):
        raise WrongState()
    target = next(iter(queries.of_round(session, row, project_id, object_id)), None)
    if target is None:
        raise NotFound()
    if target.standing is Standing.SCORING:
        raise rules.StillScoring()
    if held_on > today():
        raise rules.NotHeldYet()
    clean = fields.paragraph(outcome, N_("What came of it"), rules.TALK_LIMIT)
    talk = Talk(
        round_id=row.id,
        project_id=project_id,
        object_id=object_id,
        sheets=[one.code for one in target.sheets],
        held_on=held_on,
        outcome=clean,
        recorded_by_id=actor.id,
        recorded_at=now(),
    )
    with_ids(session, talk)
    touch(session, "rounds")
    note(
        session, actor, "round:record_talk", "round", row.id, code=row.code, project_id=project_id,
        project=target.code, sheets=talk.sheets, apart=target.apart.points, held_on=held_on, outcome=clean,
    )  # fmt: skip
    return talk.id


def combine(session: Session, actor: Actor, round_id: int, *, way: Way) -> int:
    """Choose whether the sheets of several inspectors of one target count by their median or mean. Refuses SubmittedAlready, WrongState."""
    row = round_for_update(session, round_id)
    require(actor, Permission.ROUND_LEAD, reach(row))
    if row.state not in (State.DRAFT, State.RUNNING) or way not in COMPUTED:
        raise WrongState()
    if queries.any_submitted(session, row.id):  # whoever submits holds the round, so nobody does at this moment
        raise SubmittedAlready()
    before, row.combining = row.combining, way.value
    touch(session, "rounds")
    note(session, actor, "round:combine", "round", row.id, code=row.code, before=before, after=way.value)
    return row.id


def agree(
    session: Session, actor: Actor, round_id: int, *, project_id: int, total: Decimal | None, reason: str, object_id: int = 0
) -> int:
    """Set the total of a target in consensus (0 to 100), confirm it after a correction, or take it back (None); returns its id.

    It replaces the median or mean as the target's total; checkpoints stay combined. Nothing is edited: the newest word
    counts, the earlier ones stay. When a later correction changes the sheets it was agreed on, it goes on counting,
    because it is what people agreed on with a reason and a formula must not overrule them silently; but it is marked, the
    release waits for it, and the leader confirms it or replaces it. After the release that is the only occasion.
    Refuses StillScoring, NotTalkedAbout, NothingRated, NothingToWithdraw, StandsAsReleased, NotATotal, Empty, TooLong.
    """
    row = round_for_update(session, round_id)
    require(actor, Permission.ROUND_LEAD, reach(row))
    if row.state == State.DRAFT:
        raise WrongState()
    target = next(iter(queries.of_round(session, row, project_id, object_id)), None)
    if target is None:
        raise NotFound()
    held = held_target(session, Key(row.id, project_id, object_id))
    was = held.before
    if target.standing is Standing.SCORING or was.final is None:
        raise rules.StillScoring()
    if row.state == State.RELEASED and not was.stale:
        raise StandsAsReleased()
    if target.talk is None and was.consensus is None:
        raise NotTalkedAbout()
    if not was.final.rated:
        raise NothingRated()
    if total is None and (was.consensus is None or was.consensus.total is None):
        raise NothingToWithdraw()
    clean = fields.paragraph(reason, N_("Reason"), REASON_LIMIT)
    said = Consensus(
        round_id=row.id,
        project_id=project_id,
        object_id=object_id,
        total=None if total is None else agreed(total),
        replaced=rounded(was.final.total),
        reason=clean,
        sheets=[one.code for one in held.sheets if one.state in COUNTED],
        by_id=actor.id,
        at=now(),
    )
    session.add(said)
    finals.settle(session, held)
    after = held.after.final
    touch(session, "rounds")
    note(
        session, actor, "round:agree", "round", row.id, code=row.code, project_id=project_id, project=target.code, sheets=said.sheets,
        before={"total": said.replaced, "way": was.final.way, "band": was.final.band},
        after={"total": rounded(after.total), "way": after.way, "band": after.band} if after else {}, reason=clean,
    )  # fmt: skip
    return said.id
