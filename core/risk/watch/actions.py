"""Deeds on indicators: bind a measure to a risk, end it; and what the house does by itself: notice warnings, remind of reviews."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.metrics.rules import known
from core.notice.actions import tell
from core.notice.rules import Word
from core.risk import queries, rules
from core.risk.life import rules as life
from core.risk.life.rules import LIVING
from core.risk.queries import KIND
from core.risk.watch import queries as watching
from core.risk.watch.records import Indicator, RiskSignal
from core.risk.watch.rules import Bound, BoundAlready, Signal, TooManyIndicators, check
from core.routines import routine
from core.words import N_


def bind(session: Session, actor: Actor, risk_id: int, *, bound: Bound, remark: str = "") -> int:
    """Let a measure of the project watch the risk; returns the indicator's id. Refuses WrongState, UnknownMeasure, NotAThreshold, NotAWindow, BoundAlready, TooManyIndicators, TooLong."""
    row, project = queries.for_update(session, risk_id)
    require(actor, Permission.RISK_STEER, queries.reach(row, project))
    life.check(queries.life(row, 0, 0), LIVING)
    check(bound)
    code = known(bound.measure).code
    present = watching.bound_to(session, row.id)
    if code in {one.measure for one in present}:
        raise BoundAlready()
    if len(present) >= rules.MOST_INDICATORS:
        raise TooManyIndicators(limit=rules.MOST_INDICATORS)
    one = Indicator(
        risk_id=row.id, measure=code, direction=bound.direction, threshold=bound.threshold, days=bound.days, note=fields.paragraph(remark, N_("Remark"), rules.NOTE_LIMIT, needed=False),
        by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, one)
    touch(session, "risks")
    note(session, actor, "risk:bind", KIND, row.id, code=row.code, project_id=project.id, measure=code, direction=bound.direction, threshold=bound.threshold, days=bound.days)
    return one.id


def unbind(session: Session, actor: Actor, indicator_id: int) -> int:
    """End an indicator; what it signalled stays. Returns the risk's id. Refuses NotFound (ended already)."""
    one = watching.indicator_for_update(session, indicator_id)
    row, project = queries.for_update(session, one.risk_id)
    require(actor, Permission.RISK_STEER, queries.reach(row, project))
    one.ended_at = now()
    for signal in watching.open_signals(session, [one.id]):
        signal.over_at = now()
    touch(session, "risks")
    note(session, actor, "risk:unbind", KIND, row.id, code=row.code, project_id=project.id, measure=one.measure)
    return row.id


def look(session: Session, actor: Actor) -> int:
    """Keep which indicators began or ceased to warn, and tell of reviews whose day has come; how many. # house: a routine of the house itself, time asks for it"""
    found = watching.of_risks(session, watching.watched(session), today())
    began = [one for ones in found.values() for one in ones if one.signal is Signal.WARNED and one.since is None]
    calm = {one.id for ones in found.values() for one in ones if one.signal is Signal.CALM and one.since is not None}
    over = watching.open_signals(session, sorted(calm))
    for signal in over:
        signal.over_at = now()
    for row, project in queries.many_for_update(session, {one.risk_id for one in began}) if began else []:
        for one in (one for one in began if one.risk_id == row.id):
            session.add(RiskSignal(indicator_id=one.id, value=one.told.value, n=one.told.n, at=now()))
            tell(
                session, actor, rules.SIGNALS.code, queries.concerned(session, row, project), about=queries.standing(row, project),
                message=N_("An indicator of {code} warns ({measure}): {title}"), code=row.code, title=row.event, measure=Word(known(one.bound.measure).name),
            )  # fmt: skip
    due = queries.due(session, today())
    for row, project in due:
        tell(session, actor, rules.YOURS.code, {row.owner_id}, about=queries.standing(row, project), message=N_("Look at {code} again: its day has come. {title}"), code=row.code, title=row.event)
        row.told = True
    if began or over or due:
        touch(session, "risks")
        note(session, actor, "risk:look", KIND, None, warned=[one.id for one in began], over=[one.indicator_id for one in over], reviews=[row.code for row, _ in due])
    return len(began) + len(over) + len(due)


routine("risks", timedelta(minutes=30), look)
