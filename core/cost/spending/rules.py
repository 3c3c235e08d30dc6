"""What can be promised and spent. Pure."""

from datetime import date

from core.errors import Refusal
from core.words import N_

SUPPLIER_LIMIT, SUBJECT_LIMIT, REASON_LIMIT = 120, 200, 200
RECEIPTS = 10


class SpentToCome(Refusal):
    message = N_("Money cannot have been spent on a day to come. Choose today or an earlier day.")


class AgreedToCome(Refusal):
    message = N_("An order cannot have been agreed on a day to come. Choose today or an earlier day.")


class ClosedForOrders(Refusal):
    message = N_("{project} is closed, so nothing more is ordered for it.")


class ReversedAlready(Refusal):
    message = N_("{code} is reversed already.")


class IsReversal(Refusal):
    message = N_("{code} is itself a reversal. Enter the expense anew instead.")


class OtherLine(Refusal):
    message = N_("{code} is on another line of the budget. Choose the line of the order, or no order.")


class OrderClosed(Refusal):
    message = N_("{code} is closed: nothing more is spent on it. Enter the expense without an order.")


class TooManyReceipts(Refusal):
    message = N_("An expense takes at most {limit} receipts.")


def check_spent(on: date, today: date) -> None:
    """Refuses SpentToCome."""
    if on > today:
        raise SpentToCome()


def check_agreed(on: date, today: date) -> None:
    """Refuses AgreedToCome."""
    if on > today:
        raise AgreedToCome()
