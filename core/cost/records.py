from decimal import Decimal

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class CostTotal(Record):
    """What a project has spent on a line of the budget so far: the sum of its hours and expenses, kept so that lists need not add up a million rows."""

    __tablename__ = "cost_totals"
    __table_args__ = (UniqueConstraint("project_id", "line"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    line: Mapped[str] = mapped_column(String(30))
    spent: Mapped[Decimal] = mapped_column(Exact(2))
    """By expenses."""
    labour: Mapped[Decimal] = mapped_column(Exact(2))
    """By hours at their rates."""
    minutes: Mapped[int] = mapped_column(Integer)
    unpriced: Mapped[int] = mapped_column(Integer)
    """Minutes worked for which there was no rate; they are in `minutes`, and not in `labour`."""
    moves: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Counted up by every change, also one that leaves the sums as they were (hours that moved to another day)."""
