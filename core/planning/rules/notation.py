"""How people write durations and predecessors in a plan: "3d", "4h", "2w", "3天", "5ed"; "3", "3FS+2d", "5SS-50%". Pure.

The letters are Microsoft Project's. What is typed is normalised (full-width signs, Chinese punctuation) before it is read.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.errors import Refusal
from core.planning.rules.plan import LinkType
from core.planning.rules.worktime import DAY, TICKS
from core.words import N_

LONGEST = 20_000 * DAY
"""The longest duration or lag: more than fifty years by the clock."""
SIGNS = {LinkType.FINISH_START: "FS", LinkType.START_START: "SS", LinkType.FINISH_FINISH: "FF", LinkType.START_FINISH: "SF"}
_TYPES = {sign: type_ for type_, sign in SIGNS.items()}
_UNITS = {
    "m": "m", "min": "m", "mins": "m", "minute": "m", "minutes": "m", "分": "m", "分钟": "m", "分鐘": "m", "工分": "m",
    "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "时": "h", "時": "h", "小时": "h", "小時": "h", "工时": "h", "工時": "h",
    "": "d", "d": "d", "dy": "d", "day": "d", "days": "d", "天": "d", "日": "d", "工作日": "d",
    "w": "w", "wk": "w", "wks": "w", "week": "w", "weeks": "w", "周": "w", "週": "w", "星期": "w",
    "mo": "mo", "mon": "mo", "mons": "mo", "month": "mo", "months": "mo", "月": "mo", "个月": "mo", "個月": "mo",
}  # fmt: skip
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(e|日历|日曆|自然)?\s*([a-z一-鿿]*)")
_BEFORE = re.compile(r"(\d+)\s*(fs|ss|ff|sf)?\s*(?:([+-])\s*(.+))?")


class DurationUnreadable(Refusal):
    message = N_("“{text}” is no duration. Write a number with d (days), h (hours), m (minutes), w (weeks) or mo (months), such as 3d or 1.5h; with an e before the unit it runs day and night.")


class DurationTooLong(Refusal):
    message = N_("“{text}” is longer than a plan can be. Please check the number.")


class PredecessorUnreadable(Refusal):
    message = N_("“{text}” names no predecessor. Write the number of the row, then FS, SS, FF or SF and a lag where needed, such as 3 or 3FS+2d; several with a comma between.")


LETTERS = {"d": "d", "h": "h", "m": "m", "e": "e"}


@dataclass(frozen=True)
class Scale:
    """How much working time people mean by a day, a week and a month."""

    day: int = 480 * TICKS
    week: int = 2400 * TICKS
    month: int = 9600 * TICKS

    def of(self, unit: str) -> int:
        return {"m": TICKS, "h": 60 * TICKS, "d": self.day, "w": self.week, "mo": self.month}[unit]


CLOCK = Scale(DAY, 7 * DAY, 30 * DAY)
"""Elapsed units: by the clock, day and night."""


@dataclass(frozen=True)
class Before:
    """A predecessor of a row: `uid` of the task that it waits for. `lag` in ticks, or in percent of that task's duration."""

    uid: int
    type: LinkType = LinkType.FINISH_START
    lag: int = 0
    elapsed: bool = False
    percent: bool = False


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower().replace("−", "-").replace("–", "-")


def amount(text: str, scale: Scale) -> tuple[int, bool]:
    """Ticks, and whether they run day and night. Refuses DurationUnreadable, DurationTooLong.

    "3" are days: "3d", "3 days", "3天"; "1.5h"; "2w"; "45min"; "3ed" and "3日历天" are elapsed.
    """
    found = _AMOUNT.fullmatch(_normal(text))
    if not found:
        raise DurationUnreadable(text=text.strip()[:40])
    number, elapsed, unit = found.groups()
    if elapsed is None and unit.startswith("e"):
        elapsed, unit = "e", unit[1:]
    if unit not in _UNITS:
        raise DurationUnreadable(text=text.strip()[:40])
    ticks = round(Decimal(number.replace(",", ".")) * (CLOCK if elapsed else scale).of(_UNITS[unit]))
    if ticks > LONGEST:
        raise DurationTooLong(text=text.strip()[:40])
    return ticks, bool(elapsed)


def written(ticks: int, elapsed: bool, scale: Scale, units: Mapping[str, str] = LETTERS) -> str:
    """A duration as `amount` reads it back exactly: in days, else in hours, else in minutes. `units`: how they are called."""
    own = CLOCK if elapsed else scale
    for unit in ("d", "h", "m"):
        number = Decimal(ticks) / own.of(unit)
        if unit == "m" or number == round(number, 2):
            break
    return f"{_plain(number)}{units['e'] if elapsed else ''}{units[unit]}"


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def before(text: str, uids: Sequence[int], scale: Scale) -> tuple[Before, ...]:
    """The predecessors written in `text`; `uids` are the plan's tasks in their order, so that row 1 is the first.

    Refuses PredecessorUnreadable, and what a lag's duration is refused for.
    """
    found: dict[tuple[int, LinkType], Before] = {}
    for part in re.split(r"[,;、，；\n]", _normal(text)):
        if not (part := part.strip()):
            continue
        match = _BEFORE.fullmatch(part)
        if not match or not 0 < int(match[1]) <= len(uids):
            raise PredecessorUnreadable(text=part[:40])
        type_ = _TYPES[(match[2] or "fs").upper()]
        one = Before(uids[int(match[1]) - 1], type_, *_lag(match[3], match[4], scale, part))
        found[one.uid, type_] = one
    return tuple(found.values())


def _lag(sign: str | None, text: str | None, scale: Scale, part: str) -> tuple[int, bool, bool]:
    if sign is None or text is None:
        return 0, False, False
    turn = -1 if sign == "-" else 1
    if share := re.fullmatch(r"(\d{1,5})\s*%", text.strip()):
        return turn * int(share[1]), False, True
    try:
        ticks, elapsed = amount(text, scale)
    except DurationUnreadable:
        raise PredecessorUnreadable(text=part[:40]) from None
    return turn * ticks, elapsed and ticks != 0, False


def written_before(found: Sequence[Before], rows: dict[int, int], scale: Scale) -> str:
    """Predecessors as `before` reads them back; `rows` gives the row number of each uid."""
    return ", ".join(_one(one, rows, scale) for one in sorted(found, key=lambda one: rows[one.uid]))


def _one(one: Before, rows: dict[int, int], scale: Scale) -> str:
    sign = "-" if one.lag < 0 else "+"
    lag = ""
    if one.lag:
        lag = f"{sign}{abs(one.lag)}%" if one.percent else sign + written(abs(one.lag), one.elapsed, scale)
    type_ = "" if one.type is LinkType.FINISH_START and not lag else SIGNS[one.type]
    return f"{rows[one.uid]}{type_}{lag}"
