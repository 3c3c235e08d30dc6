"""Questions about orders and expenses: whoever sees the cost of a project sees them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, require
from core.cost.rules import BUDGET_LINES
from core.cost.spending.records import Commitment, Expense
from core.errors import NotFound
from core.files.queries import guarded_by
from core.files.records import StoredFile
from core.people.queries import names
from core.projects.queries import visible_to
from core.projects.records import Project
from core.reference.queries import counted_by

MOST = 500
FILES = "expense"


@dataclass(frozen=True)
class Order:
    """A commitment as lists show it."""

    id: int
    code: str
    line: str
    supplier: str
    subject: str
    amount: Decimal
    drawn: Decimal
    agreed_on: date
    closed_on: date | None
    closed_why: str
    version: int

    @property
    def open(self) -> Decimal:
        """What is still to be spent on it."""
        return Decimal(0) if self.closed_on else max(Decimal(0), self.amount - self.drawn)


@dataclass(frozen=True)
class Receipt:
    """A stored receipt."""

    id: int
    name: str
    kind: str


@dataclass(frozen=True)
class Spent:
    """An expense as lists show it."""

    id: int
    code: str
    line: str
    amount: Decimal
    spent_on: date
    supplier: str
    subject: str
    order: str
    """The code of the order it was spent on."""
    reverses: str
    reversed: bool
    waiting: bool
    """It is over the budget, and no change that covers it is approved yet."""
    receipts: tuple[Receipt, ...]
    by: dict[str, str]
    at: datetime


def orders(session: Session, actor: Actor, project_code: str) -> list[Order]:
    """The orders of a project whose cost `actor` may see, newest first."""
    require(actor, Permission.COST_READ)
    rows = session.scalars(
        select(Commitment).join(Project, Project.id == Commitment.project_id).where(Project.code == project_code, visible_to(actor, Permission.COST_READ))
        .order_by(Commitment.id.desc()).limit(MOST)
    )  # fmt: skip
    return [
        Order(row.id, row.code, row.line, row.supplier, row.subject, row.amount, row.drawn, row.agreed_on, row.closed_on, row.closed_why, row.version) for row in rows
    ]


def expenses(session: Session, actor: Actor, project_code: str, *, limit: int = MOST) -> list[Spent]:
    """The expenses of a project whose cost `actor` may see, newest first, with their receipts."""
    require(actor, Permission.COST_READ)
    other, back = aliased(Expense), aliased(Expense)
    rows = session.execute(
        select(Expense, Commitment.code, other.code, back.id).join(Project, Project.id == Expense.project_id)
        .outerjoin(Commitment, Commitment.id == Expense.commitment_id).outerjoin(other, other.id == Expense.reverses_id).outerjoin(back, back.reverses_id == Expense.id)
        .where(Project.code == project_code, visible_to(actor, Permission.COST_READ)).order_by(Expense.spent_on.desc(), Expense.id.desc()).limit(limit)
    ).all()  # fmt: skip
    ids = [row[0].id for row in rows]
    receipts = kept_beside(session, FILES, ids)
    who = names(session, frozenset(row[0].by_id for row in rows))
    return [
        Spent(
            one.id, one.code, one.line, one.amount, one.spent_on, one.supplier, one.subject, order or "", reverses or "", back_id is not None,
            one.over and one.covered_by_id is None and one.reverses_id is None and back_id is None, receipts.get(one.id, ()), who[one.by_id], one.at,
        )
        for one, order, reverses, back_id in rows
    ]  # fmt: skip


def kept_beside(session: Session, kind: str, ids: Collection[int]) -> dict[int, tuple[Receipt, ...]]:
    """The receipts kept beside records of a kind, in the order they came. # house: for questions that have asked who may see them"""
    found: dict[int, list[Receipt]] = {}
    for file_id, subject_id, name, sort in session.execute(
        select(StoredFile.id, StoredFile.subject_id, StoredFile.name, StoredFile.kind).where(StoredFile.subject_kind == kind, StoredFile.subject_id.in_(ids)).order_by(StoredFile.id)
    ):
        found.setdefault(subject_id, []).append(Receipt(file_id, name, sort))
    return {id_: tuple(ones) for id_, ones in found.items()}


def committed(session: Session, project_id: int) -> dict[str, Decimal]:
    """What is promised and not yet spent, by line. # house: for rooms that have asked whether the cost may be seen"""
    rest = case((Commitment.amount > Commitment.drawn, Commitment.amount - Commitment.drawn), else_=0)
    rows = session.execute(
        select(Commitment.line, func.sum(rest, type_=Commitment.amount.type)).where(Commitment.project_id == project_id, Commitment.closed_on.is_(None)).group_by(Commitment.line)
    )
    return {line: amount for line, amount in rows}


def by_day(session: Session, project_id: int, until: date) -> Mapping[date, Decimal]:
    """What was spent on each day until `until`. # house: for rooms that have asked whether the project may be seen"""
    rows = session.execute(
        select(Expense.spent_on, func.sum(Expense.amount)).where(Expense.project_id == project_id, Expense.spent_on <= until).group_by(Expense.spent_on).order_by(Expense.spent_on)
    )
    return {day: amount for day, amount in rows}


def order_for_update(session: Session, order_id: int) -> Commitment:
    found = session.scalars(select(Commitment).where(Commitment.id == order_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def expense_for_update(session: Session, expense_id: int) -> Expense:
    found = session.scalars(select(Expense).where(Expense.id == expense_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def reversal_of(session: Session, expense_id: int) -> int | None:
    return session.scalar(select(Expense.id).where(Expense.reverses_id == expense_id))


def receipts_of(session: Session, expense_id: int) -> list[StoredFile]:
    return list(session.scalars(select(StoredFile).where(StoredFile.subject_kind == FILES, StoredFile.subject_id == expense_id)))


def cover(session: Session, project_id: int, budget_id: int, lines: set[str]) -> int:
    """Say of expenses on these lines that a budget covers them by now; how many. # house: part of an approval"""
    found = update(Expense).where(Expense.project_id == project_id, Expense.over.is_(True), Expense.covered_by_id.is_(None), Expense.line.in_(lines))
    return int(session.execute(found.values(covered_by_id=budget_id).execution_options(synchronize_session=False)).rowcount)


def guard_files(session: Session, actor: Actor, expense_id: int) -> None:
    """Whoever sees the cost of the project sees its receipts. Refuses NotFound."""
    require(actor, Permission.COST_READ)
    found = session.scalar(select(Expense.id).join(Project, Project.id == Expense.project_id).where(Expense.id == expense_id, visible_to(actor, Permission.COST_READ)))
    if found is None:
        raise NotFound()


def lines_in_use(session: Session) -> dict[str, int]:
    """How often money was promised or spent on each line."""
    found: dict[str, int] = {}
    for of in (Commitment, Expense):
        for line, count in session.execute(select(of.line, func.count()).group_by(of.line)):
            found[line] = found.get(line, 0) + int(count)
    return found


guarded_by(FILES, guard_files)
counted_by(BUDGET_LINES, lines_in_use)
