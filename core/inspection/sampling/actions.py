"""Deeds on samples: draw one, and accept it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.errors import WrongState
from core.inspection.rounds import actions as rounds
from core.inspection.rounds.queries import reach, round_for_update
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import State
from core.inspection.sampling import queries, rules
from core.inspection.sampling.records import Draw
from core.inspection.sampling.rules import Plan
from core.words import N_


def draw(session: Session, actor: Actor, round_id: int, *, plan: Plan, seed: str = "") -> int:
    """Draw a sample for a round in preparation and keep it with everything a redraw needs; returns its id.

    Without a `seed` (a lot drawn in public, say) one is made. Refuses Empty (a reason for leaving out), AcceptedAlready,
    WrongState and what the draw itself refuses.
    """
    row = _in_preparation(session, actor, round_id)
    frame = queries.frame_of(session, row, plan)
    codes = {unit.code for unit in frame.units}
    excluded = {
        code: fields.line(reason, N_("Reason"), rules.REASON_LIMIT) for code, reason in sorted(plan.excluded.items()) if code in codes
    }
    plan = replace(plan, excluded=excluded)
    lot = fields.line(seed, N_("Seed"), rules.SEED_LIMIT, needed=False) or secrets.token_hex(8)
    sample = rules.draw(frame.units, plan, seed=lot, must=frame.must.keys())
    drawn = Draw(
        round_id=row.id,
        number=queries.last_number(session, round_id) + 1,
        algorithm=rules.ALGORITHM,
        seed=lot,
        plan=plan.kept,
        frame=[[unit.code, unit.stratum] for unit in frame.units],
        frame_hash=rules.frame_hash(frame.units),
        must={code: [rule.value for rule in why] for code, why in frame.must.items()},
        chosen=list(sample.chosen),
        doubled=list(sample.doubled),
        drawn_by_id=actor.id,
        drawn_at=now(),
    )
    with_ids(session, drawn)
    touch(session, "rounds")
    note(
        session, actor, "round:draw", "round", row.id, code=row.code,
        number=drawn.number, seed=lot, algorithm=drawn.algorithm, frame=drawn.frame_hash, plan=drawn.plan, chosen=drawn.chosen,
    )  # fmt: skip
    return drawn.id


def accept(session: Session, actor: Actor, draw_id: int, *, given: Mapping[str, Sequence[int]]) -> int:
    """Use a sample: its targets' sheets are assigned to the inspectors in `given` (by code); returns how many sheets.

    A target that has an inspector in this round needs none here. Whom a second inspector is missing is kept in the trail.
    Refuses NobodyFor, NotInSample, GoneMeanwhile, AcceptedAlready, and what assigning refuses.
    """
    drawn = queries.draw_for_update(session, draw_id)
    row = _in_preparation(session, actor, drawn.round_id)
    stray = sorted(given.keys() - set(drawn.chosen))
    if stray:
        raise rules.NotInSample(code=stray[0])
    present = queries.assigned(session, row.id)
    have = {code: present.get(code, 0) + len(given.get(code, ())) for code in drawn.chosen}
    without = [code for code, count in have.items() if not count]
    if without:
        raise rules.NobodyFor(count=len(without))
    targets = queries.among(session, row, given.keys())
    gone = sorted(given.keys() - targets.keys())
    if gone:
        raise rules.GoneMeanwhile(code=gone[0])
    queries.hold(session, {one.project_id for one in targets.values()}, sorted({one for some in given.values() for one in some}))
    made = [
        rounds.give(session, actor, row, project_id=targets[code].project_id, inspector_id=inspector_id, target=targets[code])[0].code
        for code in sorted(given)
        for inspector_id in given[code]
    ]
    drawn.accepted_by_id, drawn.accepted_at = actor.id, now()
    touch(session, "rounds")
    note(
        session, actor, "round:accept_sample", "round", row.id, code=row.code,
        number=drawn.number, sheets=made, without_second=[code for code in drawn.doubled if have[code] < 2],
    )  # fmt: skip
    return len(made)


def _in_preparation(session: Session, actor: Actor, round_id: int) -> Round:
    row = round_for_update(session, round_id)
    require(actor, Permission.ROUND_LEAD, reach(row))
    if queries.accepted(session, round_id):
        raise rules.AcceptedAlready()
    if row.state != State.DRAFT:
        raise WrongState()
    return row
