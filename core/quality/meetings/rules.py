"""What stands on the agenda of a quality analysis meeting, and what a meeting needs. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from core import fields
from core.errors import Refusal
from core.followup.rules import check_due, check_pair
from core.words import N_

TITLE_LIMIT, TEXT_LIMIT, DECISION_LIMIT, MOST_DECISIONS, MOST_ATTENDEES, MOST_SIGNALS, MOST_DAYS = 120, 8000, 1000, 30, 60, 100, 12


class Sort(StrEnum):
    """What of the period calls for a word, the most pressing first."""

    INEFFECTIVE = "ineffective"
    OVERDUE = "overdue"
    RECURRED = "recurred"
    FOUND = "found"
    SIGNAL = "signal"
    OBJECTIVE = "objective"
    MEASURE = "measure"
    FAILED = "failed"
    MISSED = "missed"

    @property
    def label(self) -> str:
        return {
            Sort.INEFFECTIVE: N_("Measures that did not help"), Sort.OVERDUE: N_("Overdue nonconformities"), Sort.RECURRED: N_("Nonconformities that repeat others"),
            Sort.FOUND: N_("Nonconformities found in the period"), Sort.SIGNAL: N_("Signals of control charts"), Sort.OBJECTIVE: N_("Objectives that are missed"),
            Sort.MEASURE: N_("Overdue measures"), Sort.FAILED: N_("Failed checks"), Sort.MISSED: N_("Checks that were not carried out in time"),
        }[self]  # fmt: skip


class State(StrEnum):
    PREPARED = "prepared"
    HELD = "held"

    @property
    def label(self) -> str:
        return {State.PREPARED: N_("Prepared"), State.HELD: N_("Held")}[self]


class PeriodUpsideDown(Refusal):
    message = N_("The period ends before it begins. Exchange or correct the days.")


class PeriodToCome(Refusal):
    message = N_("The period is not over before the meeting: its last day lies in the future.")


class HeldLater(Refusal):
    message = N_("The meeting lies in the future. Write its minutes when it has been held.")


class TooManyDecisions(Refusal):
    message = N_("A meeting takes at most {limit} decisions.")


@dataclass(frozen=True)
class Signal:
    """A point of the agenda: a record by kind and code, what it is called, and of which project."""

    sort: Sort
    kind: str
    code: str
    title: str
    project: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kept(self) -> dict[str, Any]:
        return {"sort": self.sort.value, "kind": self.kind, "code": self.code, "title": self.title, "project": self.project, "facts": dict(self.facts)}


def signal_of(kept: Mapping[str, Any]) -> Signal:
    """The signal behind its JSON."""
    return Signal(Sort(kept["sort"]), kept["kind"], kept["code"], kept["title"], kept["project"], kept["facts"])


def ordered(signals: list[Signal]) -> list[Signal]:
    """By what presses most, each record once in each sort, at most MOST_SIGNALS. What was merely found in the period stands there only if nothing else calls for it."""
    order, pressing = list(Sort), {one.code for one in signals if one.sort is not Sort.FOUND}
    kept = [one for one in set_once(signals) if one.sort is not Sort.FOUND or one.code not in pressing]
    return sorted(kept, key=lambda one: (order.index(one.sort), one.code))[:MOST_SIGNALS]


def set_once(signals: list[Signal]) -> list[Signal]:
    """Each record once in each sort."""
    found: dict[tuple[Sort, str], Signal] = {}
    for one in signals:
        found.setdefault((one.sort, one.code), one)
    return list(found.values())


@dataclass(frozen=True)
class Decision:
    """What was decided, for which project, by whom it is done and verified, until when."""

    text: str
    project_id: int
    owner_id: int
    verifier_id: int
    due_on: date


def check_period(first: date, last: date, today: date) -> None:
    """Refuses PeriodUpsideDown, PeriodToCome."""
    if last < first:
        raise PeriodUpsideDown()
    if last > today:
        raise PeriodToCome()


def cleaned(said: Decision, today: date) -> Decision:
    """Refuses OwnVerifier, DueInPast, DueTooFar, Empty, TooLong."""
    check_pair(said.owner_id, said.verifier_id)
    check_due(said.due_on, today)
    return Decision(fields.paragraph(said.text, N_("Decision"), DECISION_LIMIT), said.project_id, said.owner_id, said.verifier_id, said.due_on)
