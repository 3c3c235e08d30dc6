"""What care is. Pure."""

from enum import StrEnum

from core.errors import Refusal
from core.words import N_

TITLE_LIMIT, NOTE_LIMIT = 200, 500


class Kind(StrEnum):
    DAY = "day"
    FESTIVAL = "festival"
    ANNIVERSARY = "anniversary"
    VISIT = "visit"
    OFFER = "offer"

    @property
    def label(self) -> str:
        return {
            Kind.DAY: N_("Personal day"), Kind.FESTIVAL: N_("Festival"), Kind.ANNIVERSARY: N_("Anniversary of a contract"), Kind.VISIT: N_("Visit or call"),
            Kind.OFFER: N_("Added service or offer"),
        }[self]  # fmt: skip


class CareDone(Refusal):
    message = N_("This care is done already.")
