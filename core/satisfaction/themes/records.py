from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class ThemeWords(Record):
    """The key words of a theme as somebody edited them; without a row those that ship hold."""

    __tablename__ = "survey_theme_words"

    theme: Mapped[str] = mapped_column(String(30), unique=True)
    words: Mapped[dict[str, Any]] = mapped_column(Facts)
    changed_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
