from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Care(Record):
    """Something to do for a customer on a day. A yearly one comes again when it is done."""

    __tablename__ = "customer_care"
    __table_args__ = (
        Index(None, "customer_id", "due_on"), Index(None, "owner_id", "done_on", "due_on"), Index(None, "done_on", "due_on"),
        Index(None, "cause", "customer_id"), UniqueConstraint("contract_id", "due_on"), UniqueConstraint("contact_id", "due_on"),
    )  # fmt: skip

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date]
    yearly: Mapped[bool] = mapped_column(Boolean)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    done_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(String(500))
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id", ondelete="CASCADE"))
    """The contract whose anniversary it is: planned by the house, once for each day."""
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    """The contact whose birthday it is: planned by the house for those who agreed to care."""
    cause: Mapped[str] = mapped_column(String(60))
    """What asked for it: a problem that comes back, a stage the customer came to (`rules.problem`, `rules.stage`); empty: somebody thought of it."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
