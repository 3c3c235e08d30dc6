"""When somebody can stand in for somebody else. Pure."""

from datetime import date

from core.errors import Refusal
from core.words import N_

MAX_DAYS = 366


class OwnDeputy(Refusal):
    message = N_("Nobody can be the own deputy: choose a colleague.")


class NoDeputy(Refusal):
    message = N_("This person cannot be a deputy: choose an active colleague who may decide.")


class DeputyTwice(Refusal):
    message = N_("This colleague is your deputy on some of these days already. End that period first, or choose other days.")


class BadAbsence(Refusal):
    message = N_("The period must end on or after its first day and today, and may last at most a year.")


def check(person_id: int, deputy_id: int, *, first: date, last: date, today: date) -> None:
    """Refuse a period that is over, upside down or longer than a year, and oneself as deputy."""
    if person_id == deputy_id:
        raise OwnDeputy()
    if last < first or last < today or (last - first).days > MAX_DAYS:
        raise BadAbsence()
