"""Until when the inspected side is to have its result. Pure."""

from dataclasses import dataclass
from datetime import date

from core.notice import rules as notice
from core.settings.rules import INSPECTION, WORKDAYS, Setting, declare
from core.words import N_

FEEDBACK_DAYS = declare(Setting(
    "inspection.feedback_days", INSPECTION, N_("Time to give the result"),
    N_("Working days until the inspected side has its result: after the last sheet came in, or after the scoring was closed with sheets missing."),
    5, least=1, most=60, unit=WORKDAYS, per_department=True,
))  # fmt: skip
LATE = notice.declare(notice.Kind("feedback_late", N_("Results that the inspected side still waits for"), notice.Mail.NOW))
RESULT = notice.declare(notice.Kind("result_released", N_("Results of the own projects"), notice.Mail.NOW))
RUNG = 3
"""The rung of a round's reminders that says: its result is overdue."""


def counted_from(last: date | None, closed: date | None, waiting: int) -> date | None:
    """The day from which the time runs: of the last submission once every sheet is in, else of the closing; None before."""
    if not waiting and last is not None:
        return last
    return closed


@dataclass(frozen=True)
class InTime:
    """How many rounds whose result fell due had it given in time; `n` counts those given and those still owed."""

    n: int
    kept: int

    @property
    def share(self) -> float | None:
        """None where no result fell due: undefined is not zero."""
        return self.kept / self.n if self.n else None


def in_time(results: list[tuple[date, date | None]], today: date) -> InTime:
    """`results`: (due, given or None). What is not due yet and not given does not count."""
    counted = [(due, given) for due, given in results if given is not None or due < today]
    return InTime(len(counted), sum(given is not None and given <= due for due, given in counted))
