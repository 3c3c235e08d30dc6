from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class MilestoneDay(Record):
    """When a milestone was to be reached by the plan, as it stood on a day. Written on the days on which that changed."""

    __tablename__ = "milestone_days"
    __table_args__ = (UniqueConstraint("project_id", "task_uid", "read_on"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    task_uid: Mapped[int] = mapped_column(Integer)
    read_on: Mapped[date] = mapped_column(Date)
    ends: Mapped[int] = mapped_column(BigInteger)
    """Ticks."""
    reached: Mapped[bool] = mapped_column(Boolean)
