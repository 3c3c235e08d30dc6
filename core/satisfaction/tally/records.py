from datetime import date

from sqlalchemy import BigInteger, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Key


class SurveyTally(Record):
    """How many answers of a month say one thing: of one project, or of all of them (project 0)."""

    __tablename__ = "survey_tallies"
    __table_args__ = (UniqueConstraint("project_id", "kind", "dimension", "month", "question", "channel", "source", "value", name="uq_survey_tallies_cell"),)

    project_id: Mapped[int] = mapped_column(Key)
    month: Mapped[date]
    kind: Mapped[str] = mapped_column(String(8))
    """csat, nps, choice: scores. answer, theme: answers and texts, value 1 of a low answer. sent, back: surveys, in the month they were sent."""
    dimension: Mapped[str] = mapped_column(String(12))
    question: Mapped[str] = mapped_column(String(62))
    """template/question, or the theme."""
    channel: Mapped[str] = mapped_column(String(30))
    source: Mapped[str] = mapped_column(String(8))
    value: Mapped[int] = mapped_column(Integer)
    count: Mapped[int] = mapped_column(BigInteger)
