from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class LabourRate(Record):
    """What an hour costs from a day on: of everybody or of a person, everywhere or on a project. What it was before is in the trail."""

    __tablename__ = "labour_rates"
    __table_args__ = (Index(None, "person_id"), Index(None, "project_id"))

    key: Mapped[str] = mapped_column(String(60), unique=True)
    """Whose, where and from when: there is one of each."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    valid_from: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(Exact(2))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
