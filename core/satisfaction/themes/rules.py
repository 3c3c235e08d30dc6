"""Which themes a text is about, by key words. Pure."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from core import fields
from core.errors import Refusal
from core.words import N_, Language

THEMES = "survey_theme"
"""The reference table of themes."""
MOST_WORDS, WORD_LIMIT = 60, 40

Words = Mapping[str, Sequence[str]]
"""Key words by language."""


class TooManyWords(Refusal):
    message = N_("A theme takes at most {limit} key words in each language.")


class NotATheme(Refusal):
    message = N_("“{value}” is not a theme of the table. Choose one of those offered.")


def cleaned(words: Words) -> dict[str, list[str]]:
    """Key words as they are kept: clean, each once, in their order. Refuses TooManyWords, TooLong."""
    found: dict[str, list[str]] = {}
    for language in Language:
        given = [fields.line(one, N_("Key word"), WORD_LIMIT, needed=False) for one in words.get(language.value, ())]
        kept = list(dict.fromkeys(one for one in given if one.strip("*")))
        if len(kept) > MOST_WORDS:
            raise TooManyWords(limit=MOST_WORDS)
        found[language.value] = kept
    return found


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=2000)
def _pattern(word: str) -> re.Pattern[str]:
    """A word of Latin letters stands for itself as a whole (a star at its end: with any ending); Chinese is looked for anywhere."""
    clean = _plain(word)
    stem = re.escape(clean.rstrip("*"))
    if not re.match(r"[a-z0-9]", clean):
        return re.compile(stem)
    return re.compile(rf"(?<![a-z0-9]){stem}" + (r"" if clean.endswith("*") else r"(?![a-z0-9])"))


def found(text: str, themes: Mapping[str, Words], offered: Collection[str]) -> list[str]:
    """The themes of `offered` whose key words stand in `text`, in the order of `themes`. Words of every language count: people mix them."""
    said = _plain(text)
    return [theme for theme, words in themes.items() if theme in offered and any(_pattern(word).search(said) for one in words.values() for word in one if word.strip("*"))]
