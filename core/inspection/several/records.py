from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class Talk(Record):
    """That the inspectors of a project talked about how far they are apart. `sheets` says about which sheets."""

    __tablename__ = "consensus_talks"
    __table_args__ = (Index(None, "round_id", "project_id"), Index(None, "project_id"), Index(None, "recorded_by_id"))

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    object_id: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """What of the project was inspected, as on its sheets; 0: the project itself."""
    sheets: Mapped[list[str]] = mapped_column(Facts)
    held_on: Mapped[date]
    outcome: Mapped[str] = mapped_column(Text)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime]
