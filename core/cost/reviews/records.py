from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class CostReview(Record):
    """How the cost of a project stood when it was reviewed, and what was said of it. Never changed: whoever knows more reviews again."""

    __tablename__ = "cost_reviews"
    __table_args__ = (Index(None, "project_id"), Index(None, "by_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    first: Mapped[date]
    last: Mapped[date]
    standing: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    findings: Mapped[str] = mapped_column(Text)
    measures: Mapped[str] = mapped_column(Text)
    lessons: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
