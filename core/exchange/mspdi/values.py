"""The values of a file: moments, amounts, numbers. What makes no sense is refused with the row it stands in."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from lxml import etree

from core.errors import Refusal
from core.planning.rules.worktime import AMOUNT_AT_MOST, DAY, EPOCH, FIRST, LAST, TICKS
from core.words import N_

Element = etree._Element
SHOWN = 40
_DURATION = re.compile(r"(-)?P(?:0+Y)?(?:0+M)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?")


class MakesNoSense(Refusal):
    message = N_("In the row {row} the value “{value}” of {field} makes no sense.")


class Row:
    """One element with its simple values. `kind` and its number say where a fault is."""

    __slots__ = ("_values", "element", "kind")

    def __init__(self, kind: str, element: Element) -> None:
        self.kind, self.element = kind, element
        self._values = {name(child): child.text for child in element if not len(child) and isinstance(child.tag, str)}

    def fault(self, field: str, value: object) -> MakesNoSense:
        uid = (self._values.get("UID") or self._values.get("ID") or "?").strip()[:SHOWN]
        return MakesNoSense(row=f"{self.kind} {uid}", field=field, value=str(value).strip()[:SHOWN])

    def has(self, field: str) -> bool:
        return field in self._values

    def text(self, field: str) -> str:
        return (self._values.get(field) or "").strip()

    def number(self, field: str, default: int = 0) -> int:
        """A whole number; Project writes some of them with decimals."""
        text = self.text(field)
        if not text:
            return default
        try:
            return int(text) if text.lstrip("-").isdigit() else round(float(text))
        except (ValueError, OverflowError):
            raise self.fault(field, text) from None

    def decimal(self, field: str, default: float) -> float:
        text = self.text(field)
        if not text:
            return default
        try:
            value = float(text)
        except ValueError:
            raise self.fault(field, text) from None
        if not abs(value) < 1e9:
            raise self.fault(field, text)
        return value

    def flag(self, field: str, default: bool = False) -> bool:
        text = self.text(field).lower()
        return default if not text else text in ("1", "true")

    def moment(self, field: str) -> int | None:
        """A date with its time, in ticks; None if there is none."""
        text = self.text(field)
        if not text or text.upper() == "NA":
            return None
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise self.fault(field, text) from None
        day = at.toordinal() - EPOCH
        if not FIRST <= day < LAST:
            raise self.fault(field, text)
        return day * DAY + (at.hour * 60 + at.minute) * TICKS + at.second * TICKS // 60

    def day(self, field: str) -> int | None:
        moment = self.moment(field)
        return None if moment is None else moment // DAY

    def amount(self, field: str) -> int | None:
        """A duration in ticks, below zero if it is written so; None if there is none."""
        text = self.text(field)
        if not text:
            return None
        found = _DURATION.fullmatch(text)
        if found is None or len(text) > SHOWN:
            raise self.fault(field, text)
        sign, days, hours, minutes, seconds = found.groups()
        total = float(days or 0) * 1440 + float(hours or 0) * 60 + float(minutes or 0) + float(seconds or 0) / 60
        ticks = round(total * TICKS)
        if ticks > AMOUNT_AT_MOST:
            raise self.fault(field, text)
        return -ticks if sign else ticks

    def rows(self, *path: str) -> Iterable["Row"]:
        """The elements below, by the names on the way to them."""
        found = [self.element]
        for one in path:
            found = [child for element in found for child in element if name(child) == one]
        return [Row(self.kind, element) for element in found]


def ticks_of_duration(text: str) -> int | None:
    """A duration as files write it, in ticks; None where it is none."""
    found = _DURATION.fullmatch(text) if len(text) <= SHOWN else None
    if found is None or found[1]:
        return None
    _, days, hours, minutes, seconds = found.groups()
    return min(round((float(days or 0) * 1440 + float(hours or 0) * 60 + float(minutes or 0) + float(seconds or 0) / 60) * TICKS), AMOUNT_AT_MOST)


def name(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def weekday_of(day: int) -> int:
    """0 is Monday."""
    return (day + 3) % 7


def date_of(day: int) -> date:
    return date.fromordinal(day + EPOCH)
