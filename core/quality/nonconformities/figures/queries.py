"""Figures over nonconformities, counted in SQL: days to close, causes and classes, departments with what is overdue and what came back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import today
from core.metrics.figures import Figure, median
from core.metrics.queries import days_between, local_day
from core.people.records import Department
from core.projects.records import Project
from core.quality.nonconformities.queries import late, visible
from core.quality.nonconformities.records import Nonconformity
from core.quality.nonconformities.rules import State


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, and a project by code ("": all)."""

    first: date
    last: date
    project_code: str = ""


@dataclass(frozen=True)
class Closing:
    """How many nonconformities took how many days from the finding to the proven effect; the median with its 95 % interval."""

    cells: Mapping[int, int]
    median: Figure | None

    @property
    def n(self) -> int:
        return sum(self.cells.values())


@dataclass(frozen=True)
class Group:
    """Nonconformities of one cause, class or department. `came_back`: repeated another or were opened again."""

    code: str
    name: Mapping[str, str] | None
    n: int
    came_back: int
    overdue: int


def _of(period: Period, day: Any) -> list[Any]:
    where = [day >= period.first, day <= period.last, Nonconformity.state != State.WITHDRAWN]
    return [*where, Project.code == period.project_code] if period.project_code else where


def closing(session: Session, actor: Actor, period: Period) -> Closing:
    """Of those closed in the period."""
    require(actor, Permission.NONCONFORMITY_READ)
    closed_on = local_day(session, Nonconformity.closed_at)
    took = days_between(session, Nonconformity.found_on, closed_on)
    rows = session.execute(
        select(took, func.count()).select_from(Nonconformity).join(Project, Project.id == Nonconformity.project_id)
        .where(visible(actor), Nonconformity.state == State.CLOSED, *_of(period, closed_on)).group_by(took)
    )  # fmt: skip
    cells = {int(days): int(count) for days, count in rows}
    return Closing(cells, median(cells))


def closing_by_cause(session: Session, actor: Actor, period: Period) -> dict[str, Closing]:
    """Of those closed in the period, by the code of their cause: one grouped question."""
    require(actor, Permission.NONCONFORMITY_READ)
    return _closed(session, actor, period, Nonconformity.cause)


def closing_by_department(session: Session, actor: Actor, period: Period) -> dict[str, Closing]:
    """The same by the code of the answerable department."""
    require(actor, Permission.NONCONFORMITY_READ)
    return _closed(session, actor, period, Department.code)


def _closed(session: Session, actor: Actor, period: Period, key: Any) -> dict[str, Closing]:
    closed_on = local_day(session, Nonconformity.closed_at)
    took = days_between(session, Nonconformity.found_on, closed_on)
    rows = session.execute(
        select(key, took, func.count()).select_from(Nonconformity).join(Project, Project.id == Nonconformity.project_id).join(Department, Department.id == Nonconformity.department_id)
        .where(visible(actor), Nonconformity.state == State.CLOSED, *_of(period, closed_on)).group_by(key, took)
    )  # fmt: skip
    cells: dict[str, dict[int, int]] = {}
    for code, days, count in rows:
        cells.setdefault(code, {})[int(days)] = int(count)
    return {code: Closing(of, median(of)) for code, of in cells.items()}


def by_cause(session: Session, actor: Actor, period: Period) -> list[Group]:
    """Of those found in the period, by cause, most first; those without a cause yet stand under the empty code."""
    require(actor, Permission.NONCONFORMITY_READ)
    return _groups(session, actor, period, Nonconformity.cause)


def by_class(session: Session, actor: Actor, period: Period) -> list[Group]:
    """The same by class."""
    require(actor, Permission.NONCONFORMITY_READ)
    return _groups(session, actor, period, Nonconformity.class_)


def _groups(session: Session, actor: Actor, period: Period, key: Any) -> list[Group]:
    rows = session.execute(
        select(key, func.count(), func.count().filter(Nonconformity.recurrences > 0), func.count().filter(late(session, today())))
        .select_from(Nonconformity).join(Project, Project.id == Nonconformity.project_id).where(visible(actor), *_of(period, Nonconformity.found_on)).group_by(key)
    )  # fmt: skip
    return sorted((Group(code, None, int(n), int(back), int(overdue)) for code, n, back, overdue in rows), key=lambda one: (-one.n, one.code))


def by_department(session: Session, actor: Actor, period: Period) -> list[Group]:
    """The same by answerable department, with its name."""
    require(actor, Permission.NONCONFORMITY_READ)
    rows = session.execute(
        select(
            Department.code, func.count(), func.count().filter(Nonconformity.recurrences > 0), func.count().filter(late(session, today())), Department.id,
        )
        .select_from(Nonconformity).join(Project, Project.id == Nonconformity.project_id).join(Department, Department.id == Nonconformity.department_id)
        .where(visible(actor), *_of(period, Nonconformity.found_on)).group_by(Department.code, Department.id)
    ).all()  # fmt: skip
    names = {id_: name for id_, name in session.execute(select(Department.id, Department.name).where(Department.id.in_([row[4] for row in rows])))}
    return sorted((Group(code, names[id_], int(n), int(back), int(overdue)) for code, n, back, overdue, id_ in rows), key=lambda one: (-one.n, one.code))
