from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record

_ORGANISATION = text("department_id IS NULL")


class SettingValue(Record):
    """What was set once, for the organisation or for a department. It stays after a reset, so that its history does."""

    __tablename__ = "setting_values"
    __table_args__ = (
        Index("uq_setting_values_code", "code", unique=True, sqlite_where=_ORGANISATION, postgresql_where=_ORGANISATION),
        Index("uq_setting_values_code_department_id", "code", "department_id", unique=True),
    )

    code: Mapped[str] = mapped_column(String(60))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    text: Mapped[str | None] = mapped_column(Text)
    """None after a reset: what stands above it holds again."""
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
