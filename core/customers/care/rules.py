"""What care is. Pure."""

from calendar import isleap
from datetime import date, timedelta
from enum import StrEnum
from zlib import crc32

from core.errors import Refusal
from core.settings.rules import DAYS, Setting, declare
from core.words import N_

TITLE_LIMIT, NOTE_LIMIT = 200, 500
AHEAD = declare(Setting(
    "customers.care_ahead", N_("Customers"), N_("Plan care for anniversaries and birthdays before the day"),
    N_("Of contracts that run, and of contacts who agreed to care and whose identity card tells the day. 0: the house plans none by itself."), 14, least=0, most=60, unit=DAYS,
))  # fmt: skip
YEARS, BEGINS, BIRTHDAY = N_("Contract {contract} is {years} years old"), N_("Contract {contract} is one year old"), N_("Birthday of {person}")


PROBLEM, STAGE = "problem:", "stage:"
CAUSE_LIMIT = 60


def problem(code: str) -> str:
    """The cause of care against a problem of this type that comes back."""
    return PROBLEM + code


def stage(code: str, step: str) -> str:
    """The cause of care that a step of a stage's strategy asks for: the same for the same words."""
    return f"{STAGE}{code}:{crc32(step.encode()):08x}"


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


def coming(today: date, ahead: int) -> dict[int, date]:
    """The days from today on, by month and day (1231): what is remembered every year. In a common year the 29 February is kept on the 28th."""
    days = {}
    for on in (today + timedelta(days=one) for one in range(ahead + 1)):
        days[on.month * 100 + on.day] = on
        if (on.month, on.day) == (2, 28) and not isleap(on.year):
            days[229] = on
    return days


def born(id_number: str) -> int | None:
    """Month and day of a mainland identity number (1231); None where it tells none."""
    return int(id_number[10:14]) if len(id_number) == 18 and id_number[6:14].isdigit() else None


class CareDone(Refusal):
    message = N_("This care is done already.")
