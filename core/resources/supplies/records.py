from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact


class Supply(Record):
    """Material that a project needs. Whether it is short follows from its days when somebody looks."""

    __tablename__ = "supplies"
    __table_args__ = (
        Index(None, "project_id", "state"), Index(None, "state", "needed_by"), Index(None, "responsible_id"), Index(None, "purchase_id"), Index(None, "by_id"),
    )  # fmt: skip

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(160))
    quantity: Mapped[Decimal] = mapped_column(Exact(2))
    unit: Mapped[str] = mapped_column(String(20))
    needed_by: Mapped[date | None]
    expected_on: Mapped[date | None]
    here_on: Mapped[date | None]
    supplier: Mapped[str] = mapped_column(String(160))
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    purchase_id: Mapped[int | None] = mapped_column(ForeignKey("purchases.id"))
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(300))
    """Why it is not needed."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
