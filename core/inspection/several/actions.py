"""The deed on projects that several inspect."""

from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.errors import NotFound, WrongState
from core.inspection.rounds.queries import reach, round_for_update
from core.inspection.rounds.rules import State
from core.inspection.several import queries, rules
from core.inspection.several.records import Talk
from core.inspection.several.rules import Standing
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
    session.add(talk)
    session.flush()  # house: the id is needed for the caller
    touch(session, "rounds")
    note(
        session, actor, "round:record_talk", "round", row.id, code=row.code, project_id=project_id,
        project=target.code, sheets=talk.sheets, apart=target.apart.points, held_on=held_on, outcome=clean,
    )  # fmt: skip
    return talk.id
