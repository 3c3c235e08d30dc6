"""How available a system was, exactly: outages against the time that was agreed on. Pure.

Moments are whole seconds since 1970. Time counts as the agreed calendar counts it. Planned outages are taken out of the
agreed time; what is down beside them counts once, however many outages overlap; one that goes on counts up to now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.errors import Refusal
from core.service.clocks.rules import Counting
from core.words import N_

NAME_LIMIT, TEXT_LIMIT, CAUSE_LIMIT = 160, 1000, 1000
LEAST = 3
"""Failures below which no mean between them, and no mean repair, is told."""
MOST_USES, MOST_OUTAGES_SHOWN, MOST_REQUESTS = 500, 50, 100
LONGEST = timedelta(days=3 * 366)
"""How far back, or ahead for a planned one, an outage may begin."""
Span = tuple[int, int]


class Kind(StrEnum):
    SYSTEM = "system"
    DATABASE = "database"
    TOOL = "tool"
    DEVICE = "device"

    @property
    def label(self) -> str:
        return {Kind.SYSTEM: N_("Information system"), Kind.DATABASE: N_("Database"), Kind.TOOL: N_("Tool"), Kind.DEVICE: N_("Device")}[self]


class EndsEarlier(Refusal):
    message = N_("The outage would end before it began. Correct one of the two moments.")


class OutageToCome(Refusal):
    message = N_("Only a planned outage lies in the future. Mark it as planned, or enter the moment at which it began.")


class OutageTooFar(Refusal):
    message = N_("This moment lies more than three years away. Check the date.")


class UsedAlready(Refusal):
    message = N_("That use is entered already.")


class TooManyUses(Refusal):
    message = N_("A system takes at most {limit} entries of who uses it.")


class OneUser(Refusal):
    message = N_("Choose either a project or a customer.")


class NotACalendar(Refusal):
    message = N_("Choose the time in which the system has to run from the list.")


class LinkedAlready(Refusal):
    message = N_("{code} stands with this outage already.")


class NotAMember(Refusal):
    message = N_("Choose an active colleague to look after it.")


@dataclass(frozen=True)
class Described:
    """A system as somebody writes it. `calendar`: in which time it has to run."""

    name: str
    kind: Kind
    owner_id: int
    calendar: str = ""
    text: str = ""


@dataclass(frozen=True)
class Told:
    """An outage as somebody tells it. `ended_at` None: it goes on."""

    began_at: datetime
    ended_at: datetime | None = None
    planned: bool = False
    major: bool = False
    cause: str = ""
    effect: str = ""


def check_told(told: Told, now: datetime) -> None:
    """Refuses EndsEarlier, OutageToCome, OutageTooFar."""
    if abs(told.began_at - now) > LONGEST or (told.ended_at is not None and abs(told.ended_at - now) > LONGEST):
        raise OutageTooFar()
    if told.ended_at is not None and told.ended_at < told.began_at:
        raise EndsEarlier()
    if not told.planned and max(told.began_at, told.ended_at or told.began_at) > now + timedelta(minutes=2):
        raise OutageToCome()


@dataclass(frozen=True)
class Down:
    """An outage as it counts: from a second up to another; None: it goes on."""

    began: int
    ended: int | None
    planned: bool = False


@dataclass(frozen=True)
class Availability:
    """How a system stood in a stretch of time; seconds of agreed time."""

    agreed: int
    """Without planned outages."""
    down: int
    planned: int
    failures: int
    """Stretches in which it was down unplanned, that began in this time."""
    repaired: int
    """Those of them that are over ..."""
    repair: int
    """... and how long they took, all together."""

    @property
    def share(self) -> float | None:
        """None where nothing was agreed on."""
        return (self.agreed - self.down) / self.agreed if self.agreed else None

    @property
    def between(self) -> float | None:
        """Mean time between failures; None below LEAST of them."""
        return (self.agreed - self.down) / self.failures if self.failures >= LEAST else None

    @property
    def mend(self) -> float | None:
        """Mean time to repair; None below LEAST repaired ones."""
        return self.repair / self.repaired if self.repaired >= LEAST else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """Stretches without overlaps, in order; those that touch are one."""
    found: list[Span] = []
    for first, last in sorted(span for span in spans if span[0] < span[1]):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def without(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    """What is left of merged stretches outside merged holes."""
    found = []
    for first, last in spans:
        for hole, end in holes:
            if end <= first or hole >= last:
                continue
            if hole > first:
                found.append((first, hole))
            first = end
            if first >= last:
                break
        if first < last:
            found.append((first, last))
    return found


def _clipped(spans: Iterable[Span], first: int, last: int) -> list[Span]:
    return [(max(one, first), min(end, last)) for one, end in spans if max(one, first) < min(end, last)]


def _seconds(spans: Iterable[Span], counting: Counting) -> int:
    return sum(counting.worked(last) - counting.worked(first) for first, last in spans)


def availability(outages: Iterable[Down], first: int, last: int, counting: Counting, *, now: int) -> Availability:
    """How a system stood from the second `first` up to `last`, of which nothing after `now` counts."""
    last = max(first, min(last, now))
    known = list(outages)
    planned = merged((one.began, min(now if one.ended is None else one.ended, now)) for one in known if one.planned)
    failed = without(merged((one.began, min(now if one.ended is None else one.ended, now)) for one in known if not one.planned), planned)
    going_on = {now for one in known if not one.planned and one.ended is None}
    counted = [span for span in failed if _seconds([span], counting) > 0]
    began = [span for span in counted if first <= span[0] < last]
    over = [span for span in began if span[1] not in going_on]
    taken, down = _seconds(_clipped(planned, first, last), counting), _seconds(_clipped(failed, first, last), counting)
    return Availability(_seconds([(first, last)], counting) - taken, down, taken, len(began), len(over), _seconds(over, counting))
