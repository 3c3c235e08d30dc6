"""Until when a result may be contested, and who has decided before: one answer for the screens and the deeds.

`objections` are those of `queries.objections_of`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from core.access import Actor
from core.calendar import queries as calendar
from core.clock import here
from core.inspection.sheets.rules import APPEAL_DAYS, REVIEW_DAYS
from core.settings import queries as settings


def decided_before(actor: Actor, objections: Sequence[Any]) -> bool:
    """Whether a final review waits, and `actor` decided the first contest of its kind."""
    waiting = [one for one in objections if one.decided_at is None]
    kinds = {bool(one.wrong) for one in waiting if one.final}
    return any(one.decided_by_id == actor.id and bool(one.wrong) in kinds for one in objections)


def object_day(session: Session, released_at: datetime | None, objections: Sequence[Any], department_id: int | None) -> date | None:
    """The last day on which the inspected side may say that this was the wrong object; None once that was reviewed.

    Counted as for a contest, from the first release or from the decision on it.
    """
    mine = [one for one in objections if one.wrong]
    if any(one.final for one in mine):
        return None
    decided = [one.decided_at for one in mine if one.decided_at is not None]
    since, setting = (max(decided), REVIEW_DAYS) if decided else (released_at, APPEAL_DAYS)
    return None if since is None else calendar.organisation(session).workdays_after(here(since).date(), settings.value(session, setting, department_id))


def last_day(
    session: Session, released_at: datetime | None, objections: Sequence[Any], department_id: int | None, *, settled_at: datetime | None = None
) -> date | None:
    """The last day on which a result may be contested, or its decision be brought to the final review.

    Counted in working days from the first release of its round; for the final review from the decision, or from the
    correction that it called for (`settled_at`).
    """
    decided = [one.decided_at for one in objections if one.decided_at is not None and not one.final and not one.wrong]
    since, setting = (max(decided), REVIEW_DAYS) if decided else (released_at, APPEAL_DAYS)
    if decided and settled_at is not None:
        since = max(*decided, settled_at)
    if since is None:
        return None
    hours = calendar.organisation(session)
    day = hours.workdays_after(here(since).date(), settings.value(session, setting, department_id))
    refused = [one.decided_at for one in objections if one.wrong and one.decided_at is not None]
    if refused and not decided:  # the time was spent on whose result it is
        day = max(day, hours.workdays_after(here(max(refused)).date(), settings.value(session, REVIEW_DAYS, department_id)))
    return day
