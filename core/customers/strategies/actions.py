"""Deeds on strategies: write a version."""

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.customers.actions import TOPIC
from core.customers.rules import STAGES
from core.customers.strategies import queries, rules
from core.customers.strategies.records import StageStrategy
from core.db import with_ids
from core.errors import Stale
from core.reference.queries import table_for_choice
from core.words import N_


def write(session: Session, actor: Actor, *, stage: str, goal: str, steps: str, offers: str = "", reason: str = "", version: int = 0) -> int:
    """Write what a stage wants: the first version (`version` 0), or the one after `version` with a reason. Returns its id.

    Refuses Stale, NothingNew, TooManySteps, NotAnEntry, Empty, TooLong.
    """
    require(actor, Permission.STRATEGY_EDIT)
    code = table_for_choice(session, STAGES).chosen(stage, "", field=N_("Stage"))
    before = queries.newest(session, code)
    if (before.number if before else 0) != version:
        raise Stale()
    row = StageStrategy(
        stage=code, number=version + 1, goal=fields.line(goal, N_("Goal"), rules.GOAL_LIMIT), steps=list(rules.steps_of(steps)), offers=fields.paragraph(offers, N_("Offers"), rules.OFFERS_LIMIT, needed=False),
        reason=fields.line(reason, N_("What changes, and why"), rules.REASON_LIMIT, needed=before is not None), by_id=actor.id, at=now(),
    )  # fmt: skip
    if before and (before.goal, list(before.steps), before.offers) == (row.goal, row.steps, row.offers):
        raise rules.NothingNew(number=before.number)
    with_ids(session, row)
    touch(session, TOPIC)
    note(session, actor, "strategy:write", "strategy", row.id, stage=code, number=row.number, goal=row.goal, steps=row.steps, reason=row.reason)
    return row.id
