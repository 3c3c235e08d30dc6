"""What an application says, when it can be submitted, and what becomes of it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core import fields
from core.approval.rules import NotReady
from core.approval.rules import State as Submission
from core.errors import Refusal
from core.initiation.milestones.rules import apart, row_of
from core.initiation.rules import (
    NAME_LIMIT,
    TEXT_LIMIT,
    Gap,
    Milestone,
    Money,
    Objective,
    Part,
    clean_budget,
    clean_milestones,
    clean_objectives,
    objectives_lack,
    renumbered,
    schedule_lacks,
    total,
)
from core.planning.rules.sheet import Row
from core.words import N_


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return {
            State.DRAFT: N_("Draft"),
            State.SUBMITTED: N_("Waiting for approval"),
            State.RETURNED: N_("Returned"),
            State.APPROVED: N_("Approved"),
            State.REJECTED: N_("Turned down"),
            State.DROPPED: N_("Dropped"),
        }[self]


_STATES = {
    None: State.DRAFT, Submission.WITHDRAWN: State.DRAFT, Submission.SUBMITTED: State.SUBMITTED, Submission.RETURNED: State.RETURNED,
    Submission.APPROVED: State.APPROVED, Submission.REJECTED: State.REJECTED,
}  # fmt: skip


def state_of(submission: Submission | None) -> State:
    """The state of an application whose last submission is in this one; None: it was never submitted."""
    return _STATES[submission]


class Incomplete(NotReady):
    """Carries everything that is missing, so that it is filled in in one go."""

    message = N_("The application cannot be submitted yet. Things still missing: {count}.")

    def __init__(self, faults: Sequence[Gap]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)


class UnderApproval(Refusal):
    message = N_("This waits for approval, so it cannot be changed. Withdraw the submission first.")


class ApprovedAlready(Refusal):
    message = N_("This is approved and has become a project. What changes from now on is changed in the project's charter.")


class DroppedAlready(Refusal):
    message = N_("This application was dropped. Take it up again first.")


class NotDropped(Refusal):
    message = N_("This application was not dropped.")


DROP_LIMIT = 200


@dataclass(frozen=True)
class Proposal:
    """Everything an application says. Only its name has to be there from the start."""

    name: Mapping[str, str]
    customer: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    background: str = ""
    objectives: tuple[Objective, ...] = ()
    content: str = ""
    results: str = ""
    budget: tuple[Money, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    milestones: tuple[Milestone, ...] = ()

    @property
    def amount(self) -> Decimal:
        return total(self.budget)


def cleaned(proposal: Proposal) -> Proposal:
    """The proposal as it is kept, however unfinished. Refuses Empty (no name), TooLong, NotMoney, ForThePlan."""
    return replace(
        proposal,
        name=fields.content(proposal.name, N_("Name"), NAME_LIMIT),
        customer=fields.content(proposal.customer, N_("Customer"), NAME_LIMIT) if any(text.strip() for text in proposal.customer.values()) else {},
        background=fields.paragraph(proposal.background, N_("Background"), TEXT_LIMIT, needed=False),
        objectives=clean_objectives(proposal.objectives),
        content=fields.paragraph(proposal.content, N_("Service content"), TEXT_LIMIT, needed=False),
        results=fields.paragraph(proposal.results, N_("Expected results"), TEXT_LIMIT, needed=False),
        budget=clean_budget(proposal.budget),
        milestones=clean_milestones(renumbered(proposal.objectives, proposal.milestones)),
    )


def missing(proposal: Proposal) -> tuple[Gap, ...]:
    """Everything that keeps the proposal from being submitted, in the order of the form."""
    return tuple(_missing(proposal))


def _missing(one: Proposal) -> Iterator[Gap]:
    if not one.customer:
        yield Gap(Part.SUMMARY, N_("Name the customer."))
    if not one.kind:
        yield Gap(Part.SUMMARY, N_("Choose the kind of project."))
    if not one.background:
        yield Gap(Part.SUMMARY, N_("Describe the background: why this project, and why now."))
    yield from objectives_lack(one.objectives)
    if not one.content:
        yield Gap(Part.CONTENT, N_("Describe the service content: what is done for the customer."))
    if not one.results:
        yield Gap(Part.CONTENT, N_("Describe the expected results."))
    if not one.amount:
        yield Gap(Part.BUDGET, N_("Give an amount for at least one budget line."))
    yield from schedule_lacks(one.starts_on, one.ends_on, one.milestones, objectives=len(one.objectives))


def check_complete(proposal: Proposal) -> None:
    """Refuses Incomplete with everything that is missing."""
    if gaps := missing(proposal):
        raise Incomplete(gaps)


def check_editable(state: State) -> None:
    """Refuses DroppedAlready, UnderApproval and ApprovedAlready: what others look at, or have agreed to, is not changed under them."""
    if state is State.DROPPED:
        raise DroppedAlready()
    if state is State.SUBMITTED:
        raise UnderApproval()
    if state is State.APPROVED:
        raise ApprovedAlready()


def planned(proposal: Proposal) -> tuple[Row, ...]:
    """The milestones as the plan begins with them, by their days."""
    found = apart(proposal.milestones, proposal.objectives, ())
    return tuple(row_of(number, one.name, one.on, one.objective) for number, one in enumerate(found, 1))


def facts(before: Proposal, after: Proposal) -> dict[str, Any]:
    """Which parts of a proposal were changed, for the trail."""
    names = ("name", "customer", "kind", "background", "objectives", "content", "results", "budget", "starts_on", "ends_on", "milestones")
    return {"changed": [name for name in names if getattr(before, name) != getattr(after, name)]}
