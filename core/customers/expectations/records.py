from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class Expectation(Record):
    """What a customer expects of a project's service, and afterwards what came."""

    __tablename__ = "customer_expectations"
    __table_args__ = (Index(None, "customer_id"), Index(None, "project_id"))

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    aspect: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(20))
    target: Mapped[Decimal | None] = mapped_column(Exact(2))
    higher_is_better: Mapped[bool] = mapped_column(Boolean)
    agreed_on: Mapped[date]
    outcome: Mapped[str] = mapped_column(String(10))
    actual: Mapped[Decimal | None] = mapped_column(Exact(2))
    came: Mapped[str] = mapped_column(String(500))
    judged_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
