"""Questions about PDCA cards, what opens them, and good cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Reach, require, within
from core.errors import NotFound
from core.people.queries import names
from core.projects.records import Project
from core.quality.improvement.records import Card, CardMeasure, Trigger
from core.quality.improvement.rules import BASELINE, Check, Outcome, Sign, State, Verdict, check
from core.quality.rules import Direction, Source, Step
from core.quality.spc import queries as spc
from core.quality.spc.facts import queries as reader
from core.quality.spc.facts.rules import Told
from core.quality.spc.queries import Drawn, in_sight
from core.subjects import Place, found_by

KIND = "pdca"
MOST = 200


@dataclass(frozen=True)
class Listed:
    """A card as its list shows it."""

    id: int
    code: str
    title: str
    state: State
    owner: dict[str, str]
    owner_id: int
    project: str
    opened_on: date
    changed_on: date | None
    verdict: Verdict | None
    measures: int
    open_measures: int
    late: bool
    """A measure is past its day."""
    shared: bool
    by_house: bool


@dataclass(frozen=True)
class Measure:
    """What is done on a card."""

    id: int
    what: str
    sort: str
    owner_id: int
    owner: dict[str, str]
    due_on: date
    done_on: date | None
    result: str
    struck: bool


@dataclass(frozen=True)
class Whole:
    """A card with its measures, its chart with the change marked, and what the check finds at this moment."""

    listed: Listed
    problem: str
    cause: str
    direction: Direction
    baseline: dict[str, Any]
    data: tuple[dict[str, Any], ...]
    target: Decimal
    source: Source
    told: Told
    measures: tuple[Measure, ...]
    drawn: Drawn
    check: Check | None
    proposed: Verdict | None
    found: dict[str, Any] | None
    judged_by: dict[str, str]
    judged_why: str
    outcome: Outcome | None
    lesson: str
    closed_on: date | None
    before: str
    after: str
    """Codes of the card it begins anew, and of the one that begins it anew."""
    version: int
    editable: bool
    judges: bool
    """Whether the reader may say that it helped: somebody who may edit, and is not the owner."""


@dataclass(frozen=True)
class Watch:
    """When a figure opens a card by itself."""

    id: int
    code: str
    name: str
    told: Told
    direction: Direction
    sign: Sign
    threshold: Decimal
    step: Step
    owner: dict[str, str]
    looked_on: date | None
    fired_for: date | None
    editable: bool


def cards(session: Session, actor: Actor, day: date, *, state: State | None = None, shared: bool = False) -> list[Listed]:
    """The cards that `actor` may see, open ones first, newest first."""
    require(actor, Permission.IMPROVEMENT_READ)
    where = [_seen(actor), *([Card.state == state.value] if state else []), *([Card.shared.is_(True)] if shared else [])]
    rows = session.scalars(select(Card).where(*where).order_by(Card.closed_on.is_not(None), Card.id.desc()).limit(MOST)).all()  # type: ignore[arg-type]
    return _listed(session, rows, day)


def _seen(actor: Actor) -> Any:
    return or_(Card.owner_id == actor.id, in_sight(actor, Permission.IMPROVEMENT_READ, Card.project_id))  # type: ignore[arg-type]


def _listed(session: Session, rows: Iterable[Card], day: date) -> list[Listed]:
    rows = list(rows)
    who = names(session, frozenset(one.owner_id for one in rows))
    projects = {one: code for one, code in session.execute(select(Project.id, Project.code).where(Project.id.in_({one.project_id for one in rows if one.project_id})))}
    counts = {
        card: (count, open_ or 0, due) for card, count, open_, due in session.execute(
            select(CardMeasure.card_id, func.count(), func.count().filter(CardMeasure.done_on.is_(None)), func.min(CardMeasure.due_on).filter(CardMeasure.done_on.is_(None)))
            .where(CardMeasure.card_id.in_([one.id for one in rows]), CardMeasure.struck.is_(False)).group_by(CardMeasure.card_id)
        )
    }  # fmt: skip
    found = []
    for one in rows:
        count, open_, due = counts.get(one.id, (0, 0, None))
        found.append(Listed(
            one.id, one.code, one.title, State(one.state), who[one.owner_id], one.owner_id, projects.get(one.project_id or 0, ""), one.opened_on, one.changed_on,
            Verdict(one.verdict) if one.verdict else None, count, open_, due is not None and due < day and State(one.state).open, one.shared, one.by_id is None,
        ))  # fmt: skip
    return found


def card(session: Session, actor: Actor, code: str, day: date) -> Whole:
    """One card with everything on it. Refuses NotFound."""
    require(actor, Permission.IMPROVEMENT_READ)
    row = session.scalars(select(Card).where(Card.code == code, _seen(actor))).one_or_none()
    if row is None:
        raise NotFound()
    measures = session.scalars(select(CardMeasure).where(CardMeasure.card_id == row.id).order_by(CardMeasure.due_on, CardMeasure.id)).all()
    who = names(session, frozenset({*(one.owner_id for one in measures), *([row.judged_by] if row.judged_by else [])}))
    drawn, found = checked(session, row, row.closed_on or day)
    again = aliased(Card)
    before = session.scalar(select(Card.code).where(Card.id == row.before_id)) if row.before_id else None
    after = session.scalar(select(again.code).where(again.before_id == row.id).order_by(again.id.desc()).limit(1))
    reach = reach_of(session, row)
    edits = within(actor, Permission.IMPROVEMENT_EDIT, reach)
    return Whole(
        _listed(session, [row], day)[0], row.problem, row.cause, Direction(row.direction), row.baseline, tuple(row.data), row.target, row.source, drawn.told,
        tuple(Measure(one.id, one.what, one.sort, one.owner_id, who[one.owner_id], one.due_on, one.done_on, one.result, one.struck) for one in measures),
        drawn, found, Verdict(row.proposed) if row.proposed else None, row.found, who.get(row.judged_by or 0, {}), row.judged_why, Outcome(row.outcome) if row.outcome else None, row.lesson,
        row.closed_on, before or "", after or "", row.version, edits, edits and actor.id != row.owner_id,
    )  # fmt: skip


def checked(session: Session, row: Card, day: date) -> tuple[Drawn, Check | None]:
    """The chart of a card with the change marked as a phase, and what it proves by `day`. Part of a deed or question that requires"""
    first = row.source.step.back(row.source.step.first(row.opened_on), BASELINE)
    drawn = spc.chart_of(session, row.source, first, day, phase_on=row.changed_on)
    if row.changed_on is None:
        return drawn, None
    counting = [one for at, one in enumerate(drawn.points) if at not in drawn.excluded]
    step = None if row.series_id is not None else row.source.step
    return drawn, check(drawn.told.kind, Direction(row.direction), counting, row.changed_on, target=float(row.target), step=step)


def reach_of(session: Session, row: Card) -> Reach:
    """Where a card lies: with its figure, and with its owner. Part of a deed or question that requires"""
    of = spc.reach_of(session, row.source)
    return Reach(frozenset({row.owner_id}), of.project_id, of.department_id)


def triggers(session: Session, actor: Actor) -> list[Watch]:
    """What opens cards by itself, of the figures that `actor` may see."""
    require(actor, Permission.IMPROVEMENT_READ)
    rows = session.scalars(select(Trigger).where(Trigger.ended_on.is_(None), in_sight(actor, Permission.IMPROVEMENT_READ, Trigger.project_id)).order_by(Trigger.code).limit(MOST)).all()  # type: ignore[arg-type]
    who = names(session, frozenset(one.owner_id for one in rows))
    told = reader.told(session, [one.source for one in rows])
    return [
        Watch(
            one.id, one.code, one.name, told[one.source.key], Direction(one.direction), Sign(one.sign), one.threshold, Step(one.step), who[one.owner_id], one.looked_on, one.fired_for,
            within(actor, Permission.IMPROVEMENT_EDIT, spc.reach_of(session, one.source)),
        )
        for one in rows
    ]  # fmt: skip


def to_look_at(session: Session, day: date, most: int) -> list[Trigger]:
    """Triggers that were not looked at on `day`, those of the longest ago first. For the routine"""
    where = (Trigger.ended_on.is_(None), or_(Trigger.looked_on.is_(None), Trigger.looked_on < day))
    return list(session.scalars(select(Trigger).where(*where).order_by(func.coalesce(Trigger.looked_on, date.min), Trigger.id).limit(most)))


def has_open_card(session: Session, trigger_id: int) -> bool:
    return session.scalar(select(Card.id).where(Card.trigger_id == trigger_id, Card.closed_on.is_(None)).limit(1)) is not None


def card_for_update(session: Session, card_id: int) -> Card:
    found = session.scalars(select(Card).where(Card.id == card_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def trigger_for_update(session: Session, trigger_id: int) -> Trigger:
    found = session.scalars(select(Trigger).where(Trigger.id == trigger_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def measure_for_update(session: Session, measure_id: int) -> CardMeasure:
    found = session.scalars(select(CardMeasure).where(CardMeasure.id == measure_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def measures_of(session: Session, card_id: int) -> list[CardMeasure]:
    """What is not struck."""
    return list(session.scalars(select(CardMeasure).where(CardMeasure.card_id == card_id, CardMeasure.struck.is_(False))))


def place(session: Session, actor: Actor, card_id: int) -> Place:
    """Where a card stands that `actor` may see. Refuses NotFound."""
    require(actor, Permission.IMPROVEMENT_READ)
    row = session.scalars(select(Card).where(Card.id == card_id, _seen(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return standing(row)


def standing(row: Card) -> Place:
    return Place(KIND, row.id, row.code, row.title, f"Improvement?card={row.code}", project_id=row.project_id, department_id=row.department_id, people=frozenset({row.owner_id}), owners=frozenset({row.owner_id}))


found_by(KIND, place)
