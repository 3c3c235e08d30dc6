"""What a file's tickets tell together, as it can be computed from the file by anybody. Pure.

Hours are calendar hours, day and night, from the opening to the resolution. `resolution_hours` counts the tickets of which
the source itself tells the moment; `resolution_hours_all` also those whose resolution follows from their history.
"""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from core.exchange.requests_import.fields import DONE
from core.exchange.requests_import.tickets import Kind, Ticket

PLACES = 4


class Figures:
    """Gathers tickets one by one."""

    def __init__(self) -> None:
        self.tickets = self.handovers = self.handed_tickets = self.observed = self.reopened = self.reopenings = self.resolved = self.at_once = 0
        self.in_time: Counter[bool] = Counter()
        self.by_state: Counter[str] = Counter()
        self.by_source_state: Counter[str] = Counter()
        self.by_priority: Counter[str] = Counter()
        self.by_source_priority: Counter[str] = Counter()
        self.by_channel: Counter[str] = Counter()
        self._told: list[int] = []
        self._all: list[int] = []

    def add(self, one: Ticket) -> None:
        self.tickets += 1
        self.by_state[one.state.value] += 1
        self.by_source_state[one.source_state] += 1
        self.by_priority[one.priority] += 1
        self.by_source_priority[one.source_priority] += 1
        self.by_channel[one.channel] += 1
        self.handovers += one.handovers
        self.handed_tickets += one.handovers > 0
        self.observed += sum(change.kind is Kind.HANDED for change in one.changes)
        self.reopened += one.reopenings > 0
        self.reopenings += one.reopenings
        if one.in_time is not None:
            self.in_time[one.in_time] += 1
        if one.state in DONE and one.resolved_at is not None:
            self.resolved += 1
            self.at_once += one.handovers == 0 and one.reopenings == 0
            seconds = int((one.resolved_at - one.opened_at).total_seconds())
            self._all.append(seconds)
            if one.resolved_told:
                self._told.append(seconds)

    def told(self) -> dict[str, Any]:
        """Everything as one document. A share is a part of 1; what nothing was counted for is null."""
        kept, late = self.in_time[True], self.in_time[False]
        return {
            "by_state": dict(sorted(self.by_state.items())), "by_source_state": dict(sorted(self.by_source_state.items())),
            "by_priority": dict(sorted(self.by_priority.items())), "by_source_priority": dict(sorted(self.by_source_priority.items())),
            "by_channel": dict(sorted(self.by_channel.items())),
            "reassignments": {"total": self.handovers, "tickets": self.handed_tickets, "seen_in_history": self.observed},
            "reopened": {"tickets": self.reopened, "times": self.reopenings},
            "resolution_hours": _hours(self._told), "resolution_hours_all": _hours(self._all),
            "first_contact_resolution": {"tickets": self.at_once, "of": self.resolved, "share": _share(self.at_once, self.resolved)},
            "made_sla": {"tickets": kept, "of": kept + late, "share": _share(kept, kept + late)},
        }  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def _hours(seconds: Sequence[int]) -> dict[str, float | int | None]:
    if not seconds:
        return {"n": 0, "median": None, "mean": None, "p90": None}
    ordered, n = sorted(seconds), len(seconds)
    median = Fraction(ordered[(n - 1) // 2] + ordered[n // 2], 2)
    ninetieth = ordered[max(0, -(-9 * n // 10) - 1)]  # the smallest that nine of ten do not exceed
    return {"n": n, "median": _rounded(median), "mean": _rounded(Fraction(sum(ordered), n)), "p90": _rounded(Fraction(ninetieth))}


def _rounded(seconds: Fraction) -> float:
    return round(float(seconds / 3600), PLACES)
