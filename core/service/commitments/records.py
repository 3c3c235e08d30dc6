from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class ServiceTarget(Record):
    """What is promised to whom from a day on. Never changed once it holds: new targets are a later row."""

    __tablename__ = "service_targets"
    __table_args__ = (Index(None, "project_id"),)

    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    customer_class: Mapped[str | None] = mapped_column(String(30))
    priority: Mapped[str | None] = mapped_column(String(10))
    valid_from: Mapped[date]
    acknowledge: Mapped[int] = mapped_column(Integer)
    """Minutes, as the other two."""
    respond: Mapped[int] = mapped_column(Integer)
    resolve: Mapped[int] = mapped_column(Integer)
    calendar: Mapped[str] = mapped_column(String(40))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class PriorityMatrix(Record):
    """The edited matrix; at most one row. Without one the shipped matrix holds."""

    __tablename__ = "priority_matrices"

    classes: Mapped[list[str]] = mapped_column(Facts)
    rows: Mapped[list[list[str]]] = mapped_column(Facts)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
