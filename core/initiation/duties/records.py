from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class Duties(Record):
    """Who does what in a project: one row a project, read and written whole."""

    __tablename__ = "duties"
    __table_args__ = (Index(None, "by_id"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True)
    packages: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    roles: Mapped[dict[str, str]] = mapped_column(Facts)
    """What each person is in this project, by her id."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
