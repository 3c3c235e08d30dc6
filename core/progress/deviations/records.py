from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Deviation(Record):
    """A row of a plan that is later than promised, and what is done about it. How it went stands in its steps."""

    __tablename__ = "deviations"
    __table_args__ = (Index(None, "project_id", "task_uid"), Index(None, "state"), Index(None, "owner_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    task_uid: Mapped[int] = mapped_column(Integer)
    task: Mapped[str] = mapped_column(String(200))
    sort: Mapped[str] = mapped_column(String(12))
    baseline: Mapped[str] = mapped_column(String(80))
    """The name of the baseline; it may have been dropped since."""
    was_starts: Mapped[int] = mapped_column(BigInteger)
    was_ends: Mapped[int] = mapped_column(BigInteger)
    """Ticks, as promised then."""
    late: Mapped[int] = mapped_column(BigInteger)
    """Working time by which it was late when the measure was recorded."""
    cause: Mapped[str] = mapped_column(String(30))
    measure: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    expected_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    opened_at: Mapped[datetime]
    opened_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class DeviationStep(Record):
    """What a deviation was on a day. Never changed; the measures that did not help stand here with the others."""

    __tablename__ = "deviation_steps"
    __table_args__ = (Index(None, "deviation_id"),)

    deviation_id: Mapped[int] = mapped_column(ForeignKey("deviations.id", ondelete="CASCADE"))
    step: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    """After the step."""
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None: the house itself looked."""
    late: Mapped[int] = mapped_column(BigInteger)
    ends: Mapped[int] = mapped_column(BigInteger)
    """When the row was to end by the plan of that moment, in ticks."""
    expected_on: Mapped[date]
    cause: Mapped[str] = mapped_column(String(30))
    measure: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class DeviationLook(Record):
    """When the house last looked whether a project owes measures, and when its manager was last told."""

    __tablename__ = "deviation_looks"
    __table_args__ = (UniqueConstraint("project_id"), Index(None, "looked_on"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    looked_on: Mapped[date]
    told_on: Mapped[date | None]
    told: Mapped[int] = mapped_column(Integer)
    """How many measures were owed when she was told."""
