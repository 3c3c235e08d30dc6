from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class SurveyAnswer(Record):
    """The answer to a survey. Never edited: one that does not count is withdrawn with a reason, and stays to be read."""

    __tablename__ = "survey_answers"
    __table_args__ = (
        Index(None, "project_id", "answered_on"), Index(None, "answered_on"), Index(None, "customer_id", "answered_on"), Index(None, "low", "answered_on"),
    )  # fmt: skip

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), unique=True)
    code: Mapped[str] = mapped_column(String(20))
    """The survey's, so that figures name it without looking further."""
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id", ondelete="SET NULL"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Whose work it is about: the handler of the request it was asked after."""
    channel: Mapped[str] = mapped_column(String(30))
    source: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(10))
    csat: Mapped[int | None] = mapped_column(Integer)
    nps: Mapped[int | None] = mapped_column(Integer)
    low: Mapped[bool] = mapped_column(Boolean)
    answered_at: Mapped[datetime]
    answered_on: Mapped[date]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Who entered it for the customer; none where the customer did."""
    opened_kind: Mapped[str] = mapped_column(String(40))
    """What a low answer opened: its kind and code; empty: nothing."""
    opened_code: Mapped[str] = mapped_column(String(20))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    withdrawn_why: Mapped[str] = mapped_column(String(400))


class SurveyScore(Record):
    """A score or a choice within an answer: `value` points, or the place of the chosen option from 0."""

    __tablename__ = "survey_scores"
    __table_args__ = (UniqueConstraint("answer_id", "question"),)

    answer_id: Mapped[int] = mapped_column(ForeignKey("survey_answers.id"))
    question: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str] = mapped_column(String(8))
    dimension: Mapped[str] = mapped_column(String(12))
    value: Mapped[int] = mapped_column(Integer)


class SurveyText(Record):
    """What was written to an open question."""

    __tablename__ = "survey_texts"
    __table_args__ = (UniqueConstraint("answer_id", "question"),)

    answer_id: Mapped[int] = mapped_column(ForeignKey("survey_answers.id"))
    question: Mapped[str] = mapped_column(String(30))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    body: Mapped[str] = mapped_column(Text)
    by_hand: Mapped[bool] = mapped_column(Boolean)
    """Somebody said its themes: key words change nothing of it any more."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class SurveyTextTheme(Record):
    """A text is about a theme."""

    __tablename__ = "survey_text_themes"
    __table_args__ = (UniqueConstraint("text_id", "theme"), Index(None, "theme", "text_id"))

    text_id: Mapped[int] = mapped_column(ForeignKey("survey_texts.id"))
    theme: Mapped[str] = mapped_column(String(30))
