from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class TechnicalSystem(Record):
    """An information system, a database, a tool or a device that services stand on."""

    __tablename__ = "technical_systems"
    __table_args__ = (Index(None, "owner_id"), Index(None, "department_id"), Index(None, "by_id"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(10))
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    """Of the owner, when it was written last."""
    calendar: Mapped[str] = mapped_column(String(40))
    """In which time it has to run, as targets of requests name theirs."""
    text: Mapped[str] = mapped_column(Text)
    since_on: Mapped[date]
    """The first day that counts."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class SystemUse(Record):
    """A project or a customer uses a system."""

    __tablename__ = "system_uses"
    __table_args__ = (UniqueConstraint("system_id", "project_id"), UniqueConstraint("system_id", "customer_id"), Index(None, "project_id"), Index(None, "customer_id"))

    system_id: Mapped[int] = mapped_column(ForeignKey("technical_systems.id", ondelete="CASCADE"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))


class SystemOutage(Record):
    """A system did not serve, from one moment to another."""

    __tablename__ = "system_outages"
    __table_args__ = (Index(None, "system_id", "began_at"), Index(None, "ended_at"), Index(None, "by_id"))

    system_id: Mapped[int] = mapped_column(ForeignKey("technical_systems.id", ondelete="CASCADE"))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    planned: Mapped[bool] = mapped_column(Boolean)
    major: Mapped[bool] = mapped_column(Boolean)
    cause: Mapped[str] = mapped_column(Text)
    effect: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class OutageRequest(Record):
    """A request that came from an outage."""

    __tablename__ = "outage_requests"
    __table_args__ = (UniqueConstraint("outage_id", "request_id"), Index(None, "request_id"))

    outage_id: Mapped[int] = mapped_column(ForeignKey("system_outages.id", ondelete="CASCADE"))
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))


class SystemDay(Record):
    """A finished day of a system: what was agreed, and how much of it was down. Written anew when an outage of that day changes."""

    __tablename__ = "system_days"
    __table_args__ = (UniqueConstraint("system_id", "day"), Index(None, "day"))

    system_id: Mapped[int] = mapped_column(ForeignKey("technical_systems.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(Date)
    agreed: Mapped[int] = mapped_column(Integer)
    """Seconds, as what follows."""
    down: Mapped[int] = mapped_column(Integer)
