"""Whether inspectors disagree about an item more than about the other items: then its wording may be to blame, not they. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.fairness.rules.chance import LEVEL
from core.fairness.rules.habits import tail
from core.fairness.rules.limits import POOR_AGREEMENT


@dataclass(frozen=True)
class Counted:
    """An item on n projects that several inspectors scored, apart on so many of them.

    Of the projects that two or more rated: how many parts of full points, their sum and sum of squares, and `inside`: over
    projects the variance of the m parts times m.
    """

    item: int
    n: int
    apart: int
    parts: float
    total: float
    squares: float
    inside: float


@dataclass(frozen=True)
class Told:
    item: int
    n: int
    share: float
    """Of the projects on which inspectors are apart."""
    others: float | None
    """The same over all other items together."""
    alpha: float | None
    flag: bool
    few: bool


def alpha(one: Counted) -> float | None:
    """Krippendorff's alpha at interval level from sums; None where nothing varies."""
    if one.parts < 2:
        return None
    expected = (one.squares - one.total**2 / one.parts) / (one.parts - 1)
    return 1 - one.inside / one.parts / expected if expected > 1e-12 else None


def judged(items: Sequence[Counted], least: int) -> list[Told]:
    """Each item beside the others. Flagged: inspectors are apart on more projects than on the other items together, by
    more than chance among so many items (Benjamini and Hochberg), and alpha is poor.
    """
    n, apart = sum(one.n for one in items), sum(one.apart for one in items)
    tests = sorted(
        (tail(one.apart, one.n, (apart - one.apart + 1) / (n - one.n + 2)), place) for place, one in enumerate(items) if one.n >= least
    )
    reached = max((rank for rank, (p, _) in enumerate(tests, 1) if p <= LEVEL * rank / len(tests)), default=0)
    named = {place for _, place in tests[:reached]}
    found = []
    for place, one in enumerate(items):
        figure, others = alpha(one), n - one.n
        poor = figure is not None and figure < POOR_AGREEMENT
        found.append(Told(one.item, one.n, one.apart / one.n, (apart - one.apart) / others if others else None, figure, place in named and poor, one.n < least))
    return found
