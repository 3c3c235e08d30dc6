"""The rows behind the measures of quality checks: one a check."""

from typing import Any

from sqlalchemy import Integer, Select, and_, case, cast, or_, select
from sqlalchemy.orm import Session

from core.clock import today
from core.metrics.queries import provide
from core.quality.checks.measures.rules import IN_TIME, PASSED
from core.quality.checks.records import Check
from core.quality.checks.rules import State, Verdict


def _row(on: Any, condition: Any) -> Select[Any]:
    value = cast(case((condition, 1), else_=0), Integer)
    return select(Check.project_id.label("project_id"), Check.checker_id.label("person_id"), on.label("on"), value.label("value"), Check.code.label("code"))


def passed(session: Session) -> Select[Any]:
    """Finished checks: 1 where nothing failed."""
    return _row(Check.finished_on, Check.verdict == Verdict.PASSED).where(Check.state == State.DONE)


def in_time(session: Session) -> Select[Any]:
    """Checks that fell due or are finished: 1 where that was by the due day."""
    done = Check.state == State.DONE
    return _row(Check.due_on, and_(done, Check.finished_on <= Check.due_on)).where(Check.state != State.CANCELLED, or_(done, Check.due_on < today()))


provide(PASSED, passed, page="Quality_checks", parameter="check")
provide(IN_TIME, in_time, page="Quality_checks", parameter="check")
