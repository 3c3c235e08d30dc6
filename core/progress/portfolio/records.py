from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class ValueSum(Record):
    """A project's earned value as it was last worked out, and from what."""

    __tablename__ = "value_sums"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True)
    unit: Mapped[str] = mapped_column(String(8))
    budget: Mapped[Decimal] = mapped_column(Exact(4))
    least: Mapped[Decimal] = mapped_column(Exact(4))
    most: Mapped[Decimal] = mapped_column(Exact(4))
    cost: Mapped[Decimal | None] = mapped_column(Exact(4))
    why: Mapped[str] = mapped_column(String(200))
    """The message that says why the cost is not known, if it is not."""
    worked_on: Mapped[date]
    planned: Mapped[str] = mapped_column(Text)
    """The planned values at the ends of that day and of those after it, in ten thousandths, with blanks between."""
    grounds: Mapped[str] = mapped_column(String(160))
    """What it was worked out from: see queries.GROUNDS."""


class ValueMonth(Record):
    """A project's sums at the end of a month, or of the month in which they were worked out at that time."""

    __tablename__ = "value_months"
    __table_args__ = (UniqueConstraint("project_id", "until"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    until: Mapped[date]
    planned: Mapped[Decimal] = mapped_column(Exact(4))
    least: Mapped[Decimal | None] = mapped_column(Exact(4))
    """None in months to come."""
    most: Mapped[Decimal | None] = mapped_column(Exact(4))
    cost: Mapped[Decimal | None] = mapped_column(Exact(4))
