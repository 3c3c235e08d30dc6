from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class Commitment(Record):
    """A contract or an order: what is promised to a supplier. What is spent on it uses it up; closed, nothing more comes."""

    __tablename__ = "commitments"
    __table_args__ = (Index(None, "project_id"),)

    code: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    line: Mapped[str] = mapped_column(String(30))
    supplier: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Decimal] = mapped_column(Exact(2))
    drawn: Mapped[Decimal] = mapped_column(Exact(2))
    """What was spent on it."""
    agreed_on: Mapped[date]
    closed_on: Mapped[date | None]
    closed_why: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class Expense(Record):
    """Money that was spent. Never changed: what was wrong is reversed by an expense of the opposite amount."""

    __tablename__ = "expenses"
    __table_args__ = (Index(None, "project_id", "spent_on"), Index(None, "commitment_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    line: Mapped[str] = mapped_column(String(30))
    amount: Mapped[Decimal] = mapped_column(Exact(2))
    spent_on: Mapped[date]
    supplier: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(200))
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitments.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("expenses.id"), unique=True)
    over: Mapped[bool] = mapped_column(Boolean)
    """It went over the budget when it was entered, or there was none."""
    covered_by_id: Mapped[int | None] = mapped_column(ForeignKey("cost_budgets.id"))
    """The approved budget within which it is by now."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
