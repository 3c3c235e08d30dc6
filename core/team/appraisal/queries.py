"""Questions about appraisals. Who sees a sheet is decided in `_sight`, once: the person, the appraiser, the decider, and who may read those of the person's department."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Reach, Scope, require, within
from core.errors import NotFound
from core.metrics.queries import cells_of_people
from core.metrics.rules import Measured, Period, known, measured
from core.people.queries import names
from core.people.records import Person
from core.settings import queries as settings
from core.subjects import Place, found_by
from core.team.appraisal import kept, rules
from core.team.appraisal.records import Appraisal, AppraisalCycle, AppraisalTemplate
from core.team.appraisal.rules import Item, KeyResult, Outcome, Said, Scored, State, Total
from core.team.queries import reach_of

KIND, CYCLE_KIND, TEMPLATE_KIND, TOPIC = "appraisal", "appraisal_cycle", "appraisal_template", "appraisals"


@dataclass(frozen=True)
class Version:
    """A version of the template."""

    id: int
    number: int
    items: tuple[Item, ...]
    reason: str
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class Head:
    """A sheet as lists show it. `total` only once it is published."""

    id: int
    code: str
    cycle: str
    first: date
    last: date
    person_id: int
    person: dict[str, str]
    appraiser_id: int
    appraiser: dict[str, str]
    state: State
    outcome: Outcome | None
    total: Decimal | None
    answer_by: date | None
    own_told: bool
    version: int


@dataclass(frozen=True)
class Sheet:
    """A sheet with what the reader may see of it: the appraiser's view and the points only once they are published."""

    head: Head
    items: tuple[Item, ...]
    figures: dict[str, Measured]
    """By item; while the sheet is open as they stand now, later as they were signed."""
    results: tuple[KeyResult, ...]
    own: dict[str, Said]
    views: dict[str, Said]
    changed: dict[str, int]
    scored: tuple[Scored, ...]
    total: Total | None
    remark: str
    answer: str
    decision: str
    decider: dict[str, str]
    signed_at: datetime | None
    is_person: bool
    is_appraiser: bool
    may_decide: bool
    gap: int


def _sight(actor: Actor) -> ColumnElement[bool]:
    """A condition on Appraisal, with Person for whom it is about: nobody else sees that a sheet exists."""
    mine = or_(Appraisal.person_id == actor.id, Appraisal.appraiser_id == actor.id, Appraisal.decider_id == actor.id)
    scope = actor.scope(Permission.APPRAISAL_READ)
    if scope is Scope.ALL:
        return true()
    if scope is Scope.DEPARTMENT and actor.department_ids:
        return or_(mine, Person.department_id.in_(actor.department_ids))
    return mine


def _version(row: AppraisalTemplate, by: dict[str, str]) -> Version:
    return Version(row.id, row.number, tuple(kept.item_of(one) for one in row.items), row.reason, by, row.at)


def versions(session: Session, actor: Actor) -> list[Version]:
    """The versions of the template, the newest first: what one is appraised by is no secret."""
    require(actor, Permission.APPRAISAL_TAKE)
    rows = session.execute(select(AppraisalTemplate, Person.name).join(Person, Person.id == AppraisalTemplate.by_id).order_by(AppraisalTemplate.number.desc()))
    return [_version(row, by) for row, by in rows]


def _heads(session: Session, actor: Actor, where: Sequence[ColumnElement[bool]], limit: int = 200) -> list[tuple[Head, Appraisal]]:
    appraiser = aliased(Person)
    rows = session.execute(
        select(Appraisal, AppraisalCycle, Person.name, appraiser.name).join(AppraisalCycle, AppraisalCycle.id == Appraisal.cycle_id).join(Person, Person.id == Appraisal.person_id)
        .join(appraiser, appraiser.id == Appraisal.appraiser_id).where(_sight(actor), *where).order_by(Appraisal.id.desc()).limit(limit)
    )  # fmt: skip
    return [
        (Head(
            row.id, row.code, cycle.name, cycle.first, cycle.last, row.person_id, person, row.appraiser_id, by, State(row.state), Outcome(row.outcome) if row.outcome else None, row.total,
            row.answer_by, row.own_at is not None, row.version,
        ), row)
        for row, cycle, person, by in rows
    ]  # fmt: skip


def mine(session: Session, actor: Actor) -> list[Head]:
    """The viewer's own sheets, the newest first."""
    require(actor, Permission.APPRAISAL_TAKE)
    return [head for head, _ in _heads(session, actor, [Appraisal.person_id == actor.id])]


def to_write(session: Session, actor: Actor) -> list[Head]:
    """The sheets of others that the viewer appraises, those to be written first."""
    require(actor, Permission.APPRAISAL_TAKE)
    found = [head for head, _ in _heads(session, actor, [Appraisal.appraiser_id == actor.id])]
    return sorted(found, key=lambda one: one.state is not State.OPEN)


def of_others(session: Session, actor: Actor) -> list[Head]:
    """The sheets that the viewer may read without a part in them, contested ones first."""
    require(actor, Permission.APPRAISAL_READ)
    found = [head for head, _ in _heads(session, actor, [Appraisal.person_id != actor.id, Appraisal.appraiser_id != actor.id])]
    return sorted(found, key=lambda one: one.state is not State.CONTESTED)


def sheet(session: Session, actor: Actor, code: str) -> Sheet:
    """One sheet, for those who may see it. Refuses NotFound."""
    require(actor, Permission.APPRAISAL_TAKE)
    found = _heads(session, actor, [Appraisal.code == code], 1) if code else []
    if not found:
        raise NotFound()
    head, row = found[0]
    template = session.get_one(AppraisalTemplate, session.get_one(AppraisalCycle, row.cycle_id).template_id)
    items = tuple(kept.item_of(one) for one in template.items)
    is_person, is_appraiser, published = row.person_id == actor.id, row.appraiser_id == actor.id, row.state != State.OPEN
    results, own = tuple(kept.results_of(row.results)), kept.views_of(row.own)
    figures = {item: kept.figure_of(one) for item, one in row.figures.items()} if published else figures_of(session, items, head.first, head.last, row.person_id)
    views = kept.views_of(row.views) if published else {}
    changed = {item: int(points) for item, points in row.changed.items()}
    scored = tuple(rules.scored(items, figures, decided(views, changed), results)) if published else ()
    leads = row.state == State.CONTESTED and not is_person and not is_appraiser and within(actor, Permission.APPRAISAL_LEAD, department_of(session, row.person_id))
    return Sheet(
        head, items, figures, results, own if is_person or is_appraiser or published else {}, views, changed, scored, rules.total(items, scored) if published else None, row.remark, row.answer,
        row.decision, names(session, frozenset({row.decider_id})).get(row.decider_id, {}) if row.decider_id else {}, row.signed_at, is_person, is_appraiser, leads, gap(session),
    )  # fmt: skip


def decided(views: dict[str, Said], changed: dict[str, int]) -> dict[str, Said]:
    """The views, with the points that a decision put in their place."""
    return views | {code: Said(points, views[code].text if code in views else "") for code, points in changed.items()}


def figures_of(session: Session, items: Collection[Item], first: date, last: date, person_id: int) -> dict[str, Measured]:
    """What the measures of the items say of somebody in a period, by item: one question a measure. Asked within deeds and questions that have required"""
    found: dict[str, Measured] = {}
    for code in dict.fromkeys(one.measure for one in items if one.measure):
        cells = cells_of_people(session, code, Period(first, last), [person_id]).get(person_id, {})
        found |= {one.code: measured(known(code), cells) for one in items if one.measure == code}
    return found


def gap(session: Session) -> int:
    """How far a judgement may be from the person's own view without a reason. Asked within deeds and questions that have required"""
    return int(settings.value(session, rules.GAP))


def candidates(session: Session, actor: Actor) -> dict[int, tuple[dict[str, str], int | None, int | None]]:
    """Whom the viewer may have appraised: name, department, and who heads it, by id."""
    require(actor, Permission.APPRAISAL_LEAD)
    units = Person.metadata.tables["departments"]
    where = [] if actor.scope(Permission.APPRAISAL_LEAD) is Scope.ALL else [Person.department_id.in_(actor.department_ids)]
    rows = session.execute(
        select(Person.id, Person.name, Person.department_id, units.c.head_id).outerjoin(units, units.c.id == Person.department_id).where(Person.active.is_(True), *where).order_by(Person.username)
    )
    return {row.id: (row.name, row.department_id, row.head_id) for row in rows}


def appraisers(session: Session, actor: Actor) -> dict[int, dict[str, str]]:
    """Who can appraise: every active person, by user name."""
    require(actor, Permission.APPRAISAL_LEAD)
    return {row.id: row.name for row in session.execute(select(Person.id, Person.name).where(Person.active.is_(True)).order_by(Person.username))}


def closed_of(session: Session, actor: Actor, person_id: int) -> dict[int, str]:
    """Closed sheets of somebody that the viewer may see: code and result by id, for grounds of a reward."""
    require(actor, Permission.APPRAISAL_TAKE)
    found = _heads(session, actor, [Appraisal.person_id == person_id, Appraisal.state == State.CLOSED])
    return {head.id: f"{head.code} · {head.cycle}" for head, _ in found}


# ------------------------------------------------------------------ for the deeds


def department_of(session: Session, person_id: int) -> Reach:
    """Where somebody lies, without being her own: nobody leads the own appraisal."""
    return replace(reach_of(session, person_id), owners=frozenset())


def newest_template(session: Session) -> AppraisalTemplate | None:
    return session.scalars(select(AppraisalTemplate).order_by(AppraisalTemplate.number.desc()).limit(1).with_for_update()).one_or_none()


def for_update(session: Session, sheet_id: int) -> tuple[Appraisal, AppraisalCycle, tuple[Item, ...]]:
    """A sheet, locked, with its cycle and what it asks. Refuses NotFound."""
    row = session.scalars(select(Appraisal).where(Appraisal.id == sheet_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound()
    cycle = session.get_one(AppraisalCycle, row.cycle_id)
    return row, cycle, tuple(kept.item_of(one) for one in session.get_one(AppraisalTemplate, cycle.template_id).items)


def lapsed(session: Session, today: date) -> list[Appraisal]:
    """Published sheets whose time to answer is over, locked."""
    return list(session.scalars(select(Appraisal).where(Appraisal.state == State.PUBLISHED, Appraisal.answer_by < today).with_for_update()))


def ending(session: Session, until: date) -> list[Appraisal]:
    """Published sheets whose last day is near and whose person was not reminded, locked."""
    return list(session.scalars(select(Appraisal).where(and_(Appraisal.state == State.PUBLISHED, Appraisal.answer_by <= until, Appraisal.told.is_(False))).with_for_update()))


def opener(session: Session, row: Appraisal) -> int:
    """Who opened the cycle."""
    return session.get_one(AppraisalCycle, row.cycle_id).by_id


def standing(row: Appraisal) -> Place:
    return Place(KIND, row.id, row.code, row.code, f"Team?part=appraisals&appraisal={row.code}", people=frozenset({row.person_id, row.appraiser_id}), owners=frozenset({row.person_id}))


def place(session: Session, actor: Actor, sheet_id: int) -> Place:
    """Where a sheet stands. Refuses NotFound."""
    require(actor, Permission.APPRAISAL_TAKE)
    row = session.scalars(select(Appraisal).join(Person, Person.id == Appraisal.person_id).where(Appraisal.id == sheet_id, _sight(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return standing(row)


found_by(KIND, place)
