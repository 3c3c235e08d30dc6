"""Deeds on budgets: plan, and what an approval means."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.cost.budgets import queries, rules
from core.cost.budgets.records import Budget, BudgetAmount
from core.cost.budgets.rules import Planned, State
from core.cost.rules import BUDGET_LINES
from core.cost.spending import actions as spending
from core.db import with_ids
from core.errors import Stale
from core.projects.queries import project_for_update, reach
from core.reference.queries import table_for_choice
from core.words import N_


def plan(session: Session, actor: Actor, project_id: int, lines: Sequence[Planned], *, reason: str = "", number: int = 0, version: int = 0) -> int:
    """Write the project's next budget, however unfinished; returns its id. `number`, `version`: of the draft that was seen, 0 where there was none.

    An approved budget stays as it is: what is written after it is a change of it. Refuses BudgetWaits, Stale, NotAnAmount, NotAnEntry, TooLong.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.COST_EDIT, reach(project))
    clean, why = rules.cleaned(lines), fields.paragraph(reason, N_("Why it has to be changed"), rules.REASON_LIMIT, needed=False)
    last = queries.newest(session, project_id)
    row = last if last is not None and last.approved_at is None else None
    if row is not None:
        if (row.number, row.version) != (number, version):
            raise Stale()
        if queries.state(session, row) is State.SUBMITTED:
            raise rules.BudgetWaits()
        row.reason, row.by_id, row.at = why, actor.id, now()
    else:
        if number:
            raise Stale()
        row = Budget(project_id=project_id, number=last.number + 1 if last else 1, reason=why, by_id=actor.id, at=now(), approved_at=None, in_force=False)
        with_ids(session, row)
    _write(session, row, clean)
    touch(session, "cost")
    note(
        session, actor, "budget:plan", queries.KIND, row.id, code=project.code, project_id=project_id, number=row.number,
        after={one.line: one.amount for one in clean}, reason=why,
    )  # fmt: skip
    return row.id


def _write(session: Session, row: Budget, lines: Sequence[Planned]) -> None:
    present = {one.line: one for one in queries.amount_rows(session, row.id)}
    offered = table_for_choice(session, BUDGET_LINES)
    for one in lines:
        line = offered.chosen(one.line, one.line if one.line in present else "", field=N_("Budget line"))
        kept = present.pop(line, None)
        if kept is None:
            session.add(BudgetAmount(budget_id=row.id, line=line, amount=one.amount, remark=one.remark))
        else:
            kept.amount, kept.remark = one.amount, one.remark
    for gone in present.values():
        session.delete(gone)


def approve(session: Session, actor: Actor, budget_id: int) -> int:
    """Put a budget in force in the place of the one before; what was spent over that one and is within this one waits no more.

    # house: the effect of an approval, which requires
    """
    row = queries.budget_for_update(session, budget_id)
    project = project_for_update(session, row.project_id)
    before = queries.in_force(session, row.project_id)
    queries.retire(session, row.project_id)
    row.approved_at, row.in_force = now(), True
    session.flush()  # house: what holds from now on is asked by those who wait for it
    spending.cover(session, row.project_id, row.id)
    touch(session, "cost")
    after = {one.line: one.amount for one in queries.amount_rows(session, row.id)}
    note(session, actor, "budget:approve", queries.KIND, row.id, code=project.code, project_id=project.id, number=row.number, before=before[1] if before else {}, after=after)
    return row.id
