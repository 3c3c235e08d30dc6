from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class Contract(Record):
    """A contract with a customer. Its end moves only by ending it early; a renewal is another contract that follows it."""

    __tablename__ = "contracts"
    __table_args__ = (Index(None, "customer_id", "starts_on"), Index(None, "project_id"), Index(None, "until"), Index(None, "follows_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id"))
    number: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    signed_on: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    until: Mapped[date]
    """Its last day: as agreed, or earlier when it was ended."""
    ended_why: Mapped[str] = mapped_column(String(200))
    value: Mapped[Decimal] = mapped_column(Exact(2))
    told_days: Mapped[int | None] = mapped_column(Integer)
    """Which warning of its end was given last."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class Promise(Record):
    """What a contract promises for requests of a priority, in minutes."""

    __tablename__ = "contract_promises"
    __table_args__ = (UniqueConstraint("contract_id", "priority"),)

    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"))
    priority: Mapped[str] = mapped_column(String(8))
    acknowledge: Mapped[int | None] = mapped_column(Integer)
    respond: Mapped[int | None] = mapped_column(Integer)
    resolve: Mapped[int | None] = mapped_column(Integer)
    around_the_clock: Mapped[bool] = mapped_column(Boolean)
