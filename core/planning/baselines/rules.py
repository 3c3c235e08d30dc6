"""How far a plan has gone from a baseline. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.errors import Refusal
from core.words import N_

NAME_LIMIT = 80
REASON_LIMIT = 300


class NameTaken(Refusal):
    message = N_("This plan has a baseline called “{name}” already. Please choose another name.")


class NothingPlanned(Refusal):
    message = N_("The plan has no rows yet; there is nothing to keep.")


class Went(StrEnum):
    """What became of a row since the baseline."""

    SAME = "same"
    STAFFED = "staffed"
    """Its days stand, and others work on it."""
    MOVED = "moved"
    ADDED = "added"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        return {Went.SAME: N_("Unchanged"), Went.STAFFED: N_("Other people"), Went.MOVED: N_("Moved"), Went.ADDED: N_("Added since"), Went.REMOVED: N_("Removed since")}[self]


@dataclass(frozen=True, slots=True)
class Stood:
    """A row as it stood, or stands. Times are ticks."""

    uid: int
    name: str
    level: int
    summary: bool
    starts: int
    ends: int
    duration: int
    kind: str = "task"
    people: tuple[tuple[int, int], ...] | None = None
    """Who works on it, with percent of the own time, by number; None where that was not kept."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A row beside its baseline; one of the two is None for a row that was added or removed."""

    now: Stood | None
    was: Stood | None

    @property
    def standing(self) -> Stood:
        """The row as it stands, or as it stood before it was removed."""
        found = self.now or self.was
        if found is None:
            raise ValueError("a row of neither")
        return found

    @property
    def went(self) -> Went:
        if self.now is None:
            return Went.REMOVED
        if self.was is None:
            return Went.ADDED
        if (self.now.starts, self.now.ends) != (self.was.starts, self.was.ends):
            return Went.MOVED
        return Went.STAFFED if self.restaffed else Went.SAME

    @property
    def restaffed(self) -> bool:
        """Whether others work on it, or with another part of their time; not where it was not kept."""
        return self.now is not None and self.was is not None and None not in (self.now.people, self.was.people) and self.now.people != self.was.people


def compared(now: Sequence[Stood], was: Sequence[Stood]) -> list[Compared]:
    """Every row of both, in the order of today's plan; removed ones stand after the row that they stood after."""
    then = {one.uid: one for one in was}
    today = {one.uid for one in now}
    after: dict[int | None, list[Stood]] = {}
    last: int | None = None
    for one in was:
        if one.uid in today:
            last = one.uid
        else:
            after.setdefault(last, []).append(one)
    found = [Compared(None, one) for one in after.get(None, ())]
    for one in now:
        found.append(Compared(one, then.get(one.uid)))
        found.extend(Compared(None, gone) for gone in after.get(one.uid, ()))
    return found


def counted(rows: Sequence[Compared]) -> Mapping[Went, int]:
    """How many rows (summaries left out: theirs follows) went how."""
    found = dict.fromkeys(Went, 0)
    for one in rows:
        if not one.standing.summary:
            found[one.went] += 1
    return found
