"""The life of a round, and who must not inspect whom. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import Refusal
from core.settings.rules import DAYS, INSPECTION, Setting, declare
from core.words import N_

ROUND_DAYS = declare(Setting(
    "inspection.round_days", INSPECTION, N_("Usual length of a round"),
    N_("A new round is proposed to end and to be due so many days from today; its leader may choose otherwise."),
    30, least=1, most=365, unit=DAYS, per_department=True,
))  # fmt: skip


class State(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    CLOSED = "closed"
    RELEASED = "released"

    @property
    def label(self) -> str:
        return {
            State.DRAFT: N_("In preparation"),
            State.RUNNING: N_("Running"),
            State.CLOSED: N_("Scoring closed"),
            State.RELEASED: N_("Released"),
        }[self]


NEXT = {State.DRAFT: State.RUNNING, State.RUNNING: State.CLOSED, State.CLOSED: State.RELEASED, State.RELEASED: None}


class PeriodUpsideDown(Refusal):
    message = N_("The period ends before it starts.")


class DueBeforePeriod(Refusal):
    message = N_("The due date lies before the start of the period.")


class NotUsable(Refusal):
    message = N_("This checklist is not confirmed. Choose a confirmed one, or one on trial.")


class ConflictOfInterest(Refusal):
    message = N_("{inspector} must not inspect {project}: {reason}")


class NotAnInspector(Refusal):
    message = N_("{inspector} is not an active inspector.")


class AssignedAlready(Refusal):
    message = N_("{inspector} is assigned to {project} in this round already.")


class NothingAssigned(Refusal):
    message = N_("Assign at least one inspector to one project before the round starts.")


class StillOpen(Refusal):
    message = N_("{count} sheets are not submitted yet. Remind their inspectors, or close the round and count them as missed.")


class StillContested(Refusal):
    message = N_("{count} contested sheets wait for a decision.")


class ScoredAlready(Refusal):
    message = N_("This sheet has answers already; it can no longer be taken away.")


class Conflict(StrEnum):
    SELF = "self"
    HANDLED = "handled"
    MANAGER = "manager"
    MEMBER = "member"
    DEPARTMENT = "department"

    @property
    def label(self) -> str:
        return {
            Conflict.SELF: N_("would judge herself or himself"),
            Conflict.HANDLED: N_("handled what is inspected"),
            Conflict.MANAGER: N_("manages the project"),
            Conflict.MEMBER: N_("is a member of the project"),
            Conflict.DEPARTMENT: N_("belongs to the project's department"),
        }[self]


@dataclass(frozen=True)
class Parties:
    """Who stands on which side of an inspection."""

    inspector_id: int
    inspector_department_id: int | None
    manager_id: int
    member_ids: Collection[int]
    project_department_id: int
    inspected_ids: Collection[int] = ()
    """Of a person or a team: who it is."""
    handled_by_id: int | None = None
    """Of a service record: whoever handled it."""


def conflict(parties: Parties) -> Conflict | None:
    """Why the inspector must not score this target, or None (views.md 4: conflict of interest)."""
    if parties.inspector_id in parties.inspected_ids:
        return Conflict.SELF
    if parties.handled_by_id is not None and parties.inspector_id == parties.handled_by_id:
        return Conflict.HANDLED
    if parties.inspector_id == parties.manager_id:
        return Conflict.MANAGER
    if parties.inspector_id in parties.member_ids:
        return Conflict.MEMBER
    if parties.inspector_department_id is not None and parties.inspector_department_id == parties.project_department_id:
        return Conflict.DEPARTMENT
    return None


def check_dates(period_from: date, period_to: date, due_on: date) -> None:
    """Refuse a period that ends before it starts, or a due date before the period."""
    if period_to < period_from:
        raise PeriodUpsideDown()
    if due_on < period_from:
        raise DueBeforePeriod()
