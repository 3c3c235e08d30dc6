from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class Indicator(Record):
    """A measure of the house with a threshold that watches a risk until it is ended."""

    __tablename__ = "risk_indicators"
    __table_args__ = (Index(None, "risk_id"), Index(None, "by_id"))

    risk_id: Mapped[int] = mapped_column(ForeignKey("risks.id", ondelete="CASCADE"))
    measure: Mapped[str] = mapped_column(String(60))
    direction: Mapped[str] = mapped_column(String(8))
    threshold: Mapped[Decimal] = mapped_column(Exact(2))
    days: Mapped[int] = mapped_column(Integer)
    """Its value is taken of so many days up to the present one."""
    note: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RiskSignal(Record):
    """An indicator began to warn; `over_at`: it was seen to be calm again, or was ended."""

    __tablename__ = "risk_signals"
    __table_args__ = (Index(None, "indicator_id", "over_at"),)

    indicator_id: Mapped[int] = mapped_column(ForeignKey("risk_indicators.id", ondelete="CASCADE"))
    value: Mapped[Decimal] = mapped_column(Exact(4))
    n: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    over_at: Mapped[datetime | None]
