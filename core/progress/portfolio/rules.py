"""How sums are kept, and the indexes that follow from them. Pure."""

import hashlib
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from core.progress.value import rules
from core.words import N_

PLACES = 4
SCALE = 10**PLACES
METHOD = 2
"""Of working out: one more whenever it changes, so that what was kept by an earlier one is worked out anew."""
AHEAD = 45
"""Days for which planned values are kept beforehand; the routine comes by every few minutes."""
NOT_YET = N_("Not computable: it is being worked out. Look again in a few minutes.")
NO_PLAN = N_("Not computable: there is no plan yet.")
NO_MONTH = N_("Not computable: the plan does not reach this month.")


def scaled(value: Fraction) -> int:
    """In ten thousandths, half up."""
    return (value * SCALE * 2 + 1).__floor__() // 2


def mark(*grounds: object) -> str:
    """Equal as long as the grounds are."""
    return hashlib.sha256(repr(grounds).encode()).hexdigest()[:32]


def told(values: Iterable[Fraction]) -> str:
    return " ".join(str(scaled(one)) for one in values)


def planned_on(text: str, worked_on: date, day: date) -> int | None:
    """The planned value at the end of a day; None where it is not kept."""
    place = (day - worked_on).days
    if place < 0:
        return None
    parts = text.split(" ", place + 1)
    return int(parts[place]) if place < len(parts) else None


def index(part: int | None, whole: int | None, nothing: str, unknown: str) -> tuple[float | None, str]:
    """A quotient, or why there is none: `unknown` where one of the two is not known, `nothing` where it would be divided by zero."""
    if part is None or whole is None:
        return None, unknown
    return (part / whole, "") if whole else (None, nothing)


def schedule_index(budget: int, planned: int, least: int, most: int) -> tuple[float | None, str]:
    """SPI."""
    if not budget:
        return None, rules.NO_WORK_PLANNED
    return index(least if least == most else None, planned, rules.NOTHING_PLANNED_YET, rules.NO_HISTORY)


def cost_index(budget: int, least: int, most: int, cost: int | None, why: str) -> tuple[float | None, str]:
    """CPI."""
    if not budget:
        return None, rules.NO_WORK_PLANNED
    return index(least if least == most else None, cost, rules.NO_COST_YET, rules.NO_HISTORY if cost is not None else why or rules.NO_COST_YET)
