"""One language's words, numbers and days for what leaves the house; no screen is needed to speak."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from core.clock import here
from core.inspection.rules import shown
from core.words import COLON, COMMA, Content, Language, pick, translate

NOTHING = "–"


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(language.value)


@dataclass(frozen=True)
class Voice:
    """Says things in `language`. Messages are marked where they are said: `voice.t(N_("..."))`."""

    language: Language

    def t(self, message: str, /, **values: object) -> str:
        """A message."""
        return translate(self.language, message, **values)

    def aside(self, text: str, more: str) -> str:
        """A text with something in brackets behind it, in the brackets of the language."""
        return f"{text} ({more})" if self.language is Language.ENGLISH else f"{text}（{more}）"

    def c(self, content: Content | None) -> str:
        """A content: a name or text kept in several languages."""
        return pick(content, self.language)

    def labelled(self, label: str, text: str) -> str:
        """`text` behind its label, both in the language already."""
        return f"{label}{COLON[self.language]}{text}"

    def several(self, texts: Iterable[str]) -> str:
        """Codes or names in a row."""
        return COMMA[self.language].join(texts)

    def number(self, value: Decimal | float | int | None, places: int = 1) -> str:
        """A number with `places` decimals, half up; a dash for None."""
        if value is None:
            return NOTHING
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(shown(exact, places), format=pattern, locale=_locale(self.language))

    def short(self, value: Decimal) -> str:
        """A number with the decimals it has, no more."""
        return format_decimal(value.normalize(), format="#,##0.####", locale=_locale(self.language))

    def percent(self, value: Decimal | float | None, places: int = 0) -> str:
        """A share of 1 as a percentage."""
        return NOTHING if value is None else f"{self.number(Decimal(str(value)) * 100, places)}%"

    def day(self, value: date | None) -> str:
        """A calendar day."""
        return NOTHING if value is None else format_date(value, "medium", locale=_locale(self.language))

    def moment(self, value: datetime | None) -> str:
        """A moment on the organisation's clock."""
        return NOTHING if value is None else format_datetime(here(value), "medium", locale=_locale(self.language))
