"""How deep the rows of a table lie, and which row a predecessor names. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from core.errors import Fault
from core.planning.rules import outline
from core.words import N_

_NUMBERED = re.compile(r"(\d{1,4}(?:\.\d{1,4})*)\.?[\s　]+(?=\S)")
_SIGNS = re.compile(r"[,;、，；\n]")
_LINK = re.compile(r"\s*(?:fs|ss|ff|sf)?\s*(?:[+-]\s*.+)?")


def told(names: Sequence[str], levels: Sequence[str] | None, wbs: Sequence[str] | None, numbers: Sequence[int], column: str) -> tuple[list[int], list[str], list[Fault], int]:
    """The level of each row, its bare name, what is wrong with levels, and how many rows lay too deep for the row before.

    An outline level tells it; else a WBS number; else a number before every name; else blanks before the name.
    """
    faults: list[Fault] = []
    bare = [" ".join(name.split()) for name in names]
    if levels is not None:
        found = _numbers(levels, numbers, column, faults)
    elif wbs is not None:
        found = _depths(wbs)
    elif all(_NUMBERED.match(name.strip()) for name in names if name.strip()):
        marks = [_NUMBERED.match(name.strip()) for name in names]
        found = _depths([mark[1] if mark else "" for mark in marks])
        bare = [name[mark.end() :].strip() if mark else name for name, mark in zip((name.strip() for name in names), marks, strict=True)]
    else:
        found = _blanks(names)
    normal = outline.normal(found)
    return normal, bare, faults, sum(one < wanted for one, wanted in zip(normal, found, strict=True))


def _numbers(levels: Sequence[str], numbers: Sequence[int], column: str, faults: list[Fault]) -> list[int]:
    found: list[int] = []
    for number, text in zip(numbers, levels, strict=True):
        plain = unicodedata.normalize("NFKC", text).strip()
        if not re.fullmatch(r"\d{1,2}", plain):
            message = N_("Column “{column}”: “{value}” is no level. Write 1 for the highest rows, 2 for what lies within them, and so on.")
            faults.append(Fault(number, message, {"column": column, "value": text[:60]}))
            found.append(found[-1] if found else 1)
        else:
            found.append(int(plain))
    least = min(found, default=1)
    return [one - least + 1 for one in found]


def _depths(marks: Sequence[str]) -> list[int]:
    """By WBS numbers; a row without one lies beside the row before."""
    depths: list[int] = []
    for mark in marks:
        parts = [part for part in re.split(r"[.．]", unicodedata.normalize("NFKC", mark).strip()) if part]
        depths.append(len(parts) or (depths[-1] if depths else 1))
    least = min(depths, default=1)
    return [one - least + 1 for one in depths]


def _blanks(names: Sequence[str]) -> list[int]:
    """By blanks before names, however many make a level in this table."""
    wide = [len(text) - len(text.lstrip()) for text in (name.replace("　", "  ").replace("\t", "    ") for name in names)]
    found, path = [], list[int]()
    for blanks in wide:
        while path and path[-1] >= blanks:
            path.pop()
        path.append(blanks)
        found.append(len(path))
    return found


def parents(levels: Sequence[int]) -> list[int]:
    """The place of the row that contains each row; -1: none."""
    found, path = [], list[int]()
    for place, level in enumerate(levels):
        del path[level - 1 :]
        found.append(path[-1] if path else -1)
        path.append(place)
    return found


class Keys:
    """Which row a predecessor names: by the number that the table gives its rows, else by counting them, by its WBS number, or by its name."""

    def __init__(self, numbers: Sequence[str] | None, wbs: Sequence[str] | None, names: Sequence[str], wanted: Sequence[str]) -> None:
        self.doubles: list[tuple[int, int, str]] = []
        """Place, the place that has its number already, that number."""
        self._rows: dict[str, int] = {}
        if numbers is None:
            self._rows = {str(place + 1): place for place in range(len(names))}
        else:
            for place, key in enumerate(map(_plain, numbers)):
                if key and self._rows.setdefault(key, place) != place:
                    self.doubles.append((place, self._rows[key], key))
        self._wbs: dict[str, int] = {}
        for place, key in enumerate(map(_plain, wbs or ())):
            if key:
                self._wbs.setdefault(key.rstrip("."), place)
        # Where rows are told by WBS numbers only, and some are waited for by such, a plain 3 is the third of those too.
        self._by_wbs = numbers is None and bool(wbs) and any(re.match(r"\d+\.\d", _plain(part)) for text in wanted for part in _SIGNS.split(text))
        seen: dict[str, int] = {}
        for place, name in enumerate(map(_plain, names)):
            seen[name] = -1 if name in seen else place
        self._names = {name: place for name, place in seen.items() if place >= 0 and name}

    def parts(self, text: str) -> Iterator[str]:
        """The predecessors named in a cell."""
        if _plain(text) in self._names and _plain(text) not in self._rows:
            yield text
            return
        for part in _SIGNS.split(text):
            if part := part.strip():
                yield part

    def place_of(self, part: str) -> tuple[int, str] | None:
        """The place of a predecessor, and what is told of the link behind its number; None if there is no such row."""
        plain = _plain(part)
        first, second = (self._wbs, self._rows) if self._by_wbs else (self._rows, self._wbs)
        for known in (first, second, self._names):
            if plain in known:
                return known[plain], ""
        for end in range(len(plain) - 1, 0, -1):
            key, rest = plain[:end], plain[end:]
            if (key in first or key in second) and _LINK.fullmatch(rest):
                return (first if key in first else second)[key], _lag(rest)
        return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold().replace("−", "-").replace("–", "-")


def _lag(rest: str) -> str:
    """Microsoft Project's words for lags in Chinese: 3FS+2 个工作日."""
    return re.sub(r"\s*(个|個)\s*(?=工作日|工作天|小时|小時|日|天|工时|工時)", "", rest).replace("工作天", "天")
