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
from core.metrics.queries import daily
from core.metrics.rules import LEAST, Period, known
from core.people.queries import names
from core.people.records import Department
from core.projects.queries import visible_to
from core.projects.records import Project
from core.quality.checks.standards import queries as checks
from core.quality.checks.standards import rules as by_standard
from core.quality.rules import Direction, Source, checked
from core.quality.spc.records import ChartMark, Series, SeriesValue
from core.quality.spc.rules.charts import Chart, Kind, charts
from core.quality.spc.rules.series import Level, Mark, Point, folded, kind_of, level, of_measure, of_series
from core.quality.standards.queries import newest_of
from core.quality.standards.rules import Norm
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
class Told:
    """What a figure is called, in what it is counted, where better lies, and how it is drawn."""

    name: str
    """A message of the registry, or what people typed."""
    typed: bool
    unit: str
    direction: Direction | None
    """None: of a series nobody said."""
    kind: Kind
    place: dict[str, str]
    """Name of the department or project; empty: the organisation."""


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
        _standard(session, source)
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
    """What a figure is called. Asked within questions that have required"""
    place: dict[str, str] = {}
    if source.project_id is not None:
        place = session.scalar(select(Project.name).where(Project.id == source.project_id)) or {}
    elif source.department_id is not None:
        place = session.scalar(select(Department.name).where(Department.id == source.department_id)) or {}
    if source.series_id is not None:
        row = session.get_one(Series, source.series_id)
        return Told(row.name, True, row.unit, None, Kind(row.kind), place)
    if source.standard:
        name, norm = _standard(session, source)
        return Told(name, True, norm.unit if norm.measurable else "%", _way(norm), _kind(session, source, norm), place)
    measure = known(source.measure)
    return Told(measure.name, False, measure.unit.label, Direction.UP if measure.higher_is_better else Direction.DOWN, kind_of(measure), place)


def points(session: Session, source: Source, first: date, last: date) -> list[Point]:
    """The figure over time: a point a day of a series, a point a step that is over by the end of `last` of a measure. One grouped question.

    Asked within deeds and questions that have required
    """
    if source.series_id is not None:
        kind = Kind(session.get_one(Series, source.series_id).kind)
        return of_series(kind, _current(session, source.series_id, first, last))
    if source.standard:
        kind = _kind(session, source, _standard(session, source)[1])
        return by_standard.drawn(kind, checks.results(session, source.standard, first, last, department_id=source.department_id, project_id=source.project_id))
    counted = daily(session, source.measure, Period(source.step.first(first), last), department_id=source.department_id, project_id=source.project_id)
    return of_measure(known(source.measure), folded(counted, source.step, first, last))


def so_far(session: Session, source: Source, first: date, last: date) -> Level | None:
    """What the figure was over a stretch of days, both included: of all its records together; None where there are none. Asked within questions that have required"""
    if source.series_id is not None:
        return level(Kind(session.get_one(Series, source.series_id).kind), points(session, source, first, last))
    if source.standard:
        return level(_kind(session, source, _standard(session, source)[1]), points(session, source, first, last))
    cells: dict[int, int] = {}
    for of_day in daily(session, source.measure, Period(first, last), department_id=source.department_id, project_id=source.project_id).values():
        for value, count in of_day.items():
            cells[value] = cells.get(value, 0) + count
    figure = known(source.measure).statistic.of(cells)
    return None if figure is None else Level(float(figure.value), figure.n, figure.low, figure.high)


def _standard(session: Session, source: Source) -> tuple[str, Norm]:
    """What a standard is called and what it demands at present. Refuses NotFound."""
    found = newest_of(session, source.standard)
    if found is None:
        raise NotFound()
    return found.name, found.norm


def _way(norm: Norm) -> Direction | None:
    """Where better lies: of shares that conform up, of one limit away from it, of two in between."""
    if not norm.measurable:
        return Direction.UP
    if norm.lower is not None and norm.upper is not None:
        return None
    return Direction.DOWN if norm.lower is None else Direction.UP


def _kind(session: Session, source: Source, norm: Norm) -> Kind:
    sizes = checks.sizes(session, source.standard, department_id=source.department_id, project_id=source.project_id) if norm.measurable else []
    return by_standard.kind_of(norm.measurable, sizes)


def tolerance(session: Session, actor: Actor, source: Source) -> Norm | None:
    """What the standard behind a figure demands at present, where it has limits. Refuses what `check_source` refuses."""
    check_source(session, actor, source)
    norm = _standard(session, source)[1] if source.standard else None
    return norm if norm is not None and norm.measurable else None


def single_values(session: Session, actor: Actor, source: Source, first: date, last: date) -> list[float]:
    """Every value measured by a standard in these days, in order: what a capability stands on. Refuses what `check_source` refuses."""
    check_source(session, actor, source)
    found = checks.results(session, source.standard, first, last, department_id=source.department_id, project_id=source.project_id)
    return [float(one.value) for one in found if one.value is not None]


def least_of(source: Source) -> int:
    """Records below which the figure says too little."""
    return LEAST if source.series_id is not None or source.standard else known(source.measure).least


def _current(session: Session, series_id: int, first: date, last: date) -> list[tuple[date, Decimal, Decimal | None]]:
    """The last row of each day: what was replaced is not read."""
    newest = (
        select(SeriesValue.on.label("on"), func.max(SeriesValue.replaced).label("replaced"))
        .where(SeriesValue.series_id == series_id, SeriesValue.on >= first, SeriesValue.on <= last).group_by(SeriesValue.on).subquery()
    )  # fmt: skip
    rows = session.execute(
        select(SeriesValue.on, SeriesValue.value, SeriesValue.size).join(newest, (newest.c.on == SeriesValue.on) & (newest.c.replaced == SeriesValue.replaced))
        .where(SeriesValue.series_id == series_id).order_by(SeriesValue.on)
    )  # fmt: skip
    return [(on, value, size) for on, value, size in rows]


def drawn(session: Session, actor: Actor, source: Source, first: date, last: date, *, laney: bool = False) -> Drawn:
    """A figure with its control charts, phases and points left out, for who may see it. Refuses what `check_source` refuses."""
    check_source(session, actor, source)
    return chart_of(session, source, first, last, laney=laney)


def chart_of(session: Session, source: Source, first: date, last: date, *, laney: bool = False, phase_on: date | None = None) -> Drawn:
    """Like `drawn`, also with a phase that begins on a day. Asked within questions that have required"""
    of = told(session, source)
    found = points(session, source, first, last)[-STEPS * 6 :]
    marks = marks_of(session, source)
    excluded = _places(found, [one.on for one in marks if one.sort is Mark.EXCLUDE])
    begins = _places(found, [one.on for one in marks if one.sort is Mark.PHASE]) | ({at} if phase_on is not None and (at := phase_at(found, phase_on)) is not None else set())
    made = charts(of.kind, [one.subgroup for one in found], excluded=excluded, begins=begins, laney=laney and of.kind in (Kind.P, Kind.U))
    return Drawn(source, of, tuple(found), tuple(made), tuple(marks), frozenset(excluded), frozenset(begins))


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
