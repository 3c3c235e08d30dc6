"""A budget is approved: what is frozen of it, and what its approval means."""

from sqlalchemy.orm import Session

from core.access import Permission
from core.approval.queries import Look, Subject, subject
from core.cost.budgets import actions, queries, rules
from core.cost.budgets.rules import Planned
from core.words import N_


def look(session: Session, budget_id: int, *, lock: bool = False) -> Look:
    """A budget with amounts that differ from what holds. Who wrote it does not decide. Refuses EmptyBudget, SameBudget, ReasonMissing, BudgetDecided."""
    row = queries.budget_for_update(session, budget_id) if lock else queries.budget_row(session, budget_id)
    if row.approved_at is not None:
        raise rules.BudgetDecided()
    lines = [Planned(one.line, one.amount, one.remark) for one in queries.amount_rows(session, row.id)]
    held = queries.in_force(session, row.project_id)
    rules.check_ready(lines, row.reason, held[1] if held else None)
    return Look(queries.document(session, row), frozenset({row.by_id}), rules.total(lines))


subject(
    Subject(
        queries.KIND, N_("Approve a project's budget"), submit=Permission.COST_EDIT, decide=Permission.BUDGET_DECIDE, look=look, approved=actions.approve,
        words={
            "budget": N_("Budget"), "line": N_("Budget line"), "amount": N_("Amount"), "remark": N_("What for"), "total": N_("Sum of the budget"),
            "reason": N_("Why it has to be changed"), "before": N_("Sum of the budget in force"),
        },
    )
)  # fmt: skip
