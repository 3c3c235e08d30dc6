"""Questions about claims: one's own, and those of a project for whoever sees its cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.cost.claims.records import ExpenseClaim
from core.cost.claims.rules import State
from core.cost.rules import BUDGET_LINES
from core.cost.spending.queries import Receipt, kept_beside
from core.cost.spending.records import Expense
from core.errors import NotFound
from core.files.queries import guarded_by
from core.files.records import StoredFile
from core.people.queries import names
from core.projects.queries import visible_to
from core.projects.records import Project
from core.projects.rules import Stage
from core.reference.queries import counted_by

FILES = "expense_claim"
MOST, OWN = 200, 50


@dataclass(frozen=True)
class Claim:
    """A claim as lists show it."""

    id: int
    code: str
    project: str
    project_name: dict[str, str]
    line: str
    amount: Decimal
    spent_on: date
    supplier: str
    subject: str
    by_id: int
    by: dict[str, str]
    at: datetime
    state: State
    decided_by: dict[str, str]
    reason: str
    expense: str
    """The code of the expense it became."""
    receipts: tuple[Receipt, ...]
    version: int


def projects(session: Session, actor: Actor) -> dict[int, tuple[str, dict[str, str]]]:
    """On which projects `actor` may claim what she paid: code and name by id, in the order of their codes."""
    require(actor, Permission.EXPENSE_CLAIM)
    rows = session.execute(
        select(Project.id, Project.code, Project.name).where(visible_to(actor, Permission.EXPENSE_CLAIM), Project.stage != Stage.CLOSED).order_by(Project.code).limit(MOST)
    )
    return {id_: (code, name) for id_, code, name in rows}


def mine(session: Session, actor: Actor) -> list[Claim]:
    """One's own claims, newest first, also on projects that one has left."""
    require(actor, Permission.EXPENSE_CLAIM)
    return _listed(session, [ExpenseClaim.by_id == actor.id], OWN)


def of_project(session: Session, actor: Actor, project_code: str) -> list[Claim]:
    """The claims on a project whose cost `actor` may see: those that wait first, then the newest."""
    require(actor, Permission.COST_READ)
    found = _listed(session, [Project.code == project_code, visible_to(actor, Permission.COST_READ)], MOST)
    return sorted(found, key=lambda one: one.state is not State.OPEN)


def _listed(session: Session, where: Iterable[ColumnElement[bool]], limit: int) -> list[Claim]:
    rows = session.execute(
        select(ExpenseClaim, Project.code, Project.name, Expense.code).join(Project, Project.id == ExpenseClaim.project_id)
        .outerjoin(Expense, Expense.id == ExpenseClaim.expense_id).where(*where).order_by((ExpenseClaim.state == State.OPEN).desc(), ExpenseClaim.id.desc()).limit(limit)
    ).all()  # fmt: skip
    receipts = kept_beside(session, FILES, [row[0].id for row in rows])
    who = names(session, frozenset({row[0].by_id for row in rows} | {row[0].decided_by_id for row in rows if row[0].decided_by_id}))
    return [
        Claim(
            one.id, one.code, code, name, one.line, one.amount, one.spent_on, one.supplier, one.subject, one.by_id, who[one.by_id], one.at, State(one.state),
            who.get(one.decided_by_id or 0, {}), one.reason, expense or "", receipts.get(one.id, ()), one.version,
        )
        for one, code, name, expense in rows
    ]  # fmt: skip


def waiting(session: Session, actor: Actor) -> dict[str, int]:
    """How many claims wait on each project whose expenses `actor` may enter, by its code; her own not, those others decide."""
    require(actor, Permission.COST_EDIT)
    rows = session.execute(
        select(Project.code, func.count()).join(ExpenseClaim, ExpenseClaim.project_id == Project.id)
        .where(ExpenseClaim.state == State.OPEN, ExpenseClaim.by_id != actor.id, visible_to(actor, Permission.COST_EDIT)).group_by(Project.code).order_by(Project.code)
    )  # fmt: skip
    return {code: int(count) for code, count in rows}


def claim_for_update(session: Session, claim_id: int) -> ExpenseClaim:
    found = session.scalars(select(ExpenseClaim).where(ExpenseClaim.id == claim_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def receipts_of(session: Session, claim_id: int) -> list[StoredFile]:
    return list(session.scalars(select(StoredFile).where(StoredFile.subject_kind == FILES, StoredFile.subject_id == claim_id)))


def guard_files(session: Session, actor: Actor, claim_id: int) -> None:
    """Whoever claimed it, and whoever sees the cost of the project, sees its receipts. Refuses NotFound."""
    require(actor, Permission.EXPENSE_CLAIM)
    found = session.scalar(
        select(ExpenseClaim.id).join(Project, Project.id == ExpenseClaim.project_id)
        .where(ExpenseClaim.id == claim_id, or_(ExpenseClaim.by_id == actor.id, visible_to(actor, Permission.COST_READ)))
    )  # fmt: skip
    if found is None:
        raise NotFound()


def lines_in_use(session: Session) -> dict[str, int]:
    """How often something was claimed on each line."""
    return {line: int(count) for line, count in session.execute(select(ExpenseClaim.line, func.count()).group_by(ExpenseClaim.line))}


guarded_by(FILES, guard_files)
counted_by(BUDGET_LINES, lines_in_use)
