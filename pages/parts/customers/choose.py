"""Choices that several forms of customers offer: classes, channels, projects, people; and how their codes read."""

from decimal import Decimal

import streamlit as st
from babel.numbers import format_currency

from core.access import Actor, Permission
from core.customers.contracts import queries as contracts
from core.customers.rules import CHANNELS, CLASSES, STAGES
from core.people import queries as people
from core.projects import queries as projects
from core.settings.queries import TOPIC
from core.words import Language
from pages.parts.codes import code_table
from pages.parts.desk import ask, ask_kept
from pages.parts.draft import Form
from pages.parts.words import LOCALES, NOTHING, content, language, plain, t

STAGE_COLOURS = {"potential": "gray", "fresh": "blue", "growing": "green", "mature": "green", "declining": "orange", "dormant": "orange", "lost": "red"}


def named(table: str, code: str) -> str:
    """The name of a code of a reference table; the code itself where nobody knows it."""
    names = code_table(table).names
    return content(names[code]) if code in names else code


def stage_name(code: str) -> str:
    return named(STAGES, code)


def offered(table: str, present: str = "") -> dict[str, str]:
    return {entry.code: content(entry.name) for entry in code_table(table).offered(present)}


def class_field(form: Form, key: str, present: str) -> str:
    """A customer class."""
    known = offered(CLASSES, present)
    return st.selectbox(t("Class"), list(known), format_func=known.__getitem__, **form.field(key, present, list(known)))


def channel_field(form: Form, key: str, label: str, present: str = "", *, needed: bool = False) -> str:
    """A channel; none, unless it is needed."""
    known = ({} if needed else {"": plain("Not known")}) | offered(CHANNELS, present)
    first = present if present in known else next(iter(known))
    return st.selectbox(t(label), list(known), format_func=known.__getitem__, **form.field(key, first, list(known)))


def language_field(form: Form, key: str, present: Language) -> Language:
    """In which language a customer is written to."""
    return Language(st.selectbox(t("Language of mails"), list(Language), format_func=lambda one: Language(one).own_name, **form.field(key, present, list(Language))))


def my_projects(actor: Actor) -> dict[int, str]:
    """Projects that the viewer sees, by id."""
    return {one.id: f"{one.code} · {content(one.name)}" for one in ask_kept("projects", projects.projects, actor)}


def owners(actor: Actor, present: int, present_name: dict[str, str]) -> dict[int, str]:
    """Who may look after a customer: whoever does now, and everybody for those who may look people up."""
    known = {present: content(present_name)}
    if actor.may(Permission.PEOPLE_READ):
        known |= {one.id: content(one.name) for one in ask(people.people, actor)}
    return known


def exact(number: Decimal | float | None) -> Decimal | None:
    """A number of a number field, as an exact one of two decimals."""
    return None if number is None else Decimal(str(number)).quantize(Decimal("0.01"))


def money(actor: Actor, amount: Decimal | None) -> str:
    """An amount with its currency, to the cent; a dash for None. Not for Markdown: escape it there."""
    if amount is None:
        return NOTHING
    code: str = ask_kept(TOPIC, contracts.currency, actor)
    return format_currency(amount, code, locale=LOCALES[language()])


def mark(colour: str, text: str) -> str:
    """A coloured word inside Markdown, escaped and translated already."""
    return f":{colour}-badge[{text}]"
