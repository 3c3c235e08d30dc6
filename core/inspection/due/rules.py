"""When somebody is reminded of the sheets of a round. Pure."""

from datetime import date
from enum import IntEnum

from core.notice import rules as notice
from core.settings.rules import INSPECTION, WORKDAYS, Setting, declare
from core.words import N_

REMIND_BEFORE = declare(Setting(
    "inspection.remind_before", INSPECTION, N_("Remind inspectors before the due date"),
    N_("So many working days before a round is due, inspectors with open sheets are reminded, and once more when it is overdue. 0: on the due date."),
    3, least=0, most=30, unit=WORKDAYS, per_department=True,
))  # fmt: skip
DUE = notice.declare(notice.Kind("round_due", N_("Scoring sheets that are due soon or overdue"), notice.Mail.NOW))


class Rung(IntEnum):
    SOON = 1
    OVERDUE = 2


def rung(due_on: date, remind_on: date, today: date) -> Rung | None:
    """How urgent a round with open sheets is: from `remind_on` it is due soon, after its due date overdue."""
    if today > due_on:
        return Rung.OVERDUE
    return Rung.SOON if today >= remind_on else None
