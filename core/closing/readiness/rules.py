"""What can stand in the way of closing a project: one list, so that page, deed and test speak of the same. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.words import N_


class Blocker(StrEnum):
    TASKS = "tasks"
    REQUESTS = "requests"
    FOLLOWUPS = "followups"
    NONCONFORMITIES = "nonconformities"
    ACCEPTANCE = "acceptance"
    ORDERS = "orders"
    PURCHASES = "purchases"
    CLAIMS = "claims"
    CONFIRMATION = "confirmation"
    ARCHIVE = "archive"
    RESOURCES = "resources"
    WORK = "work"
    SIGNATURES = "signatures"


@dataclass(frozen=True)
class Told:
    """How a blocker is said, and where it is cleared: `page` and what its address asks for, beside the project."""

    one: str
    """Of one of them, with {count} in its place; of several in `many`."""
    many: str
    page: str
    parameter: str
    more: Mapping[str, str]


TOLD: Mapping[Blocker, Told] = {
    Blocker.TASKS: Told(N_("{count} task is not done"), N_("{count} tasks are not done"), "Plan", "project", {}),
    Blocker.REQUESTS: Told(N_("{count} service request is open"), N_("{count} service requests are open"), "Requests", "project", {}),
    Blocker.FOLLOWUPS: Told(N_("{count} follow-up is open"), N_("{count} follow-ups are open"), "Follow_ups", "project", {}),
    Blocker.NONCONFORMITIES: Told(N_("{count} nonconformity is not closed"), N_("{count} nonconformities are not closed"), "Nonconformities", "project", {}),
    Blocker.ACCEPTANCE: Told(N_("The project is not accepted"), N_("The project is not accepted"), "Acceptance", "project", {}),
    Blocker.ORDERS: Told(N_("{count} order is not closed"), N_("{count} orders are not closed"), "Costs", "project", {"part": "orders"}),
    Blocker.PURCHASES: Told(N_("{count} purchase is not decided"), N_("{count} purchases are not decided"), "Costs", "project", {"part": "purchases"}),
    Blocker.CLAIMS: Told(N_("{count} claimed expense waits"), N_("{count} claimed expenses wait"), "Costs", "project", {"part": "expenses"}),
    Blocker.CONFIRMATION: Told(N_("{count} confirmation of the result is missing"), N_("{count} confirmations of the result are missing"), "Closing", "project", {"part": "result"}),
    Blocker.ARCHIVE: Told(N_("{count} part of the archive is missing"), N_("{count} parts of the archive are missing"), "Closing", "project", {"part": "archive"}),
    Blocker.RESOURCES: Told(N_("{count} resource is not given back"), N_("{count} resources are not given back"), "Closing", "project", {"part": "resources"}),
    Blocker.WORK: Told(N_("Nobody has said what remains to be done"), N_("Nobody has said what remains to be done"), "Closing", "project", {"part": "work"}),
    Blocker.SIGNATURES: Told(N_("{count} signature is missing"), N_("{count} signatures are missing"), "Closing", "project", {"part": "sign"}),
}


def open_ones(counts: Mapping[Blocker, int], *, but: Blocker | None = None) -> tuple[Blocker, ...]:
    """What blocks, in the order of the list. A blocker that nobody counted blocks: silence is no permission."""
    return tuple(one for one in Blocker if one is not but and counts.get(one, 1))
