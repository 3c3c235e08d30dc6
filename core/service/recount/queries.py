"""Which open requests are still to be counted by the calendars of now."""

import hashlib
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from core.audit import queries as audit
from core.calendar import queries as calendars
from core.calendar.worktime import compiled
from core.service.commitments.queries import CALENDARS
from core.service.recount.records import RequestClockMark
from core.service.requests.records import Request

AT_ONCE = 200
"""Requests in one portion: so long whoever writes waits (a tenth of a second)."""


def mark_for_update(session: Session) -> RequestClockMark | None:
    return session.scalars(select(RequestClockMark).with_for_update()).one_or_none()


def portions(session: Session) -> list[int]:
    """The portions in which the open requests are counted anew; a single one while working time is as it was, and it finds nothing to do."""
    row = session.scalars(select(RequestClockMark)).one_or_none()
    if row is not None and row.done and (row.topic == audit.mark(session, CALENDARS) or row.calendars == fingerprint(session)):
        return [0]
    waiting = select(func.count()).where(Request.open.is_(True), Request.id > (0 if row is None or row.done else row.request_id))
    return list(range((session.scalar(waiting) or 0) // AT_ONCE + 1))


def fingerprint(session: Session) -> str:
    """What the working time of every calendar comes to. Working time is nobody's secret, and shows nothing by itself."""
    told = hashlib.sha256()
    for code, plan in sorted(calendars.plans_by_code(session).items()):
        time = compiled(plan)
        told.update(f"{code}:{list(time.starts)}:{list(time.ends)}".encode())
    return told.hexdigest()


def open_after(session: Session, request_id: int) -> list[Request]:
    """The open requests after one, in their order, locked: whoever works on one waits a moment. For the routine that counts anew."""
    found = select(Request).where(Request.open.is_(True), Request.id > request_id).order_by(Request.id).limit(AT_ONCE)
    return list(session.scalars(found.with_for_update().execution_options(populate_existing=True)))


def write(session: Session, rows: list[dict[str, Any]]) -> None:
    """Write columns anew (`row` is the id), past the version: nobody who edits a request is disturbed by it. Part of a routine, which notes."""
    if rows:
        table = Request.__table__
        session.connection().execute(update(table).where(table.c.id == bindparam("row")).values({name: bindparam(f"new_{name}") for name in COLUMNS}), rows)  # type: ignore[arg-type]


COLUMNS = (
    "acknowledge_due_at", "acknowledge_used", "acknowledge_late", "respond_due_at", "respond_used", "respond_late", "resolve_due_at", "resolve_used", "resolve_late", "due_at", "next_rung_at",
)  # fmt: skip
"""What of a request's row follows from calendars."""
