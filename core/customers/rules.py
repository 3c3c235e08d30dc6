"""What a customer is, and how a name is looked up. Pure."""

import re
import unicodedata
from enum import StrEnum

from core.errors import Refusal
from core.words import N_

CLASSES, CHANNELS, STAGES = "customer_type", "channel", "life_cycle_stage"
"""The reference tables whose codes a customer holds."""
REGULAR = "regular"
NAME_LIMIT, REASON_LIMIT, TEXT_LIMIT = 120, 200, 2_000

_NOT_LOOKED_UP = re.compile(r"[\W_]+")


class Kind(StrEnum):
    ORGANISATION = "organisation"
    PERSON = "person"

    @property
    def label(self) -> str:
        return {Kind.ORGANISATION: N_("Organisation"), Kind.PERSON: N_("Person")}[self]


class What(StrEnum):
    """What a step in a customer's history changed."""

    CLASS = "class"
    STAGE = "stage"
    LOSS = "loss"
    RETURN = "return"

    @property
    def label(self) -> str:
        return {What.CLASS: N_("Class"), What.STAGE: N_("Stage"), What.LOSS: N_("Lost"), What.RETURN: N_("Won back")}[self]


class CustomerKnown(Refusal):
    message = N_("{code} has this name already. Open it, or say that this is another customer of the same name.")


class ServedAlready(Refusal):
    message = N_("This project serves {code} already.")


class Gone(Refusal):
    message = N_("{code} is lost. Record first that the customer was won back.")


def looked_up(text: str) -> str:
    """A name as it is compared and searched: one width, one case, letters and digits only."""
    return _NOT_LOOKED_UP.sub("", unicodedata.normalize("NFKC", text).casefold())[:NAME_LIMIT]
