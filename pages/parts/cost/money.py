"""Amounts of money: as the viewer writes them, with the sign of the organisation's currency, and as they are typed."""

from decimal import Decimal

import streamlit as st
from babel.numbers import format_currency

from core import fields
from core.access import Actor
from core.cost import queries
from core.errors import Empty, Refusal
from core.settings.queries import TOPIC
from core.words import N_
from pages.parts import desk
from pages.parts.desk import ask_kept
from pages.parts.draft import Form
from pages.parts.words import LOCALES, NOTHING, language, t


def money(actor: Actor, amount: Decimal | None) -> str:
    """An amount with its currency, to the cent; a dash for None. Not for Markdown: escape it there."""
    if amount is None:
        return NOTHING
    code: str = ask_kept(TOPIC, queries.currency, actor)
    return format_currency(amount, code, locale=LOCALES[language()])


def field(form: Form, key: str, label: str = N_("Amount"), default: str = "") -> str:
    """A field for an amount. A text: a number field would round what is typed through a binary fraction."""
    return st.text_input(t(label), placeholder="1200.50", max_chars=20, **form.field(key, default))


def typed(text: str, label: str = N_("Amount")) -> Decimal | None:
    """What was typed as an exact amount; None, and the refusal below the field, where it is none."""
    try:
        if not text.strip():
            raise Empty(field=label)
        return fields.decimal(text.replace(" ", ""))
    except Refusal as refusal:
        desk.say(refusal)
        return None
