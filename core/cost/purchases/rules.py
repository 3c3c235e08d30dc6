"""How a purchase goes, and when its choice can be made. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from core.errors import Refusal
from core.words import N_

TITLE_LIMIT, NOTE_LIMIT, WHY_LIMIT, MOST_QUOTES = 120, 500, 1000, 30


class Way(StrEnum):
    TENDER = "tender"
    INQUIRY = "inquiry"

    @property
    def label(self) -> str:
        return {Way.TENDER: N_("Tender"), Way.INQUIRY: N_("Inquiry")}[self]


class State(StrEnum):
    OPEN = "open"
    CHOSEN = "chosen"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return {State.OPEN: N_("Quotes come in"), State.CHOSEN: N_("Ordered"), State.DROPPED: N_("Given up")}[self]


class Decided(Refusal):
    message = N_("{code} is decided already, so no quote is added and none chosen any more.")


class TooManyQuotes(Refusal):
    message = N_("A purchase takes at most {limit} quotes.")


class NotAmongThem(Refusal):
    message = N_("This quote does not belong to {code}. Reload the page and choose again.")


class WhyNotTheCheapest(Refusal):
    message = N_("This is not the cheapest quote, or the only one. Say why it was chosen.")


def check_open(state: State, code: str) -> None:
    """Refuses Decided."""
    if state is not State.OPEN:
        raise Decided(code=code)


def check_choice(quotes: Mapping[int, Decimal], chosen: int, why: str, code: str) -> None:
    """The cheapest of several needs no reason, any other choice does. Refuses NotAmongThem, WhyNotTheCheapest."""
    if chosen not in quotes:
        raise NotAmongThem(code=code)
    if not why and (len(quotes) < 2 or quotes[chosen] > min(quotes.values())):
        raise WhyNotTheCheapest()
