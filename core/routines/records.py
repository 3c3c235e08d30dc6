from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Lease(Record):
    """Who does a routine at present, and how it went the last time. One row a routine."""

    __tablename__ = "routine_leases"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    due_at: Mapped[datetime | None]
    token: Mapped[str | None] = mapped_column(String(32))
    """Names the process that holds it; another one's is no right to finish."""
    lease_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    things: Mapped[int] = mapped_column(Integer)
    """How many things it did the last time."""
    failures: Mapped[int] = mapped_column(Integer)
    """How often it failed in a row."""
    error: Mapped[str | None] = mapped_column(String(200))
