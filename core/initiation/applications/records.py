from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact, Facts


class Application(Record):
    """An application for a project. How its approval stands is the approval's affair; once it is approved it has its project."""

    __tablename__ = "applications"
    __table_args__ = (Index(None, "department_id"), Index(None, "author_id"), Index(None, "manager_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Facts)
    customer: Mapped[dict[str, str]] = mapped_column(Facts)
    kind: Mapped[str] = mapped_column(String(30))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    manager_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    """Who is to manage the project."""
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    background: Mapped[str] = mapped_column(Text)
    objectives: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    content: Mapped[str] = mapped_column(Text)
    results: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    milestones: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"), unique=True)
    """What it has become."""
    dropped_at: Mapped[datetime | None]
    """When it was given up; it can be taken up again."""
    dropped_why: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class ApplicationBudget(Record):
    """What an application asks for on one line of the budget."""

    __tablename__ = "application_budgets"
    __table_args__ = (UniqueConstraint("application_id", "line"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"))
    line: Mapped[str] = mapped_column(String(30))
    amount: Mapped[Decimal] = mapped_column(Exact(2))
    remark: Mapped[str] = mapped_column(String(200))
