from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Survey(Record):
    """A survey about a project, to its customer: on its way as a link, or held by somebody of the staff."""

    __tablename__ = "surveys"
    __table_args__ = (
        Index(None, "project_id", "sent_at"), Index(None, "state", "expires_at"), Index(None, "sent_at"), Index(None, "customer_id"), Index(None, "version_id"), Index(None, "request_id"),
    )  # fmt: skip

    code: Mapped[str] = mapped_column(String(20), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_versions.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id", ondelete="SET NULL"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("requests.id", ondelete="SET NULL"))
    """The solved request it asks about; none: about the project as a whole."""
    channel: Mapped[str] = mapped_column(String(30))
    """How the customer is asked: a code of the table of channels."""
    language: Mapped[str] = mapped_column(String(10))
    """In which language the link opens; the customer may choose another."""
    source: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(10))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class SurveyToken(Record):
    """What opens a survey, as its hash alone: the first link, and that of the reminder."""

    __tablename__ = "survey_tokens"
    __table_args__ = (Index(None, "survey_id"),)

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
