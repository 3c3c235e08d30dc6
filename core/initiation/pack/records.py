from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class TailoredKind(Record):
    """What the initiation of a kind of project is made of, where it differs from the usual."""

    __tablename__ = "initiation_kinds"
    __table_args__ = (Index(None, "by_id"),)

    kind: Mapped[str] = mapped_column(String(30), unique=True)
    left_out: Mapped[list[str]] = mapped_column(Facts)
    """Pieces of the pack that do not belong to it."""
    added: Mapped[list[str]] = mapped_column(Facts)
    """Codes of the reference table of further steps."""
    reason: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class TailoredStep(Record):
    """What one project says of a step: that it does not belong to it, or that it is done."""

    __tablename__ = "initiation_steps"
    __table_args__ = (UniqueConstraint("project_id", "step"), Index(None, "by_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    step: Mapped[str] = mapped_column(String(30))
    done_on: Mapped[date | None]
    """None: it does not belong to this project."""
    note: Mapped[str] = mapped_column(Text)
    """Why it is left out, or what shows that it is done."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
