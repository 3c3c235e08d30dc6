from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Resource(Record):
    """Somebody or something that a project has to give back."""

    __tablename__ = "project_resources"
    __table_args__ = (Index(None, "project_id", "released_on"), Index(None, "person_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    """What it is; empty for people and the budget, which are named by what they are."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    planned_on: Mapped[date]
    released_on: Mapped[date | None]
    condition: Mapped[str] = mapped_column(String(8))
    remark: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
