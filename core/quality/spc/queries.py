"""Questions about control charts: series kept by hand, points of measures, marks, and the chart of all that.

Whoever may see charts sees series of the organisation and of the projects in sight. A measure of the organisation or of
a department is drawn for those who may see that measure there; of a project, for those who see the project.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, Scope, require
from core.errors import NotFound
from core.metrics.rules import LEAST, known
from core.people.queries import names
from core.people.records import Department
from core.projects.queries import visible_to
from core.projects.records import Project
from core.quality.checks.standards import rules as by_standard
from core.quality.checks.standards.rules import Edition
from core.quality.rules import Direction, Source, checked
from core.quality.spc.facts import queries as reader
from core.quality.spc.facts.rules import Facts, Told, Wanted
from core.quality.spc.records import ChartMark, Series, SeriesValue
from core.quality.spc.rules.charts import Chart, Kind, charts
from core.quality.spc.rules.series import Level, Mark, Point
from core.subjects import Place, found_by

SERIES = "series"
MOST = 500
STEPS = 60
"""Points of a chart at most: five years of months, a year of weeks and some."""


@dataclass(frozen=True)
class Listed:
    """A series kept by hand."""

    id: int
    code: str
    name: str
    unit: str
    kind: Kind
    project: str
    """Code of its project; empty: the whole organisation."""
    project_id: int | None
    days: int
    last: date | None


@dataclass(frozen=True)
class Entered:
    """A row of a series, also those that a later one of the day has replaced."""

    id: int
    on: date
    value: Decimal
    size: Decimal | None
    note: str
    current: bool
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class Marked:
    """What somebody said of a chart."""

    id: int
    sort: Mark
    on: date
    reason: str
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class Drawn:
    """A figure over time with its control charts. Indices in `charts` are those of `points`."""

    source: Source
    told: Told
    points: tuple[Point, ...]
    charts: tuple[Chart, ...]
    marks: tuple[Marked, ...]
    excluded: frozenset[int]
    begins: frozenset[int]


def in_sight(actor: Actor, permission: Permission, project_id: "ColumnElement[int | None]") -> ColumnElement[bool]:
    """Rows of the organisation and of projects that `actor` sees by this permission."""
    return or_(project_id.is_(None), project_id.in_(select(Project.id).where(visible_to(actor, permission))))


def series(session: Session, actor: Actor) -> list[Listed]:
    """The series that `actor` may see, by code, with how many days each has."""
    require(actor, Permission.CHART_READ)
    days = select(SeriesValue.series_id, func.count(func.distinct(SeriesValue.on)).label("days"), func.max(SeriesValue.on).label("last")).group_by(SeriesValue.series_id).subquery()
    rows = session.execute(
        select(Series, Project.code, days.c.days, days.c.last).outerjoin(Project, Project.id == Series.project_id).outerjoin(days, days.c.series_id == Series.id)
        .where(in_sight(actor, Permission.CHART_READ, Series.project_id)).order_by(Series.code).limit(MOST)  # type: ignore[arg-type]
    )  # fmt: skip
    return [Listed(one.id, one.code, one.name, one.unit, Kind(one.kind), code or "", one.project_id, int(count or 0), last) for one, code, count, last in rows]


def entered(session: Session, actor: Actor, series_id: int, *, limit: int = MOST) -> list[Entered]:
    """The rows of a series, newest first, also those that were corrected. Refuses NotFound."""
    guard_series(session, actor, series_id)
    rows = session.scalars(select(SeriesValue).where(SeriesValue.series_id == series_id).order_by(SeriesValue.on.desc(), SeriesValue.replaced.desc()).limit(limit)).all()
    who = names(session, frozenset(row.by_id for row in rows))
    newest: set[date] = set()
    found = []
    for row in rows:
        found.append(Entered(row.id, row.on, row.value, row.size, row.note, row.on not in newest, who[row.by_id], row.at))
        newest.add(row.on)
    return found


def guard_series(session: Session, actor: Actor, series_id: int, permission: Permission = Permission.CHART_READ) -> Series:
    """A series that `actor` may see. Refuses NotFound."""
    require(actor, permission)
    row = session.scalars(select(Series).where(Series.id == series_id, in_sight(actor, permission, Series.project_id))).one_or_none()  # type: ignore[arg-type]
    if row is None:
        raise NotFound()
    return row


def check_source(session: Session, actor: Actor, source: Source) -> None:
    """Refuse a figure that `actor` may not see, or that does not exist. Refuses NotPermitted, NotFound, UnknownMeasure, NoFigure, WrongPlace."""
    require(actor, Permission.CHART_READ)
    checked(source)
    if source.series_id is not None:
        guard_series(session, actor, source.series_id)
        return
    if source.standard:
        require(actor, Permission.CHECK_READ)
        reader.told(session, [source])
    else:
        known(source.measure)
    if source.project_id is not None:
        require(actor, Permission.MEASURE_READ)
        if session.scalar(select(Project.id).where(Project.id == source.project_id, visible_to(actor, Permission.MEASURE_READ))) is None:
            raise NotFound()
    else:
        require(actor, Permission.MEASURE_READ, Reach(department_id=source.department_id))


@dataclass(frozen=True)
class Choices:
    """Whose figures `actor` may draw: of the organisation, and departments and projects by id (content; code and content)."""

    whole: bool
    departments: dict[int, dict[str, str]]
    projects: dict[int, tuple[str, dict[str, str]]]


def choices(session: Session, actor: Actor) -> Choices:
    """What a figure may be narrowed to."""
    require(actor, Permission.CHART_READ)
    scope = actor.scope(Permission.MEASURE_READ)
    units = select(Department.id, Department.name).order_by(Department.code)
    if scope is not Scope.ALL:
        units = units.where(Department.id.in_(actor.department_ids if scope is Scope.DEPARTMENT else ()))
    projects = select(Project.id, Project.code, Project.name).where(visible_to(actor, Permission.MEASURE_READ)).order_by(Project.code).limit(MOST)
    return Choices(
        scope is Scope.ALL, {one: name for one, name in session.execute(units)}, {one: (code, name) for one, code, name in session.execute(projects)}
    )


def settled(session: Session, source: Source) -> Source:
    """The same figure; a series kept by hand lies where its project does. Refuses NoFigure, WrongPlace, NotFound. Part of a deed that requires"""
    checked(source)
    if source.series_id is None:
        return source
    row = session.get(Series, source.series_id)
    if row is None:
        raise NotFound()
    return replace(source, project_id=row.project_id, department_id=None)


def reach_of(session: Session, source: Source) -> Reach:
    """Where a figure lies, for deeds on what is about it. Part of a deed or question that requires"""
    project_id = source.project_id if source.series_id is None else session.scalar(select(Series.project_id).where(Series.id == source.series_id))
    if project_id is not None:
        department_id = session.scalar(select(Project.department_id).where(Project.id == project_id))
        return Reach(project_id=project_id, department_id=department_id)
    return Reach(department_id=source.department_id)


def told(session: Session, source: Source) -> Told:
    """What a figure is called. Asked within questions that have required. Refuses NotFound, UnknownMeasure."""
    return reader.told(session, [source])[source.key]


def better(session: Session, actor: Actor, source: Source) -> Direction:
    """Where better usually lies of a figure: as its measure or its standard says; higher where neither does. Refuses what `check_source` refuses."""
    check_source(session, actor, source)
    return told(session, source).direction or Direction.UP


def points(session: Session, source: Source, first: date, last: date) -> list[Point]:
    """The figure over time: a point a day of a series, a point a step that is over by the end of `last` of a measure. One grouped question.

    Asked within deeds and questions that have required
    """
    return reader.facts(session, [Wanted(source, first, last)])[source.key].points(first, last)


def so_far(session: Session, source: Source, first: date, last: date) -> Level | None:
    """What the figure was over a stretch of days, both included: of all its records together; None where there are none. Asked within questions that have required"""
    return reader.facts(session, [Wanted(source, first, last)])[source.key].level(first, last)


def editions(session: Session, actor: Actor, source: Source, first: date, last: date) -> list[Edition]:
    """What checks measured by the standard behind a figure, by the version that each value was measured under, the newest first: what capabilities stand on.

    Points left out of the chart are left out. Empty where it is no standard with limits. Refuses what `check_source` refuses.
    """
    check_source(session, actor, source)
    if not source.standard:
        return []
    found = reader.facts(session, [Wanted(source, first, last)], marked=True)[source.key]
    return by_standard.editions(found.results, {on for sort, on in found.marks if sort is Mark.EXCLUDE})


def least_of(source: Source) -> int:
    """Records below which the figure says too little."""
    return LEAST if source.series_id is not None or source.standard else known(source.measure).least


def drawn(session: Session, actor: Actor, source: Source, first: date, last: date, *, laney: bool = False) -> Drawn:
    """A figure with its control charts, phases and points left out, for who may see it. Refuses what `check_source` refuses."""
    check_source(session, actor, source)
    return chart_of(session, source, first, last, laney=laney)


def chart_of(session: Session, source: Source, first: date, last: date, *, laney: bool = False, phase_on: date | None = None) -> Drawn:
    """Like `drawn`, also with a phase that begins on a day. Asked within questions that have required"""
    return replace(_charted(reader.facts(session, [Wanted(source, first, last)], marked=True)[source.key], first, last, laney, phase_on), marks=tuple(marks_of(session, source)))


def charts_of(session: Session, wanted: Sequence[Wanted]) -> list[Drawn]:
    """The charts of many figures in the order asked, in a few questions; who made their marks is not told. Asked within questions that have required"""
    found = reader.facts(session, wanted, marked=True)
    return [_charted(found[one.source.key], one.first, one.last) for one in wanted]


def _charted(facts: Facts, first: date, last: date, laney: bool = False, phase_on: date | None = None) -> Drawn:
    of, found = facts.told, facts.points(first, last)[-STEPS * 6 :]
    excluded = _places(found, [on for sort, on in facts.marks if sort is Mark.EXCLUDE])
    begins = _places(found, [on for sort, on in facts.marks if sort is Mark.PHASE]) | ({at} if phase_on is not None and (at := phase_at(found, phase_on)) is not None else set())
    made = charts(of.kind, [one.subgroup for one in found], excluded=excluded, begins=begins, laney=laney and of.kind in (Kind.P, Kind.U))
    return Drawn(facts.source, of, tuple(found), tuple(made), (), frozenset(excluded), frozenset(begins))


def phase_at(found: Sequence[Point], on: date) -> int | None:
    """The first point of a phase that begins on a day: the one that begins then or after."""
    return next((at for at, one in enumerate(found) if one.first >= on), None)


def _places(found: Sequence[Point], days: Sequence[date]) -> set[int]:
    index = {one.first: at for at, one in enumerate(found)}
    return {index[on] for on in days if on in index}


def marks_of(session: Session, source: Source) -> list[Marked]:
    """What holds of a chart at present, oldest point first. Asked within questions that have required"""
    rows = session.scalars(select(ChartMark).where(ChartMark.chart == source.key, ChartMark.lifted_at.is_(None)).order_by(ChartMark.on, ChartMark.id)).all()
    who = names(session, frozenset(row.by_id for row in rows))
    return [Marked(row.id, Mark(row.sort), row.on, row.reason, who[row.by_id], row.at) for row in rows]


def series_for_update(session: Session, series_id: int) -> Series:
    found = session.scalars(select(Series).where(Series.id == series_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def rows_of_day(session: Session, series_id: int, on: date) -> int:
    return session.scalar(select(func.count()).select_from(SeriesValue).where(SeriesValue.series_id == series_id, SeriesValue.on == on)) or 0


def mark_for_update(session: Session, mark_id: int) -> ChartMark:
    found = session.scalars(select(ChartMark).where(ChartMark.id == mark_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def mark_exists(session: Session, source: Source, sort: Mark, on: date) -> bool:
    where = (ChartMark.chart == source.key, ChartMark.sort == sort.value, ChartMark.on == on, ChartMark.lifted_at.is_(None))
    return session.scalar(select(ChartMark.id).where(*where).limit(1)) is not None


def place(session: Session, actor: Actor, series_id: int) -> Place:
    """Where a series stands that `actor` may see. Refuses NotFound."""
    row = guard_series(session, actor, series_id)
    return Place(SERIES, row.id, row.code, row.name, f"Control_charts?series={row.id}", project_id=row.project_id)


found_by(SERIES, place)
