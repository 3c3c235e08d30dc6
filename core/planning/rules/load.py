"""How much is asked of people, week by week, and what of their time other plans leave. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.planning.rules.calendars import worktime
from core.planning.rules.plan import FOREVER, WHOLE
from core.planning.rules.sheet import Frame, of_person
from core.planning.rules.worktime import DAY

WEEK = 7 * DAY
MONDAY = 4 * DAY
"""1970-01-05, the first Monday."""


@dataclass(frozen=True, slots=True)
class Work:
    """A person works on something from one moment to another, with `units` percent of the own working time."""

    person: int
    starts: int
    ends: int
    units: int


@dataclass(frozen=True, slots=True)
class Week:
    """What one week asks of a person and what it has, in ticks of working time. `elsewhere`: of what is asked, for other plans."""

    person: int
    monday: int
    asked: int
    elsewhere: int
    has: int


def weekly(frame: Frame, here: Sequence[Work], elsewhere: Sequence[Work]) -> list[Week]:
    """Every week in which something here is asked of somebody, by person and week."""
    if not here:
        return []
    days = [moment // DAY for one in here for moment in (one.starts, one.ends)]
    found = []
    for person in sorted({one.person for one in here}):
        clock = worktime(frame.calendars.get(of_person(person)) or frame.calendars[frame.calendar], [min(days), max(days)])
        mine, others = [one for one in here if one.person == person], [one for one in elsewhere if one.person == person]
        first, last = min(one.starts for one in mine), max(one.ends for one in mine)
        for monday in range((first - MONDAY) // WEEK * WEEK + MONDAY, last, WEEK):

            def asked(ones: Iterable[Work], monday: int = monday, clock=clock) -> int:  # type: ignore[no-untyped-def]
                spans = ((max(one.starts, monday), min(one.ends, monday + WEEK), one.units) for one in ones)
                return sum(clock.between(a, b) * units // 100 for a, b, units in spans if a < b)

            away = asked(others)
            found.append(Week(person, monday, asked(mine) + away, away, clock.between(monday, monday + WEEK)))
    return found


def left(elsewhere: Sequence[Work]) -> dict[int, tuple[tuple[int, int], ...]]:
    """Per person what other plans leave of the time: units (of WHOLE) from each moment on, as levelling reads it."""
    changes: dict[int, dict[int, int]] = {}
    for one in elsewhere:
        if one.starts < one.ends:
            mine = changes.setdefault(one.person, {})
            mine[one.starts] = mine.get(one.starts, 0) - one.units * 100
            mine[one.ends] = mine.get(one.ends, 0) + one.units * 100
    return {person: _steps(mine) for person, mine in changes.items()}


def _steps(changes: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    found, now = [(FOREVER, WHOLE)], WHOLE
    for moment, change in sorted(changes.items()):
        now += change
        if max(0, now) != found[-1][1]:
            found.append((moment, max(0, now)))
    return tuple(found)
