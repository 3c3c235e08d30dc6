"""The cells of a foreign file as moments, counts, yes and no. Pure."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EARLIEST, LATEST = 1980, 2100
"""Years in which a ticket can have been opened: what lies outside is a slip or a placeholder."""
YES, NO = frozenset({"true", "yes", "y", "1", "t", "是", "x"}), frozenset({"false", "no", "n", "0", "f", "否", ""})
_FIRST_OF_EXCEL = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock without a zone


_DIGITS = {
    "Y": r"(?P<year>\d{4})", "m": r"(?P<month>\d{1,2})", "d": r"(?P<day>\d{1,2})", "H": r"(?P<hour>\d{1,2})", "M": r"(?P<minute>\d{1,2})", "S": r"(?P<second>\d{1,2})",
}  # fmt: skip


def _pattern(form: str) -> re.Pattern[str] | None:
    """A format of figures alone as a pattern, which reads ten times as fast as strptime; None for one with words, halves of a day or zones."""
    parts = re.split(r"%(.)", form)
    if not all(one in _DIGITS for one in parts[1::2]) or len(set(parts[1::2])) != len(parts[1::2]):
        return None
    return re.compile("".join(_DIGITS[part] if place % 2 else re.escape(part) for place, part in enumerate(parts)), re.ASCII)


class Moments:
    """Reads moments written in the file's own way, by a clock in its time zone; each spelling is worked out once."""

    def __init__(self, formats: tuple[str, ...], zone: ZoneInfo) -> None:
        self._formats, self._zone = [(form, _pattern(form)) for form in formats], zone
        self._kept: dict[str, datetime | None] = {}

    def of(self, text: str) -> datetime | None:
        """The moment (UTC); None if it cannot be read."""
        if text in self._kept:
            return self._kept[text]
        found = self._read(text)
        self._kept[text] = found
        return found

    def _read(self, text: str) -> datetime | None:
        clean = unicodedata.normalize("NFKC", text).strip()
        naive = self._told(clean)
        if naive is None or not EARLIEST <= naive.year < LATEST:
            return None
        aware = naive if naive.tzinfo else naive.replace(tzinfo=self._zone)
        return aware.astimezone(UTC).replace(microsecond=0)

    def _told(self, text: str) -> datetime | None:
        for form, pattern in self._formats:
            try:
                if pattern is None:
                    return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is added afterwards
                if found := pattern.fullmatch(text):
                    return datetime(**{name: int(digits) for name, digits in found.groupdict().items()})  # type: ignore[arg-type]  # noqa: DTZ001
            except ValueError:
                continue
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
        try:  # a spreadsheet's day number
            days = float(text)
        except ValueError:
            return None
        return _FIRST_OF_EXCEL + timedelta(seconds=round(days * 86400)) if 20_000 <= days < 80_000 else None


def text_of(value: object) -> str:
    """A cell as text: a whole number without decimals, a moment as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return datetime.combine(value, time()).isoformat(" ")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def count_of(text: str) -> int | None:
    """A whole number of zero or more; None if it is none."""
    clean = unicodedata.normalize("NFKC", text)
    return int(clean) if clean.isascii() and clean.isdigit() and len(clean) < 10 else None


def yes_of(text: str) -> bool | None:
    """Yes or no as systems write it; None if it is neither."""
    key = unicodedata.normalize("NFKC", text).casefold()
    return True if key in YES else False if key in NO else None
