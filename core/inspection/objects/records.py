from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class InspectedObject(Record):
    """Somebody or something within a project that a round can inspect. A sheet names it by its key.

    A person has a row once the first sheet is about her; her name stands with her account only.
    """

    __tablename__ = "inspected_objects"
    __table_args__ = (Index(None, "project_id", "kind"), Index(None, "person_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[dict[str, str] | None] = mapped_column(Facts)
    """Of a team its name, of a record the customer, of a person nothing."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Of a person herself, of a record whoever handled it."""
    customer_type: Mapped[str | None] = mapped_column(String(30))
    happened_on: Mapped[date | None]
    channel: Mapped[str | None] = mapped_column(String(30))
    """Of a record where the customer reached us, as the four that follow."""
    demand: Mapped[str | None] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)
    feedback: Mapped[str | None] = mapped_column(Text)
    reference: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean, server_default=true())
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class ObjectMember(Record):
    """Somebody who belongs to a team that is inspected."""

    __tablename__ = "inspected_object_members"
    __table_args__ = (UniqueConstraint("object_id", "person_id"), Index(None, "person_id"))

    object_id: Mapped[int] = mapped_column(ForeignKey("inspected_objects.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
