from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class KeptDraft(Record):
    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("person_id", "form", "record"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    form: Mapped[str] = mapped_column(String(60))
    record: Mapped[str] = mapped_column(String(60))
    seen: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any]] = mapped_column(Facts)
    changed_at: Mapped[datetime] = mapped_column(index=True)
