from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class Customer(Record):
    """Somebody who is served or may be: an organisation, or a person (whose name is kept masked here and whole under seal)."""

    __tablename__ = "customers"
    __table_args__ = (
        Index(None, "owner_id"), Index(None, "search"), Index(None, "class_code"), Index(None, "stage"), Index(None, "stage_due_on"), Index(None, "last_contact_on"), Index(None, "next_contact_on"),
    )  # fmt: skip

    code: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    search: Mapped[str] = mapped_column(String(120))
    """The name as it is looked up: one case, one width, no blanks."""
    class_code: Mapped[str] = mapped_column(String(30))
    class_why: Mapped[str] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(30))
    """The channel that the customer prefers; empty: not known."""
    language: Mapped[str] = mapped_column(String(10))
    """In which the customer is written to."""
    needs: Mapped[str] = mapped_column(Text)
    """What the customer needs, uses and expects."""
    habits: Mapped[str] = mapped_column(Text)
    """How the customer likes to be dealt with."""
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    """Who looks after the customer."""
    stage: Mapped[str] = mapped_column(String(30))
    stage_by_hand: Mapped[bool] = mapped_column(Boolean)
    stage_why: Mapped[str] = mapped_column(String(400))
    """The sentence of the rule, or the reason of whoever set it."""
    stage_facts: Mapped[dict[str, object]] = mapped_column(Facts)
    stage_since: Mapped[date]
    stage_due_on: Mapped[date | None]
    """The first day on which the rule may say something else by itself."""
    last_contact_on: Mapped[date | None]
    next_contact_on: Mapped[date | None]
    """When to speak again, as the latest entry says."""
    lost_on: Mapped[date | None]
    points: Mapped[int] = mapped_column(Integer)
    """The sum of the points ledger."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class ProjectCustomer(Record):
    """A project serves a customer."""

    __tablename__ = "project_customers"
    __table_args__ = (UniqueConstraint("project_id", "customer_id"), Index(None, "customer_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class CustomerStep(Record):
    """A change of a customer's class or stage, or a loss: never changed afterwards."""

    __tablename__ = "customer_steps"
    __table_args__ = (Index(None, "customer_id", "at"), Index(None, "what", "day"))

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(String(12))
    before: Mapped[str] = mapped_column(String(30))
    after: Mapped[str] = mapped_column(String(30))
    why: Mapped[str] = mapped_column(String(400))
    facts: Mapped[dict[str, object]] = mapped_column(Facts)
    by_service: Mapped[bool] = mapped_column(Boolean)
    """A loss for reasons of service."""
    day: Mapped[date]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None: by the rule."""
    at: Mapped[datetime]
