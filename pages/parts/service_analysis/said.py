"""Times and shares of requests in the viewer's words; what too few records cannot tell is said to be so."""

from core.service.analysis.rules import SHORTEST, Share, Spread
from core.service.forecast.rules import Point
from core.words import N_
from pages.parts.words import NOTHING, number, plain, several

MINUTE, HOUR, DAY = 60, 3600, 86_400


def time(seconds: float | None) -> str:
    """A time in its largest fitting unit, not for Markdown: 45 min, 6.5 h, 3.2 days."""
    if seconds is None:
        return NOTHING
    if seconds < SHORTEST:
        return plain("under a minute")
    if seconds < 2 * HOUR:
        return plain("{value} min", value=number(seconds / MINUTE, 0))
    if seconds < 3 * DAY:
        return plain("{value} h", value=number(seconds / HOUR, 1 if seconds < 10 * HOUR else 0))
    return plain("{value} d", value=number(seconds / DAY, 1 if seconds < 10 * DAY else 0))


def share(one: Share) -> str:
    """A share in percent, or that there are too few."""
    return plain(N_("too few")) if one.value is None else f"{number(one.value, 1)}%"


def between(one: Share) -> str:
    """The 95 % interval of a share."""
    return NOTHING if one.low is None or one.high is None else f"{number(one.low, 0)} – {number(one.high, 0)}%"


def spread(one: Spread) -> str:
    """A median with its interval."""
    if one.median is None:
        return plain(N_("too few"))
    return time(one.median) if one.low is None or one.high is None else f"{time(one.median)} ({time(one.low)} – {time(one.high)})"


def ranged(one: Point) -> str:
    """What is expected in a week, and between what it should lie."""
    return plain("{value} ({low} to {high})", value=number(one.expected, 1), low=number(one.low, 0), high=number(one.high, 0))


def told(*parts: str) -> str:
    """Parts of a line, those that say something."""
    return several(part for part in parts if part)
