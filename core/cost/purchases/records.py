from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class Purchase(Record):
    """Something that has to be bought, until it is ordered or given up."""

    __tablename__ = "purchases"
    __table_args__ = (Index(None, "project_id"), Index(None, "by_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    line: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(120))
    way: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    quote_id: Mapped[int | None] = mapped_column(Integer)
    """The chosen one."""
    why: Mapped[str] = mapped_column(Text)
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitments.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class Quote(Record):
    """What a supplier would do it for. Never changed: a new offer is a quote more."""

    __tablename__ = "purchase_quotes"
    __table_args__ = (Index(None, "purchase_id"), Index(None, "by_id"))

    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id", ondelete="CASCADE"))
    supplier: Mapped[str] = mapped_column(String(120))
    amount: Mapped[Decimal] = mapped_column(Exact(2))
    quoted_on: Mapped[date]
    remark: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
