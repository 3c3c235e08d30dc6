"""What a reference table is, which changes it takes, and what of it may be chosen. Pure.

A table ships as a file in data/reference. Nothing is planted: until somebody edits a table the file is the table; from
then on the edited one is, and codes that a later version ships are added at its end. Records keep codes only.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core import fields
from core.errors import Fault, Faulty, Refusal
from core.words import N_, Content

NAME_LIMIT = 80
MOST_ENTRIES = 300
CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")


class FaultyTable(Faulty):
    message = N_("The table has {count} faults; nothing was saved.")



class EntryInUse(Refusal):
    message = N_("“{code}” is used by {count} records, so it cannot be deleted. Retire it: it is not offered any more, and old records keep their name.")


class NotAnEntry(Refusal):
    message = N_("“{value}” is not offered in “{field}” any more. Choose another one.")


@dataclass(frozen=True)
class Entry:
    """A line of a table. Records keep its `code`, which never changes; a retired one is kept but not offered."""

    code: str
    name: Content
    retired: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its entries in the order in which they are offered. `version` 0: as shipped, never edited."""

    code: str
    name: Content
    help: Content
    entries: tuple[Entry, ...]
    version: int = 0

    @property
    def names(self) -> dict[str, Content]:
        """The name of every code, retired ones too."""
        return {entry.code: entry.name for entry in self.entries}

    def offered(self, present: str = "") -> tuple[Entry, ...]:
        """What may be chosen: what is not retired, and what the record at hand has already."""
        return tuple(entry for entry in self.entries if not entry.retired or entry.code == present)

    def chosen(self, code: str, present: str = "", *, field: str) -> str:
        """`code`, if it may be chosen. Refuses NotAnEntry."""
        if code not in {entry.code for entry in self.offered(present)}:
            raise NotAnEntry(value=code[:40], field=field)
        return code


@dataclass(frozen=True)
class Line:
    """A line as somebody typed or imported it; `row` says where, for the report of faults."""

    row: int
    code: str
    name: Mapping[str, str]
    retired: bool = False


def cleaned(lines: Sequence[Line]) -> tuple[Entry, ...]:
    """`lines` as entries, in their order. Refuses FaultyTable with every fault."""
    faults, entries, seen = [], [], {}
    for line in lines:
        code = unicodedata.normalize("NFKC", line.code).strip()
        if not CODE.fullmatch(code):
            faults.append(Fault(line.row, N_("A code has 1 to 30 of the characters a-z, 0-9 and underscore, a letter first; “{code}” has not."), {"code": code[:40]}))
        elif code in seen:
            faults.append(Fault(line.row, N_("The code “{code}” stands in row {first} already."), {"code": code, "first": seen[code]}))
        seen.setdefault(code, line.row)
        try:
            entries.append(Entry(code, fields.content(line.name, N_("Name"), NAME_LIMIT), line.retired))
        except Refusal as refusal:
            faults.append(Fault(line.row, refusal.message, refusal.facts))
    if len(lines) > MOST_ENTRIES:
        faults.append(Fault(0, N_("A table takes at most {limit} entries."), {"limit": MOST_ENTRIES}))
    if not faults and not any(not entry.retired for entry in entries):
        faults.append(Fault(0, N_("At least one entry must be offered.")))
    if faults:
        raise FaultyTable(faults)
    return tuple(entries)


def check_deleted(before: Table, after: Collection[Entry], used: Mapping[str, int]) -> None:
    """Refuse to lose a code that records hold (EntryInUse)."""
    left = {entry.code for entry in after}
    for entry in before.entries:
        if entry.code not in left and used.get(entry.code):
            raise EntryInUse(code=entry.code, count=used[entry.code])


def merged(shipped: Table, entries: Sequence[Entry], known: Collection[str], version: int) -> Table:
    """The edited table; what a later version ships (not `known` when it was edited) is added at its end."""
    here = {entry.code for entry in entries}
    fresh = (entry for entry in shipped.entries if entry.code not in known and entry.code not in here)
    return replace(shipped, entries=(*entries, *fresh), version=version)


def kept(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Entries as the database keeps them."""
    return [{"code": entry.code, "name": dict(entry.name), "retired": entry.retired} for entry in entries]


def of_kept(rows: Sequence[Mapping[str, Any]]) -> tuple[Entry, ...]:
    return tuple(Entry(row["code"], row["name"], bool(row["retired"])) for row in rows)


def differences(before: Table, after: Table) -> Iterator[tuple[str, dict[str, object]]]:
    """What changed, for the trail: added, deleted and changed codes, and a new order."""
    old, new = {entry.code: entry for entry in before.entries}, {entry.code: entry for entry in after.entries}
    if added := {code: dict(new[code].name) for code in new if code not in old}:
        yield "added", added
    if deleted := {code: dict(old[code].name) for code in old if code not in new}:
        yield "deleted", deleted
    changed: dict[str, object] = {
        code: {"before": kept([old[code]])[0], "after": kept([new[code]])[0]} for code in new if code in old and old[code] != new[code]
    }
    if changed:
        yield "changed", changed
    both = [code for code in old if code in new]
    order = [code for code in new if code in old]
    if both != order:
        yield "order", {"before": both, "after": order}
