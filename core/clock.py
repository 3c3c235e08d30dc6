"""The only place that asks what time it is.

Deeds call `now()`. The demo and the tests live at another moment with `at(moment)`, which holds for their
own thread only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from core.config import settings

_pretended: ContextVar[datetime | None] = ContextVar("pretended_now", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _pretended.get() or datetime.now(UTC)


def today() -> date:
    """The organisation's calendar day."""
    return here(now()).date()


def here(moment: datetime) -> datetime:
    """A moment on the organisation's clock."""
    return moment.astimezone(ZoneInfo(settings().cockpit_timezone))


def begins(day: date) -> datetime:
    """The moment at which a day of the organisation begins."""
    return datetime.combine(day, time(), ZoneInfo(settings().cockpit_timezone))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Pretend that it is `moment` (aware) inside the block."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    token = _pretended.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)
