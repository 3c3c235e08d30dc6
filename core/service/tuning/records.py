from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class ChannelTuning(Record):
    """A decision on a channel of a project. The figures before and after are frozen when it is decided and judged."""

    __tablename__ = "channel_tunings"
    __table_args__ = (Index(None, "project_id", "channel"),)

    code: Mapped[str] = mapped_column(String(20), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(30))
    aspect: Mapped[str] = mapped_column(String(12))
    up: Mapped[bool] = mapped_column(Boolean)
    """Whether more is wanted: of a channel's use it can be less."""
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    """Mondays of the first and the last week of the figures before."""
    before: Mapped[dict[str, list[int]]] = mapped_column(Facts)
    change: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date]
    follow_up: Mapped[str] = mapped_column(String(20))
    wait_days: Mapped[int] = mapped_column(Integer)
    changed_on: Mapped[date | None]
    verdict: Mapped[str] = mapped_column(String(12))
    """Empty until it is judged; with too little data it can be judged again."""
    after: Mapped[dict[str, list[int]]] = mapped_column(Facts)
    after_first: Mapped[date | None]
    after_last: Mapped[date | None]
    judged_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
