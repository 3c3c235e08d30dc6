from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class SchedulePlan(Record):
    """A project's plan. Its times are ticks of six seconds of the wall clock (rules/worktime)."""

    __tablename__ = "plans"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True)
    starts: Mapped[int] = mapped_column(BigInteger)
    finish: Mapped[int] = mapped_column(BigInteger)
    """As it follows from the tasks."""
    last_uid: Mapped[int] = mapped_column(Integer)
    """Numbers of tasks are never given twice."""
    several_critical_paths: Mapped[bool] = mapped_column(Boolean)
    hours: Mapped[str] = mapped_column(String(64))
    """The mark of the working time that the dates were worked out with."""
    changed_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}
    """Every deed counts it up, also one that leaves everything else as it was."""


class PlanTask(Record):
    """A row of a plan: what people said of it, and what the schedule says of it."""

    __tablename__ = "plan_tasks"
    __table_args__ = (UniqueConstraint("plan_id", "uid"), Index(None, "plan_id", "place"), Index(None, "owner_id"))

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"))
    uid: Mapped[int] = mapped_column(Integer)
    place: Mapped[int] = mapped_column(Integer)
    level: Mapped[int] = mapped_column(SmallInteger)
    touched: Mapped[int] = mapped_column(Integer)
    """The version of the plan at which somebody last changed this row."""

    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(12))
    duration: Mapped[int] = mapped_column(BigInteger)
    elapsed: Mapped[bool] = mapped_column(Boolean)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    deliverable: Mapped[str] = mapped_column(String(300))
    standard: Mapped[str] = mapped_column(String(300))
    objective: Mapped[str] = mapped_column(String(300))
    cost: Mapped[Decimal | None] = mapped_column(Exact(2))
    constraint: Mapped[int] = mapped_column(SmallInteger)
    constraint_at: Mapped[int | None] = mapped_column(BigInteger)
    deadline: Mapped[int | None] = mapped_column(BigInteger)
    percent: Mapped[int] = mapped_column(SmallInteger)
    actual_start: Mapped[int | None] = mapped_column(BigInteger)
    actual_finish: Mapped[int | None] = mapped_column(BigInteger)
    shortest: Mapped[int | None] = mapped_column(BigInteger)
    longest: Mapped[int | None] = mapped_column(BigInteger)
    priority: Mapped[int] = mapped_column(SmallInteger)
    not_before: Mapped[int | None] = mapped_column(BigInteger)
    """From when on its people are free, by a levelling that was accepted."""

    summary: Mapped[bool] = mapped_column(Boolean)
    starts: Mapped[int] = mapped_column(BigInteger)
    ends: Mapped[int] = mapped_column(BigInteger)
    late_start: Mapped[int] = mapped_column(BigInteger)
    late_finish: Mapped[int] = mapped_column(BigInteger)
    total_slack: Mapped[int] = mapped_column(BigInteger)
    free_slack: Mapped[int] = mapped_column(BigInteger)
    critical: Mapped[bool] = mapped_column(Boolean)
    lacks: Mapped[int] = mapped_column(BigInteger)
    """Working time by which a deadline or a constraint cannot be kept; 0 if all can."""


class PlanLink(Record):
    """`task_id` waits for `before_id`."""

    __tablename__ = "plan_links"
    __table_args__ = (UniqueConstraint("task_id", "before_id", "type"), Index(None, "plan_id"), Index(None, "before_id"))

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"))
    task_id: Mapped[int] = mapped_column(ForeignKey("plan_tasks.id", ondelete="CASCADE"))
    before_id: Mapped[int] = mapped_column(ForeignKey("plan_tasks.id", ondelete="CASCADE"))
    type: Mapped[int] = mapped_column(SmallInteger)
    lag: Mapped[int] = mapped_column(BigInteger)
    elapsed: Mapped[bool] = mapped_column(Boolean)
    percent: Mapped[bool] = mapped_column(Boolean)


class PlanWorker(Record):
    """Somebody works on a task with `units` percent of the own working time."""

    __tablename__ = "plan_workers"
    __table_args__ = (UniqueConstraint("task_id", "person_id"), Index(None, "plan_id"), Index(None, "person_id"))

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"))
    task_id: Mapped[int] = mapped_column(ForeignKey("plan_tasks.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    units: Mapped[int] = mapped_column(SmallInteger)
