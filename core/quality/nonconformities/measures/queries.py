"""The rows behind the measures of nonconformities: one a nonconformity, or one a project and month."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Integer, Select, and_, case, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from core.clock import today
from core.followup.records import FollowUp
from core.followup.rules import State as MeasureState
from core.metrics.queries import days_between, local_day, provide
from core.metrics.rules import months_before
from core.projects.records import Project
from core.quality.nonconformities.measures.rules import A_MONTH, CAME_BACK, DAYS_TO_CLOSE, IN_TIME
from core.quality.nonconformities.queries import KIND
from core.quality.nonconformities.records import Nonconformity
from core.quality.nonconformities.rules import State

MONTHS = 37
"""So many months back a mean a month can be asked for."""


def _row(on: Any, value: Any) -> Select[Any]:
    return select(
        Nonconformity.project_id.label("project_id"), cast(null(), Integer).label("person_id"), on.label("on"), cast(value, Integer).label("value"),
        Nonconformity.code.label("code"),
    ).where(Nonconformity.state != State.WITHDRAWN)  # fmt: skip


def a_month(session: Session) -> Select[Any]:
    """Projects and months: how many were found. A month counts from the one in which the project began."""
    day = today()
    firsts = [months_before(day, back) for back in range(MONTHS)]
    months = union_all(*(select(literal(first, Date).label("first"), literal(_next(first), Date).label("next")) for first in firsts)).subquery("months")
    found = select(func.count()).where(
        Nonconformity.project_id == Project.id, Nonconformity.state != State.WITHDRAWN, Nonconformity.found_on >= months.c.first, Nonconformity.found_on < months.c.next
    )
    return (
        select(
            Project.id.label("project_id"), cast(null(), Integer).label("person_id"), months.c.first.label("on"),
            found.correlate(Project, months).scalar_subquery().label("value"), Project.code.label("code"),
        )
        .select_from(Project).join(months, and_(Project.started_on < months.c.next, or_(Project.ends_on.is_(None), Project.ends_on >= months.c.first)))
    )  # fmt: skip


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def days_to_close(session: Session) -> Select[Any]:
    """Closed ones: days from the finding to the judged effect."""
    closed = local_day(session, Nonconformity.closed_at)
    return _row(closed, days_between(session, Nonconformity.found_on, closed)).where(Nonconformity.state == State.CLOSED, Nonconformity.closed_at.is_not(None))


def in_time(session: Session) -> Select[Any]:
    """Those whose measures are all verified: 1 where each was reported by its due day."""
    late = select(FollowUp.id).where(
        FollowUp.source_kind == KIND, FollowUp.source_id == Nonconformity.id, FollowUp.state != MeasureState.CANCELLED,
        or_(FollowUp.reported_at.is_(None), local_day(session, FollowUp.reported_at) > FollowUp.due_on),
    )  # fmt: skip
    return _row(local_day(session, Nonconformity.verified_at), case((late.exists(), 0), else_=1)).where(Nonconformity.verified_at.is_not(None))


def came_back(session: Session) -> Select[Any]:
    """All: 1 where it repeats another or was opened again."""
    return _row(Nonconformity.found_on, case((Nonconformity.recurrences > 0, 1), else_=0))


for _measure, _rows in ((DAYS_TO_CLOSE, days_to_close), (IN_TIME, in_time), (CAME_BACK, came_back)):
    provide(_measure, _rows, page="Nonconformities", parameter="nonconformity")
provide(A_MONTH, a_month, page="Projects", parameter="project")
