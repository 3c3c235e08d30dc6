from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class Draw(Record):
    """A sample as it was drawn. Never changed afterwards but for its acceptance; one that was set aside stays readable."""

    __tablename__ = "sample_draws"
    __table_args__ = (UniqueConstraint("round_id", "number"), Index(None, "accepted_by_id"), Index(None, "drawn_by_id"))

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    number: Mapped[int] = mapped_column(Integer)
    """Which draw of its round: whoever draws until the sample pleases leaves a trace."""
    algorithm: Mapped[str] = mapped_column(String(30))
    seed: Mapped[str] = mapped_column(String(64))
    plan: Mapped[dict[str, Any]] = mapped_column(Facts)
    frame: Mapped[list[list[str]]] = mapped_column(Facts)
    """[code, stratum] of everything that could have been drawn, with what was left out, sorted."""
    frame_hash: Mapped[str] = mapped_column(String(64))
    must: Mapped[dict[str, list[str]]] = mapped_column(Facts)
    """Codes that had to be taken, each with the rules that said so."""
    chosen: Mapped[list[str]] = mapped_column(Facts)
    doubled: Mapped[list[str]] = mapped_column(Facts)
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    drawn_at: Mapped[datetime]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    accepted_at: Mapped[datetime | None]
