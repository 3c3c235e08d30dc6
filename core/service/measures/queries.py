"""The rows behind the measures of service requests: one a request. Merged ones do not count."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, or_, select
from sqlalchemy.orm import Session, aliased

from core.clock import now
from core.metrics.queries import local_day, provide
from core.service.measures import rules
from core.service.requests.records import Request
from core.service.requests.rules import CLOSED, State
from core.service.rules import SELF_SERVICE

DONE = (State.RESOLVED, *CLOSED)


def _row(session: Session, moment: Any, value: Any, person: Any = Request.handler_id) -> Select[Any]:
    return select(
        Request.project_id.label("project_id"), person.label("person_id"), local_day(session, moment).label("on"), cast(value, Integer).label("value"),
        Request.code.label("code"),
    ).where(Request.state != State.MERGED)  # fmt: skip


def _yes(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _clock(session: Session, late: Any, due_at: Any, person: Any = Request.handler_id) -> Select[Any]:
    """Requests of which the clock has stopped or is overdue: 1 where it stopped in time."""
    return _row(session, Request.reported_at, _yes(late.is_(False)), person).where(or_(late.is_not(None), and_(due_at.is_not(None), due_at < now())))


def acknowledged(session: Session) -> Select[Any]:
    """Requests acknowledged, or overdue for it: 1 in time."""
    return _clock(session, Request.acknowledge_late, Request.acknowledge_due_at, Request.first_receiver_id)


def responded(session: Session) -> Select[Any]:
    """Requests responded to, or overdue for it: 1 in time."""
    return _clock(session, Request.respond_late, Request.respond_due_at)


def resolved(session: Session) -> Select[Any]:
    """Requests resolved, or overdue for it: 1 in time."""
    return _clock(session, Request.resolve_late, Request.resolve_due_at)


def completed(session: Session) -> Select[Any]:
    """The same: 1 in time and never opened again."""
    settled = or_(Request.resolve_late.is_not(None), and_(Request.resolve_due_at.is_not(None), Request.resolve_due_at < now()))
    return _row(session, Request.reported_at, _yes(and_(Request.resolve_late.is_(False), Request.reopened == 0))).where(settled)


def resolution(session: Session) -> Select[Any]:
    """All requests: 1 where it is solved."""
    return _row(session, Request.reported_at, _yes(Request.state.in_(DONE)))


def complaints(session: Session) -> Select[Any]:
    """All requests: 1 where it is a complaint."""
    return _row(session, Request.reported_at, _yes(Request.complaint.is_(True)))


def complaints_solved(session: Session) -> Select[Any]:
    """Complaints: 1 where it is solved."""
    return resolution(session).where(Request.complaint.is_(True))


def _done(session: Session, value: Any, person: Any = Request.handler_id) -> Select[Any]:
    return _row(session, Request.resolved_at, value, person).where(Request.resolved_at.is_not(None))


def closed(session: Session) -> Select[Any]:
    """Resolved requests: 1 where it is closed as the rules ask."""
    return _done(session, _yes(Request.state.in_(CLOSED)))


def recurred(session: Session) -> Select[Any]:
    """Resolved requests: 1 where it was opened again, or another one repeats it."""
    later = aliased(Request)
    again = select(later.id).where(later.earlier_id == Request.id, later.state != State.MERGED)
    return _done(session, _yes(or_(Request.reopened > 0, again.exists())))


def at_once(session: Session) -> Select[Any]:
    """Resolved requests: 1 where the first receiver solved it, handed over and opened again never."""
    alone = and_(Request.resolver_id == Request.first_receiver_id, Request.handovers == 0, Request.reopened == 0)
    return _done(session, _yes(alone), Request.first_receiver_id)


def passed_on(session: Session) -> Select[Any]:
    """Resolved requests: how often it was handed over."""
    return _done(session, Request.handovers)


def on_file(session: Session) -> Select[Any]:
    """Closed requests: 1 where everything is told."""
    told = and_(*(column != "" for column in (Request.text, Request.problem_class, Request.cause, Request.solution, Request.closed_by)))
    return _row(session, Request.confirmed_at, _yes(told)).where(Request.confirmed_at.is_not(None))


def self_served(session: Session) -> Select[Any]:
    """Resolved requests that say how they were served: 1 where the customer did it alone."""
    return _done(session, _yes(Request.mode == SELF_SERVICE)).where(Request.mode.is_not(None))


for _measure, _rows in (
    (rules.ACKNOWLEDGED, acknowledged), (rules.RESPONDED, responded), (rules.RESOLVED, resolved), (rules.RESOLUTION, resolution), (rules.COMPLETED, completed),
    (rules.CLOSED, closed), (rules.COMPLAINTS, complaints), (rules.COMPLAINTS_SOLVED, complaints_solved), (rules.RECURRED, recurred), (rules.AT_ONCE, at_once),
    (rules.ON_FILE, on_file), (rules.PASSED_ON, passed_on), (rules.SELF_SERVED, self_served),
):  # fmt: skip
    provide(_measure, _rows, page="Request", parameter="request")
