"""Requests counted together, week by week: sums that add up, and what they tell. Pure.

Times are calendar seconds, day and night, as the customer lives them. They are counted in bins that grow by a sixteenth of
a decade, so that medians of any number of weeks follow from sums; a median is told with the interval in which it lies for
sure, which is never narrower than its bin.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil, floor, log10
from typing import Any

from core.metrics.figures import median_rank, wilson
from core.words import N_

PER_DECADE = 16
SHORTEST = 60
"""Seconds below which a time is told as “under a minute”."""
LEAST = 5
"""Records below which no median and no share is told."""
CLOCKS = ("acknowledge", "respond", "resolve")
BLOCK, LONG_BLOCK = 4, 13
"""Weeks counted together where a trend is shown: of up to a year, of more."""
RESPONSE, RESOLUTION = "response", "resolution"
"""What is timed beside the stages: from the report to the response, and to the resolution."""


class Dim(StrEnum):
    """By what sums are split."""

    ALL = "all"
    CHANNEL = "channel"
    CLASS = "class"
    CUSTOMER = "customer"
    TYPE = "type"
    CAUSE = "cause"
    MODE = "mode"


class Stage(StrEnum):
    """The stretches of a request's way, as the customer meets them."""

    ACKNOWLEDGE = "acknowledge"
    RESPOND = "respond"
    WORK = "work"
    PAUSE = "pause"
    HANDOVER = "handover"
    CONFIRM = "confirm"
    ARCHIVE = "archive"

    @property
    def label(self) -> str:
        return {
            Stage.ACKNOWLEDGE: N_("Waiting to be acknowledged"),
            Stage.RESPOND: N_("Waiting for a response"),
            Stage.WORK: N_("Being worked on"),
            Stage.PAUSE: N_("Paused (customer, supplier)"),
            Stage.HANDOVER: N_("Waiting after a hand-over"),
            Stage.CONFIRM: N_("Waiting for the customer's word"),
            Stage.ARCHIVE: N_("Verification and archiving"),
        }[self]

    @property
    def waits(self) -> bool:
        """Whether nobody works on the request meanwhile."""
        return self is not Stage.WORK


@dataclass(frozen=True)
class Fact:
    """A request as it counts here."""

    id: int
    project_id: int
    week: date
    """The Monday of the week in which it was reported, by the organisation's clock."""
    channel: str
    problem_class: str
    problem_type: str
    customer_class: str
    cause: str
    complaint: bool
    open: bool
    handovers: int
    reopened: int
    recurring: bool
    once: bool
    """Resolved by its first receiver, handed over and opened again never."""
    late: tuple[bool | None, bool | None, bool | None]
    """Of the three clocks; None while one runs."""
    reported_at: datetime
    acknowledged_at: datetime | None
    responded_at: datetime | None
    resolved_at: datetime | None
    confirmed_at: datetime | None
    archived_at: datetime | None
    resolved_week: date | None
    paused: int = 0
    """Seconds in which its clocks stood still before it was resolved."""
    content: bool | None = None
    """What the customer said when asked afterwards."""
    waited: int = 0
    """Seconds in which it waited for its next handlers to begin."""
    mode: str = ""
    """The way of service, where that was said."""


@dataclass
class Sums:
    """Counts of some requests; two of them add up."""

    n: int = 0
    complaints: int = 0
    open: int = 0
    resolved: int = 0
    once: int = 0
    reopened: int = 0
    recurring: int = 0
    handed: int = 0
    handovers: int = 0
    content: int = 0
    asked: int = 0
    kept: dict[str, list[int]] = field(default_factory=dict)
    """By clock: stopped in time, stopped at all."""
    bins: dict[str, dict[int, int]] = field(default_factory=dict)
    """By what is timed (response, resolution, a stage): how many in each bin."""
    seconds: dict[str, int] = field(default_factory=dict)
    """By stage: all seconds together."""
    closed: dict[str, int] = field(default_factory=dict)
    """By the Monday of the week in which they were resolved."""

    def add(self, other: "Sums", sign: int = 1) -> None:
        """Add other sums, or with -1 take them off again."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + sign * getattr(other, name))
        for clock, (kept, judged) in other.kept.items():
            mine = self.kept.setdefault(clock, [0, 0])
            mine[0] += sign * kept
            mine[1] += sign * judged
        for name, bins in other.bins.items():
            into = self.bins.setdefault(name, {})
            for place, count in bins.items():
                into[place] = into.get(place, 0) + sign * count
        for mine_, theirs in ((self.seconds, other.seconds), (self.closed, other.closed)):
            for key, count in theirs.items():
                mine_[key] = mine_.get(key, 0) + sign * count

    def told(self) -> dict[str, Any]:
        """As it is kept."""
        found: dict[str, Any] = {name: value for name in _COUNTS if (value := getattr(self, name))}
        for name in ("kept", "seconds", "closed"):
            if value := getattr(self, name):
                found[name] = value
        if self.bins:
            found["bins"] = {name: {str(place): count for place, count in bins.items()} for name, bins in self.bins.items()}
        return found

    def put(self, name: str, place: int) -> None:
        """Count a time in its bin."""
        bins = self.bins.setdefault(name, {})
        bins[place] = bins.get(place, 0) + 1

    def judge(self, clock: str, late: bool | None) -> None:
        """Count a clock that has stopped."""
        if late is not None:
            pair = self.kept.setdefault(clock, [0, 0])
            pair[0] += not late
            pair[1] += 1


_COUNTS = ("n", "complaints", "open", "resolved", "once", "reopened", "recurring", "handed", "handovers", "content", "asked")


def sums_of(told: Mapping[str, Any]) -> Sums:
    """Kept sums, as they were."""
    return Sums(
        *(int(told.get(name, 0)) for name in _COUNTS), {clock: list(pair) for clock, pair in told.get("kept", {}).items()},
        {name: {int(place): count for place, count in bins.items()} for name, bins in told.get("bins", {}).items()}, dict(told.get("seconds", {})), dict(told.get("closed", {})),
    )  # fmt: skip


Cells = dict[tuple[date, Dim, str], Sums]
"""Sums by week, split, and the value of the split (ALL has one, the empty text)."""


def monday(day: date) -> date:
    """The first day of the week of `day`."""
    return day - timedelta(days=day.weekday())


def cells(facts: Iterable[Fact]) -> Cells:
    """Sums of requests."""
    found: defaultdict[tuple[date, Dim, str], Sums] = defaultdict(Sums)
    for one in facts:
        places = {
            RESPONSE: None if one.responded_at is None else bin_of((one.responded_at - one.reported_at).total_seconds()),
            RESOLUTION: None if one.resolved_at is None else bin_of((one.resolved_at - one.reported_at).total_seconds()),
        }
        whole = found[one.week, Dim.ALL, ""]
        _count(whole, one, places)
        for stage, seconds in stages(one).items():
            whole.seconds[stage.value] = whole.seconds.get(stage.value, 0) + seconds
            whole.put(stage.value, bin_of(seconds))
        for dim, value in ((Dim.CHANNEL, one.channel), (Dim.CLASS, one.problem_class), (Dim.CUSTOMER, one.customer_class)):
            _count(found[one.week, dim, value], one, places)
        if one.mode and one.resolved_week is not None:  # what is open again has not been served yet
            _count(found[one.week, Dim.MODE, one.mode], one, places)
        for dim, value in ((Dim.TYPE, one.problem_type), (Dim.CAUSE, one.cause)):
            if value:
                short = found[one.week, dim, value]
                short.n += 1
                short.judge("resolve", one.late[2])
    return dict(found)


def _count(sums: Sums, one: Fact, places: Mapping[str, int | None]) -> None:
    sums.n += 1
    sums.complaints += one.complaint
    sums.open += one.open
    sums.once += one.once
    sums.reopened += one.reopened > 0
    sums.recurring += one.recurring
    sums.handed += one.handovers > 0
    sums.handovers += one.handovers
    sums.content += one.content is True
    sums.asked += one.content is not None
    for clock, late in zip(CLOCKS, one.late, strict=True):
        sums.judge(clock, late)
    for name, place in places.items():
        if place is not None:
            sums.put(name, place)
    if one.resolved_week is not None:
        sums.resolved += 1
        week = one.resolved_week.isoformat()
        sums.closed[week] = sums.closed.get(week, 0) + 1


def stages(one: Fact) -> dict[Stage, int]:
    """How many seconds a request spent in each stretch that has ended. Pauses and waits after hand-overs are taken from the work."""
    found: dict[Stage, int] = {}

    def between(stage: Stage, first: datetime | None, last: datetime | None) -> None:
        if first is not None and last is not None:
            found[stage] = max(0, int((last - first).total_seconds()))

    between(Stage.ACKNOWLEDGE, one.reported_at, one.acknowledged_at)
    between(Stage.RESPOND, one.acknowledged_at or one.reported_at, one.responded_at)
    between(Stage.WORK, one.responded_at, one.resolved_at)
    between(Stage.CONFIRM, one.resolved_at, one.confirmed_at)
    between(Stage.ARCHIVE, one.confirmed_at, one.archived_at)
    if Stage.WORK in found:
        paused = min(one.paused, found[Stage.WORK])
        waited = min(one.waited, found[Stage.WORK] - paused)
        found[Stage.WORK] -= paused + waited
        if paused:
            found[Stage.PAUSE] = paused
        if waited:
            found[Stage.HANDOVER] = waited
    return found


# ------------------------------------------------------------------ what sums tell


def bin_of(seconds: float) -> int:
    """The bin of a time; -1 for one below SHORTEST."""
    return -1 if seconds < SHORTEST else floor(PER_DECADE * log10(seconds / SHORTEST) + 1e-9)


def edges(place: int) -> tuple[float, float]:
    """The seconds between which a bin lies."""
    if place < 0:
        return 0.0, float(SHORTEST)
    return SHORTEST * 10 ** (place / PER_DECADE), SHORTEST * 10 ** ((place + 1) / PER_DECADE)


@dataclass(frozen=True)
class Spread:
    """The middle of many times, and what nine of ten do not exceed, in seconds; `low` and `high` hold the median for sure (95 %)."""

    n: int
    median: float | None
    low: float | None
    high: float | None
    p90: float | None


def spread(bins: Mapping[int, int]) -> Spread:
    """Median, its interval and the ninetieth percentile; nothing but n below LEAST."""
    n = sum(bins.values())
    if n < LEAST:
        return Spread(n, None, None, None, None)
    rank = median_rank(n)
    low = edges(_ranked(bins, rank))[0] if rank else None
    high = edges(_ranked(bins, n + 1 - rank))[1] if rank else None
    return Spread(n, _within(bins, (n + 1) / 2), low, high, _within(bins, ceil(0.9 * n)))


def _ranked(bins: Mapping[int, int], rank: int) -> int:
    """The bin of the record at `rank`, counted from 1."""
    seen = 0
    for place in sorted(bins):
        seen += bins[place]
        if seen >= rank:
            return place
    raise IndexError(rank)


def _within(bins: Mapping[int, int], rank: float) -> float:
    """The time at a rank, thought evenly spread (by its logarithm) within its bin."""
    place = _ranked(bins, ceil(rank))
    before = sum(count for other, count in bins.items() if other < place)
    share = min(1.0, max(0.0, (rank - before - 0.5) / bins[place]))
    low, high = edges(place)
    return low + share * (high - low) if low == 0 else low * (high / low) ** share


@dataclass(frozen=True)
class Share:
    """A part of some records, in percent, with Wilson's 95 % interval; None below LEAST."""

    n: int
    value: float | None
    low: float | None = None
    high: float | None = None


def share(part: int, n: int) -> Share:
    bounds = wilson(part, n)
    if n < LEAST or bounds is None:
        return Share(n, None)
    return Share(n, 100 * part / n, 100 * bounds[0], 100 * bounds[1])


def in_time(sums: Sums, clock: str) -> Share:
    """How many of the clocks that have stopped did so in time."""
    kept, judged = sums.kept.get(clock, (0, 0))
    return share(kept, judged)


@dataclass(frozen=True)
class Flow:
    """A week: what came in, what was resolved, and what was open at its end."""

    week: date
    opened: int
    closed: int
    open: int


def added(whole: Cells, more: Cells, sign: int = 1) -> Cells:
    """`whole` with `more` added to it (or taken off)."""
    for key, sums in more.items():
        whole.setdefault(key, Sums()).add(sums, sign)
    return whole


def flow(found: Mapping[date, Sums], first: date, last: date) -> list[Flow]:
    """Every week from `first` to `last`, from the sums of all weeks there ever were."""
    opened = {week: sums.n for week, sums in found.items()}
    closed: dict[date, int] = {}
    for sums in found.values():
        for week, count in sums.closed.items():
            closed[date.fromisoformat(week)] = closed.get(date.fromisoformat(week), 0) + count
    standing = sum(count for week, count in opened.items() if week < first) - sum(count for week, count in closed.items() if week < first)
    told, week = [], first
    while week <= last:
        standing += opened.get(week, 0) - closed.get(week, 0)
        told.append(Flow(week, opened.get(week, 0), closed.get(week, 0), standing))
        week += timedelta(days=7)
    return told


@dataclass(frozen=True)
class Ranked:
    """A cause of a Pareto chart: how many, and which part of all they and those before them are."""

    code: str
    n: int
    cumulated: float
    late: Share


def pareto(found: Mapping[str, Sums]) -> list[Ranked]:
    """The most frequent first."""
    whole, seen, told = sum(sums.n for sums in found.values()), 0, []
    for code, sums in sorted(found.items(), key=lambda one: (-one[1].n, one[0])):
        seen += sums.n
        kept, judged = sums.kept.get("resolve", (0, 0))
        told.append(Ranked(code, sums.n, 100 * seen / whole, share(judged - kept, judged)))
    return told


def together(found: Mapping[tuple[date, Dim, str], Sums], dim: Dim, first: date, last: date) -> dict[str, Sums]:
    """Sums over weeks, by value of a split."""
    told: dict[str, Sums] = {}
    for (week, one, value), sums in found.items():
        if one is dim and first <= week <= last:
            told.setdefault(value, Sums()).add(sums)
    return told


@dataclass(frozen=True)
class Mode:
    """A way of service: the sums of the requests served by it, and which part of all that say their way they are."""

    code: str
    sums: Sums
    share: Share


def modes(found: Mapping[str, Sums]) -> list[Mode]:
    """Ways of service, the most used first."""
    whole = sum(sums.n for sums in found.values())
    return [Mode(code, sums, share(sums.n, whole)) for code, sums in sorted(found.items(), key=lambda one: (-one[1].n, one[0])) if sums.n > 0]


@dataclass(frozen=True)
class Point:
    """The weeks from one Monday to another: the part that was served by one way."""

    first: date
    last: date
    share: Share


def mode_trend(found: Mapping[tuple[date, Dim, str], Sums], code: str, first: date, last: date) -> list[Point]:
    """How the part of a way of service went, by blocks of weeks that end with the last one; a block that would begin before `first` is left out."""
    size = BLOCK if (last - first).days < 7 * 60 else LONG_BLOCK
    blocks: dict[int, list[int]] = {back: [0, 0] for back in range(((last - first).days // 7 + 1) // size)}
    for (week, dim, value), sums in found.items():
        if dim is Dim.MODE and week <= last and (pair := blocks.get((last - week).days // 7 // size)) is not None:
            pair[0] += sums.n if value == code else 0
            pair[1] += sums.n
    return [
        Point(last - timedelta(days=7 * (size * (back + 1) - 1)), last - timedelta(days=7 * size * back), share(part, n)) for back, (part, n) in sorted(blocks.items(), reverse=True)
    ]  # fmt: skip
