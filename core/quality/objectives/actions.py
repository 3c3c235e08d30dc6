"""Deeds on objectives: set, review and adjust, close; and telling owners that a review is due."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import Stale
from core.notice.actions import tell
from core.notice.rules import Kind, declare
from core.numbering.actions import next_code
from core.quality.objectives import queries, rules
from core.quality.objectives.records import Objective, ObjectiveReview
from core.quality.objectives.rules import Tier
from core.quality.rules import Direction, Source, figure
from core.quality.spc import queries as spc
from core.routines import routine
from core.words import N_

PREFIX, TOPIC = "QO", "objectives"
DUE = declare(Kind("objective_due", N_("The review of my quality objective is due")))


def aim(
    session: Session, actor: Actor, *, name: str, source: Source, direction: Direction, target: Decimal, owner_id: int, first: date, last: date, review_on: date, tier: Tier = Tier.WHOLE,
    place: str = "", duty: str = "", parent_id: int | None = None, weight: Decimal | None = None,
) -> int:  # fmt: skip
    """Set an objective (QO-2026-0001), as a whole or as a part of one; its owner is told. Returns its id.

    Refuses EndsBefore, EndsInPast, ReviewOutside, NotAWeight, TooMuchWeight, WithinItself, IsClosed, NoSuchOwner, NoFigure, WrongPlace, FigureTooFine, FigureTooLarge, Empty, TooLong, NotFound.
    """
    source = spc.settled(session, source)
    require(actor, Permission.OBJECTIVE_EDIT, spc.reach_of(session, source))
    spc.check_source(session, actor, source)
    rules.check_period(first, last, today())
    rules.check_review(review_on, last, today())
    if not queries.works_here(session, owner_id):
        raise rules.NoSuchOwner()
    if parent_id is not None:
        parent = queries.objective_for_update(session, parent_id)
        if parent.parent_id is not None:
            raise rules.WithinItself()
        if parent.closed_on is not None:
            raise rules.IsClosed()
        rules.check_weight(None if weight is None else figure(weight), queries.weights(session, parent_id), parent.code)
    row = Objective(
        code=next_code(session, PREFIX), name=fields.line(name, N_("Name"), rules.NAME_LIMIT), tier=Tier(tier).value,
        place=fields.line(place, N_("Post or process step"), rules.PLACE_LIMIT, needed=tier is not Tier.WHOLE), duty=fields.paragraph(duty, N_("Duty"), rules.DUTY_LIMIT, needed=False),
        parent_id=parent_id, weight=weight if parent_id is not None else None, direction=Direction(direction).value, target=figure(target), owner_id=owner_id, first=first, last=last,
        review_on=review_on, told_on=None, closed_on=None, closed_why="", by_id=actor.id, at=now(),
    )  # fmt: skip
    row.take(source)
    with_ids(session, row)
    tell(session, actor, DUE.code, [owner_id], about=queries.standing(row), message=N_("You own the quality objective {code}: {name}"), code=row.code, name=row.name)
    touch(session, TOPIC)
    note(
        session, actor, "objective:aim", queries.KIND, row.id, code=row.code, project_id=row.project_id, name=row.name, figure=source.key, direction=row.direction, target=row.target,
        owner_id=owner_id, first=first, last=last, parent_id=parent_id, weight=row.weight,
    )  # fmt: skip
    return row.id


def review(session: Session, actor: Actor, objective_id: int, *, target: Decimal, last: date, review_on: date, reason: str, version: int) -> int:
    """Look at an objective: keep it, or adjust target or last day; how it stood is kept with the reason. Returns its id.

    Refuses IsClosed, Stale, EndsBefore, EndsInPast, ReviewOutside, FigureTooFine, FigureTooLarge, Empty, TooLong.
    """
    row = _held(session, actor, objective_id, version)
    rules.check_period(row.first, last, today())
    rules.check_review(review_on, last, today())
    why = fields.paragraph(reason, N_("What was found, and why"), rules.REASON_LIMIT)
    level, found = queries.stands(session, row, today())
    stood = {"verdict": found.value} | ({} if level is None else {"value": round(level.value, 4), "n": level.n, "low": level.low, "high": level.high})
    session.add(ObjectiveReview(
        objective_id=row.id, stood=stood, old_target=row.target, new_target=figure(target), old_last=row.last, new_last=last, reason=why, by_id=actor.id, at=now()
    ))  # fmt: skip
    before = {"target": row.target, "last": row.last}
    row.target, row.last, row.review_on = target, last, review_on
    touch(session, TOPIC)
    note(session, actor, "objective:review", queries.KIND, row.id, code=row.code, project_id=row.project_id, stood=stood, before=before, after={"target": target, "last": last}, reason=why, review_on=review_on)
    return row.id


def close(session: Session, actor: Actor, objective_id: int, *, reason: str, version: int) -> int:
    """Pursue it no more, with what came of it; its weight is free for other parts. Returns its id. Refuses IsClosed, Stale, Empty, TooLong."""
    row = _held(session, actor, objective_id, version)
    row.closed_why, row.closed_on = fields.paragraph(reason, N_("What came of it"), rules.REASON_LIMIT), today()
    _, found = queries.stands(session, row, today())
    touch(session, TOPIC)
    note(session, actor, "objective:close", queries.KIND, row.id, code=row.code, project_id=row.project_id, verdict=found.value, reason=row.closed_why)
    return row.id


def _held(session: Session, actor: Actor, objective_id: int, version: int) -> Objective:
    row = queries.objective_for_update(session, objective_id)
    require(actor, Permission.OBJECTIVE_EDIT, spc.reach_of(session, row.source))
    if row.closed_on is not None:
        raise rules.IsClosed()
    if row.version != version:
        raise Stale()
    return row


def remind(session: Session, actor: Actor) -> int:
    """Tell owners whose objective is due for review, once for each due day. Returns how many. # house: a routine of the house itself: time asks for it, nobody does"""
    told = []
    for row in queries.due_for_review(session, today()):
        tell(session, actor, DUE.code, [row.owner_id], about=queries.standing(row), message=N_("The review of {code} is due: {name}"), code=row.code, name=row.name)
        row.told_on = today()
        told.append(row.code)
    if told:
        note(session, actor, "objective:remind", queries.KIND, None, told=told)
    return len(told)


routine("objectives", timedelta(hours=2), remind)
