from datetime import date

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class PageVoice(Record):
    """How many called a page clear in a month, and how many did not."""

    __tablename__ = "page_voices"
    __table_args__ = (UniqueConstraint("month", "page"),)

    month: Mapped[date]
    """Its first day."""
    page: Mapped[str] = mapped_column(String(60))
    yes: Mapped[int] = mapped_column(Integer)
    no: Mapped[int] = mapped_column(Integer)


class PageTurn(Record):
    """Somebody has spoken of a page in a month: no day, no answer."""

    __tablename__ = "page_turns"
    __table_args__ = (UniqueConstraint("month", "page", "person_id"), Index(None, "person_id"))

    month: Mapped[date]
    page: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class PageRemark(Record):
    """What somebody said of a page in words, without the person and the day, and the reply. Its number is drawn by lot: it tells no order."""

    __tablename__ = "page_remarks"
    __table_args__ = (Index(None, "page"), Index(None, "month"), Index(None, "replied_by_id"))

    month: Mapped[date]
    page: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(10))
    """What became of it; empty until somebody replied."""
    reply: Mapped[str] = mapped_column(Text)
    replied_on: Mapped[date | None]
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
