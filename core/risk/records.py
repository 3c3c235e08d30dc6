from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, ForeignKey, Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class Risk(Record):
    """Something that may happen to a project. What is said of it again and again stands in the tables below; here is the last of it."""

    __tablename__ = "risks"
    __table_args__ = (Index(None, "project_id", "state"), Index(None, "owner_id", "state"), Index(None, "next_on"), Index(None, "source_kind", "source_id"), Index(None, "by_id"), Index(None, "class"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    event: Mapped[str] = mapped_column(String(160))
    cause: Mapped[str] = mapped_column(Text)
    effect: Mapped[str] = mapped_column(Text)
    class_: Mapped[str] = mapped_column("class", String(30))
    phase: Mapped[str] = mapped_column(String(12))
    origin: Mapped[str] = mapped_column(String(14))
    source_kind: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[int] = mapped_column(Integer)
    source_code: Mapped[str] = mapped_column(String(80))
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    identified_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    round: Mapped[int] = mapped_column(Integer)
    """1 at first, one more each time it is opened again."""
    inherent: Mapped[int] = mapped_column(SmallInteger)
    """Exposure without any response; 0: nobody has assessed it."""
    probability: Mapped[int] = mapped_column(SmallInteger)
    """As it stands now; 0 before the first assessment."""
    impact: Mapped[int] = mapped_column(SmallInteger)
    exposure: Mapped[int] = mapped_column(SmallInteger)
    target: Mapped[int] = mapped_column(SmallInteger)
    """The exposure it shall come down to; 0: none is set."""
    chance: Mapped[Decimal | None] = mapped_column(Exact(1))
    """In percent, as it stands now."""
    cost: Mapped[Decimal | None] = mapped_column(Exact(2))
    strategy: Mapped[str | None] = mapped_column(String(10))
    accepted: Mapped[int | None] = mapped_column(SmallInteger)
    """The exposure that a manager accepted."""
    measures: Mapped[int] = mapped_column(Integer)
    """How many were ever begun: the next one's number."""
    next_on: Mapped[date | None]
    """When its owner looks at it next; None once it is closed."""
    told: Mapped[bool] = mapped_column(Boolean)
    """Whether the owner was told that this day has come."""
    outcome: Mapped[str | None] = mapped_column(String(10))
    lesson: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class Assessment(Record):
    """How likely and how bad, as somebody saw it on a day. Never changed: the rows are the path of the risk."""

    __tablename__ = "risk_assessments"
    __table_args__ = (Index(None, "risk_id"), Index(None, "by_id"))

    risk_id: Mapped[int] = mapped_column(ForeignKey("risks.id", ondelete="CASCADE"))
    level: Mapped[str] = mapped_column(String(10))
    probability: Mapped[int] = mapped_column(SmallInteger)
    impact: Mapped[int] = mapped_column(SmallInteger)
    chance: Mapped[Decimal | None] = mapped_column(Exact(1))
    cost: Mapped[Decimal | None] = mapped_column(Exact(2))
    note: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class Response(Record):
    """How a risk is answered from a moment on, until the next row. Never changed."""

    __tablename__ = "risk_responses"
    __table_args__ = (Index(None, "risk_id"), Index(None, "by_id"))

    risk_id: Mapped[int] = mapped_column(ForeignKey("risks.id", ondelete="CASCADE"))
    strategy: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    contingency: Mapped[str] = mapped_column(Text)
    trigger: Mapped[str] = mapped_column(Text)
    """By what one sees that it happens, and the contingency plan begins."""
    exposure: Mapped[int] = mapped_column(SmallInteger)
    accepted: Mapped[bool] = mapped_column(Boolean)
    """By a manager, above what is borne otherwise."""
    warned: Mapped[bool] = mapped_column(Boolean)
    """While an indicator of the risk warned."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class RiskReview(Record):
    """Somebody looked at a risk and said how it moves. Never changed."""

    __tablename__ = "risk_reviews"
    __table_args__ = (Index(None, "risk_id"), Index(None, "by_id"))

    risk_id: Mapped[int] = mapped_column(ForeignKey("risks.id", ondelete="CASCADE"))
    trend: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(Text)
    exposure: Mapped[int] = mapped_column(SmallInteger)
    next_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class Occurrence(Record):
    """It happened, with what it really cost, and what was opened about it."""

    __tablename__ = "risk_occurrences"
    __table_args__ = (Index(None, "risk_id"), Index(None, "by_id"))

    risk_id: Mapped[int] = mapped_column(ForeignKey("risks.id", ondelete="CASCADE"))
    happened_on: Mapped[date]
    impact: Mapped[int] = mapped_column(SmallInteger)
    days: Mapped[int | None] = mapped_column(Integer)
    cost: Mapped[Decimal | None] = mapped_column(Exact(2))
    note: Mapped[str] = mapped_column(Text)
    probability: Mapped[int] = mapped_column(SmallInteger)
    """What had been expected by then; 0: it had not been assessed."""
    foreseen: Mapped[int] = mapped_column(SmallInteger)
    """The impact that had been expected by then."""
    followup_code: Mapped[str] = mapped_column(String(20))
    """What was opened to deal with it; empty: nothing."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
