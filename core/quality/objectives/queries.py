"""Questions about objectives: those of the organisation are for everybody who may see objectives, those of a project for who sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, require, within
from core.errors import NotFound
from core.people.queries import names
from core.people.records import Person
from core.projects.records import Project
from core.quality.objectives.records import Objective, ObjectiveReview
from core.quality.objectives.rules import Forecast, Outlook, Parts, Tier, Verdict, forecast, outlook, parts, verdict
from core.quality.rules import Direction, Source
from core.quality.spc import queries as spc
from core.quality.spc.facts import queries as reader
from core.quality.spc.facts.rules import Told, Wanted
from core.quality.spc.queries import in_sight
from core.quality.spc.rules.charts import Kind
from core.quality.spc.rules.series import Level, Point
from core.subjects import Place, found_by

KIND = "objective"
MOST = 300


@dataclass(frozen=True)
class Standing:
    """An objective with how far it is reached at this moment."""

    id: int
    code: str
    name: str
    tier: Tier
    place: str
    duty: str
    parent_id: int | None
    weight: Decimal | None
    direction: Direction
    target: Decimal
    owner_id: int
    owner: dict[str, str]
    first: date
    last: date
    review_on: date
    closed_on: date | None
    closed_why: str
    version: int
    source: Source
    told: Told
    project: str
    level: Level | None
    verdict: Verdict
    editable: bool


@dataclass(frozen=True)
class Reviewed:
    """A review of an objective."""

    at: datetime
    by: dict[str, str]
    stood: dict[str, object]
    old_target: Decimal
    new_target: Decimal
    old_last: date
    new_last: date
    reason: str


@dataclass(frozen=True)
class Whole:
    """One objective with its parts, its course and where it leads."""

    standing: Standing
    parts: tuple[Standing, ...]
    shared: Parts | None
    points: tuple[Point, ...]
    forecast: Forecast | None
    outlook: Outlook
    reviews: tuple[Reviewed, ...]


def _seen(actor: Actor) -> object:
    return in_sight(actor, Permission.OBJECTIVE_READ, Objective.project_id)  # type: ignore[arg-type]


def objectives(session: Session, actor: Actor, day: date, *, closed: bool = False) -> list[Standing]:
    """The objectives that `actor` may see with how far each is reached, wholes before their parts; a few grouped questions for all the figures."""
    require(actor, Permission.OBJECTIVE_READ)
    rows = session.scalars(
        select(Objective).where(_seen(actor), Objective.closed_on.is_not(None) if closed else Objective.closed_on.is_(None)).order_by(Objective.code).limit(MOST)  # type: ignore[arg-type]
    ).all()
    found = _standing(session, actor, rows, day)
    order = {one.id: one.code for one in found}
    return sorted(found, key=lambda one: (order.get(one.parent_id or one.id, one.code), one.parent_id is not None, one.code))


def _standing(session: Session, actor: Actor, rows: Iterable[Objective], day: date) -> list[Standing]:
    rows = list(rows)
    who = names(session, frozenset(one.owner_id for one in rows))
    projects = {one: (code, department) for one, code, department in session.execute(
        select(Project.id, Project.code, Project.department_id).where(Project.id.in_({one.project_id for one in rows if one.project_id}))
    )}  # fmt: skip
    stretches = [(one, one.first, min(one.last, one.closed_on or day)) for one in rows]
    known = reader.facts(session, [Wanted(one.source, first, max(first, until)) for one, first, until in stretches])
    found = []
    for one, first, until in stretches:
        source, of = one.source, known[one.source.key]
        level = of.level(first, until) if until >= first else None
        code, department = projects.get(one.project_id or 0, ("", None))
        direction = Direction(one.direction)
        reach = Reach(project_id=one.project_id, department_id=department or one.department_id)
        found.append(Standing(
            one.id, one.code, one.name, Tier(one.tier), one.place, one.duty, one.parent_id, one.weight, direction, one.target, one.owner_id, who[one.owner_id], one.first, one.last, one.review_on,
            one.closed_on, one.closed_why, one.version, source, of.told, code, level, verdict(direction, float(one.target), level, spc.least_of(source)),
            within(actor, Permission.OBJECTIVE_EDIT, reach),
        ))  # fmt: skip
    return found


def stands(session: Session, one: Objective, day: date) -> tuple[Level | None, Verdict]:
    """How far an objective is reached. Part of a deed that requires"""
    until = min(one.last, day)
    level = spc.so_far(session, one.source, one.first, until) if until >= one.first else None
    return level, _said(one, level)


def objective(session: Session, actor: Actor, code: str, day: date) -> Whole:
    """One objective with parts, course, forecast and reviews. Refuses NotFound."""
    require(actor, Permission.OBJECTIVE_READ)
    row = session.scalars(select(Objective).where(Objective.code == code, _seen(actor))).one_or_none()  # type: ignore[arg-type]
    if row is None:
        raise NotFound()
    below = session.scalars(select(Objective).where(Objective.parent_id == row.id, _seen(actor)).order_by(Objective.code)).all()  # type: ignore[arg-type]
    one, *children = _standing(session, actor, [row, *below], day)
    course = spc.points(session, row.source, row.first, min(row.last, row.closed_on or day))
    # Only figures by steps of time know how many steps there are to go; days of a series kept by hand come as they come.
    ahead = _steps(row.source, course, row.last) if row.series_id is None else 0
    share = one.told.kind in (Kind.P, Kind.NP)
    line = forecast([point.value for point in course], ahead, floor=0.0 if one.told.kind.counted else None, top=100.0 if share and one.told.kind is Kind.P else None)
    reviews = session.scalars(select(ObjectiveReview).where(ObjectiveReview.objective_id == row.id).order_by(ObjectiveReview.id.desc())).all()
    who = names(session, frozenset(of.by_id for of in reviews))
    return Whole(
        one, tuple(children), parts([(of.weight or Decimal(0), of.verdict) for of in children if of.closed_on is None]) if children else None, tuple(course), line,
        outlook(one.direction, float(one.target), line),
        tuple(Reviewed(of.at, who[of.by_id], of.stood, of.old_target, of.new_target, of.old_last, of.new_last, of.reason) for of in reviews),
    )  # fmt: skip


def missed(session: Session, units: frozenset[int] | set[int], day: date) -> list[tuple[Objective, float]]:
    """Open objectives of departments, of their projects or of the whole organisation that are not reached at present, with how they stand.

    Part of a deed that has required
    """
    here = or_(Objective.project_id.in_(select(Project.id).where(Project.department_id.in_(units))), Objective.department_id.in_(units), Objective.owner_id.in_(select(Person.id).where(Person.department_id.in_(units))))
    rows = session.scalars(select(Objective).where(Objective.closed_on.is_(None), Objective.first <= day, here).order_by(Objective.code).limit(MOST)).all()
    known = reader.facts(session, [Wanted(one.source, one.first, min(one.last, day)) for one in rows])
    found = [(one, known[one.source.key].level(one.first, min(one.last, day))) for one in rows]
    return [(one, level.value) for one, level in found if level is not None and not (said := _said(one, level)).met and said is not Verdict.UNKNOWN]


def _said(one: Objective, level: Level | None) -> Verdict:
    return verdict(Direction(one.direction), float(one.target), level, spc.least_of(one.source))


def _steps(source: Source, course: list[Point], last: date) -> int:
    if not course:
        return 0
    count, first = 0, course[-1].first
    while (first := source.step.after(first)) <= last:
        count += 1
    return count


def objective_for_update(session: Session, objective_id: int) -> Objective:
    found = session.scalars(select(Objective).where(Objective.id == objective_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def weights(session: Session, parent_id: int, *, without: int | None = None) -> Decimal:
    """What the open parts of an objective weigh together."""
    where = [Objective.parent_id == parent_id, Objective.closed_on.is_(None), *([] if without is None else [Objective.id != without])]
    return session.scalar(select(func.sum(Objective.weight, type_=Objective.weight.type)).where(*where)) or Decimal(0)


def works_here(session: Session, person_id: int) -> bool:
    return session.scalar(select(Person.id).where(Person.id == person_id, Person.active.is_(True))) is not None


def people(session: Session, actor: Actor) -> dict[int, dict[str, str]]:
    """Whom an objective, a measure or a card may be given to, by name."""
    require(actor, Permission.IMPROVEMENT_READ)
    return {one: name for one, name in session.execute(select(Person.id, Person.name).where(Person.active.is_(True)).order_by(Person.username))}


def due_for_review(session: Session, day: date) -> list[Objective]:
    """Open objectives whose review is due and whose owner was not told since. For the routine"""
    return list(session.scalars(
        select(Objective).where(Objective.closed_on.is_(None), Objective.review_on <= day, (Objective.told_on.is_(None)) | (Objective.told_on < Objective.review_on)).order_by(Objective.id).limit(MOST)
    ))  # fmt: skip


def place(session: Session, actor: Actor, objective_id: int) -> Place:
    """Where an objective stands that `actor` may see. Refuses NotFound."""
    require(actor, Permission.OBJECTIVE_READ)
    row = session.scalars(select(Objective).where(Objective.id == objective_id, _seen(actor))).one_or_none()  # type: ignore[arg-type]
    if row is None:
        raise NotFound()
    return standing(row)


def standing(row: Objective) -> Place:
    return Place(KIND, row.id, row.code, row.name, f"Objectives?objective={row.code}", project_id=row.project_id, department_id=row.department_id, people=frozenset({row.owner_id}), owners=frozenset({row.owner_id}))


found_by(KIND, place)
