from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class SummaryReport(Record):
    """A summary report: a draft whose words are written, then frozen with its facts. A correction is the next edition."""

    __tablename__ = "summary_reports"
    __table_args__ = (UniqueConstraint("project_id", "edition"), Index(None, "changed_by"), Index(None, "issued_by"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    edition: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(8))
    texts: Mapped[dict[str, str]] = mapped_column(Facts)
    contents: Mapped[dict[str, Any] | None] = mapped_column(Facts)
    """`rules.frozen`, once it is issued."""
    changed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    issued_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
