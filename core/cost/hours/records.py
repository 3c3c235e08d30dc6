from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class TimeEntry(Record):
    """So many minutes of somebody's work on a task on a day. Never changed: what was wrong is taken back, which stays to be seen."""

    __tablename__ = "time_entries"
    __table_args__ = (Index(None, "project_id", "worked_on"), Index(None, "person_id", "worked_on"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    task_uid: Mapped[int] = mapped_column(Integer)
    task: Mapped[str] = mapped_column(String(200))
    """The task may have left the plan since, so its name is kept."""
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    worked_on: Mapped[date]
    minutes: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Decimal | None] = mapped_column(Exact(2))
    """What they cost at the rate of the day; None where there was no rate."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    back_at: Mapped[datetime | None]
    """When they were taken back: they count no more."""
    back_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
