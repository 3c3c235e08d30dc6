from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact
from core.quality.standards.rules import PLACES


class Standard(Record):
    """A service standard; what it demands stands in its versions."""

    __tablename__ = "quality_standards"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    sort: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    step: Mapped[str] = mapped_column(String(80))
    """The step of the service it is about, in words."""
    number: Mapped[int] = mapped_column(Integer)
    """The newest version."""
    review_on: Mapped[date] = mapped_column(index=True)
    retired_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class StandardVersion(Record):
    """What a standard demands from a day on. Never changed: checks point to the version by which they judged."""

    __tablename__ = "quality_standard_versions"
    __table_args__ = (UniqueConstraint("standard_id", "number"), Index(None, "standard_id", "effective_on"))

    standard_id: Mapped[int] = mapped_column(ForeignKey("quality_standards.id"))
    number: Mapped[int] = mapped_column(Integer)
    effective_on: Mapped[date]
    unit: Mapped[str] = mapped_column(String(20))
    lower: Mapped[Decimal | None] = mapped_column(Exact(PLACES))
    target: Mapped[Decimal | None] = mapped_column(Exact(PLACES))
    upper: Mapped[Decimal | None] = mapped_column(Exact(PLACES))
    demand: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
