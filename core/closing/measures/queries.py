"""The rows behind the measures of acceptance and closing: one a project."""

from typing import Any

from sqlalchemy import Integer, Select, case, cast, null, select
from sqlalchemy.orm import Session

from core.closing.acceptance.records import Acceptance
from core.closing.acceptance.rules import State
from core.closing.endings.records import Closing
from core.closing.measures.rules import DAYS_TO_CLOSE, FIRST_TIME
from core.metrics.queries import days_between, provide
from core.projects.records import Project

NOBODY = cast(null(), Integer).label("person_id")


def first_time(_: Session) -> Select[Any]:
    """Accepted projects: 1 where it took one attempt."""
    return (
        select(Acceptance.project_id.label("project_id"), NOBODY, Acceptance.decided_on.label("on"), case((Acceptance.attempt == 1, 1), else_=0).label("value"), Project.code.label("code"))
        .join(Project, Project.id == Acceptance.project_id)
        .where(Acceptance.state == State.PASSED)
    )


def days_to_close(session: Session) -> Select[Any]:
    """Projects closed for the first time after they were accepted: the days between."""
    days = days_between(session, Acceptance.decided_on, Closing.closed_on)
    return (
        select(Closing.project_id.label("project_id"), NOBODY, Closing.closed_on.label("on"), cast(days, Integer).label("value"), Project.code.label("code"))
        .join(Acceptance, Acceptance.project_id == Closing.project_id)
        .join(Project, Project.id == Closing.project_id)
        .where(Closing.number == 1, Closing.closed_on.is_not(None), Acceptance.state == State.PASSED, Acceptance.decided_on <= Closing.closed_on)
    )


provide(FIRST_TIME, first_time, page="Acceptance", parameter="project")
provide(DAYS_TO_CLOSE, days_to_close, page="Closing", parameter="project")
