from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class TaskValue(Record):
    """What was chosen of how a task earns, and whether it is cancelled. Kept by the task's number; 0 is the project as a whole."""

    __tablename__ = "task_values"
    __table_args__ = (UniqueConstraint("project_id", "task_uid"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    task_uid: Mapped[int] = mapped_column(Integer)
    rule: Mapped[str | None] = mapped_column(String(12))
    parts: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    """Weighted milestones: name, percent, planned_on, reached_on."""
    cancelled_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    """Why it was cancelled, or taken up again."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
