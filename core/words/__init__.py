"""Languages and message catalogues. Knows nothing of screens or sessions.

A message is its English sentence. `N_` marks one for translation, `translate` looks it up in the gettext
catalogue of a language (data/words/<language>/LC_MESSAGES/messages.po, read as it stands: no build step).
Content (checklists, project names) is data with a value per language: `pick` chooses one.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).parents[2] / "data" / "words"

Content = Mapping[str, str]
"""A text with a value per language code, e.g. {"en": "Files", "zh_Hans": "档案", "zh_Hant": "檔案"}."""


class Language(StrEnum):
    ENGLISH = "en"
    SIMPLIFIED = "zh_Hans"
    TRADITIONAL = "zh_Hant"

    @property
    def own_name(self) -> str:
        """The language's name as its readers write it; never translated."""
        return {"en": "English", "zh_Hans": "简体中文", "zh_Hant": "繁體中文"}[self.value]


_NEAREST = {
    Language.ENGLISH: (Language.ENGLISH, Language.SIMPLIFIED, Language.TRADITIONAL),
    Language.SIMPLIFIED: (Language.SIMPLIFIED, Language.TRADITIONAL, Language.ENGLISH),
    Language.TRADITIONAL: (Language.TRADITIONAL, Language.SIMPLIFIED, Language.ENGLISH),
}


def N_(message: str) -> str:
    """Mark a message for translation where it is declared; pages translate it where it is drawn."""
    return message


def language_of(tag: str | None) -> Language:
    """The catalogue for a browser's language tag such as "zh-TW" or "en-GB"; English where we have none."""
    tag = (tag or "").replace("_", "-").lower()
    if tag.startswith("zh"):
        traditional = any(mark in tag for mark in ("hant", "tw", "hk", "mo"))
        return Language.TRADITIONAL if traditional else Language.SIMPLIFIED
    return Language.ENGLISH


@cache
def catalogue(language: Language) -> dict[str, str | tuple[str, ...]]:
    """English message -> its translation, or its plural forms. Empty for English."""
    if language is Language.ENGLISH:
        return {}
    from babel.messages.pofile import read_po  # only where a catalogue is read: the command line starts without

    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        read = read_po(file, locale=language)
    entries: dict[str, str | tuple[str, ...]] = {}
    for message in read:
        if not message.id or not message.string:
            continue
        key = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
        entries[key] = tuple(message.string) if isinstance(message.string, (list, tuple)) else message.string
    return entries


def translate(language: Language, message: str, /, **values: object) -> str:
    """`message` in `language` with its named placeholders filled in."""
    found = catalogue(language).get(message, message)
    text = found[0] if isinstance(found, tuple) else found
    return text.format(**values) if values else text


def translate_count(language: Language, one: str, many: str, count: int, /, **values: object) -> str:
    """The singular or plural sentence for `count`, which is also the placeholder {count}."""
    found = catalogue(language).get(one)
    if found is None:
        text = one if count == 1 else many
    else:
        text = found[0] if isinstance(found, tuple) else found  # Chinese has one form
    return text.format(count=count, **values)


COLON = {Language.ENGLISH: ": ", Language.SIMPLIFIED: "：", Language.TRADITIONAL: "："}
"""What stands between a label and its text."""
COMMA = {Language.ENGLISH: ", ", Language.SIMPLIFIED: "、", Language.TRADITIONAL: "、"}
"""What stands between names in a row."""
SEMICOLON = {Language.ENGLISH: "; ", Language.SIMPLIFIED: "；", Language.TRADITIONAL: "；"}
"""What stands between phrases that have commas of their own."""


def pick(content: Content | None, language: Language) -> str:
    """The text of `content` for `language`, else in the nearest language that has one, else empty."""
    for candidate in _NEAREST[language]:
        if content and content.get(candidate):
            return content[candidate]
    return ""


def minute(here: datetime, language: Language) -> str:
    """A moment as a reader wants it: day, hour and minute of the clock `here` shows, twenty-four hours in every language."""
    from babel import Locale
    from babel.dates import format_date

    locale = Locale.parse(language.value)
    return str(locale.datetime_formats["medium"]).format(format(here, "%H:%M"), format_date(here, "medium", locale=locale))
