"""What of hours can be, and how a day's hours on a task become others. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import Refusal
from core.words import N_

A_DAY = 24 * 60
NOTE_LIMIT = 200
WEEK = timedelta(days=7)


class HoursToCome(Refusal):
    message = N_("Hours cannot have been worked on a day to come. Choose today or an earlier day.")


class TooManyHours(Refusal):
    message = N_("With these there would be {hours} hours on {day}, over all projects. A day has 24: correct the hours or the day.")


class NoHours(Refusal):
    message = N_("Give the hours as a number from 0 to 24.")


class ClosedForHours(Refusal):
    message = N_("{project} is closed, so no hours are entered on it any more. Ask its manager to open it again, or choose another project.")


class OthersHours(Refusal):
    message = N_("Hours on {task} were entered meanwhile. Look at them, then save yours again.")


@dataclass(frozen=True)
class Cell:
    """The hours of a task on a day, as somebody wants them; `seen`: as they stood when she was asked."""

    project_id: int
    uid: int
    day: date
    minutes: int
    seen: int


def check_day(day: date, minutes: int, present: int, today: date) -> None:
    """Refuse what cannot have been: `minutes` more on a day that has `present` already. Refuses HoursToCome, NoHours, TooManyHours."""
    if day > today:
        raise HoursToCome()
    if not 0 < minutes <= A_DAY:
        raise NoHours()
    if present + minutes > A_DAY:
        raise TooManyHours(hours=hours(present + minutes), day=day)


def hours(minutes: int) -> str:
    """Minutes as a number of hours: 2, 2.5, 0.25."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def became(entries: Sequence[tuple[int, int]], wanted: int) -> tuple[tuple[int, ...], int]:
    """Which entries (id, minutes; the oldest first) are taken back so that `wanted` remain, and how many minutes are added then.

    What need not go stays: more hours are one entry more; fewer take back the newest.
    """
    left, back = list(entries), []
    while sum(minutes for _, minutes in left) > wanted:
        back.append(left.pop()[0])
    return tuple(back), wanted - sum(minutes for _, minutes in left)


def batches(counts: Mapping[int, int], most: int) -> Iterator[list[int]]:
    """People in groups that have about `most` entries together, at least one in each; `counts`: how many entries each has."""
    group: list[int] = []
    sum_ = 0
    for id_ in sorted(counts):
        if group and sum_ + counts[id_] > most:
            yield group
            group, sum_ = [], 0
        group.append(id_)
        sum_ += counts[id_]
    if group:
        yield group


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())
