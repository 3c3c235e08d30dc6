from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Boolean, ForeignKey, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact, Facts


class Baseline(Record):
    """A plan as it stood when somebody kept it under a name."""

    __tablename__ = "plan_baselines"
    __table_args__ = (UniqueConstraint("plan_id", "name"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(300))
    starts: Mapped[int] = mapped_column(BigInteger)
    finish: Mapped[int] = mapped_column(BigInteger)
    kept_at: Mapped[datetime]
    kept_by: Mapped[int] = mapped_column(ForeignKey("people.id"))


class BaselineTask(Record):
    """A row of a baseline. Kept by the task's number, so that it outlives the task."""

    __tablename__ = "plan_baseline_tasks"
    __table_args__ = (UniqueConstraint("baseline_id", "uid"),)

    baseline_id: Mapped[int] = mapped_column(ForeignKey("plan_baselines.id", ondelete="CASCADE"))
    uid: Mapped[int] = mapped_column(Integer)
    place: Mapped[int] = mapped_column(Integer)
    level: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(12))
    summary: Mapped[bool] = mapped_column(Boolean)
    starts: Mapped[int] = mapped_column(BigInteger)
    ends: Mapped[int] = mapped_column(BigInteger)
    duration: Mapped[int] = mapped_column(BigInteger)
    elapsed: Mapped[bool] = mapped_column(Boolean)
    cost: Mapped[Decimal | None] = mapped_column(Exact(2))
    people: Mapped[list[list[int]] | None] = mapped_column(Facts)
    """Who worked on it, with percent of the own time; None in baselines that were kept before this was."""
