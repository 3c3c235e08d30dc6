"""What a budget says, when it can be submitted, and what differs between two. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from core import fields
from core.approval.rules import NotReady
from core.approval.rules import State as Submission
from core.cost.rules import AMOUNT_LIMIT, NotAnAmount
from core.words import N_

REMARK_LIMIT, REASON_LIMIT = 200, 1000


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REJECTED = "rejected"
    IN_FORCE = "in_force"
    FORMER = "former"

    @property
    def label(self) -> str:
        return {
            State.DRAFT: N_("Draft"), State.SUBMITTED: N_("Waiting for approval"), State.RETURNED: N_("Returned"), State.REJECTED: N_("Turned down"),
            State.IN_FORCE: N_("In force"), State.FORMER: N_("Former"),
        }[self]  # fmt: skip


_STATES = {
    None: State.DRAFT, Submission.WITHDRAWN: State.DRAFT, Submission.SUBMITTED: State.SUBMITTED, Submission.RETURNED: State.RETURNED, Submission.REJECTED: State.REJECTED,
    Submission.APPROVED: State.FORMER,
}  # fmt: skip


def state_of(submission: Submission | None, *, in_force: bool) -> State:
    """The state of a budget whose last submission is in this one; None: it was never submitted."""
    return State.IN_FORCE if in_force else _STATES[submission]


class EmptyBudget(NotReady):
    message = N_("A budget needs an amount on at least one line.")


class SameBudget(NotReady):
    message = N_("This is what the budget in force says already. Change an amount before you submit it.")


class ReasonMissing(NotReady):
    message = N_("Say why the budget in force has to be changed.")


class BudgetWaits(NotReady):
    message = N_("This budget waits for approval, so it cannot be changed. Withdraw its submission first.")


class BudgetDecided(NotReady):
    message = N_("This budget is approved and stays as it is. Begin a change of it instead.")


@dataclass(frozen=True)
class Planned:
    """What is planned on a line of the budget."""

    line: str
    amount: Decimal
    remark: str = ""


def cleaned(lines: Sequence[Planned]) -> tuple[Planned, ...]:
    """The lines with an amount or a remark, by their code. Refuses NotAnAmount, TooLong."""
    found = {}
    for one in lines:
        if not one.amount.is_finite() or not 0 <= one.amount < AMOUNT_LIMIT or one.amount != round(one.amount, 2):
            raise NotAnAmount(value=str(one.amount)[:40])
        remark = fields.line(one.remark, N_("What for"), REMARK_LIMIT, needed=False)
        if one.amount or remark:
            found[one.line] = replace(one, amount=round(one.amount, 2), remark=remark)
    return tuple(found[line] for line in sorted(found))


def total(lines: Sequence[Planned]) -> Decimal:
    """The sum of a budget, exact."""
    return sum((one.amount for one in lines), Decimal(0))


def difference(before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> dict[str, tuple[Decimal, Decimal]]:
    """The lines on which two budgets differ: what was planned, what is."""
    zero = Decimal(0)
    pairs = {line: (before.get(line, zero), after.get(line, zero)) for line in sorted({*before, *after})}
    return {line: pair for line, pair in pairs.items() if pair[0] != pair[1]}


def check_ready(lines: Sequence[Planned], reason: str, in_force: Mapping[str, Decimal] | None) -> None:
    """Refuse to submit what cannot be decided. `in_force`: what holds now, None before the first. Refuses EmptyBudget, SameBudget, ReasonMissing."""
    if not total(lines):
        raise EmptyBudget()
    if in_force is None:
        return
    if not difference(in_force, {one.line: one.amount for one in lines}):
        raise SameBudget()
    if not reason:
        raise ReasonMissing()
