"""Whether somebody shows a pattern more often than colleagues do, or than chance would. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp, lgamma, log, log1p

from core.fairness.rules.chance import LEVEL
from core.metrics.figures import wilson
from core.words import N_


class Habit(StrEnum):
    """A pattern of a sheet that may mean less care; each has harmless reasons too."""

    STRAIGHT = "straight"
    HALO = "halo"
    NOT_APPLICABLE = "not_applicable"
    QUICK = "quick"
    EDGE = "edge"
    LAST_DAY = "last_day"
    BARE = "bare"
    COPIED = "copied"

    @property
    def label(self) -> str:
        return {
            Habit.STRAIGHT: N_("Same answer nearly throughout"),
            Habit.HALO: N_("Checkpoints nearly alike"),
            Habit.NOT_APPLICABLE: N_("Much called not applicable"),
            Habit.QUICK: N_("Filled in very quickly"),
            Habit.EDGE: N_("Just above a grade's edge"),
            Habit.LAST_DAY: N_("Handed in on the last day"),
            Habit.BARE: N_("Points taken without note or photo"),
            Habit.COPIED: N_("Same comment on several sheets"),
        }[self]

    @property
    def meaning(self) -> str:
        return {
            Habit.STRAIGHT: N_("Sheets on which at least 90 % of the rated items got the same part of their points (from 6 items on). Very good projects give such sheets too."),
            Habit.HALO: N_("Sheets on which all checkpoints lie within 3 points of each other: perhaps one impression of the whole was scored, not each checkpoint."),
            Habit.NOT_APPLICABLE: N_("Sheets on which more than 15 % of the weight was called not applicable."),
            Habit.QUICK: N_("Sheets filled in faster than 95 of 100 sheets of the same round, from the first answer to the signature."),
            Habit.EDGE: N_("Of the sheets within 1 point of a grade's edge: those just above it. Without aiming at grades it would be about half, as with colleagues."),
            Habit.LAST_DAY: N_("Sheets handed in on the day they were due or later: what is scored in one go is remembered less well."),
            Habit.BARE: N_("Sheets with points taken away where no item that lost any has a note or a photo to show for it."),
            Habit.COPIED: N_("Sheets that carry a comment which stands word for word on at least 3 sheets of the same inspector."),
        }[self]


@dataclass(frozen=True)
class Told:
    """How often a person shows a habit: k of n sheets, beside the share among colleagues."""

    person: int
    habit: Habit
    k: int
    n: int
    peers: float | None
    flag: bool
    low: float | None
    high: float | None

    @property
    def share(self) -> float | None:
        return self.k / self.n if self.n else None


def tail(k: int, n: int, p: float) -> float:
    """The probability of k or more of n, each with probability p (binomial)."""
    if k <= 0:
        return 1.0
    if p <= 0 or n < k:
        return 0.0
    if p >= 1:
        return 1.0

    def term(i: int) -> float:
        return exp(lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + i * log(p) + (n - i) * log1p(-p))

    return min(1.0, sum(term(i) for i in range(k, n + 1)))


def beside_peers(counts: Mapping[tuple[int, Habit], tuple[int, int]], least: int) -> list[Told]:
    """Every person's habits beside colleagues' together, the person left out; alarms as Benjamini and Hochberg allow.

    `counts`: k of n by person and habit. Below `least` sheets there is no alarm. Peers' share counts one sheet with and
    one without in advance, so that a pattern nobody else has shown yet is not impossible.
    """
    whole: dict[Habit, list[int]] = {}
    for (_, habit), (k, n) in counts.items():
        sums = whole.setdefault(habit, [0, 0])
        sums[0], sums[1] = sums[0] + k, sums[1] + n
    tests: list[tuple[float, tuple[int, Habit]]] = []
    peers: dict[tuple[int, Habit], float | None] = {}
    for (person, habit), (k, n) in counts.items():
        others_k, others_n = whole[habit][0] - k, whole[habit][1] - n
        peers[person, habit] = others_k / others_n if others_n else None
        if n >= least and others_n >= least and k >= 2:
            tests.append((tail(k, n, (others_k + 1) / (others_n + 2)), (person, habit)))
    tests.sort(key=lambda one: one[0])
    looked_at = sum(n >= least for _, n in counts.values())
    reached = max((rank for rank, (p, _) in enumerate(tests, 1) if p <= LEVEL * rank / max(1, looked_at)), default=0)
    flagged = {where for _, where in tests[:reached]}
    found = []
    for where, (k, n) in counts.items():
        low, high = wilson(k, n) or (None, None)
        found.append(Told(*where, k, n, peers[where], where in flagged, low, high))
    return found
