from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class PreparationLine(Record):
    """Something that must stand before the service of a project begins."""

    __tablename__ = "preparation_lines"
    __table_args__ = (
        UniqueConstraint("project_id", "item"), Index(None, "project_id", "state"), Index(None, "responsible_id"), Index(None, "person_id"), Index(None, "checked_by_id"), Index(None, "by_id"),
        Index(None, "item"), Index(None, "valid_until"),
    )  # fmt: skip

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[str] = mapped_column(String(10))
    item: Mapped[str | None] = mapped_column(String(30))
    """The entry of the reference table that it was taken from; None: written here."""
    text: Mapped[dict[str, str]] = mapped_column(Facts)
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Who is qualified."""
    qualification: Mapped[str] = mapped_column(String(160))
    valid_until: Mapped[date | None]
    """The last day on which the qualification holds; None: it does not run out."""
    told_days: Mapped[int | None] = mapped_column(Integer)
    """The step (rules.STEPS) at which it was last told that this day comes."""
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(300))
    """Why it is not needed."""
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    checked_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text)
    """What the check stands on."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
