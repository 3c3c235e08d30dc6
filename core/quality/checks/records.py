from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact, Facts


class CheckPlan(Record):
    """A recurring plan: every occurrence becomes a check of its own, in time."""

    __tablename__ = "check_plans"
    __table_args__ = (Index(None, "project_id"), Index(None, "until"), Index(None, "checker_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    principle: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(160))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    checker_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    rhythm: Mapped[str] = mapped_column(String(12))
    first_on: Mapped[date]
    until: Mapped[date]
    points: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    size: Mapped[int] = mapped_column(Integer)
    """So many records are drawn for each occurrence of a spot check."""
    ended: Mapped[bool] = mapped_column(Boolean)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class Check(Record):
    """A check of a project. Its points are frozen with it: a standard that changes later changes nothing here."""

    __tablename__ = "quality_checks"
    __table_args__ = (
        UniqueConstraint("plan_id", "mark"),
        Index(None, "checker_id", "state"),
        Index(None, "project_id", "state"),
        Index(None, "department_id"),
        Index(None, "state", "due_on"),
        Index(None, "finished_on"),
        Index(None, "repeats_id"),
    )

    code: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    principle: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(160))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    """Which department is checked: the project's, when it was planned."""
    checker_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("check_plans.id"))
    mark: Mapped[str | None] = mapped_column(String(40))
    """Which occurrence of its plan it is."""
    repeats_id: Mapped[int | None] = mapped_column(ForeignKey("quality_checks.id"))
    """The failed check whose points are looked at again."""
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10))
    verdict: Mapped[str | None] = mapped_column(String(8))
    summary: Mapped[str] = mapped_column(Text)
    begun_at: Mapped[datetime | None]
    finished_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class CheckPoint(Record):
    """A point of a check."""

    __tablename__ = "check_points"
    __table_args__ = (UniqueConstraint("check_id", "number"), Index(None, "code"))

    check_id: Mapped[int] = mapped_column(ForeignKey("quality_checks.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(80))
    """What it is called across checks: its standard's code, or its own words."""
    text: Mapped[str] = mapped_column(Text)
    measured: Mapped[bool] = mapped_column(Boolean)
    unit: Mapped[str] = mapped_column(String(20))
    lower: Mapped[Decimal | None] = mapped_column(Exact(4))
    target: Mapped[Decimal | None] = mapped_column(Exact(4))
    upper: Mapped[Decimal | None] = mapped_column(Exact(4))
    severity: Mapped[str] = mapped_column(String(10))
    standard: Mapped[str] = mapped_column(String(40))
    edition: Mapped[int] = mapped_column(Integer)


class CheckDraw(Record):
    """The sample of a spot check as it was drawn, with everything a redraw needs. Never changed."""

    __tablename__ = "check_draws"

    check_id: Mapped[int] = mapped_column(ForeignKey("quality_checks.id", ondelete="CASCADE"), unique=True)
    algorithm: Mapped[str] = mapped_column(String(30))
    seed: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    frame: Mapped[list[str]] = mapped_column(Facts)
    """Codes of everything that could have been drawn, sorted."""
    frame_hash: Mapped[str] = mapped_column(String(64))
    chosen: Mapped[list[str]] = mapped_column(Facts)
    listed: Mapped[bool] = mapped_column(Boolean)
    """The frame was written down by hand, not read from the house's records."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class CheckAnswer(Record):
    """An answer, kept as it was given; a later one stands beside it. The newest of a point and record counts."""

    __tablename__ = "check_answers"
    __table_args__ = (Index(None, "check_id", "point_id", "unit"), Index(None, "point_id", "newest"))

    check_id: Mapped[int] = mapped_column(ForeignKey("quality_checks.id", ondelete="CASCADE"))
    point_id: Mapped[int] = mapped_column(ForeignKey("check_points.id", ondelete="CASCADE"))
    unit: Mapped[str] = mapped_column(String(40))
    """Which record of the sample; empty: the whole."""
    value: Mapped[Decimal | None] = mapped_column(Exact(4))
    given: Mapped[str | None] = mapped_column(String(4))
    """What was picked, where something was picked."""
    mark: Mapped[str] = mapped_column(String(4))
    """What it comes to."""
    note: Mapped[str] = mapped_column(Text)
    newest: Mapped[bool] = mapped_column(Boolean)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class CheckFinding(Record):
    """What was done about a failed point of a record: at once, and as a nonconformity."""

    __tablename__ = "check_findings"
    __table_args__ = (UniqueConstraint("check_id", "point_id", "unit"),)

    check_id: Mapped[int] = mapped_column(ForeignKey("quality_checks.id", ondelete="CASCADE"))
    point_id: Mapped[int] = mapped_column(ForeignKey("check_points.id", ondelete="CASCADE"))
    unit: Mapped[str] = mapped_column(String(40))
    containment: Mapped[str] = mapped_column(Text)
    nonconformity_id: Mapped[int | None] = mapped_column(ForeignKey("nonconformities.id"), index=True)


class CheckFile(Record):
    """A picture or file that shows what was found."""

    __tablename__ = "check_files"
    __table_args__ = (Index(None, "check_id"),)

    check_id: Mapped[int] = mapped_column(ForeignKey("quality_checks.id", ondelete="CASCADE"))
    point_id: Mapped[int] = mapped_column(ForeignKey("check_points.id", ondelete="CASCADE"))
    unit: Mapped[str] = mapped_column(String(40))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    added_at: Mapped[datetime]
