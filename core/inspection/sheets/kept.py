"""What is kept in a sheet, and what was objected to it, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.inspection.measured.rules import Taken
from core.inspection.rules import Given, Mark
from core.inspection.sheets.rules import Blind, Position, Spot, Wrong


@dataclass(frozen=True)
class Attached:
    """A stored file of an item; /files/<id> serves it to those who may see the sheet."""

    file_id: int
    name: str
    kind: str
    size: int
    at: datetime


@dataclass(frozen=True)
class Answered:
    """What is kept about one item: value and note with the version each is at, and its files."""

    item_id: int
    mark: Mark | None = None
    raw: Decimal | None = None
    checked: int | None = None
    na_reason: str | None = None
    note: str = ""
    value_version: int = 0
    note_version: int = 0
    answered_at: datetime | None = None
    loss: Decimal | None = None
    gain: Decimal | None = None
    files: tuple[Attached, ...] = ()
    instances: int = 0
    """How many rated instances of a repeated checkpoint it combines; its value is then one that no single answer could be."""
    taken: Taken | None = None
    """Of a measured item: the fact it took over, as it was then."""

    @property
    def given(self) -> Given | None:
        return None if self.mark is None else Given(self.mark, self.raw, self.checked, counted=self.instances)


@dataclass(frozen=True)
class Instance:
    """One of the instances for which a repeated checkpoint is answered, and what is kept about each item for it."""

    number: int
    section_id: int
    label: str
    remark: str
    version: int
    answers: Mapping[int, Answered]

    def answer(self, item_id: int) -> Answered:
        return self.answers.get(item_id) or Answered(item_id)


@dataclass(frozen=True)
class Objection:
    """A contest and what became of it. `ruled` is the answer that the decision put in the place of the old one."""

    id: int
    sheet_id: int
    item_id: int | None
    reason: str
    by: dict[str, str]
    by_id: int
    at: datetime
    corrected: bool | None
    decision: str | None
    decided_by: dict[str, str] | None
    decided_by_id: int | None
    decided_at: datetime | None
    final: bool = False
    proposed: Position | None = None
    ruled: Position | None = None
    files: tuple[Attached, ...] = ()
    blind: tuple[Blind, ...] = ()
    instance: int = 0
    """Of an item of a repeated checkpoint: which of its instances."""
    wrong: Wrong | None = None
    """Set where not the score was contested but the object."""
    right_object: str | None = None

    @property
    def spot(self) -> Spot | None:
        """Where the answer stands that is objected to; None: it is the whole sheet."""
        return Spot(self.item_id, self.instance) if self.item_id else None


@dataclass(frozen=True)
class Shown:
    """A file that shows what an objection says: judged and cleaned bytes."""

    data: bytes
    kind: str
    name: str


@dataclass(frozen=True)
class Value:
    """An answer as it is given: a raw value (of a sample with how many were checked), or not applicable with its reason,
    or None to take it back."""

    mark: Mark | None
    raw: Decimal | None = None
    na_reason: str | None = None
    checked: int | None = None


@dataclass(frozen=True)
class Kept:
    """An answer as it was kept, so that a screen draws it without asking: its version and time, and the sheet's progress."""

    version: int
    at: datetime | None
    answered: int
    items: int
