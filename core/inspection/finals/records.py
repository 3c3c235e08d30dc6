from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact, Facts


class TargetFinal(Record):
    """What a target with two or more counted sheets counts as, while none of its inspectors still scores.

    Derived from the sheets and the newest consensus, in the deed that changes them. A target with one sheet has no row:
    that sheet is its final.
    """

    __tablename__ = "target_finals"
    __table_args__ = (UniqueConstraint("round_id", "project_id", "object_id"), Index(None, "project_id"), Index(None, "consensus_id"))

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    object_id: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    sheets: Mapped[int] = mapped_column(Integer)
    rated: Mapped[int] = mapped_column(Integer)
    way: Mapped[str] = mapped_column(String(10))
    total: Mapped[Decimal | None] = mapped_column(Exact(6))
    share: Mapped[Decimal] = mapped_column(Exact(6))
    band: Mapped[str | None] = mapped_column(String(40))
    low: Mapped[Decimal | None] = mapped_column(Exact(6))
    high: Mapped[Decimal | None] = mapped_column(Exact(6))
    consensus_id: Mapped[int | None] = mapped_column(ForeignKey("consensus_totals.id"))
    stale: Mapped[bool] = mapped_column(Boolean)
    """The consensus was agreed on other sheets than those that count now: it waits to be confirmed or replaced."""


class TargetFinalSection(Record):
    """A checkpoint of a final, combined on its own."""

    __tablename__ = "target_final_sections"
    __table_args__ = (UniqueConstraint("final_id", "section_id"),)

    final_id: Mapped[int] = mapped_column(ForeignKey("target_finals.id", ondelete="CASCADE"))
    section_id: Mapped[int] = mapped_column(ForeignKey("template_sections.id"))
    score: Mapped[Decimal] = mapped_column(Exact(6))
    share: Mapped[Decimal] = mapped_column(Exact(6))


class Consensus(Record):
    """A total that the round's leader set for a target, or took back (`total` None). Never edited: the newest row counts."""

    __tablename__ = "consensus_totals"
    __table_args__ = (Index(None, "round_id", "project_id"), Index(None, "project_id"), Index(None, "by_id"))

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    object_id: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    total: Mapped[Decimal | None] = mapped_column(Exact(6))
    replaced: Mapped[Decimal | None] = mapped_column(Exact(6))
    """What the target counted as before."""
    reason: Mapped[str] = mapped_column(Text)
    sheets: Mapped[list[str]] = mapped_column(Facts)
    """The codes of the sheets it was agreed on."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
