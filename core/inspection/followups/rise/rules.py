"""What became of an item between two inspections. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from core.words import N_


class Change(StrEnum):
    ROSE = "rose"
    SAME = "same"
    FELL = "fell"
    WAITING = "waiting"

    @property
    def label(self) -> str:
        return {
            Change.ROSE: N_("Rose"),
            Change.SAME: N_("Same"),
            Change.FELL: N_("Fell"),
            Change.WAITING: N_("Not inspected again yet"),
        }[self]


@dataclass(frozen=True)
class Side:
    """An item in one round: the mean part of full points, 0 to 1, over the n sheets that rated it."""

    mean: Fraction
    n: int

    @property
    def points(self) -> float:
        """Of 100."""
        return float(self.mean * 100)


def side(parts: Sequence[Fraction]) -> Side | None:
    """None where no sheet rated the item."""
    return Side(sum(parts, Fraction(0)) / len(parts), len(parts)) if parts else None


def change(before: Side | None, after: Side | None) -> Change:
    """Exact: the same answer is the same, however it is written."""
    if before is None or after is None:
        return Change.WAITING
    if after.mean == before.mean:
        return Change.SAME
    return Change.ROSE if after.mean > before.mean else Change.FELL
