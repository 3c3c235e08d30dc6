from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class ServiceOffer(Record):
    """A service that a project offers from a day on."""

    __tablename__ = "service_offers"
    __table_args__ = (Index(None, "project_id", "starts_on"),)

    code: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    price: Mapped[str] = mapped_column(String(120))
    """In words: a price, a fee by month, or that it is part of the contract."""
    classes: Mapped[list[str]] = mapped_column(Facts)
    stages: Mapped[list[str]] = mapped_column(Facts)
    """For which classes and stages of customers; an empty list is for all."""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class OfferTaken(Record):
    """A customer has taken an offer up."""

    __tablename__ = "service_offers_taken"
    __table_args__ = (UniqueConstraint("offer_id", "customer_id"), Index(None, "customer_id"))

    offer_id: Mapped[int] = mapped_column(ForeignKey("service_offers.id", ondelete="CASCADE"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id"))
    taken_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
