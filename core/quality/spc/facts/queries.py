"""Questions about what figures stand on, for many at once: grouped by kind of figure, never one a figure.

Asked within deeds and questions that have required: nothing here decides what a reader may see.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.metrics.queries import daily_of_many
from core.metrics.rules import Period, known
from core.people.queries import below_each
from core.people.records import Department
from core.projects.records import Project
from core.quality.checks.standards import queries as checks
from core.quality.checks.standards import rules as by_standard
from core.quality.rules import Direction, Source
from core.quality.spc.facts.rules import Facts, Told, Wanted, stretches, way
from core.quality.spc.records import ChartMark, Series, SeriesValue
from core.quality.spc.rules.charts import Kind
from core.quality.spc.rules.series import Mark, kind_of
from core.quality.standards.queries import InForce, newest_of_many

Units = Mapping[int, frozenset[int]]
"""Departments, each with all that lies below it."""


def told(session: Session, sources: Collection[Source]) -> dict[str, Told]:
    """What figures are called, by key. Refuses NotFound, UnknownMeasure."""
    return _told(session, sources, _units(session, sources), _standards(session, sources))


def _units(session: Session, sources: Collection[Source]) -> Units:
    return below_each(session, {one.department_id for one in sources if one.department_id is not None})


def _standards(session: Session, sources: Collection[Source]) -> dict[str, InForce]:
    """What each standard demands at present, by code. Refuses NotFound for an unknown one."""
    codes = {one.standard for one in sources if one.standard}
    found = newest_of_many(session, codes) if codes else {}
    if codes - found.keys():
        raise NotFound()
    return found


def _told(session: Session, sources: Collection[Source], units: Units, standards: Mapping[str, InForce]) -> dict[str, Told]:
    names = {**_names(session, Project, {one.project_id for one in sources}), **_names(session, Department, {one.department_id for one in sources})}
    ids = {one.series_id for one in sources if one.series_id is not None}
    kept = {row.id: row for row in session.scalars(select(Series).where(Series.id.in_(ids)))} if ids else {}
    sizes = _samples(session, sources, units, standards)
    found = {}
    for one in sources:
        place = names.get(("projects", one.project_id)) or names.get(("departments", one.department_id)) or {}
        if one.series_id is not None:
            if one.series_id not in kept:
                raise NotFound()
            row = kept[one.series_id]
            found[one.key] = Told(row.name, True, row.unit, None, Kind(row.kind), place)
        elif one.standard:
            norm = standards[one.standard].norm
            kind = by_standard.kind_of(norm.measurable, sizes.get(one.key, []))
            found[one.key] = Told(standards[one.standard].name, True, norm.unit if norm.measurable else "%", way(norm), kind, place)
        else:
            measure = known(one.measure)
            found[one.key] = Told(measure.name, False, measure.unit.label, Direction.UP if measure.higher_is_better else Direction.DOWN, kind_of(measure), place)
    return found


def _names(session: Session, table: Any, ids: Collection[int | None]) -> dict[tuple[str, int | None], dict[str, str]]:
    wanted = {one for one in ids if one is not None}
    return {(table.__tablename__, one): name for one, name in session.execute(select(table.id, table.name).where(table.id.in_(wanted)))} if wanted else {}


def _samples(session: Session, sources: Collection[Source], units: Units, standards: Mapping[str, InForce]) -> dict[str, list[int]]:
    """How many values were measured on each day by the standards behind figures, in the unit they have at present, by key."""
    measured = [one for one in sources if one.standard and standards[one.standard].norm.measurable]
    if not measured:
        return {}
    rows = checks.samples(session, {one.standard for one in measured}, **_narrowed(measured, units))
    found = {}
    for one in measured:
        days: dict[date, int] = {}
        for row in rows:
            if row.code == one.standard and row.unit == standards[one.standard].norm.unit and _lies(one, row, units):
                days[row.on] = days.get(row.on, 0) + row.count
        found[one.key] = [count for _, count in sorted(days.items())]
    return found


def _narrowed(sources: Sequence[Source], units: Units) -> dict[str, Any]:
    """Where all that is asked lies in one place, nothing else is read."""
    projects, departments = {one.project_id for one in sources}, {one.department_id for one in sources}
    if len(projects) == 1 and None not in projects:
        return {"project_id": projects.pop()}
    return {"units": frozenset().union(*(units[one] for one in departments if one is not None))} if None not in departments and projects == {None} else {}


def _lies(source: Source, row: checks.Sample | checks.Found, units: Units) -> bool:
    if source.project_id is not None:
        return row.project_id == source.project_id
    return source.department_id is None or row.department_id in units[source.department_id]


def facts(session: Session, wanted: Sequence[Wanted], *, marked: bool = False) -> dict[str, Facts]:
    """What figures stand on in the days they are asked for, by key: at most three questions a measure and a few for all the others.

    `marked`: also what holds of their charts. Refuses NotFound, UnknownMeasure.
    """
    sources = list({one.source.key: one.source for one in wanted}.values())
    units, standards = _units(session, sources), _standards(session, sources)
    names = _told(session, sources, units, standards)
    marks: dict[str, list[tuple[Mark, date]]] = {}
    if marked and sources:
        holding = select(ChartMark.chart, ChartMark.sort, ChartMark.on).where(ChartMark.chart.in_(names), ChartMark.lifted_at.is_(None)).order_by(ChartMark.on, ChartMark.id)
        for chart, sort, on in session.execute(holding):
            marks.setdefault(chart, []).append((Mark(sort), on))
    days, rows, results = _days(session, wanted, units), _series(session, wanted), _results(session, wanted, units)
    return {
        one.key: Facts(
            one, names[one.key], None if one.by_day else known(one.measure), days.get(one.key), rows.get(one.key, []), results.get(one.key, []), marks.get(one.key, [])
        )
        for one in sources
    }  # fmt: skip


def _days(session: Session, wanted: Sequence[Wanted], units: Units) -> dict[str, Mapping[date, Mapping[int, int]]]:
    of: dict[str, list[Wanted]] = {}
    for one in wanted:
        if not one.source.by_day:
            of.setdefault(one.source.measure, []).append(one)
    found: dict[str, Mapping[date, Mapping[int, int]]] = {}
    for measure, asked in of.items():
        first, last = stretches([Wanted(one.source, one.source.step.first(one.first), one.last) for one in asked])
        departments = {one.source.department_id for one in asked if one.source.department_id is not None}
        projects = {one.source.project_id for one in asked if one.source.project_id is not None}
        whole = any(one.source.department_id is None and one.source.project_id is None for one in asked)
        counted = daily_of_many(session, measure, Period(first, last), whole=whole, departments={one: units[one] for one in departments}, project_ids=projects)
        for one in asked:
            source = one.source
            place = ("project", source.project_id) if source.project_id is not None else ("department", source.department_id) if source.department_id is not None else ("whole", 0)
            found[source.key] = counted[place]
    return found


def _series(session: Session, wanted: Sequence[Wanted]) -> dict[str, list[tuple[date, Decimal, Decimal | None]]]:
    """The last row of each day of series kept by hand: what was replaced is not read."""
    asked = [one for one in wanted if one.source.series_id is not None]
    if not asked:
        return {}
    first, last = stretches(asked)
    keys = (SeriesValue.series_id, SeriesValue.on)
    where = (SeriesValue.series_id.in_({one.source.series_id for one in asked}), SeriesValue.on >= first, SeriesValue.on <= last)
    newest = select(*keys, func.max(SeriesValue.replaced)).where(*where).group_by(*keys)
    found: dict[str, list[tuple[date, Decimal, Decimal | None]]] = {}
    rows = select(SeriesValue.series_id, SeriesValue.on, SeriesValue.value, SeriesValue.size).where(*where, tuple_(*keys, SeriesValue.replaced).in_(newest)).order_by(*keys)
    for series_id, on, value, size in session.execute(rows):
        found.setdefault(Source(series_id=series_id).key, []).append((on, value, size))
    return found


def _results(session: Session, wanted: Sequence[Wanted], units: Units) -> dict[str, list[by_standard.Result]]:
    asked = [one for one in wanted if one.source.standard]
    if not asked:
        return {}
    rows = checks.results(session, {one.source.standard for one in asked}, *stretches(asked), **_narrowed([one.source for one in asked], units))
    return {one.source.key: [row.result for row in rows if row.code == one.source.standard and _lies(one.source, row, units)] for one in asked}
