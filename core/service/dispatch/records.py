from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class DispatchPlan(Record):
    """By which rules the requests of a project find their handler; read as a whole, kept in memory."""

    __tablename__ = "dispatch_plans"
    __table_args__ = (Index(None, "by_id"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True)
    rules: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    """In their order; `rules.Rule` without what is empty."""
    roles: Mapped[dict[str, str]] = mapped_column(Facts)
    """Roles in service by person id."""
    active: Mapped[bool] = mapped_column(Boolean)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
