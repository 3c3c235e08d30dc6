from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Round(Record):
    __tablename__ = "rounds"
    __table_args__ = (Index(None, "state"), Index(None, "period_to"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    template_version_id: Mapped[int] = mapped_column(ForeignKey("template_versions.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    """Set for a department's own round; None for one over the whole organisation."""
    target_kind: Mapped[str] = mapped_column(String(12), default="project", server_default="project")
    """What it inspects: see objects.rules.Kind."""
    period_from: Mapped[date]
    period_to: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    combining: Mapped[str] = mapped_column(String(10), default="median", server_default="median")
    """How the sheets of several inspectors become one: median or mean."""
    trial: Mapped[bool] = mapped_column(Boolean, server_default=false())
    """Its checklist was on trial when it was prepared: it counts in no result, whatever becomes of the checklist."""
    leader_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    feedback_due_on: Mapped[date | None]
    """Until when the inspected side is to have the result: fixed when the scoring is closed."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
