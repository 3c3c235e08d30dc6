"""Counts of page times: what came on top since they were kept last, and what days of them tell. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.meters import percentile
from core.resources.rules import SECTION
from core.settings.rules import DAYS, Setting, declare
from core.words import N_

LEAST = 20
"""Runs of a page below which no percentile of it is told."""
RECENT, BEFORE = 7, 28
"""Days that are looked at, and those before them that they are held against."""
SLOW = declare(Setting("resources.slow_page", SECTION, N_("A page is slow from"), N_("Pages of which one run in twenty took longer in the last seven days are warned of on the page Health."), 3000, least=100, most=60_000, unit=N_("ms")))
KEPT_DAYS = declare(Setting("resources.speed_days", SECTION, N_("Page times are kept for"), N_("Older days are deleted."), 400, least=35, most=3650, unit=DAYS))


@dataclass(frozen=True)
class Counts:
    """Runs of a page by duration: how many fell between the bounds (the last: above all), and how many failed."""

    runs: tuple[int, ...]
    failed: int = 0

    @property
    def n(self) -> int:
        return sum(self.runs)

    def less(self, other: "Counts | None") -> "Counts":
        """What came on top of `other`; all of it where that was counted otherwise or is more, for then the process began anew."""
        if other is None or len(other.runs) != len(self.runs) or any(was > now for was, now in zip(other.runs, self.runs, strict=True)) or other.failed > self.failed:
            return self
        return Counts(tuple(now - was for was, now in zip(other.runs, self.runs, strict=True)), self.failed - other.failed)

    def plus(self, other: "Counts") -> "Counts":
        """Both together; what was counted between other bounds gives way to the newer."""
        if len(other.runs) != len(self.runs):
            return other
        return Counts(tuple(one + two for one, two in zip(self.runs, other.runs, strict=True)), self.failed + other.failed)


@dataclass(frozen=True)
class Quick:
    """What counts tell: milliseconds within which half and nineteen of twenty runs ended; None below LEAST runs."""

    n: int
    failed: int
    half: float | None
    most: float | None


def quick(counts: Counts, bounds: Sequence[float]) -> Quick:
    if counts.n < LEAST or len(counts.runs) != len(bounds) + 1:
        return Quick(counts.n, counts.failed, None, None)
    half, most = (percentile(bounds, counts.runs, share) for share in (0.5, 0.95))
    return Quick(counts.n, counts.failed, None if half is None else 1000 * half, None if most is None else 1000 * most)


def fresh(now: Mapping[str, Counts], seen: Mapping[str, Counts]) -> dict[str, Counts]:
    """By page what came since."""
    found = {page: counts.less(seen.get(page)) for page, counts in now.items()}
    return {page: counts for page, counts in found.items() if counts.n or counts.failed}


@dataclass(frozen=True)
class Page:
    """A page of late, and in the weeks before."""

    page: str
    recent: Quick
    before: Quick


@dataclass(frozen=True)
class Speed:
    """All pages together by day, and each page of late."""

    days: tuple[tuple[date, Quick], ...]
    pages: tuple[Page, ...]
    slow: tuple[str, ...]
    """Those beyond the threshold."""
    limit: int
