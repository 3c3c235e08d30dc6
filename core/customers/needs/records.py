from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class HeardNeed(Record):
    """Something that a customer needs beyond what was asked for, as it was heard, and what became of it."""

    __tablename__ = "customer_needs"
    __table_args__ = (Index(None, "customer_id", "heard_on"), Index(None, "state", "heard_on"))

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    text: Mapped[str] = mapped_column(Text)
    heard_on: Mapped[date]
    channel: Mapped[str] = mapped_column(String(30))
    """By which channel; empty: not told."""
    request: Mapped[str] = mapped_column(String(30))
    """The number of the request after which the customer was called; empty: heard elsewhere."""
    state: Mapped[str] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(String(500))
    """What was done, or why it is not pursued."""
    demand: Mapped[str] = mapped_column(String(20))
    """The number of the demand as which it was taken up."""
    settled_on: Mapped[date | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
