"""What an entry of communication holds. Pure."""

from datetime import date

from core.errors import Refusal
from core.words import N_

SUBJECT_LIMIT, OUTCOME_LIMIT = 200, 2_000


class TalkedToCome(Refusal):
    message = N_("A conversation cannot have been on a day to come. Choose today or an earlier day, and give the coming one as the next contact.")


class NextTooEarly(Refusal):
    message = N_("The next contact is after this one. Choose a later day, or none.")


class NotTheirContact(Refusal):
    message = N_("The contact belongs to another customer. Choose one of this customer.")


def check(day: date, next_on: date | None, today: date) -> None:
    """Refuses TalkedToCome, NextTooEarly."""
    if day > today:
        raise TalkedToCome()
    if next_on is not None and next_on <= day:
        raise NextTooEarly()
