"""Which routines there are, and when one is due. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

LEASE = timedelta(minutes=10)
"""A routine whose process died is taken over after this."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""How long one that failed rests: doubled at each failure."""

Deed = Callable[..., int]
"""(session, actor) -> how many things it did: idempotent, leaves one entry in the trail if it did any, soon done."""
Look = Callable[[Any], Any]
"""(session) -> what the deed is handed as its third argument: read while others write, so it may be old by then; the deed makes sure."""


@dataclass(frozen=True)
class Portions:
    """What a look has found where it is much: the deed is done once for each of them, and others write in between."""

    found: Sequence[Any]


@dataclass(frozen=True)
class Routine:
    """A deed that nobody clicks, done every so often."""

    name: str
    every: timedelta
    deed: Deed
    look: Look | None = None
    """What takes long is found out first, while nobody waits for it: a deed holds up everybody who writes. What is much comes in Portions."""


_KNOWN: dict[str, Routine] = {}


def routine(name: str, every: timedelta, deed: Deed, look: Look | None = None) -> None:
    """A room says what the house does by itself. The same name again replaces it (a module read twice)."""
    if every <= timedelta(0) or not name or len(name) > 40:
        raise ValueError(f"{name!r} every {every} is no routine")
    _KNOWN[name] = Routine(name, every, deed, look)


def known() -> list[Routine]:
    """Every routine that some room has declared, by name."""
    return [_KNOWN[name] for name in sorted(_KNOWN)]


def is_due(at: datetime, *, due_at: datetime | None, lease_until: datetime | None) -> bool:
    """Whether it may be taken at `at`: its time has come, and nobody living holds it."""
    return (due_at is None or at >= due_at) and (lease_until is None or at >= lease_until)


def rests_until(at: datetime, failures: int) -> datetime:
    """When one that failed for the `failures`th time in a row is tried again."""
    return at + min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE)
