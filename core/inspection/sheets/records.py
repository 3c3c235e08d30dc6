from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Exact, Facts


class Sheet(Record):
    """One inspector's sheet. A correction is another row: `revises_id` names the one it replaces."""

    __tablename__ = "sheets"
    __table_args__ = (
        UniqueConstraint("round_id", "project_id", "object_id", "inspector_id", "revision"),
        Index(None, "inspector_id", "state"),
        Index(None, "project_id", "state"),
        Index(None, "round_id", "state"),
        Index(None, "revises_id"),
        Index(None, "veto_check"),
    )

    code: Mapped[str] = mapped_column(String(24), unique=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    template_version_id: Mapped[int] = mapped_column(ForeignKey("template_versions.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    object_id: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """What of the project is inspected: a row of inspected_objects, or 0 for the project itself (no foreign key: 0 stands in the key)."""
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    """The project's department when the sheet was assigned."""
    inspector_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    state: Mapped[str] = mapped_column(String(14))
    revision: Mapped[int] = mapped_column(Integer, default=0)
    revises_id: Mapped[int | None] = mapped_column(ForeignKey("sheets.id"))
    revision_reason: Mapped[str | None] = mapped_column(Text)
    instead_of_id: Mapped[int | None] = mapped_column(ForeignKey("sheets.id"), index=True)
    """The voided sheet in whose place it was assigned: that one was about the wrong object."""
    items: Mapped[int] = mapped_column(Integer)
    answered: Mapped[int] = mapped_column(Integer, default=0)
    started_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    signature: Mapped[str | None] = mapped_column(String(60))
    total: Mapped[Decimal | None] = mapped_column(Exact(6))
    before_veto: Mapped[Decimal | None] = mapped_column(Exact(6))
    share: Mapped[Decimal | None] = mapped_column(Exact(6))
    band: Mapped[str | None] = mapped_column(String(40))
    vetoes: Mapped[list[Any] | None] = mapped_column(Facts)
    veto_check: Mapped[str | None] = mapped_column(String(10))
    """Where its veto stands with a second inspector; None: there is none, or nobody is asked for."""
    veto_checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    context: Mapped[list[Any] | None] = mapped_column(Facts)
    """Codes of the context factors that the inspector named; they change no score."""
    context_remark: Mapped[str | None] = mapped_column(Text)


class SheetSection(Record):
    """A section's part of a submitted sheet."""

    __tablename__ = "sheet_sections"
    __table_args__ = (UniqueConstraint("sheet_id", "section_id"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheets.id", ondelete="CASCADE"))
    section_id: Mapped[int] = mapped_column(ForeignKey("template_sections.id"))
    score: Mapped[Decimal | None] = mapped_column(Exact(6))
    before_veto: Mapped[Decimal | None] = mapped_column(Exact(6))
    share: Mapped[Decimal] = mapped_column(Exact(6))
    vetoed: Mapped[bool] = mapped_column(Boolean)


class Said:
    """What was said. The value and the note have a version each: they are two inputs on the screen."""

    mark: Mapped[str | None] = mapped_column(String(16))
    raw: Mapped[Decimal | None] = mapped_column(Exact(4))
    checked: Mapped[int | None] = mapped_column(Integer)
    """Of a sample: how many were looked at; `raw` of them conform."""
    na_reason: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    value_version: Mapped[int] = mapped_column(Integer, default=0)
    note_version: Mapped[int] = mapped_column(Integer, default=0)
    answered_at: Mapped[datetime | None]


class Answer(Said, Record):
    """What was said about an item: one row a sheet and item, whatever is counted over it.

    Of an item that was answered for several instances it is written when the sheet is submitted: the value on the item's
    scale that earns what they earn together, and their notes.
    """

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("sheet_id", "item_id"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheets.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("template_items.id"))
    instances: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """How many rated instances it combines; 0 of an item that was answered once."""
    loss: Mapped[Decimal | None] = mapped_column(Exact(6))
    """Points of the total that the item cost, set when the sheet is submitted."""
    measured: Mapped[dict[str, Any] | None] = mapped_column(Facts)
    """Of a measured item: the fact it took over, as it was then."""
    gain: Mapped[Decimal | None] = mapped_column(Exact(6))
    """Points of the total that a special item brought, set with it."""


class SheetInstance(Record):
    """One of the instances for which a sheet answers a repeated checkpoint: a service record, a call, a site.

    `number` names it within its sheet and is never used again; one that was removed stays with its answers.
    """

    __tablename__ = "sheet_instances"
    __table_args__ = (UniqueConstraint("sheet_id", "number"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheets.id", ondelete="CASCADE"))
    section_id: Mapped[int] = mapped_column(ForeignKey("template_sections.id"))
    number: Mapped[int] = mapped_column(Integer)
    label: Mapped[str] = mapped_column(String(80))
    remark: Mapped[str | None] = mapped_column(Text)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class InstanceAnswer(Said, Record):
    """What was said about an item for one instance of a repeated checkpoint (its number)."""

    __tablename__ = "instance_answers"
    __table_args__ = (UniqueConstraint("sheet_id", "item_id", "instance"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheets.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("template_items.id"))
    instance: Mapped[int] = mapped_column(Integer)


class Evidence(Record):
    """A stored file that belongs to an item of a sheet, or to the item in one of its instances (0: in none)."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index(None, "sheet_id", "item_id"),
        UniqueConstraint("sheet_id", "item_id", "instance", "file_id"),
    )

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheets.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("template_items.id"))
    instance: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    added_at: Mapped[datetime]


class Contest(Record):
    """The inspected side's objection to a sheet or to one of its items, and what became of it."""

    __tablename__ = "contests"
    __table_args__ = (Index(None, "sheet_id"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheets.id", ondelete="CASCADE"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("template_items.id"))
    instance: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Of an item of a repeated checkpoint: which of its instances."""
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    corrected: Mapped[bool | None] = mapped_column(Boolean)
    decision: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    final: Mapped[bool | None] = mapped_column(Boolean)
    """Whether it asks for the final review of a decision, after which there is no other."""
    wrong: Mapped[str | None] = mapped_column(String(10))
    """What is wrong of the object: set where not the score is contested but what was scored."""
    right_object: Mapped[str | None] = mapped_column(String(200))
    """What should have been inspected, in the words of the inspected side."""
    proposed_mark: Mapped[str | None] = mapped_column(String(16))
    proposed_raw: Mapped[Decimal | None] = mapped_column(Exact(4))
    proposed_na_reason: Mapped[str | None] = mapped_column(String(40))
    proposed_checked: Mapped[int | None] = mapped_column(Integer)
    ruled_mark: Mapped[str | None] = mapped_column(String(16))
    """The answer that the decision put in the place of the old one, if it did."""
    ruled_raw: Mapped[Decimal | None] = mapped_column(Exact(4))
    ruled_na_reason: Mapped[str | None] = mapped_column(String(40))
    ruled_checked: Mapped[int | None] = mapped_column(Integer)


class ContestScore(Record):
    """What somebody who may decide a contested item scored it at before seeing the answer that is contested."""

    __tablename__ = "contest_scores"
    __table_args__ = (UniqueConstraint("contest_id", "by_id"),)

    contest_id: Mapped[int] = mapped_column(ForeignKey("contests.id", ondelete="CASCADE"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    mark: Mapped[str] = mapped_column(String(16))
    raw: Mapped[Decimal | None] = mapped_column(Exact(4))
    na_reason: Mapped[str | None] = mapped_column(String(40))
    checked: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[datetime]


class ContestFile(Record):
    """A stored file that shows what an objection says."""

    __tablename__ = "contest_files"
    __table_args__ = (UniqueConstraint("contest_id", "file_id"),)

    contest_id: Mapped[int] = mapped_column(ForeignKey("contests.id", ondelete="CASCADE"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
