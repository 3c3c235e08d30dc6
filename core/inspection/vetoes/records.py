from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class VetoDecision(Record):
    """What a second inspector, or the round's leader, said about the veto of a sheet. Never edited."""

    __tablename__ = "veto_decisions"
    __table_args__ = (Index(None, "sheet_id"), Index(None, "by_id"))

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheets.id", ondelete="CASCADE"))
    confirmed: Mapped[bool] = mapped_column(Boolean)
    items: Mapped[list[Any]] = mapped_column(Facts)
    """Which items vetoed it."""
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
