"""Three clocks that follow from a log of events: acknowledge, respond, resolve. Exact to the second; nothing is counted up. Pure.

**What runs.** Every clock starts when the request is reported. Acknowledging stops the first; so does anything that cannot be done unnoticed
(responding, resolving). Responding stops the second, resolving the third. A reopening lets only the third go on: what it used before
stays used, the time in between, in which the customer was asked, does not count. A pause stops whatever runs until it is resumed (or
the request is resolved).

**What counts.** Working seconds of the calendar that the targets name, or all seconds (`ALWAYS`).

**Due.** The earliest second by which the target is used up; anything later is late. So a target that ends with the working day is due at its
end (18:00), not at the next morning. A clock that is paused before its target is used up is due at no moment: that depends on when it goes on.

**Which targets.** A clock that has stopped is judged by the targets that held when it stopped, one that runs by the latest: whoever changes
the priority changes what is still to be done, never what was done.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from core.calendar.worktime import WorkingTime
from core.errors import Refusal
from core.words import N_

ALWAYS = "always"
"""In the place of a calendar's code: round the clock, seven days a week."""
ORGANISATION = ""
"""In the place of a calendar's code: the organisation's."""


class Clock(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    RESPOND = "respond"
    RESOLVE = "resolve"

    @property
    def label(self) -> str:
        return {Clock.ACKNOWLEDGE: N_("Acknowledgement"), Clock.RESPOND: N_("Response"), Clock.RESOLVE: N_("Resolution")}[self]


class Kind(StrEnum):
    """What can happen to the clocks."""

    REPORTED = "reported"
    TARGETED = "targeted"
    ACKNOWLEDGED = "acknowledged"
    RESPONDED = "responded"
    PAUSED = "paused"
    RESUMED = "resumed"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    MERGED = "merged"

    @property
    def label(self) -> str:
        return {
            Kind.REPORTED: N_("Reported"),
            Kind.TARGETED: N_("Targets set"),
            Kind.ACKNOWLEDGED: N_("Receipt acknowledged"),
            Kind.RESPONDED: N_("Responded"),
            Kind.PAUSED: N_("Paused"),
            Kind.RESUMED: N_("Resumed"),
            Kind.RESOLVED: N_("Resolved"),
            Kind.REOPENED: N_("Reopened"),
            Kind.MERGED: N_("Merged into another request"),
        }[self]


@dataclass(frozen=True)
class Targets:
    """So many minutes for each clock, counted in a calendar."""

    acknowledge: int
    respond: int
    resolve: int
    calendar: str = ORGANISATION

    def seconds(self, clock: Clock) -> int:
        return {Clock.ACKNOWLEDGE: self.acknowledge, Clock.RESPOND: self.respond, Clock.RESOLVE: self.resolve}[clock] * 60


@dataclass(frozen=True)
class Event:
    """Something that happened. `targets` with REPORTED and TARGETED."""

    kind: Kind
    at: datetime
    targets: Targets | None = None


class OutOfOrder(Refusal):
    message = N_("“{later}” ({later_at}) would lie before “{earlier}” ({earlier_at}). Correct the moment so that one follows the other.")


class NotAsASequel(Refusal):
    message = N_("“{event}” ({at}) cannot follow here: {why}")


class ResolvedUnanswered(Refusal):
    message = N_("Nobody has responded to the customer yet. Enter the response first, then resolve.")


class Standing(StrEnum):
    """How a clock stands, apart from being late or not."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    VOID = "void"
    """The request was merged into another one before anybody stopped the clock: it says nothing."""


# ------------------------------------------------------------------ counting


class Counting(Protocol):
    """A way of counting seconds. `worked` is how many count up to a second since 1970, `reached` the earliest by which so many do."""

    def worked(self, second: int) -> int: ...

    def reached(self, worked: int) -> int: ...


@dataclass(frozen=True)
class Always:
    """Every second counts."""

    def worked(self, second: int) -> int:
        return second

    def reached(self, worked: int) -> int:
        return worked


@dataclass(frozen=True, eq=False)
class OfCalendar:
    """Seconds of working time. Refuses BeyondHorizon outside what the calendar reaches."""

    time: WorkingTime
    starts: list[int] = field(repr=False)
    ends: list[int] = field(repr=False)
    done: list[int] = field(repr=False)

    def worked(self, second: int) -> int:
        if not self.time.floor * 60 <= second <= self.time.ceiling * 60:
            raise self.time._beyond()
        place = bisect_right(self.starts, second) - 1
        return 0 if place < 0 else self.done[place] + min(second, self.ends[place]) - self.starts[place]

    def reached(self, worked: int) -> int:
        if not 0 < worked <= self.done[-1]:
            raise self.time._beyond()
        place = bisect_left(self.done, worked) - 1
        return self.starts[place] + worked - self.done[place]


@lru_cache(maxsize=64)
def counting(time: WorkingTime) -> Counting:
    """A calendar, ready for counting seconds."""
    return OfCalendar(time, *([int(one) * 60 for one in many] for many in (time.starts, time.ends, time.done)))


Times = Mapping[str, Counting]
"""How to count, by a calendar's code."""


def second_of(moment: datetime) -> int:
    """Whole seconds since 1970."""
    return int(moment.timestamp())


def moment_of(second: int) -> datetime:
    """The moment, in UTC, of a second since 1970."""
    return datetime.fromtimestamp(second, UTC)


# ------------------------------------------------------------------ what may follow what

_OPEN = frozenset({Kind.TARGETED, Kind.ACKNOWLEDGED, Kind.RESPONDED, Kind.PAUSED, Kind.RESUMED, Kind.RESOLVED, Kind.MERGED})


def check(events: Sequence[Event], said: Mapping[datetime, str] | None = None) -> None:
    """Refuse a log that cannot have happened, saying which event is wrong: OutOfOrder, NotAsASequel, ResolvedUnanswered.

    `events` in the order in which they belong. `said`: how each moment is written for the reader.
    """
    def at(event: Event) -> str:
        return (said or {}).get(event.at) or event.at.isoformat(" ", "minutes")

    def wrong(event: Event, why: str) -> NotAsASequel:
        return NotAsASequel(event=event.kind.label, at=at(event), why=why)

    if not events or events[0].kind is not Kind.REPORTED:
        raise NotAsASequel(event=(events[0].kind.label if events else Kind.REPORTED.label), at=at(events[0]) if events else "–", why=N_("A request begins with being reported."))
    seen: set[Kind] = set()
    paused = resolved = merged = False
    for before, event in zip([None, *events], events, strict=False):
        if before is not None and event.at < before.at:
            raise OutOfOrder(later=event.kind.label, later_at=at(event), earlier=before.kind.label, earlier_at=at(before))
        kind = event.kind
        if merged:
            raise wrong(event, N_("The request was merged into another one."))
        if kind in (Kind.REPORTED, Kind.ACKNOWLEDGED, Kind.RESPONDED) and kind in seen:
            raise wrong(event, N_("It stands in the log already."))
        if resolved and kind not in (Kind.REOPENED, Kind.MERGED, Kind.TARGETED):
            raise wrong(event, N_("The request is resolved; reopen it first."))
        if kind is Kind.REOPENED and not resolved:
            raise wrong(event, N_("Only what is resolved can be reopened."))
        if kind is Kind.PAUSED and paused:
            raise wrong(event, N_("The clocks are paused already."))
        if kind is Kind.RESUMED and not paused:
            raise wrong(event, N_("The clocks are not paused."))
        if kind is Kind.RESOLVED and Kind.RESPONDED not in seen:
            raise ResolvedUnanswered()
        if kind in (Kind.REPORTED, Kind.TARGETED) and event.targets is None:
            raise ValueError("an event that sets targets brings them")
        seen.add(kind)
        paused = kind is Kind.PAUSED or (paused and kind not in (Kind.RESUMED, Kind.RESOLVED, Kind.REOPENED))
        resolved = kind is Kind.RESOLVED or (resolved and kind is not Kind.REOPENED)
        merged = kind is Kind.MERGED


# ------------------------------------------------------------------ reading

_STOPS = {
    Clock.ACKNOWLEDGE: frozenset({Kind.ACKNOWLEDGED, Kind.RESPONDED, Kind.RESOLVED, Kind.MERGED}),
    Clock.RESPOND: frozenset({Kind.RESPONDED, Kind.RESOLVED, Kind.MERGED}),
    Clock.RESOLVE: frozenset({Kind.RESOLVED, Kind.MERGED}),
}


@dataclass(frozen=True)
class Reading:
    """A clock at a moment, in seconds."""

    clock: Clock
    standing: Standing
    target: int
    used: int
    due_at: datetime | None
    """None while it is paused before its target is used up."""
    stopped_at: datetime | None
    late: bool
    calendar: str

    @property
    def remaining(self) -> int:
        """Seconds left; negative by so many that were used beyond the target."""
        return self.target - self.used

    @property
    def share(self) -> float:
        """Used of the target; 1.0 is all of it."""
        return self.used / self.target if self.target else 0.0


@dataclass(frozen=True)
class Run:
    """One clock's life: the stretches in which it ran, the last without an end if it runs, and what it is judged by."""

    clock: Clock
    stretches: tuple[tuple[int, int | None], ...]
    standing: Standing
    targets: Targets
    stopped_at: datetime | None
    time: Counting

    def used(self, second: int) -> int:
        """Seconds used up to `second`."""
        return sum(
            self.time.worked(min(second, end) if end is not None else second) - self.time.worked(start) for start, end in self.stretches if start < second
        )

    def reached(self, seconds: int) -> int | None:
        """The earliest second by which so many are used up; None if it is paused before. One that stopped is thought to have gone on."""
        left = seconds
        for place, (start, end) in enumerate(self.stretches):
            known = None if end is None or (self.standing in (Standing.STOPPED, Standing.VOID) and place == len(self.stretches) - 1) else end
            before = self.time.worked(start)
            if left <= 0:
                return start
            if known is None:
                return self.time.reached(before + left)
            ran = self.time.worked(known) - before
            if left <= ran:
                return self.time.reached(before + left)
            left -= ran
        return None

    @property
    def target(self) -> int:
        return self.targets.seconds(self.clock)

    @property
    def due_at(self) -> datetime | None:
        """When the target is used up."""
        found = self.reached(self.target)
        return None if found is None else moment_of(found)

    def late(self, second: int) -> bool:
        """Whether it stopped after it was due, or is still open at `second` and was due before."""
        due = self.reached(self.target)
        until = second if self.stopped_at is None else second_of(self.stopped_at)
        return self.standing is not Standing.VOID and due is not None and until > due

    def at(self, moment: datetime) -> Reading:
        second = second_of(moment)
        return Reading(self.clock, self.standing, self.target, self.used(second), self.due_at, self.stopped_at, self.late(second), self.targets.calendar)


def run(clock: Clock, events: Iterable[Event], times: Times) -> Run:
    """How one clock went by a log that `check` has let pass."""
    stretches: list[tuple[int, int | None]] = []
    open_since: int | None = None
    targets, judged = None, None
    stopped_at: datetime | None = None
    paused = void = False
    for event in events:
        second = second_of(event.at)
        if event.targets is not None:
            targets = event.targets
        goes_on = False
        if event.kind is Kind.REPORTED:
            goes_on = True
        elif event.kind in _STOPS[clock] and stopped_at is None:
            stopped_at, judged, paused, void = event.at, targets, False, event.kind is Kind.MERGED
            if open_since is not None:
                stretches.append((open_since, second))
                open_since = None
        elif event.kind is Kind.PAUSED and stopped_at is None:
            paused = True
            if open_since is not None:
                stretches.append((open_since, second))
                open_since = None
        elif event.kind is Kind.RESUMED and paused:
            paused, goes_on = False, True
        elif event.kind is Kind.REOPENED and clock is Clock.RESOLVE:
            stopped_at, judged, goes_on = None, None, True
        if goes_on:
            open_since = second
    if open_since is not None:
        stretches.append((open_since, None))
    held = judged or targets
    if held is None:
        raise ValueError("a log begins with its targets")
    standing = Standing.VOID if void else Standing.STOPPED if stopped_at else Standing.PAUSED if paused else Standing.RUNNING
    return Run(clock, tuple(stretches), standing, held, stopped_at, times[held.calendar])


def runs(events: Sequence[Event], times: Times, until: datetime | None = None) -> tuple[Run, Run, Run]:
    """The three clocks, by what had happened at `until` (None: by everything)."""
    known = [event for event in events if until is None or event.at <= until]
    first, second, third = (run(clock, known, times) for clock in Clock)
    return first, second, third


def read(events: Sequence[Event], moment: datetime, times: Times) -> tuple[Reading, Reading, Reading]:
    """The three clocks as they stood at `moment`."""
    first, second, third = (one.at(moment) for one in runs(events, times, moment))
    return first, second, third


# ------------------------------------------------------------------ the ladder

RUNGS = (50, 80, 100, 150)
"""Percent of a target at which people are told."""


def next_rung(three: Iterable[Run], told: Mapping[str, int]) -> datetime | None:
    """When the next rung that nobody was told of is reached, as things stand; None if nothing runs towards one."""
    moments = [moment for one in three for _, moment in rungs(one, told.get(one.clock, 0))]
    return min(moments, default=None)


def rungs(one: Run, told: int) -> list[tuple[int, datetime]]:
    """The rungs of an open clock above `told`, and when each is reached."""
    if one.standing in (Standing.STOPPED, Standing.VOID):
        return []
    found = []
    for rung in RUNGS:
        if rung > told and (second := one.reached(-(-one.target * rung // 100))) is not None:
            found.append((rung, moment_of(second)))
    return found
