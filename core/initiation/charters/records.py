from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact, Facts


class Charter(Record):
    """The charter of a project. What it says stands in its versions; the first is what was approved, where there was an application."""

    __tablename__ = "charters"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"), unique=True)
    number: Mapped[int] = mapped_column(Integer)
    """Of the present version."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class CharterVersion(Record):
    """What the charter said at a time. Never changed: a change is a version more."""

    __tablename__ = "charter_versions"
    __table_args__ = (UniqueConstraint("charter_id", "number"), Index(None, "by_id"))

    charter_id: Mapped[int] = mapped_column(ForeignKey("charters.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(Facts)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class Confirmation(Record):
    """That the customer agreed to the scope of a version: who, when and how."""

    __tablename__ = "scope_confirmations"
    __table_args__ = (Index(None, "charter_id"), Index(None, "by_id"))

    charter_id: Mapped[int] = mapped_column(ForeignKey("charters.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    """Of the version that was agreed to."""
    who: Mapped[str] = mapped_column(String(120))
    agreed_on: Mapped[date]
    channel: Mapped[str] = mapped_column(String(30))
    remark: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class BudgetLine(Record):
    """What is planned for a project on one line of the budget, as its present charter says."""

    __tablename__ = "budget_lines"
    __table_args__ = (UniqueConstraint("project_id", "line"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    line: Mapped[str] = mapped_column(String(30))
    amount: Mapped[Decimal] = mapped_column(Exact(2))
    remark: Mapped[str] = mapped_column(String(200))
