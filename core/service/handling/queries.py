"""Questions about what pauses requests."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.reference.queries import counted_by
from core.service.requests.records import RequestEvent
from core.service.requests.rules import Step
from core.service.rules import PAUSE_REASONS


def reasons_in_use(session: Session) -> dict[str, int]:
    """How many pauses have each reason."""
    reason = RequestEvent.facts["reason"].as_string()
    return {str(code): int(count) for code, count in session.execute(select(reason, func.count()).where(RequestEvent.kind == Step.PAUSED).group_by(reason))}


counted_by(PAUSE_REASONS, reasons_in_use)
