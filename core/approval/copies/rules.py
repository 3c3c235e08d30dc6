"""Documents frozen at submission: their seal, and a readable difference between two of them. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.words import N_, Language

Path = tuple[str, ...]
_LANGUAGES = frozenset(language.value for language in Language)


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"

    @property
    def label(self) -> str:
        return {Kind.ADDED: N_("Added"), Kind.REMOVED: N_("Removed"), Kind.CHANGED: N_("Changed"), Kind.MOVED: N_("Order changed")}[self]


@dataclass(frozen=True)
class Change:
    """One place at which two copies differ; `before` and `after` are plain values (None where there is nothing)."""

    path: Path
    kind: Kind
    before: Any = None
    after: Any = None


def written(document: Any) -> str:
    """The document as it is kept, in the order in which it was given."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def digest(document: Any) -> str:
    """A fingerprint: equal for two documents exactly if they say the same."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def difference(before: Any, after: Any) -> tuple[Change, ...]:
    """Where `after` differs from `before`, in reading order. Rows of a list are matched by their `code` if each has its own."""
    return tuple(_differences((), before, after))


def leaves(document: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every plain value of a document with the way to it. A content (a text per language) counts as one value."""
    if isinstance(document, Mapping) and document and not is_content(document):
        for key, value in document.items():
            yield from leaves(value, (*path, str(key)))
    elif isinstance(document, list) and document:
        for key, value in (_coded(document) or _numbered(document)).items():
            yield from leaves(value, (*path, key))
    else:
        yield path, document


def is_content(value: Any) -> bool:
    """Whether `value` is a text per language."""
    return isinstance(value, Mapping) and bool(value) and set(value) <= _LANGUAGES


def _numbered(rows: Sequence[Any]) -> dict[str, Any]:
    return {str(number): row for number, row in enumerate(rows, 1)}


def _coded(rows: Sequence[Any]) -> dict[str, Any] | None:
    """The rows by their codes, if each has a text of its own as code."""
    codes = [row.get("code") if isinstance(row, Mapping) else None for row in rows]
    if not all(isinstance(code, str) for code in codes) or len(set(codes)) != len(codes):
        return None
    return dict(zip(codes, rows, strict=True))  # type: ignore[arg-type]


def _all(path: Path, kind: Kind, value: Any) -> Iterator[Change]:
    for where, leaf in leaves(value, path):
        yield Change(where, kind, *((None, leaf) if kind is Kind.ADDED else (leaf, None)))


def _differences(path: Path, a: Any, b: Any) -> Iterator[Change]:
    if isinstance(a, Mapping) and isinstance(b, Mapping) and a and b and not (is_content(a) or is_content(b)):
        yield from _members(path, dict(a), dict(b))
    elif isinstance(a, list) and isinstance(b, list) and a and b:
        old, new = _coded(a), _coded(b)
        if old is None or new is None:
            old, new = _numbered(a), _numbered(b)
        yield from _members(path, old, new)
        here, there = [key for key in old if key in new], [key for key in new if key in old]
        if here != there:
            yield Change(path, Kind.MOVED, ", ".join(here), ", ".join(there))
    elif digest(a) != digest(b):
        yield Change(path, Kind.CHANGED, a, b)


def _members(path: Path, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for key in [*old, *(key for key in new if key not in old)]:
        where = (*path, str(key))
        if key not in new:
            yield from _all(where, Kind.REMOVED, old[key])
        elif key not in old:
            yield from _all(where, Kind.ADDED, new[key])
        else:
            yield from _differences(where, old[key], new[key])
