"""Questions about measures: values, trends and the rows behind them, all from the rows that a room provides.

A room's rows are a SELECT with the columns `project_id`, `person_id`, `on` (a day), `value` (a whole number; of a share 1
or 0) and `code` (of the record). What somebody sees of them is decided in `_seen`, once.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Date, Integer, Select, Subquery, cast, extract, false, func, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Scope, require
from core.config import settings
from core.errors import NotFound
from core.metrics.rules import MEASURES, Asked, Measure, Measured, Period, Subject, known, measured, months_of
from core.people.queries import below, department_by_code
from core.people.records import Department, Person
from core.projects.queries import visible_to
from core.projects.records import Project

Rows = Callable[[Session], Select[Any]]


@dataclass(frozen=True)
class Provided:
    """Where a measure's rows come from, and the page and its parameter that open the record of a row."""

    rows: Rows
    page: str
    parameter: str


_provided: dict[str, Provided] = {}


def provide(measure: Measure, rows: Rows, *, page: str, parameter: str) -> None:
    """Name the rows of a measure: said once at import, by the room that owns the facts."""
    _provided[measure.code] = Provided(rows, page, parameter)


def record_of(code: str) -> tuple[str, str]:
    """The page and the parameter that open the record behind a row of this measure."""
    one = _provided[known(code).code]
    return one.page, one.parameter


def local_day(session: Session, moment: Any) -> ColumnElement[date]:
    """The organisation's day of a kept moment, in SQL."""
    if session.get_bind().dialect.name == "sqlite":  # registered by core.db, which knows the zone
        return func.local_day(moment, type_=Date())
    return cast(func.timezone(settings().cockpit_timezone, moment), Date)


def days_between(session: Session, first: Any, last: Any) -> ColumnElement[int]:
    """Whole days from one day to another, in SQL."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(func.julianday(last) - func.julianday(first), Integer)
    return last - first


def _seen(actor: Actor, facts: Subquery) -> ColumnElement[bool]:
    """Rows of projects that `actor` sees by this permission, and those that are the actor's own."""
    scope = actor.scope(Permission.MEASURE_READ)
    if scope is None:
        return false()
    if scope is Scope.ALL:
        return true()
    return or_(facts.c.person_id == actor.id, visible_to(actor, Permission.MEASURE_READ))


def _facts(session: Session, code: str) -> Subquery:
    return _provided[known(code).code].rows(session).subquery("facts")


def _during(facts: Subquery, period: Period) -> list[ColumnElement[bool]]:
    return [facts.c.on >= period.first, facts.c.on <= period.last]


def _narrowed(session: Session, asked: Asked) -> list[ColumnElement[bool]]:
    """Refuses NotFound for a department that does not exist."""
    where: list[ColumnElement[bool]] = []
    if asked.department:
        unit = department_by_code(session, asked.department)
        if unit is None:
            raise NotFound()
        where.append(Project.department_id.in_(below(session, unit.id)))
    if asked.project:
        where.append(Project.code == asked.project)
    return where


def _cells(session: Session, facts: Subquery, keys: list[Any], where: list[ColumnElement[bool]]) -> dict[tuple[Any, ...], dict[int, int]]:
    """Records counted by value for each of `keys`: one grouped question, however many subjects there are."""
    query = select(*keys, facts.c.value, func.count()).select_from(facts).join(Project, Project.id == facts.c.project_id)
    found: dict[tuple[Any, ...], dict[int, int]] = {}
    for *key, value, count in session.execute(query.where(*where).group_by(*keys, facts.c.value)):
        found.setdefault(tuple(key), {})[int(value)] = int(count)
    return found


def values(session: Session, actor: Actor, asked: Asked) -> dict[str, Measured]:
    """Every measure's value of all that `actor` sees and `asked` leaves: one question a measure."""
    require(actor, Permission.MEASURE_READ)
    narrowed = _narrowed(session, asked)
    found = {}
    for code, measure in MEASURES.items():
        facts = _facts(session, code)
        cells = _cells(session, facts, [], [_seen(actor, facts), *narrowed, *_during(facts, asked.period)])
        found[code] = measured(measure, cells.get((), {}))
    return found


@dataclass(frozen=True)
class Of:
    """A measure of one department, project or person."""

    id: int
    code: str
    name: dict[str, str]
    figure: Measured


def by_subject(session: Session, actor: Actor, code: str, subject: Subject, asked: Asked) -> list[Of]:
    """A measure of each department, project or person that has records, the best first; those with too few at the end."""
    require(actor, Permission.MEASURE_READ)
    measure, facts = known(code), _facts(session, code)
    key = {Subject.DEPARTMENT: Project.department_id, Subject.PROJECT: Project.id, Subject.PERSON: facts.c.person_id}[subject]
    cells = _cells(session, facts, [key], [_seen(actor, facts), *_narrowed(session, asked), *_during(facts, asked.period), key.is_not(None)])
    names = _named(session, subject, {one for (one,) in cells})
    found = [Of(one, *names[one], measured(measure, counts)) for (one,), counts in cells.items()]
    sign = -1 if measure.higher_is_better else 1
    return sorted(found, key=lambda one: (one.figure.value is None, sign * (one.figure.value or 0), one.code))


def _named(session: Session, subject: Subject, ids: Collection[int]) -> dict[int, tuple[str, dict[str, str]]]:
    table: Any = {Subject.DEPARTMENT: Department, Subject.PROJECT: Project, Subject.PERSON: Person}[subject]
    code = table.username if subject is Subject.PERSON else table.code
    return {number: (told, name) for number, told, name in session.execute(select(table.id, code, table.name).where(table.id.in_(ids)))}


def trend(session: Session, actor: Actor, code: str, asked: Asked) -> list[tuple[date, Measured]]:
    """A measure month by month, the first day of each; every month of the period is there, whether it can be told or not."""
    require(actor, Permission.MEASURE_READ)
    measure, facts = known(code), _facts(session, code)
    keys = [extract("year", facts.c.on), extract("month", facts.c.on)]
    cells = _cells(session, facts, keys, [_seen(actor, facts), *_narrowed(session, asked), *_during(facts, asked.period)])
    by_month = {date(int(year), int(month), 1): counts for (year, month), counts in cells.items()}
    return [(month, measured(measure, by_month.get(month, {}))) for month in months_of(asked.period)]


ROWS = ["code", "on", "value", "project_code", "project", "person"]
ROWS_AT_MOST = 10_000


def rows(session: Session, actor: Actor, code: str, asked: Asked, *, limit: int = 50) -> tuple[pd.DataFrame, int]:
    """The records behind a value, those that pull it down first, and how many there are. Columns: ROWS (project and person are contents)."""
    require(actor, Permission.MEASURE_READ)
    facts = _facts(session, code)
    return _listed(session, known(code), facts, [_seen(actor, facts), *_narrowed(session, asked), *_during(facts, asked.period)], limit)


def _listed(session: Session, measure: Measure, facts: Subquery, where: list[ColumnElement[bool]], limit: int) -> tuple[pd.DataFrame, int]:
    query = (
        select(facts.c.code, facts.c.on, facts.c.value, Project.code, Project.name, Person.name)
        .select_from(facts)
        .join(Project, Project.id == facts.c.project_id)
        .outerjoin(Person, Person.id == facts.c.person_id)
        .where(*where)
    )
    total = session.scalar(select(func.count()).select_from(facts).join(Project, Project.id == facts.c.project_id).where(*where)) or 0
    worst = facts.c.value if measure.higher_is_better else facts.c.value.desc()
    found = session.execute(query.order_by(worst, facts.c.on.desc(), facts.c.code).limit(min(limit, ROWS_AT_MOST)))
    return pd.DataFrame([tuple(row) for row in found], columns=ROWS, dtype=object), int(total)


def of_many(session: Session, codes: Collection[str], subject: Subject, period: Period, ids: Collection[int]) -> dict[str, dict[int, Measured]]:
    """Measures of many projects or departments at once, by measure and number: one question a measure; who has no records is there too.

    Asked within other questions, which have decided what the reader may see.
    """
    found = {}
    for code in codes:
        measure, facts = known(code), _facts(session, code)
        key: Any = Project.department_id if subject is Subject.DEPARTMENT else Project.id
        cells = _cells(session, facts, [key], [key.in_(ids), *_during(facts, period)])
        found[code] = {one: measured(measure, cells.get((one,), {})) for one in ids}
    return found


def cells_of_people(session: Session, code: str, period: Period, ids: Collection[int]) -> dict[int, dict[int, int]]:
    """The records of each of these people counted by value: one grouped question; who has none is not there.

    Asked within other questions, which have decided what the reader may see. Refuses UnknownMeasure.
    """
    facts = _facts(session, code)
    found = _cells(session, facts, [facts.c.person_id], [facts.c.person_id.in_(ids), *_during(facts, period)]) if ids else {}
    return {int(one): cells for (one,), cells in found.items()}


def daily(session: Session, code: str, period: Period, *, department_id: int | None = None, project_id: int | None = None) -> dict[date, dict[int, int]]:
    """Records of each day counted by value, of everybody, a department with all below it, or a project: one grouped question.

    Asked within other questions, which have decided what the reader may see. Refuses UnknownMeasure.
    """
    facts = _facts(session, code)
    where = _during(facts, period)
    if department_id is not None:
        where.append(Project.department_id.in_(below(session, department_id)))
    if project_id is not None:
        where.append(Project.id == project_id)
    return {on: cells for (on,), cells in _cells(session, facts, [facts.c.on], where).items()}


Day = dict[int, int]
"""Records by value."""


def daily_of_many(
    session: Session, code: str, period: Period, *, whole: bool = False, departments: Mapping[int, Collection[int]] | None = None, project_ids: Collection[int] = ()
) -> dict[tuple[str, int], dict[date, Day]]:
    """Like `daily`, of many places at once, by ("whole", 0), ("department", id) and ("project", id): three grouped questions at most.

    `departments`: each with all that lies below it. Asked within other questions, which have decided what the reader may see. Refuses UnknownMeasure.
    """
    facts = _facts(session, code)
    found: dict[tuple[str, int], dict[date, Day]] = {}
    if whole:
        found["whole", 0] = {on: cells for (on,), cells in _cells(session, facts, [facts.c.on], _during(facts, period)).items()}
    if project_ids:
        found |= {("project", one): {} for one in project_ids}
        for (one, on), cells in _cells(session, facts, [Project.id, facts.c.on], [Project.id.in_(project_ids), *_during(facts, period)]).items():
            found["project", one][on] = cells
    if departments:
        within = {("department", one): frozenset(units) for one, units in departments.items()}
        found |= {place: {} for place in within}
        anywhere = frozenset().union(*within.values())
        for (unit, on), cells in _cells(session, facts, [Project.department_id, facts.c.on], [Project.department_id.in_(anywhere), *_during(facts, period)]).items():
            for place, units in within.items():
                if unit in units:
                    of_day = found[place].setdefault(on, {})
                    for value, count in cells.items():
                        of_day[value] = of_day.get(value, 0) + count
    return found


def rows_of_project(session: Session, code: str, period: Period, project_id: int, *, limit: int = 50) -> tuple[pd.DataFrame, int]:
    """The records behind a project's value. Columns: ROWS. Asked within other questions, which require."""
    facts = _facts(session, code)
    return _listed(session, known(code), facts, [Project.id == project_id, *_during(facts, period)], limit)


def places(session: Session, actor: Actor) -> tuple[Mapping[str, dict[str, str]], Mapping[str, dict[str, str]]]:
    """Departments and projects to narrow by, name by code: of the projects that `actor` sees by this permission."""
    require(actor, Permission.MEASURE_READ)
    visible = visible_to(actor, Permission.MEASURE_READ)
    projects = {code: name for code, name in session.execute(select(Project.code, Project.name).where(visible).order_by(Project.code).limit(2000))}
    units = select(Department.code, Department.name).where(Department.id.in_(select(Project.department_id).where(visible)))
    return {code: name for code, name in session.execute(units.order_by(Department.code))}, projects
