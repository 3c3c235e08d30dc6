"""The cells of a table as people and spreadsheets write them: amounts, percentages, days, yes and no. Pure."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction

from core.errors import Refusal
from core.words import N_

SHOWN = 40
"""Characters of a cell that a refusal repeats."""
LARGEST = 10**15
EARLIEST, LATEST = 1950, 2199
"""Years of projects."""
YES, NO = frozenset({"yes", "y", "true", "x", "1", "是", "已取消", "cancelled", "canceled"}), frozenset({"", "no", "n", "false", "0", "否", "-"})
NOT_A_NUMBER = N_("this is not a number")
TOO_FAR = N_("this year cannot be meant")
NOT_A_DAY = N_("this is not a day; write it as 2026-01-31")
TWO_READINGS = N_("this can be read as two different days; write it as 2026-01-31")
NOT_YES_OR_NO = N_("write yes or no")
MISSING = N_("this must not be empty")
BELOW_ZERO = N_("this must not be below zero")
TOO_LARGE = N_("this is larger than any amount that can be meant")
NOT_A_SHARE = N_("percent done lies between 0 and 100")

_CURRENCY = re.compile(r"^(?:CNY|RMB|USD|EUR|GBP|JPY|HKD|TWD|NT\$|HK\$|US\$|[¥$€£元])|(?:CNY|RMB|USD|EUR|GBP|JPY|HKD|TWD|[¥$€£元])$", re.IGNORECASE)
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,2})?", re.IGNORECASE | re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,.])\d{3}(\1\d{3})*", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


class CellWrong(Refusal):
    message = N_("Row {row}, column {column}, “{value}”: {reason}.")


class At:
    """Where a cell stands, to be told when it cannot be read. Row 1 is the headings."""

    def __init__(self, row: int, column: str, text: str) -> None:
        self.row, self.column, self.text = row, column, unicodedata.normalize("NFKC", text).strip()

    def refuse(self, reason: str) -> CellWrong:
        return CellWrong(row=self.row, column=self.column, value=self.text[:SHOWN], reason=reason)


def amount(cell: At) -> Fraction | None:
    """A number of zero or more, exactly; None where the cell is empty. Signs of currencies and thousands are taken off.

    Of comma and point the last one divides off the decimals; one that stands alone before three digits divides thousands
    if it is a comma, and decimals if it is a point. Refuses CellWrong.
    """
    if not cell.text:
        return None
    found = _number(cell, cell.text)
    if found < 0:
        raise cell.refuse(BELOW_ZERO)
    if found > LARGEST:
        raise cell.refuse(TOO_LARGE)
    return found


def number(cell: At) -> Fraction:
    """A number, also below zero, exactly. Refuses CellWrong; what no measurement can mean as well."""
    found = _number(cell, cell.text)
    if abs(found) > LARGEST:
        raise cell.refuse(TOO_LARGE)
    return found


def _number(cell: At, text: str) -> Fraction:
    bare = re.sub(r"[\s_'’]", "", text)
    below = bare.startswith("(") and bare.endswith(")")
    bare = bare[1:-1] if below else bare
    sign, bare = (bare[0], bare[1:]) if bare[:1] in ("+", "-") else ("", bare)
    bare = sign + _CURRENCY.sub("", bare)
    if "," in bare and "." in bare:
        thousands = "," if bare.rindex(".") > bare.rindex(",") else "."
        head, _, tail = bare.rpartition("." if thousands == "," else ",")
        if not _THOUSANDS.fullmatch(head):
            raise cell.refuse(NOT_A_NUMBER)
        bare = f"{head.replace(thousands, '')}.{tail}"
    elif "," in bare:
        bare = bare.replace(",", "") if _THOUSANDS.fullmatch(bare) else bare.replace(",", ".", 1)
    elif bare.count(".") > 1 and _THOUSANDS.fullmatch(bare):
        bare = bare.replace(".", "")
    if not _PLAIN.fullmatch(bare):
        raise cell.refuse(NOT_A_NUMBER)
    found = Fraction(Decimal(bare))
    return -found if below else found


def percent(cell: At) -> tuple[Fraction, bool]:
    """A percentage as it is written, and whether it has its sign. Refuses CellWrong; what is above 100 as well."""
    if not cell.text:
        raise cell.refuse(MISSING)
    signed = cell.text.endswith("%")
    found = _number(cell, cell.text.rstrip("% "))
    if not 0 <= found <= 100:
        raise cell.refuse(NOT_A_SHARE)
    return found, signed


def day(cell: At) -> date | None:
    """A day; None where the cell is empty. A time of day is left out. Refuses CellWrong, also where day and month could be exchanged."""
    if not cell.text:
        return None
    if found := _YEAR_FIRST.fullmatch(cell.text) or _RUN.fullmatch(cell.text):
        year, month, number = map(int, found.groups())
    elif found := _YEAR_LAST.fullmatch(cell.text):
        first, mark, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
        if mark != "." and first != second and first <= 12 and second <= 12:
            raise cell.refuse(TWO_READINGS)
        number, month = (first, second) if mark == "." or first > 12 else (second, first)
    else:
        raise cell.refuse(NOT_A_DAY)
    try:
        on = date(year, month, number)
    except ValueError as impossible:
        raise cell.refuse(NOT_A_DAY) from impossible
    if not EARLIEST <= year <= LATEST:
        raise cell.refuse(TOO_FAR)
    return on


def yes(cell: At) -> bool:
    """Refuses CellWrong."""
    text = cell.text.lower()
    if text not in YES | NO:
        raise cell.refuse(NOT_YES_OR_NO)
    return text in YES
