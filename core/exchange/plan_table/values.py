"""The cells of a foreign table as moments, numbers and texts. Pure."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from core.planning.rules.moments import ticks
from core.planning.rules.worktime import DAY

EARLIEST, LATEST = 1980, 2200
"""Years in which somebody may plan: what lies outside is a slip of the fingers."""
_FIRST_OF_EXCEL = datetime(1899, 12, 30)  # noqa: DTZ001 - the plan's wall clock knows no zone
_WEEKDAY = re.compile(r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+|(?:周|週|星期)[一二三四五六日天]\s*)")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_MONTH = re.compile(r"(\d{1,2})[\s-]+([a-z]{3,9})\.?[\s,-]+(\d{4})")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})")
_TIME = re.compile(r"[\st]*(am|pm|上午|下午)?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(am|pm)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")


def text_of(value: object) -> str:
    """A cell as text; a whole number without its decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def tick_of(value: object, *, ends: bool = False) -> int | None:
    """A moment as spreadsheets and people write it, the year first or the month as a word, in ticks; None if it is none.

    A day without a time is its beginning, or with `ends` its end. 3/4/2026 is ambiguous and none.
    """
    at = _moment(value)
    if at is None or not EARLIEST <= at.year < LATEST:
        return None
    return ticks(at) + (DAY if ends and at.time() == time() else 0)


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _FIRST_OF_EXCEL + timedelta(seconds=round(value * 86400)) if 20_000 <= value < 120_000 else None
    text = _WEEKDAY.sub("", unicodedata.normalize("NFKC", text_of(value)).strip().lower())
    for pattern, order in ((_YEAR_FIRST, (1, 2, 3)), (_TOGETHER, (1, 2, 3)), (_DAY_MONTH, (3, 2, 1)), (_MONTH_DAY, (3, 1, 2))):
        if found := pattern.match(text):
            year, month, day = (found[place] for place in order)
            rest = text[found.end() :]
            hour = _TIME.fullmatch(rest)
            if rest.strip() and not hour:
                return None
            try:
                number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
                return datetime.combine(date(int(year), number, int(day)), _time(hour) if hour else time())
            except ValueError:
                return None
    return None


def _time(found: re.Match[str]) -> time:
    half, hour, minute, second = found[1] or found[5], int(found[2]), int(found[3]), int(found[4] or 0)
    if half in ("pm", "下午") and hour < 12:
        hour += 12
    elif half in ("am", "上午") and hour == 12:
        hour = 0
    return time(hour, minute, second)


def number_of(value: object) -> Decimal | None:
    """A number as people type it, also 1,200.50 and ¥300; None if it is none."""
    if isinstance(value, bool):
        return None
    text = unicodedata.normalize("NFKC", text_of(value)).strip().strip("¥￥$€元 ")
    try:
        found = Decimal(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10**12 else None
