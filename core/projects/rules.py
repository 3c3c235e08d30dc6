"""What a project can be. Pure."""

from enum import StrEnum

from core.errors import Refusal
from core.words import N_

KINDS = "project_kind"
"""The reference table of what a project delivers."""


CUSTOMER_TYPES = "customer_type"
"""The reference table of how closely a customer is looked after."""
REGULAR = "regular"
"""What a customer is unless somebody says otherwise, and why."""
KEY = "key"
REASON_LIMIT = 200


class Stage(StrEnum):
    INITIATION = "initiation"
    PLANNING = "planning"
    EXECUTION = "execution"
    MONITORING = "monitoring"
    CLOSING = "closing"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {
            Stage.INITIATION: N_("Initiation"),
            Stage.PLANNING: N_("Planning"),
            Stage.EXECUTION: N_("Execution"),
            Stage.MONITORING: N_("Monitoring"),
            Stage.CLOSING: N_("Closing"),
            Stage.CLOSED: N_("Closed"),
        }[self]


class EndsBeforeStart(Refusal):
    message = N_("The end must not be before the start.")


class ClosedOnItsPage(Refusal):
    message = N_("A project is closed and reopened on its page Closing, which shows what still stands in the way.")


def check_stage(before: Stage, after: Stage) -> None:
    """Changing a project neither closes nor reopens it: nobody would have asked what is still open. Refuses ClosedOnItsPage."""
    if (before is Stage.CLOSED) is not (after is Stage.CLOSED):
        raise ClosedOnItsPage()
