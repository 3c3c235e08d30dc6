"""Pareto: which few causes make most of the trouble. Pure."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

VITAL = Fraction(80, 100)
"""The causes that together make so much of it are the vital few."""
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Bar(Generic[Key]):
    key: Key
    count: int
    share: Fraction
    cumulative: Fraction
    vital: bool
    """Among the fewest that together reach VITAL."""


def pareto(counts: Mapping[Key, int]) -> list[Bar[Key]]:
    """The largest first (of equals in their given order), each with its share and the share up to it; zeros are left out."""
    total, sum_ = sum(counts.values()), 0
    found: list[Bar[Key]] = []
    for key, count in sorted(counts.items(), key=lambda one: -one[1]):
        if count > 0:
            before, sum_ = Fraction(sum_, total), sum_ + count
            found.append(Bar(key, count, Fraction(count, total), Fraction(sum_, total), before < VITAL))
    return found
