from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Qualification(Record):
    """That somebody may inspect with a checklist, in whatever version, and for how long. The trail holds what it was before."""

    __tablename__ = "qualifications"
    __table_args__ = (UniqueConstraint("person_id", "template_id"), Index(None, "template_id"), Index(None, "recorded_by_id"))

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    template_id: Mapped[int] = mapped_column(ForeignKey("templates.id"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    """The last day; None: without end."""
    remark: Mapped[str] = mapped_column(String(200))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
