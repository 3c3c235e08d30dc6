"""What a report says, as frozen values; `to_word` and `to_pdf` make the document.

Whoever asks for a report has put every word and number into the reader's language before: here nothing is
translated or formatted. Text is text: neither renderer lets it become markup.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from core.words import Language


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Tone(StrEnum):
    """How a callout is meant. The words say it too: colour is never the only sign."""

    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"

    @property
    def colours(self) -> tuple[str, str]:
        """The bar at the left and the ground, as RRGGBB."""
        return {
            Tone.INFO: ("0F6B7A", "E8F3F5"),
            Tone.GOOD: ("00705A", "E5F4EF"),
            Tone.WARNING: ("B25E00", "FDF1E1"),
            Tone.BAD: ("B3261E", "FBEAE8"),
        }[self]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1, 2 or 3."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; line breaks in it are kept."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table whose header is repeated on every page.

    `widths` are shares of the line (all equal if empty), `align` one per column (all left if empty).
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    align: tuple[Align, ...] = ()
    caption: str = ""

    def __post_init__(self) -> None:
        columns = len(self.headers)
        if any(len(row) != columns for row in self.rows):
            raise ValueError(f"every row needs {columns} cells")
        if len(self.widths) not in (0, columns) or len(self.align) not in (0, columns):
            raise ValueError(f"widths and align need {columns} values or none")

    @property
    def shares(self) -> tuple[float, ...]:
        return self.widths or (1.0,) * len(self.headers)

    @property
    def alignment(self) -> tuple[Align, ...]:
        return self.align or (Align.LEFT,) * len(self.headers)


@dataclass(frozen=True)
class Picture:
    """A picture (PNG, JPEG or the SVG of `charts.svg`) at most as wide as the line. `alt` says in words what it shows."""

    data: bytes
    caption: str = ""
    width_cm: float = 16.0
    alt: str = ""


@dataclass(frozen=True)
class Callout:
    """A few lines that must not be overlooked."""

    text: str
    title: str = ""
    tone: Tone = Tone.INFO


Block = Heading | Paragraph | Table | Picture | Callout


@dataclass(frozen=True)
class Report:
    """A report on A4. `facts` are the labelled values under the title; `footer` stands on every page by its number."""

    title: str
    language: Language
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    blocks: tuple[Block, ...] = ()
    footer: str = ""


LINE_CM = 17.0
"""A4 less its margins."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """`text` without what no document can hold: control characters, halves of characters, turned writing direction."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
