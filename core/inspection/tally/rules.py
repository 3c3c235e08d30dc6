"""Sums from which a weighted mean and its interval follow, mergeable and exact. Pure.

Scores are counted in hundredths of a point and applicable shares in percent, both whole numbers, so that the sums
are integers: adding and taking away in any order gives the same as counting everything anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain
from math import sqrt

from core.metrics.figures import t95

BUCKET = 5
N_MIN = 3
"""Below so many sheets there is a list of sheets, but no ranking and no interval: too little data."""


@dataclass(frozen=True)
class Sums:
    """n and the sums of w, w*s, w*w, w*w*s, w*w*s*s; w = applicable share in percent, s = score in hundredths."""

    n: int = 0
    w: int = 0
    ws: int = 0
    w2: int = 0
    w2s: int = 0
    w2s2: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(a + b for a, b in zip(self.parts, other.parts, strict=True)))

    def __neg__(self) -> "Sums":
        return Sums(*(-part for part in self.parts))

    @property
    def parts(self) -> tuple[int, int, int, int, int, int]:
        return (self.n, self.w, self.ws, self.w2, self.w2s, self.w2s2)


def of(score: Decimal, share: Decimal) -> Sums:
    """The sums of one score (0-100) with its applicable share (0-1)."""
    s = int((score * 100).quantize(Decimal(1), ROUND_HALF_UP))
    w = max(1, int((share * 100).quantize(Decimal(1), ROUND_HALF_UP)))
    return Sums(1, w, w * s, w * w, w * w * s, w * w * s * s)


def total(many: Iterable[Sums]) -> Sums:
    result = Sums()
    for one in many:
        result += one
    return result


def mean(sums: Sums) -> float | None:
    """Mean score weighted by applicable share, 0-100; None where nothing was counted."""
    return sums.ws / sums.w / 100 if sums.n and sums.w else None


def half_width(sums: Sums) -> float | None:
    """Half of the 95 % interval of the mean, in points; None below N_MIN, where an interval would mislead."""
    if sums.n < N_MIN:
        return None
    # sum of w^2 (s - m)^2 with m = ws / w, expanded in integers before the one division: no cancellation.
    spread = sums.w2s2 * sums.w**2 - 2 * sums.w2s * sums.ws * sums.w + sums.w2 * sums.ws**2
    error = sqrt(max(0, spread)) / sums.w**2 * sqrt(sums.n / (sums.n - 1))
    return t95(sums.n - 1) * error / 100


def lower_bound(sums: Sums) -> float | None:
    """What a ranking goes by: the lower end of the interval, so that few lucky sheets do not lead the table."""
    middle, half = mean(sums), half_width(sums)
    return None if middle is None or half is None else max(0.0, middle - half)


def bucket(score: Decimal) -> str:
    """The five-point class of a score for the distribution, as its lower end ("95" holds 95 to 100)."""
    return f"{min(95, int(score) // BUCKET * BUCKET):02d}"


@dataclass(frozen=True)
class Counted:
    """An inspected target as the tally sees it, by its final value; `score` None is one that could not be rated."""

    round_id: int
    project_id: int
    department_id: int
    score: Decimal | None
    share: Decimal
    band: str | None
    sections: tuple[tuple[int, Decimal, Decimal], ...]
    """section id, score, share of the sections that have a score"""

    @property
    def subjects(self) -> tuple[tuple[str, int], ...]:
        return (("all", 0), ("department", self.department_id), ("project", self.project_id))


def rows(targets: Iterable[Counted], out: Iterable[Counted] = ()) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """What the tally and the counts change by when `targets` are counted in and those in `out` are counted out.

    One row a key, in order of keys; none where in and out cancel each other.
    """
    sums: dict[tuple[str, int, int, int], list[int]] = {}
    counts: dict[tuple[str, str, int, int, str], int] = {}
    for sign, one in chain(((1, one) for one in targets), ((-1, one) for one in out)):
        parts, measures = [], [("band", one.band or "unratable")]
        if one.score is not None:
            parts = [(section, of(score, share).parts) for section, score, share in ((0, one.score, one.share), *one.sections)]
            measures.append(("bucket", bucket(one.score)))
        for kind, subject in one.subjects:
            for section, numbers in parts:
                running = sums.setdefault((kind, section, one.round_id, subject), [0] * len(numbers))
                for place, number in enumerate(numbers):
                    running[place] += sign * number
            for measure, code in measures:
                where = (kind, measure, one.round_id, subject, code)
                counts[where] = counts.get(where, 0) + sign
    tally_names = ("kind", "section_id", "round_id", "subject_id")
    count_names = ("kind", "measure", "round_id", "subject_id", "code")
    part_names = ("n", "w", "ws", "w2", "w2s", "w2s2")
    return (
        [dict(zip(tally_names, k, strict=True)) | dict(zip(part_names, sums[k], strict=True)) for k in sorted(sums) if any(sums[k])],
        [dict(zip(count_names, k, strict=True)) | {"n": counts[k]} for k in sorted(counts) if counts[k]],
    )
