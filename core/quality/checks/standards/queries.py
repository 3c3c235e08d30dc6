"""Questions of checks to standards: what is in force on a day, and what finished checks have found by one."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.people.queries import below
from core.projects.queries import visible_to
from core.projects.records import Project
from core.quality.checks.records import Check, CheckAnswer, CheckPoint
from core.quality.checks.rules import Mark, Point, State
from core.quality.checks.standards import rules
from core.quality.checks.standards.rules import Demand, Result
from core.quality.standards.queries import InForce, standards_at

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


def _where(session: Session, code: str, department_id: int | None, project_id: int | None) -> list[Any]:
    where = [CheckPoint.standard == code, Check.state == State.DONE, CheckAnswer.newest.is_(True), CheckAnswer.mark != Mark.NOT_APPLICABLE]
    if project_id is not None:
        where.append(Check.project_id == project_id)
    elif department_id is not None:
        where.append(Check.department_id.in_(below(session, department_id)))
    return where


def _from(query: Any) -> Any:
    return query.select_from(CheckAnswer).join(CheckPoint, CheckPoint.id == CheckAnswer.point_id).join(Check, Check.id == CheckAnswer.check_id)


def results(session: Session, code: str, first: date, last: date, *, department_id: int | None = None, project_id: int | None = None) -> list[Result]:
    """Every answer to the point of a standard in checks finished in these days, in order. Asked within questions that have required"""
    where = [*_where(session, code, department_id, project_id), Check.finished_on >= first, Check.finished_on <= last]
    rows = session.execute(_from(select(Check.finished_on, CheckAnswer.value, CheckAnswer.mark)).where(*where).order_by(Check.finished_on, CheckAnswer.id).limit(MOST))
    return [Result(on, value, mark == Mark.CONFORMS) for on, value, mark in rows]


def sizes(session: Session, code: str, *, department_id: int | None = None, project_id: int | None = None) -> list[int]:
    """How many values were measured on each day on which something was. Asked within questions that have required"""
    where = [*_where(session, code, department_id, project_id), CheckAnswer.value.is_not(None)]
    return list(session.scalars(_from(select(func.count())).where(*where).group_by(Check.finished_on).order_by(Check.finished_on).limit(MOST)))
