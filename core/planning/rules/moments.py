"""Between the wall clock of a plan, which is ticks, and dates as people and files have them. Pure."""

from datetime import date, datetime, timedelta

from core.planning.rules.worktime import DAY, EPOCH, TICKS

_ZERO = datetime(1970, 1, 1)  # noqa: DTZ001 - the plan's wall clock knows no zone


def ticks(moment: datetime) -> int:
    """A wall-clock time without a zone, in ticks."""
    return round((moment - _ZERO) / timedelta(minutes=1) * TICKS)


def wall(at: int) -> datetime:
    """The wall-clock time of a tick."""
    return _ZERO + timedelta(minutes=1) * at / TICKS


def midnight(day: date) -> int:
    """The first tick of a day."""
    return (day.toordinal() - EPOCH) * DAY


def day_of(at: int, *, ends: bool = False) -> date:
    """The day on which a tick lies; of a finish the day that ends, not the one that midnight begins."""
    return date.fromordinal((at - (1 if ends and at % DAY == 0 else 0)) // DAY + EPOCH)
