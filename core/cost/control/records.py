from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class CostAlarm(Record):
    """That somebody was told how much of a budget is used; once for each line (empty: all of it) and threshold."""

    __tablename__ = "cost_alarms"
    __table_args__ = (UniqueConstraint("budget_id", "line", "percent"),)

    budget_id: Mapped[int] = mapped_column(ForeignKey("cost_budgets.id", ondelete="CASCADE"))
    line: Mapped[str] = mapped_column(String(30))
    percent: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime]


class CostDemand(Record):
    """When somebody was last asked for cause and measure of a line that is over."""

    __tablename__ = "cost_demands"
    __table_args__ = (UniqueConstraint("project_id", "line"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    line: Mapped[str] = mapped_column(String(30))
    told_at: Mapped[datetime]


class Variance(Record):
    """Why a line went over its budget, what is done about it, and who answers for that. Never changed: who knows better writes anew."""

    __tablename__ = "cost_variances"
    __table_args__ = (Index(None, "project_id", "line"), Index(None, "owner_id"), Index(None, "by_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    line: Mapped[str] = mapped_column(String(30))
    sort: Mapped[str | None] = mapped_column(String(30))
    """The cause by the reference table; None in what was written before there was one."""
    cause: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    used: Mapped[int | None] = mapped_column(Integer)
    """Percent of what was planned that were used then; None where nothing was planned, and in what was written before this was kept."""
    expected_on: Mapped[date | None]
    """By when it is within the budget again; None where it never will be."""
