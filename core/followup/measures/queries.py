"""The rows behind the measures of follow-ups: one a follow-up, or one a closing."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.clock import today
from core.followup.measures.rules import CAME_BACK, DAYS_TO_CLOSE, IN_TIME, RETURNED, SHOWN
from core.followup.records import FollowUp, FollowUpFile, FollowUpStep
from core.followup.rules import State, Step
from core.metrics.queries import days_between, local_day, provide


def _row(on: Any, value: Any) -> Select[Any]:
    return select(
        FollowUp.project_id.label("project_id"), FollowUp.owner_id.label("person_id"), on.label("on"), cast(value, Integer).label("value"),
        FollowUp.code.label("code"),
    )  # fmt: skip


def _yes(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def in_time(session: Session) -> Select[Any]:
    """Follow-ups that fell due by yesterday or are done: 1 where the last report came by the due day."""
    done = local_day(session, FollowUp.reported_at) <= FollowUp.due_on
    settled = or_(FollowUp.due_on < today(), FollowUp.reported_at.is_not(None))
    return _row(FollowUp.due_on, _yes(and_(FollowUp.reported_at.is_not(None), done))).where(FollowUp.state != State.CANCELLED, settled)


def _closed(session: Session, value: Any) -> Select[Any]:
    return _row(local_day(session, FollowUp.closed_at), value).where(FollowUp.state == State.CLOSED, FollowUp.closed_at.is_not(None))


def days_to_close(session: Session) -> Select[Any]:
    """Closed follow-ups: days from opening to the last closing."""
    return _closed(session, days_between(session, local_day(session, FollowUp.opened_at), local_day(session, FollowUp.closed_at)))


def came_back(session: Session) -> Select[Any]:
    """Closings: 1 where it was opened again or found again afterwards."""
    closing, later = aliased(FollowUpStep), aliased(FollowUpStep)
    again = select(later.id).where(
        later.follow_up_id == closing.follow_up_id, later.id > closing.id, later.step.in_((Step.REOPENED, Step.RECURRED))
    )
    rows = _row(local_day(session, closing.at), _yes(again.exists()))
    return rows.join(closing, closing.follow_up_id == FollowUp.id).where(closing.step == Step.CLOSED)


def returned(session: Session) -> Select[Any]:
    """Closed follow-ups: how often they went back."""
    back = select(func.count()).select_from(FollowUpStep).where(
        FollowUpStep.follow_up_id == FollowUp.id, FollowUpStep.step.in_((Step.RETURNED, Step.REOPENED))
    )
    return _closed(session, back.correlate(FollowUp).scalar_subquery())


def shown(session: Session) -> Select[Any]:
    """Closed follow-ups: 1 with a written measure and a file of the present pass."""
    file = select(FollowUpFile.id).where(FollowUpFile.follow_up_id == FollowUp.id, FollowUpFile.pass_ == FollowUp.pass_)
    return _closed(session, _yes(and_(FollowUp.measure != "", file.exists())))


for _measure, _rows in ((IN_TIME, in_time), (DAYS_TO_CLOSE, days_to_close), (CAME_BACK, came_back), (RETURNED, returned), (SHOWN, shown)):
    provide(_measure, _rows, page="Follow_up", parameter="followup")
