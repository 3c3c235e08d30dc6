"""The viewer's language on the screen: messages, contents, numbers, days and moments.

`t` is for everything Streamlit reads as Markdown (labels, texts): what a person typed is escaped in it. `plain` is
for charts, tables and files, where an escape would be seen.
"""

import re
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

import streamlit as st
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from core.config import settings
from core.inspection.rules import shown
from core.words import COLON, COMMA, N_, Language, language_of, minute, pick, translate, translate_count

NOTHING = "–"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:])")
LOCALES = {language: Locale.parse(language.value) for language in Language}


_spoken: ContextVar[Language | None] = ContextVar("spoken", default=None)
"""The language of the run that goes on in this thread, once it has been looked up: hundreds of words of a page ask for it."""


def settle_language() -> None:
    """Look up the viewer's language for this run. Whoever changes it begins a new run."""
    _spoken.set(_looked_up())


def language() -> Language:
    """The viewer's language: chosen, else the browser's."""
    return _spoken.get() or _looked_up()


def _looked_up() -> Language:
    chosen = st.session_state.get("language")
    if chosen:
        return Language(chosen)
    locale = st.context.locale
    return language_of(locale if isinstance(locale, str) else None)


def escaped(text: str) -> str:
    """`text` as Markdown shows it letter by letter: no link, no picture, no colour comes out of it."""
    return _MARKDOWN.sub(r"\\\1", text)


def t(message: str, /, **values: object) -> str:
    """A message in the viewer's language for Markdown; texts among `values` are escaped."""
    safe = {key: escaped(value) if isinstance(value, str) else value for key, value in values.items()}
    return translate(language(), message, **safe)


def plain(message: str, /, **values: object) -> str:
    """A message in the viewer's language where nothing reads Markdown: charts, tables, file names."""
    return translate(language(), message, **values)


def tn(one: str, many: str, count: int, /, **values: object) -> str:
    """A counted message in the viewer's language."""
    safe = {key: escaped(value) if isinstance(value, str) else value for key, value in values.items()}
    return translate_count(language(), one, many, count, **safe)


def labelled(label: str, text: str, *, strong: bool = False) -> str:
    """`text` behind its translated label: "Inspector: Mei", with the viewer's colon. `text` stands as Markdown already."""
    return called(f"**{t(label)}**" if strong else t(label), text)


def called(name: str, text: str) -> str:
    """`text` behind the name of what it is said of, with the viewer's colon. Both stand as they shall be shown."""
    return f"{name}{COLON[language()]}{text}"


def several(texts: Iterable[str]) -> str:
    """Codes or names in a row, with the viewer's comma."""
    return COMMA[language()].join(texts)


def content(text: Mapping[str, str] | None) -> str:
    """A content (a name in several languages) in the viewer's language, as it stands: not for Markdown."""
    return pick(text, language())


def c(text: Mapping[str, str] | None) -> str:
    """A content in the viewer's language, escaped for Markdown."""
    return escaped(content(text))


def number(value: Decimal | float | int | None, places: int = 1) -> str:
    """A number with `places` decimals, half up, as the viewer writes numbers; a dash for None."""
    if value is None:
        return NOTHING
    return _written_number(value if isinstance(value, Decimal) else Decimal(str(value)), places, language())


@lru_cache(10_000)
def _written_number(value: Decimal, places: int, spoken: Language) -> str:
    """Kept, because a list of thousands of projects writes the same few hundred shares each time it is drawn."""
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(shown(value, places), format=pattern, locale=LOCALES[spoken])


def short(value: Decimal) -> str:
    """A number with the decimals it has, no more: 20, 2.5."""
    return format_decimal(value.normalize(), format="#,##0.####", locale=LOCALES[language()])


def percent(value: Decimal | float | None, places: int = 0) -> str:
    """A share of 1 as a percentage."""
    return NOTHING if value is None else f"{number(Decimal(str(value)) * 100, places)}%"


def day(value: date | None) -> str:
    """A calendar day."""
    return NOTHING if value is None else _written_day(value, language())


@lru_cache(10_000)
def _written_day(value: date, spoken: Language) -> str:
    """Kept, because tables and charts write the same days again and again."""
    return format_date(value, "medium", locale=LOCALES[spoken])


def weekday(value: date) -> str:
    """A day of a week by its name and number: Mon 2."""
    return format_date(value, "EEE d", locale=LOCALES[language()])


def moment(value: datetime | None, *, short: bool = False, zone: str | None = None) -> str:
    """A moment to the minute on the organisation's clock, or on that of another time zone; `short` says hour and minute alone."""
    if value is None:
        return NOTHING
    here = value.astimezone(ZoneInfo(zone or settings().cockpit_timezone))
    return format(here, "%H:%M") if short else minute(here, language())


def lately(value: datetime, now: datetime) -> str:
    """A moment in a list of news: of today and yesterday by that word, older ones by their day."""
    zone = ZoneInfo(settings().cockpit_timezone)
    ago = (now.astimezone(zone).date() - value.astimezone(zone).date()).days
    if ago not in (0, 1):
        return moment(value)
    return plain(N_("Today {time}") if ago == 0 else N_("Yesterday {time}"), time=moment(value, short=True))
