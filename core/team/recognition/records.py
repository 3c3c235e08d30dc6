from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class Recognition(Record):
    """A bonus, a promotion or a commendation: proposed with its grounds, decided by somebody else."""

    __tablename__ = "recognitions"
    __table_args__ = (Index(None, "person_id"), Index(None, "project_id"), Index(None, "state"), Index(None, "proposed_by_id"), Index(None, "appraisal_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(120))
    grounds: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    """Whose team is commended, where no person is named."""
    amount: Mapped[Decimal | None] = mapped_column(Exact(2))
    post: Mapped[str] = mapped_column(String(120))
    appraisal_id: Mapped[int | None] = mapped_column(ForeignKey("appraisals.id"))
    measure: Mapped[str] = mapped_column(String(60))
    value: Mapped[Decimal | None] = mapped_column(Exact(4))
    """What the measure said when it was proposed, of the last 90 days; None: it could not be told."""
    n: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(500))
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class TeamActivity(Record):
    """What a team did together on a day, or the charter it gave itself."""

    __tablename__ = "team_activities"
    __table_args__ = (Index(None, "project_id"), Index(None, "department_id"))

    kind: Mapped[str] = mapped_column(String(10))
    held_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class TeamActivityPerson(Record):
    """Who took part."""

    __tablename__ = "team_activity_people"
    __table_args__ = (UniqueConstraint("activity_id", "person_id"), Index(None, "person_id"))

    activity_id: Mapped[int] = mapped_column(ForeignKey("team_activities.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
