"""What proves that cost is kept in hand: approved budgets, orders, expenses, quotes, hours, explanations, reviews."""

from sqlalchemy import exists
from sqlalchemy.orm import aliased, join

from core.access import Permission
from core.cost.budgets.records import Budget, BudgetAmount
from core.cost.control.records import Variance
from core.cost.hours.records import TimeEntry
from core.cost.purchases.records import Purchase, Quote
from core.cost.purchases.rules import State
from core.cost.reviews.records import CostReview
from core.cost.spending.records import Commitment, Expense
from core.insight.clauses.proofs.kinds import Evidence, Source, is_told
from core.words import N_

READ = Permission.COST_READ

budgets = Source("Costs", READ, Budget, Budget.project_id, Budget.approved_at)
amounts = Source("Costs", READ, join(BudgetAmount, Budget, Budget.id == BudgetAmount.budget_id), Budget.project_id, Budget.approved_at, BudgetAmount.line, names="budget_line")
variances = Source("Costs", READ, Variance, Variance.project_id, Variance.at, Variance.line, names="budget_line")
expenses = Source("Costs", READ, Expense, Expense.project_id, Expense.spent_on, Expense.subject)
orders = Source("Costs", READ, Commitment, Commitment.project_id, Commitment.agreed_on, Commitment.subject)
purchases = Source("Costs", READ, Purchase, Purchase.project_id, Purchase.at, Purchase.title)
hours = Source("Costs", READ, TimeEntry, TimeEntry.project_id, TimeEntry.worked_on, TimeEntry.task)
reviews = Source("Costs", READ, CostReview, CostReview.project_id, CostReview.at)

_one, _other, _undone = aliased(Quote), aliased(Quote), aliased(Expense)
STANDS = (Expense.reverses_id.is_(None), ~exists().where(_undone.reverses_id == Expense.id))
IN_FORCE, WORKED = Budget.in_force.is_(True), TimeEntry.back_at.is_(None)

EVIDENCE = (
    Evidence("budget_approved", N_("Budgets approved"), budgets, (Budget.approved_at.is_not(None),)),
    Evidence("budget_in_force", N_("Budgets in force, against which spending is held"), budgets, (IN_FORCE,)),
    Evidence("budget_changed", N_("Budgets changed with a reason and approved anew"), budgets, (Budget.number > 1, Budget.reason != "", Budget.approved_at.is_not(None))),
    Evidence("budget_line", N_("Lines of budgets in force"), amounts, (IN_FORCE, BudgetAmount.amount > 0)),
    Evidence("budget_labour", N_("Budgets in force with a line for labour"), amounts, (IN_FORCE, BudgetAmount.line == "labour", BudgetAmount.amount > 0)),
    Evidence("overrun_explained", N_("Overruns with cause, measure and somebody who answers for it"), variances, is_told(Variance.cause, Variance.measure)),
    Evidence("expense", N_("Expenses entered"), expenses, (Expense.amount > 0, *STANDS)),
    Evidence("expense_travel", N_("Expenses for travel and communication"), expenses, (Expense.line.in_(("travel", "communication")), Expense.amount > 0, *STANDS)),
    Evidence("order", N_("Orders and contracts with suppliers"), orders, is_told(Commitment.supplier)),
    Evidence("purchase_compared", N_("Purchases chosen from two or more quotes, with the reason"), purchases, (
        Purchase.state == State.CHOSEN.value, Purchase.why != "", exists().where(_one.purchase_id == Purchase.id, _other.purchase_id == Purchase.id, _one.id < _other.id),
    )),
    Evidence("hours", N_("Hours worked on tasks"), hours, (WORKED,)),
    Evidence("hours_priced", N_("Hours worked and priced at the rate of the day"), hours, (WORKED, TimeEntry.amount.is_not(None))),
    Evidence("cost_review", N_("Reviews of cost with findings and measures"), reviews, is_told(CostReview.findings, CostReview.measures)),
    Evidence("cost_lesson", N_("Reviews of cost with lessons"), reviews, is_told(CostReview.lessons)),
)  # fmt: skip
