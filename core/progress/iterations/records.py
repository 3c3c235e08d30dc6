from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class Iteration(Record):
    """Some days in which a team does some of a plan's tasks. Once closed it is never changed."""

    __tablename__ = "iterations"
    __table_args__ = (Index(None, "project_id", "starts_on"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str] = mapped_column(String(60))
    goal: Mapped[str] = mapped_column(String(300))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    capacity: Mapped[Decimal | None] = mapped_column(Exact(1))
    """Hours that the team has."""
    closed_on: Mapped[date | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class IterationTask(Record):
    """A task is in an iteration, as it counts there now. A task is in one at a time."""

    __tablename__ = "iteration_tasks"
    __table_args__ = (UniqueConstraint("project_id", "task_uid"), Index(None, "iteration_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    task_uid: Mapped[int] = mapped_column(Integer)
    iteration_id: Mapped[int] = mapped_column(ForeignKey("iterations.id"))
    work: Mapped[int] = mapped_column(BigInteger)
    done: Mapped[bool] = mapped_column(Boolean)


class IterationChange(Record):
    """What of an iteration changed: never changed itself. The task may have left the plan since, so its name is kept."""

    __tablename__ = "iteration_changes"
    __table_args__ = (Index(None, "iteration_id", "changed_on"), Index(None, "by_id"))

    iteration_id: Mapped[int] = mapped_column(ForeignKey("iterations.id"))
    task_uid: Mapped[int] = mapped_column(Integer)
    task: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(String(12))
    tasks: Mapped[int] = mapped_column(SmallInteger)
    work: Mapped[int] = mapped_column(BigInteger)
    """Ticks of planned work by which its scope grew (or shrank)."""
    done_tasks: Mapped[int] = mapped_column(SmallInteger)
    done_work: Mapped[int] = mapped_column(BigInteger)
    changed_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
