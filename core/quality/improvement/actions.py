"""Deeds on PDCA cards: open, plan, do, check, act; and the routine that opens them when a figure gets worse."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import Stale
from core.notice.actions import tell
from core.notice.rules import Kind, Mail, declare
from core.numbering.actions import next_code
from core.quality.improvement import queries, rules
from core.quality.improvement.records import Card, CardMeasure, Trigger
from core.quality.improvement.rules import Outcome, Sign, State, Verdict
from core.quality.objectives.queries import works_here
from core.quality.rules import Direction, Source, figure
from core.quality.spc import queries as spc
from core.quality.spc.rules.series import Level, Point
from core.routines import routine
from core.words import N_

CARD, TRIGGER, TOPIC = "PDCA", "TRG", "improvement"
YOURS = declare(Kind("pdca", N_("A PDCA card, or a measure of one, is mine"), Mail.NOW))
AT_ONCE = 100


def open_card(session: Session, actor: Actor, *, title: str, problem: str, cause: str = "", source: Source, direction: Direction, target: Decimal, owner_id: int) -> int:
    """Open a card (PDCA-2026-0001) on a figure, which gives the baseline; its owner is told. Returns its id.

    Refuses TargetNoBetter, OwnerNotHere, NoFigure, WrongPlace, FigureTooFine, FigureTooLarge, Empty, TooLong, NotFound.
    """
    source = spc.settled(session, source)
    of = spc.reach_of(session, source)
    require(actor, Permission.IMPROVEMENT_EDIT, Reach(frozenset({owner_id}), of.project_id, of.department_id))
    spc.check_source(session, actor, source)
    row = _opened(session, actor, title=title, problem=problem, cause=cause, source=source, direction=direction, target=figure(target), owner_id=owner_id)
    touch(session, TOPIC)
    note(session, actor, "pdca:open", queries.KIND, row.id, code=row.code, project_id=row.project_id, title=row.title, figure=source.key, baseline=row.baseline, target=row.target, owner_id=owner_id)
    return row.id


def _opened(
    session: Session, actor: Actor, *, title: str, problem: str, cause: str, source: Source, direction: Direction, target: Decimal, owner_id: int, data: Sequence[Point] = (),
    before: Card | None = None, trigger: Trigger | None = None,
) -> Card:  # fmt: skip
    if not works_here(session, owner_id):
        raise rules.OwnerNotHere()
    first = source.step.back(source.step.first(today()), rules.BASELINE)
    level = spc.so_far(session, source, first, today())
    if level is not None and trigger is None and not (direction.sign * float(target) > direction.sign * level.value):
        raise rules.TargetNoBetter(target=f"{target.normalize():f}", baseline=f"{level.value:.4g}")
    row = Card(
        code=next_code(session, CARD), title=fields.line(title, N_("Title"), rules.TITLE_LIMIT), problem=fields.paragraph(problem, N_("Problem"), rules.TEXT_LIMIT),
        cause=fields.paragraph(cause, N_("Cause"), rules.TEXT_LIMIT, needed=False), direction=Direction(direction).value, baseline=_kept(level, first, today()),
        data=[{"first": one.first.isoformat(), "value": None if one.value is None else round(one.value, 4), "n": one.n} for one in data], target=target, owner_id=owner_id, state=State.PLAN.value,
        opened_on=today(), changed_on=None, verdict=None, proposed=None, found=None, judged_by=None, judged_why="", outcome=None, lesson="", closed_on=None,
        before_id=before.id if before else None, trigger_id=trigger.id if trigger else None, shared=False, by_id=actor.id or None,
    )  # fmt: skip
    row.take(source)
    with_ids(session, row)
    tell(session, actor, YOURS.code, [owner_id], about=queries.standing(row), message=N_("The PDCA card {code} is yours: {title}"), code=row.code, title=row.title)
    return row


def _kept(level: Level | None, first: date, last: date) -> dict[str, object]:
    days: dict[str, object] = {"first": first.isoformat(), "last": last.isoformat()}
    return days if level is None else days | {"value": round(level.value, 4), "n": level.n, "low": level.low, "high": level.high}


def plan(session: Session, actor: Actor, card_id: int, *, title: str, problem: str, cause: str, target: Decimal, owner_id: int, version: int) -> int:
    """Change what a card plans, until something is done on it. Returns its id. Refuses CardPastThis, TargetNoBetter, OwnerNotHere, Stale, FigureTooFine, FigureTooLarge, Empty, TooLong."""
    row = _held(session, actor, card_id, "plan", version)
    if owner_id != row.owner_id and not works_here(session, owner_id):
        raise rules.OwnerNotHere()
    direction, aimed, value = Direction(row.direction), figure(target), row.baseline.get("value")
    if value is not None and not direction.sign * float(aimed) > direction.sign * float(value):
        raise rules.TargetNoBetter(target=f"{aimed.normalize():f}", baseline=f"{value:.4g}")
    before, was = _told(row), row.owner_id
    row.title, row.problem = fields.line(title, N_("Title"), rules.TITLE_LIMIT), fields.paragraph(problem, N_("Problem"), rules.TEXT_LIMIT)
    row.cause, row.target, row.owner_id = fields.paragraph(cause, N_("Cause"), rules.TEXT_LIMIT, needed=False), aimed, owner_id
    if owner_id != was:
        tell(session, actor, YOURS.code, [owner_id], about=queries.standing(row), message=N_("The PDCA card {code} is yours: {title}"), code=row.code, title=row.title)
    touch(session, TOPIC)
    note(session, actor, "pdca:plan", queries.KIND, row.id, code=row.code, project_id=row.project_id, before=before, after=_told(row))
    return row.id


def _told(row: Card) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("title", "problem", "cause", "target", "owner_id")}


def add_measure(session: Session, actor: Actor, card_id: int, *, what: str, sort: str, owner_id: int, due_on: date) -> int:
    """Add what is to be done, by whom, until when; who has to do it is told. Returns the measure's id.

    Refuses CardPastThis, MeasureDueInPast, TooManyMeasures, OwnerNotHere, NotASort, Empty, TooLong.
    """
    row = _held(session, actor, card_id, "measure")
    if due_on < today():
        raise rules.MeasureDueInPast()
    if not works_here(session, owner_id):
        raise rules.OwnerNotHere()
    if len(queries.measures_of(session, card_id)) >= rules.MEASURES:
        raise rules.TooManyMeasures(limit=rules.MEASURES)
    made = CardMeasure(
        card_id=card_id, what=fields.line(what, N_("Measure"), rules.LINE_LIMIT), sort=rules.sort_of(sort), owner_id=owner_id, due_on=due_on, done_on=None, result="", struck=False,
    )  # fmt: skip
    with_ids(session, made)
    tell(session, actor, YOURS.code, [owner_id], about=queries.standing(row), message=N_("A measure of {code} is yours, due {due}: {what}"), code=row.code, due=due_on, what=made.what)
    touch(session, TOPIC)
    note(session, actor, "pdca:add_measure", queries.KIND, row.id, code=row.code, project_id=row.project_id, what=made.what, sort=made.sort, measure_owner=owner_id, due_on=due_on)
    return made.id


def end_measure(session: Session, actor: Actor, measure_id: int, *, done: bool, result: str) -> int:
    """Say that a measure is done and what came of it, by its owner or the card's, or strike it with a reason. Returns the card's id.

    Refuses AlreadyDone, CardPastThis, Empty, TooLong.
    """
    one = queries.measure_for_update(session, measure_id)
    row = queries.card_for_update(session, one.card_id)
    of = queries.reach_of(session, row)
    require(actor, Permission.IMPROVEMENT_EDIT, Reach(of.owners | ({one.owner_id} if done else set()), of.project_id, of.department_id))
    rules.moved(State(row.state), "measure")
    if one.done_on is not None or one.struck:
        raise rules.AlreadyDone()
    one.result = fields.line(result, N_("Result") if done else N_("Why"), rules.LINE_LIMIT)
    one.struck = not done
    one.done_on = today() if done else None
    touch(session, TOPIC)
    note(session, actor, "pdca:end_measure", queries.KIND, row.id, code=row.code, project_id=row.project_id, what=one.what, done=done, result=one.result)
    return row.id


def start(session: Session, actor: Actor, card_id: int, *, version: int) -> int:
    """Begin to do what is planned. Returns the card's id. Refuses NoMeasures, CardPastThis, Stale."""
    row = _held(session, actor, card_id, "start", version)
    if not queries.measures_of(session, card_id):
        raise rules.NoMeasures()
    row.state = State.DO.value
    touch(session, TOPIC)
    note(session, actor, "pdca:start", queries.KIND, row.id, code=row.code, project_id=row.project_id)
    return row.id


def changed(session: Session, actor: Actor, card_id: int, *, changed_on: date, version: int) -> int:
    """Say since when the change is in effect: from here on the figure shows whether it helped. Returns the card's id.

    Refuses MeasuresOpen, ChangeToCome, ChangeBeforeCard, CardPastThis, Stale.
    """
    row = _held(session, actor, card_id, "check", version)
    left = [one for one in queries.measures_of(session, card_id) if one.done_on is None]
    if left:
        raise rules.MeasuresOpen(count=len(left))
    if changed_on > today():
        raise rules.ChangeToCome()
    if changed_on < row.opened_on:
        raise rules.ChangeBeforeCard(day=row.opened_on)
    row.changed_on, row.state = changed_on, State.CHECK.value
    touch(session, TOPIC)
    note(session, actor, "pdca:changed", queries.KIND, row.id, code=row.code, project_id=row.project_id, changed_on=changed_on)
    return row.id


def judge(session: Session, actor: Actor, card_id: int, *, verdict: Verdict, reason: str = "", version: int) -> int:
    """Say whether it helped, by somebody else than the owner; what the figures propose and how they stood is kept. Returns the card's id.

    “Too little data” leaves the card waiting for more. Refuses NotByOwner, NoEffectShown, VerdictNeedsReason, CardPastThis, Stale, TooLong.
    """
    row = _held(session, actor, card_id, "judge", version)
    if actor.id == row.owner_id:
        raise rules.NotByOwner()
    _, found = queries.checked(session, row, today())
    if found is None:
        raise rules.CardPastThis()
    why = fields.paragraph(reason, N_("Why"), rules.REASON_LIMIT, needed=False)
    rules.check_verdict(found, verdict, why)
    row.verdict, row.proposed, row.judged_by, row.judged_why = Verdict(verdict).value, found.proposal.value, actor.id, why
    row.found = {
        "gain": found.gain, "low": found.low, "high": found.high, "points_after": found.points_after,
        "before": None if found.before is None else asdict(found.before), "after": None if found.after is None else asdict(found.after),
    }  # fmt: skip
    if verdict is not Verdict.TOO_LITTLE:
        row.state = State.ACT.value
    tell(session, actor, YOURS.code, [row.owner_id], about=queries.standing(row), message=N_("The effect of {code} was judged: {title}"), code=row.code, title=row.title)
    touch(session, TOPIC)
    note(session, actor, "pdca:judge", queries.KIND, row.id, code=row.code, project_id=row.project_id, verdict=row.verdict, proposed=row.proposed, reason=why, found=row.found)
    return row.id


def act(session: Session, actor: Actor, card_id: int, *, outcome: Outcome, lesson: str, version: int) -> int:
    """Make it the standard, or begin anew with another card on the same figure; either closes this one. Returns the id of the card to go on with.

    Refuses NotEffective, CardPastThis, Stale, Empty, TooLong.
    """
    row = _held(session, actor, card_id, "act", version)
    if outcome is Outcome.STANDARDISE and row.verdict != Verdict.EFFECTIVE:
        raise rules.NotEffective()
    row.lesson = fields.paragraph(lesson, N_("What is standard from now on") if outcome is Outcome.STANDARDISE else N_("What was learned"), rules.TEXT_LIMIT)
    row.outcome, row.state, row.closed_on = Outcome(outcome).value, State.CLOSED.value, today()
    again = None
    if outcome is Outcome.REDO:
        again = _opened(
            session, actor, title=row.title, problem=row.problem, cause=row.lesson[: rules.TEXT_LIMIT], source=row.source, direction=Direction(row.direction),
            target=_better(session, row), owner_id=row.owner_id, before=row,
        )  # fmt: skip
    touch(session, TOPIC)
    note(session, actor, "pdca:act", queries.KIND, row.id, code=row.code, project_id=row.project_id, outcome=row.outcome, lesson=row.lesson, again=again.code if again else None)
    return again.id if again else row.id


def _better(session: Session, row: Card) -> Decimal:
    """The target of the card that begins anew: the same, unless the figure is past it already; then as much better again as it asked."""
    direction = Direction(row.direction)
    level = spc.so_far(session, row.source, row.source.step.back(row.source.step.first(today()), rules.BASELINE), today())
    if level is None or direction.sign * float(row.target) > direction.sign * level.value:
        return row.target
    asked = abs(float(row.target) - float(row.baseline.get("value", row.target))) or abs(level.value) / 10 or 1.0
    return Decimal(str(round(level.value + direction.sign * asked, 4)))


def drop(session: Session, actor: Actor, card_id: int, *, reason: str, version: int) -> int:
    """Give a card up, with a reason. Returns its id. Refuses CardPastThis, Stale, Empty, TooLong."""
    row = _held(session, actor, card_id, "drop", version)
    row.lesson, row.state, row.closed_on = fields.paragraph(reason, N_("Why"), rules.REASON_LIMIT), State.DROPPED.value, today()
    touch(session, TOPIC)
    note(session, actor, "pdca:drop", queries.KIND, row.id, code=row.code, project_id=row.project_id, reason=row.lesson)
    return row.id


def share(session: Session, actor: Actor, card_id: int, *, version: int) -> int:
    """Show a closed, effective card among the good cases. Returns its id. Refuses NotShareable, AlreadyDone, Stale."""
    row = queries.card_for_update(session, card_id)
    require(actor, Permission.IMPROVEMENT_EDIT, queries.reach_of(session, row))
    if row.version != version:
        raise Stale()
    if row.state != State.CLOSED or row.verdict != Verdict.EFFECTIVE:
        raise rules.NotShareable()
    if row.shared:
        raise rules.AlreadyDone()
    row.shared = True
    touch(session, TOPIC)
    note(session, actor, "pdca:share", queries.KIND, row.id, code=row.code, project_id=row.project_id)
    return row.id


def _held(session: Session, actor: Actor, card_id: int, step: str, version: int | None = None) -> Card:
    row = queries.card_for_update(session, card_id)
    require(actor, Permission.IMPROVEMENT_EDIT, queries.reach_of(session, row))
    rules.moved(State(row.state), step)
    if version is not None and row.version != version:
        raise Stale()
    return row


# --- what opens cards by itself --------------------------------------------------------------------------------------


def watch_for(session: Session, actor: Actor, *, name: str, source: Source, direction: Direction, sign: Sign, threshold: Decimal, owner_id: int) -> int:
    """Say when a figure opens a card by itself (TRG-2026-0001), and who gets it; returns the id.

    Refuses BadThreshold, OwnerNotHere, NoFigure, WrongPlace, FigureTooFine, FigureTooLarge, Empty, TooLong, NotFound.
    """
    source = spc.settled(session, source)
    require(actor, Permission.IMPROVEMENT_EDIT, spc.reach_of(session, source))
    spc.check_source(session, actor, source)
    rules.check_threshold(sign, float(figure(threshold)))
    if not works_here(session, owner_id):
        raise rules.OwnerNotHere()
    row = Trigger(
        code=next_code(session, TRIGGER), name=fields.line(name, N_("Name"), rules.TITLE_LIMIT), direction=Direction(direction).value, sign=Sign(sign).value, threshold=threshold, owner_id=owner_id,
        looked_on=None, fired_for=None, ended_on=None, by_id=actor.id, at=now(),
    )  # fmt: skip
    row.take(source)
    with_ids(session, row)
    touch(session, TOPIC)
    note(session, actor, "trigger:watch_for", "trigger", row.id, code=row.code, project_id=row.project_id, name=row.name, figure=source.key, sign=row.sign, threshold=threshold, owner_id=owner_id)
    return row.id


def end_watch(session: Session, actor: Actor, trigger_id: int) -> int:
    """Open no more cards by it. Returns its id. Refuses AlreadyDone."""
    row = queries.trigger_for_update(session, trigger_id)
    require(actor, Permission.IMPROVEMENT_EDIT, spc.reach_of(session, row.source))
    if row.ended_on is not None:
        raise rules.AlreadyDone()
    row.ended_on = today()
    touch(session, TOPIC)
    note(session, actor, "trigger:end_watch", "trigger", row.id, code=row.code, project_id=row.project_id)
    return row.id


def watch(session: Session, actor: Actor) -> int:
    """Once a day look at the figures: one that got worse as a trigger says opens a card with its points, once for each point and while none is open.

    Returns how many cards. # house: a routine of the house itself: time asks for it, nobody does
    """
    day, opened = today(), []
    for one in queries.to_look_at(session, day, AT_ONCE):
        one.looked_on = day
        source, direction = one.source, Direction(one.direction)
        points = spc.points(session, source, source.step.back(source.step.first(day), rules.BASELINE), day - timedelta(days=1))
        if not points or points[-1].first == one.fired_for or queries.has_open_card(session, one.id):
            continue
        if not rules.fires(Sign(one.sign), float(one.threshold), direction, points, spc.least_of(source)):
            continue
        past = [float(point.value) for point in points[:-1] if point.value is not None]
        target = figure(Decimal(str(round(sum(past) / len(past), 4)))) if past else figure(Decimal(0))
        card = _opened(
            session, actor, title=one.name, problem=rules.told(points), cause="", source=source, direction=direction, target=target, owner_id=one.owner_id, data=points[-rules.BASELINE :], trigger=one,
        )  # fmt: skip
        one.fired_for = points[-1].first
        opened.append(card.code)
    if opened:
        touch(session, TOPIC)
        note(session, actor, "trigger:watch", "trigger", None, opened=opened)
    return len(opened)


routine("improvement", timedelta(hours=1), watch)
