from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class TaskReport(Record):
    """What somebody reported of a task. Never changed: whoever erred reports anew. The task may have left the plan since, so its name is kept."""

    __tablename__ = "task_reports"
    __table_args__ = (Index(None, "project_id", "task_uid", "reported_on"), Index(None, "by_id", "project_id", "task_uid"), Index(None, "project_id", "id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    task_uid: Mapped[int] = mapped_column(Integer)
    task: Mapped[str] = mapped_column(String(200))
    reported_on: Mapped[date]
    was: Mapped[int] = mapped_column(SmallInteger)
    """The percentage of the plan before it."""
    percent: Mapped[int] = mapped_column(SmallInteger)
    """The percentage of the plan after it."""
    remaining: Mapped[int | None] = mapped_column(BigInteger)
    """Ticks of working time, where that was reported."""
    started_on: Mapped[date | None]
    finished_on: Mapped[date | None]
    minutes: Mapped[int] = mapped_column(Integer)
    blocker: Mapped[str] = mapped_column(Text)
    expected_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
