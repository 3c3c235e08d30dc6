"""What an entry of points may be. Pure."""

from core.errors import Refusal
from core.words import N_

WHY_LIMIT, MOST = 200, 1_000_000


class NoPoints(Refusal):
    message = N_("Give a whole number of points from 1 to {most}, with a minus in front when they are redeemed.")


class NotEnough(Refusal):
    message = N_("There are only {points} points; no more can be redeemed or reversed.")


class PointsReversed(Refusal):
    message = N_("This entry is reversed already.")


class IsCounterEntry(Refusal):
    message = N_("This entry is itself a reversal. Enter the points anew instead.")


def checked(points: int, present: int) -> int:
    """Refuses NoPoints, NotEnough: the sum never falls below nought."""
    if points == 0 or abs(points) > MOST:
        raise NoPoints(most=f"{MOST:,}")
    if present + points < 0:
        raise NotEnough(points=present)
    return points
