"""What all of cost shares: the organisation's currency, what an amount of money is, and which line labour falls on. Pure."""

from decimal import Decimal

from core.errors import Refusal
from core.settings.rules import Setting, declare
from core.words import N_

BUDGET_LINES = "budget_line"
"""The reference table of what money is planned for and spent on."""
LABOUR = "labour"
"""The line that hours at their rates fall on."""
AMOUNT_LIMIT = Decimal(10) ** 12
COST = N_("Cost")

CURRENCY = declare(Setting(
    "cost.currency", COST, N_("Currency"), N_("All amounts are in this currency. Choosing another one changes the sign, it converts nothing."), "CNY",
    choices=(
        ("CNY", N_("Renminbi (CNY)")), ("TWD", N_("New Taiwan dollar (TWD)")), ("HKD", N_("Hong Kong dollar (HKD)")), ("MOP", N_("Macau pataca (MOP)")),
        ("SGD", N_("Singapore dollar (SGD)")), ("USD", N_("US dollar (USD)")), ("EUR", N_("Euro (EUR)")), ("GBP", N_("Pound sterling (GBP)")), ("JPY", N_("Yen (JPY)")),
    ),
))  # fmt: skip


class NotAnAmount(Refusal):
    message = N_("“{value}” is not an amount. Give a number above zero with at most two decimals.")


def amount(value: Decimal) -> Decimal:
    """An amount of money above zero, to the cent. Refuses NotAnAmount."""
    if not value.is_finite() or not 0 < value < AMOUNT_LIMIT or value != round(value, 2):
        raise NotAnAmount(value=str(value)[:40])
    return round(value, 2)
