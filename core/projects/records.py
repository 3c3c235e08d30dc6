from datetime import date

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class Project(Record):
    __tablename__ = "projects"
    __table_args__ = (Index(None, "department_id"), Index(None, "manager_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Facts)
    customer: Mapped[dict[str, str]] = mapped_column(Facts)
    kind: Mapped[str] = mapped_column(String(30))
    stage: Mapped[str] = mapped_column(String(20))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    manager_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    started_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    customer_type: Mapped[str] = mapped_column(String(30), default="regular", server_default="regular")
    customer_reason: Mapped[str | None] = mapped_column(String(200))
    """Why the customer is of this type."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class Member(Record):
    __tablename__ = "project_members"
    __table_args__ = (UniqueConstraint("project_id", "person_id"), Index(None, "person_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
