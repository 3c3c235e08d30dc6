from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Record
from core.db.types import Exact, Facts


class Template(Record):
    __tablename__ = "templates"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    versions: Mapped[list["TemplateVersion"]] = relationship(lazy="raise", order_by="TemplateVersion.number")


class TemplateVersion(Record):
    __tablename__ = "template_versions"
    __table_args__ = (UniqueConstraint("template_id", "number"),)

    template_id: Mapped[int] = mapped_column(ForeignKey("templates.id"))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12))
    name: Mapped[dict[str, str]] = mapped_column(Facts)
    description: Mapped[dict[str, str]] = mapped_column(Facts)
    weighting: Mapped[str] = mapped_column(String(12))
    min_applicable: Mapped[Decimal] = mapped_column(Exact(4))
    veto_cap: Mapped[Decimal] = mapped_column(Exact(4))
    bonus_cap: Mapped[Decimal] = mapped_column(Exact(4), server_default="0")
    minutes: Mapped[Decimal] = mapped_column(Exact(4), default=Decimal(0), server_default="0")
    bands: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    na_reasons: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class TemplateSection(Record):
    __tablename__ = "template_sections"
    __table_args__ = (UniqueConstraint("template_version_id", "code"),)

    template_version_id: Mapped[int] = mapped_column(ForeignKey("template_versions.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[dict[str, str]] = mapped_column(Facts)
    weight: Mapped[Decimal] = mapped_column(Exact(4))
    repeat: Mapped[dict[str, Any] | None] = mapped_column(Facts)
    """name, least, most and combining of a checkpoint that is answered for several instances. None: it is answered once."""
    compared: Mapped[list[str] | None] = mapped_column(Facts)
    """Codes of the measures whose facts its score is compared with. None: none."""


class TemplateItem(Record):
    __tablename__ = "template_items"
    __table_args__ = (UniqueConstraint("template_version_id", "code"),)

    template_version_id: Mapped[int] = mapped_column(ForeignKey("template_versions.id", ondelete="CASCADE"))
    section_id: Mapped[int] = mapped_column(ForeignKey("template_sections.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(40))
    text: Mapped[dict[str, str]] = mapped_column(Facts)
    standard: Mapped[dict[str, str]] = mapped_column(Facts)
    rule: Mapped[dict[str, str]] = mapped_column(Facts)
    evidence: Mapped[dict[str, str]] = mapped_column(Facts)
    unit: Mapped[dict[str, str]] = mapped_column(Facts)
    weight: Mapped[Decimal] = mapped_column(Exact(4))
    method: Mapped[str] = mapped_column(String(12))
    scale: Mapped[dict[str, Any]] = mapped_column(Facts)
    """levels, minimum, maximum, per_finding, cap: numbers as text, so that they stay exact."""
    veto: Mapped[str] = mapped_column(String(8))
    evidence_required: Mapped[bool] = mapped_column(Boolean)
    minutes: Mapped[Decimal] = mapped_column(Exact(4), default=Decimal(0), server_default="0")
    demands: Mapped[dict[str, Any] | None] = mapped_column(Facts)
    """at (percent of full points, as text) and asks: what an answer at or below it calls for. None: nothing."""
