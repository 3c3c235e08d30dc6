from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class CommunicationPlan(Record):
    """That a project has a plan of communication, and how often it was changed."""

    __tablename__ = "communication_plans"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True)
    number: Mapped[int] = mapped_column(Integer)
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class CommunicationRow(Record):
    """A row of a plan. Whose days were changed once some had passed is stopped, and goes on as another row."""

    __tablename__ = "communication_rows"
    __table_args__ = (
        Index(None, "project_id"), Index(None, "owner_id"), Index(None, "stakeholder_id"), Index(None, "department_id"), Index(None, "by_id"), Index(None, "after_id"), Index(None, "channel"),
    )  # fmt: skip

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    item: Mapped[str] = mapped_column(String(30))
    """Of the standard plan; empty: written here."""
    whom: Mapped[str] = mapped_column(String(12))
    stakeholder_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholders.id", ondelete="SET NULL"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    name: Mapped[str] = mapped_column(String(120))
    """The stakeholder's, as it was when the row was written."""
    phase: Mapped[str] = mapped_column(String(10))
    goal: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(30))
    means: Mapped[str] = mapped_column(String(14))
    frequency: Mapped[str] = mapped_column(String(12))
    anchor: Mapped[str] = mapped_column(String(6))
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    weekday: Mapped[int] = mapped_column(SmallInteger)
    day: Mapped[int] = mapped_column(SmallInteger)
    content: Mapped[dict[str, str]] = mapped_column(Facts)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    ended_on: Mapped[date | None]
    """The last day on which it expects something; None: it goes on."""
    after_id: Mapped[int | None] = mapped_column(ForeignKey("communication_rows.id"))
    """The row whose days were changed to these."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class CommunicationDay(Record):
    """What is kept of a single expectation: whether its owner was told, and why it was waived. Whether it was met follows from what took place."""

    __tablename__ = "communication_days"
    __table_args__ = (UniqueConstraint("row_id", "due_on"), Index(None, "waived_by_id"))

    row_id: Mapped[int] = mapped_column(ForeignKey("communication_rows.id", ondelete="CASCADE"))
    due_on: Mapped[date]
    told: Mapped[int] = mapped_column(SmallInteger)
    """0: not yet, 1: that it comes, 2: that it is overdue."""
    waived: Mapped[str] = mapped_column(String(300))
    """Why; empty: it is not."""
    waived_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    waived_at: Mapped[datetime | None]
