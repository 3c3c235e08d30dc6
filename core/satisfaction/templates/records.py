from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class SurveyTemplate(Record):
    """A kind of survey; what it asks stands in its versions."""

    __tablename__ = "survey_templates"

    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Facts)


class SurveyVersion(Record):
    """What a template asks. Once confirmed it never changes; answers keep to the version they were given to."""

    __tablename__ = "survey_versions"
    __table_args__ = (UniqueConstraint("template_id", "number"),)

    template_id: Mapped[int] = mapped_column(ForeignKey("survey_templates.id"))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10))
    asks: Mapped[dict[str, Any]] = mapped_column(Facts)
    changed_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
