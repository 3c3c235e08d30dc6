"""Amounts of money as the viewer writes them, with the sign of the organisation's currency."""

from decimal import Decimal

from babel.numbers import format_currency

from core.access import Actor
from core.cost import queries
from core.settings.queries import TOPIC
from pages.parts.desk import ask_kept
from pages.parts.words import LOCALES, NOTHING, language


def money(actor: Actor, amount: Decimal | None) -> str:
    """An amount with its currency, to the cent; a dash for None. Not for Markdown: escape it there."""
    if amount is None:
        return NOTHING
    code: str = ask_kept(TOPIC, queries.currency, actor)
    return format_currency(amount, code, locale=LOCALES[language()])
