from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Demand(Record):
    """What a customer asked for, and how it was assessed."""

    __tablename__ = "demands"
    __table_args__ = (Index(None, "department_id"), Index(None, "taken_by_id"), Index(None, "assessed_by_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    customer: Mapped[str] = mapped_column(String(120))
    contact: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(30))
    received_on: Mapped[date]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    feasible: Mapped[str | None] = mapped_column(String(10))
    """None, as everything of the assessment, until it is assessed."""
    urgency: Mapped[str | None] = mapped_column(String(10))
    value: Mapped[str | None] = mapped_column(String(10))
    effort: Mapped[str | None] = mapped_column(String(10))
    advice: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(Text)
    risks: Mapped[str | None] = mapped_column(Text)
    assessed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    assessed_at: Mapped[datetime | None]
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"), unique=True)
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
