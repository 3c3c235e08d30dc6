"""Questions of checks to standards: what is in force on a day, and what finished checks have found by one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.projects.queries import visible_to
from core.projects.records import Project
from core.quality.checks.records import Check, CheckAnswer, CheckPoint
from core.quality.checks.rules import Mark, Point, State
from core.quality.checks.standards import rules
from core.quality.checks.standards.rules import Demand, Result
from core.quality.standards.queries import InForce, standards_at
from core.quality.standards.rules import Norm

MOST = 20_000
"""Answers behind one chart."""


def in_force(session: Session, day: date) -> dict[str, Demand]:
    """Every standard of a day by its code. Asked within questions and deeds that have required"""
    return {one.code: Demand(one.code, one.name, one.number, one.norm) for one in standards_at(session, day)}


def settled(session: Session, points: Collection[Point], day: date) -> list[Point]:
    """The points as a check of that day freezes them. Refuses StandardGone, ChosenTwice. Part of a deed that has required"""
    wanted = any(one.standard for one in points)
    return rules.settled(list(points), in_force(session, day) if wanted else {}, day)


def living(session: Session, points: Collection[Point], day: date) -> list[Point]:
    """The same for what recurs: standards that no longer hold fall away. Part of a deed that has required"""
    known = in_force(session, day) if any(one.standard for one in points) else {}
    return rules.settled([one for one in points if not one.standard or one.standard in known], known, day)


def offered(session: Session, actor: Actor, day: date) -> list[InForce]:
    """The standards that a check of `day` can look at, by code."""
    require(actor, Permission.CHECK_PLAN)
    return standards_at(session, day)


def checked(session: Session, actor: Actor) -> dict[str, str]:
    """Standards by which finished checks of projects in sight have looked: name of the point by code."""
    require(actor, Permission.CHECK_READ)
    rows = session.execute(
        select(CheckPoint.standard, func.max(CheckPoint.text)).join(Check, Check.id == CheckPoint.check_id).join(Project, Project.id == Check.project_id)
        .where(CheckPoint.standard != "", Check.state == State.DONE, visible_to(actor, Permission.CHECK_READ)).group_by(CheckPoint.standard).order_by(CheckPoint.standard).limit(200)
    )  # fmt: skip
    return {code: text for code, text in rows}


@dataclass(frozen=True)
class Sample:
    """How many values were measured in a unit by a standard on a day, in a project and the department that was checked."""

    code: str
    project_id: int
    department_id: int
    unit: str
    count: int
    on: date


@dataclass(frozen=True)
class Found:
    """A result, and where it was found."""

    code: str
    project_id: int
    department_id: int
    result: Result


def _of(codes: Collection[str], project_id: int | None, units: Collection[int] | None) -> list[ColumnElement[bool]]:
    narrowed = [*([] if project_id is None else [Check.project_id == project_id]), *([] if units is None else [Check.department_id.in_(units)])]
    # The code of a point by a standard is the standard's: that column has the index.
    return [*narrowed, CheckPoint.code.in_(codes), CheckPoint.standard.in_(codes), Check.state == State.DONE, CheckAnswer.newest.is_(True), CheckAnswer.mark != Mark.NOT_APPLICABLE]


def _from(query: Any) -> Any:
    return query.select_from(CheckPoint).join(Check, Check.id == CheckPoint.check_id).join(CheckAnswer, CheckAnswer.point_id == CheckPoint.id)


def results(session: Session, codes: Collection[str], first: date, last: date, *, project_id: int | None = None, units: Collection[int] | None = None) -> list[Found]:
    """Every answer to the points of these standards in checks finished in these days, in order: one question. Asked within questions that have required"""
    where = [*_of(codes, project_id, units), Check.finished_on >= first, Check.finished_on <= last]
    rows = session.execute(_from(select(
        CheckPoint.standard, Check.project_id, Check.department_id, Check.finished_on, CheckAnswer.value, CheckAnswer.mark, CheckPoint.edition, CheckPoint.unit, CheckPoint.lower, CheckPoint.target,
        CheckPoint.upper,
    )).where(*where).order_by(Check.finished_on.desc(), CheckAnswer.id.desc()).limit(MOST * max(1, len(codes))))  # fmt: skip
    found = [
        Found(code, project, unit_id, Result(on, value, mark == Mark.CONFORMS, edition, Norm(unit, lower, target, upper, "")))
        for code, project, unit_id, on, value, mark, edition, unit, lower, target, upper in rows
    ]
    return found[::-1]


def samples(session: Session, codes: Collection[str], *, project_id: int | None = None, units: Collection[int] | None = None) -> list[Sample]:
    """How many values were measured by these standards on each day on which something was: one question. Asked within questions that have required"""
    where = [*_of(codes, project_id, units), CheckAnswer.value.is_not(None)]
    keys = (CheckPoint.standard, Check.project_id, Check.department_id, CheckPoint.unit, Check.finished_on)
    return [Sample(code, project, unit_id, unit, count, on) for code, project, unit_id, unit, on, count in session.execute(_from(select(*keys, func.count())).where(*where).group_by(*keys))]
