from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class Request(Record):
    """A request as it stands: what its events say, so that lists and measures need not read them. Written anew with every event."""

    __tablename__ = "requests"
    __table_args__ = (
        UniqueConstraint("source", "source_key"),
        Index(None, "reported_at"),
        Index(None, "state", "reported_at"),
        Index(None, "project_id", "reported_at", "state", "priority", "problem_class"),  # a list is narrowed within it: what does not match is never fetched
        Index(None, "customer_id", "reported_at"),
        Index(None, "handler_id", "reported_at"),
        Index(None, "problem_class", "reported_at"),
        Index(None, "priority", "reported_at"),
        Index(None, "open", "due_at"),
        Index(None, "open", "reported_at"),
        Index(None, "project_id", "open", "due_at"),
        Index(None, "project_id", "open", "reported_at"),
        Index(None, "handler_id", "open", "due_at"),
        Index(None, "next_rung_at"),
        Index(None, "visit_due_on"),
        Index(None, "resolved_at"),
        Index(None, "first_receiver_id"),
    )

    code: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    customer_class: Mapped[str] = mapped_column(String(30))
    """The customer's class when the request was registered or classified: what its priority and targets follow from."""
    contact: Mapped[str] = mapped_column(String(120))
    """Who called or wrote; empty where that is the customer."""
    channel: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text)
    problem_class: Mapped[str] = mapped_column(String(30))
    """Empty until it is classified."""
    problem_type: Mapped[str] = mapped_column(String(30))
    urgency: Mapped[str] = mapped_column(String(10))
    impact: Mapped[str] = mapped_column(String(10))
    priority: Mapped[str] = mapped_column(String(10))
    upset: Mapped[bool] = mapped_column(Boolean)
    complaint: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(12))
    open: Mapped[bool] = mapped_column(Boolean)
    """Whether somebody has something to do about it: reported up to in hand."""
    first_receiver_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    """Who took it in. Never changed."""
    handler_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    resolver_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    verifier_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    calendar: Mapped[str] = mapped_column(String(40))
    reported_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    responded_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    """Since when its clocks stand still."""
    resolved_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    """When it was closed: by the customer's word, or after three attempts."""
    archived_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]

    acknowledge_target: Mapped[int] = mapped_column(Integer)
    """Seconds, as everything of the clocks."""
    acknowledge_due_at: Mapped[datetime | None]
    acknowledge_used: Mapped[int | None] = mapped_column(Integer)
    """Once the clock has stopped; None before."""
    acknowledge_late: Mapped[bool | None] = mapped_column(Boolean)
    """Once the clock has stopped; an open one is late when its due moment has passed."""
    respond_target: Mapped[int] = mapped_column(Integer)
    respond_due_at: Mapped[datetime | None]
    respond_used: Mapped[int | None] = mapped_column(Integer)
    respond_late: Mapped[bool | None] = mapped_column(Boolean)
    resolve_target: Mapped[int] = mapped_column(Integer)
    resolve_due_at: Mapped[datetime | None]
    resolve_used: Mapped[int | None] = mapped_column(Integer)
    resolve_late: Mapped[bool | None] = mapped_column(Boolean)
    due_at: Mapped[datetime | None]
    """The earliest due moment of the clocks that are open."""
    next_rung_at: Mapped[datetime | None]
    """When somebody has to be told next."""
    told: Mapped[dict[str, int]] = mapped_column(Facts)
    """The highest rung told of each clock, in percent."""

    handovers: Mapped[int] = mapped_column(Integer)
    reopened: Mapped[int] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer)
    """Since it was resolved last."""
    closed_by: Mapped[str] = mapped_column(String(12))
    """`customer` or `attempts`; empty while it is open."""
    solution: Mapped[str] = mapped_column(Text)
    mode: Mapped[str | None] = mapped_column(String(30))
    """How it was served when it was resolved last; None: nobody has said."""
    cause: Mapped[str] = mapped_column(String(30))
    whys: Mapped[list[str]] = mapped_column(Facts)
    prevention: Mapped[str] = mapped_column(Text)
    follow_up: Mapped[str] = mapped_column(String(20))
    """The code of the follow-up that keeps it from coming back."""
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("requests.id"), index=True)
    """The request of the same customer and class that it repeats."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("requests.id"), index=True)
    visit_due_on: Mapped[date | None]
    """When the customer is asked once more; None when that is done or not wanted."""
    visited_at: Mapped[datetime | None]
    visit_outcome: Mapped[str] = mapped_column(String(12))
    source: Mapped[str | None] = mapped_column(String(40))
    """Where it was imported from, with its key there; or what opened it by itself (`rules.HOUSE` and its kind, its code)."""
    source_key: Mapped[str | None] = mapped_column(String(80))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class RequestEvent(Record):
    """Something that happened to a request. Never changed: a correction is a row of the same place, and the old one is void."""

    __tablename__ = "request_events"
    __table_args__ = (Index(None, "request_id", "place"), Index(None, "kind", "at"))

    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))
    place: Mapped[int] = mapped_column(Integer)
    """1, 2, 3 ...: the order in which they belong."""
    kind: Mapped[str] = mapped_column(String(14))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, object]] = mapped_column(Facts)
    """Targets; the reason of a pause; who handed over to whom; how an attempt went."""
    void: Mapped[bool] = mapped_column(Boolean)
    why: Mapped[str] = mapped_column(String(400))
    """Of a correction: its reason."""


class Handover(Record):
    """A request went from one handler to the next, and waited until that one began."""

    __tablename__ = "request_handovers"
    __table_args__ = (Index(None, "request_id"), Index(None, "at"))

    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))
    from_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    waited: Mapped[int | None] = mapped_column(BigInteger)
    """Seconds of the organisation's working time between the two."""


class RequestGram(Record):
    """A piece of a request's title: what texts are looked up and compared by."""

    __tablename__ = "request_grams"
    __table_args__ = (UniqueConstraint("gram", "request_id"), Index(None, "request_id"))

    gram: Mapped[int] = mapped_column(Integer)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"))
