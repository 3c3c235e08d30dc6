from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact, Facts


class Course(Record):
    """Something that is taught again and again. Of a project, a department, or (neither) the organisation."""

    __tablename__ = "training_courses"
    __table_args__ = (Index(None, "project_id"), Index(None, "department_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    topic: Mapped[str] = mapped_column(String(500))
    kind: Mapped[str] = mapped_column(String(10))
    methods: Mapped[list[str]] = mapped_column(Facts)
    why: Mapped[str] = mapped_column(String(12))
    why_text: Mapped[str] = mapped_column(String(300))
    measure: Mapped[str] = mapped_column(String(60))
    """Which measure it should improve; empty: none is watched."""
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    """Of a course of a project: the project's."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class TrainingSession(Record):
    """A session of a course on a day."""

    __tablename__ = "training_sessions"
    __table_args__ = (Index(None, "course_id"), Index(None, "state", "held_on"), Index(None, "trainer_id"))

    course_id: Mapped[int] = mapped_column(ForeignKey("training_courses.id"))
    held_on: Mapped[date]
    hours: Mapped[Decimal] = mapped_column(Exact(1))
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    trainer: Mapped[str] = mapped_column(String(80))
    """Somebody from outside."""
    state: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text)
    """What was done, or why it was cancelled."""
    told: Mapped[bool] = mapped_column(Boolean)
    """Whether those who take part were reminded."""
    asked: Mapped[bool] = mapped_column(Boolean)
    """Whether whoever planned it was asked for what came of it."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class Part(Record):
    """Somebody's part in a session."""

    __tablename__ = "training_parts"
    __table_args__ = (UniqueConstraint("session_id", "person_id"), Index(None, "person_id"))

    session_id: Mapped[int] = mapped_column(ForeignKey("training_sessions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    result: Mapped[str] = mapped_column(String(10))
    score: Mapped[Decimal | None] = mapped_column(Exact(1))
    remark: Mapped[str] = mapped_column(String(200))
