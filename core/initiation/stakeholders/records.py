from sqlalchemy import ForeignKey, Integer, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Stakeholder(Record):
    """Somebody concerned by a project, as its register says."""

    __tablename__ = "stakeholders"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(12))
    position: Mapped[str] = mapped_column(String(120))
    expectation: Mapped[str] = mapped_column(Text)
    requirement: Mapped[str] = mapped_column(Text)
    influence: Mapped[int] = mapped_column(SmallInteger)
    interest: Mapped[int] = mapped_column(SmallInteger)
    channel: Mapped[str] = mapped_column(String(30))
    """Which channel is preferred; empty where nobody knows."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
