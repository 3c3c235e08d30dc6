"""The chain: what a link covers, and how a break shows. Pure."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True)
class Link:
    """The content of one entry as the chain sees it."""

    number: int
    at: datetime
    actor_id: int | None
    actor_name: str
    origin: str
    deed: str
    subject_kind: str
    subject_id: int | None
    subject_code: str
    project_id: int | None
    facts: dict[str, Any]
    key: str | None


@dataclass(frozen=True)
class Verdict:
    """Outcome of a verification: how many links hold, and the number of the first that does not."""

    count: int
    head: str
    broken_at: int | None = None

    @property
    def sound(self) -> bool:
        return self.broken_at is None


def plain(value: object) -> Any:
    """`value` as JSON can keep it without losing anything a reader needs: decimals and dates become text."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in (sorted(value, key=str) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, bool) or value is None or isinstance(value, (int, str)):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def seal(secret: bytes, previous: str, link: Link) -> str:
    """The hash of `link` after `previous`: HMAC-SHA256 over canonical JSON, so that nobody without the key can rewrite."""
    at = link.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    body = [
        link.number, at, link.actor_id, link.actor_name, link.origin, link.deed, link.subject_kind,
        link.subject_id, link.subject_code, link.project_id, link.facts, link.key,
    ]  # fmt: skip
    text = previous + json.dumps(body, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hmac.new(b"audit-chain" + secret, text.encode(), hashlib.sha256).hexdigest()


def verify(secret: bytes, rows: Iterable[tuple[Link, str, str]], head: tuple[int, str] | None) -> Verdict:
    """Walk (link, previous, hash) in order of number; `head` is the count and hash that should stand at the end.

    Finds edits, deletions, insertions, swaps and a cut tail (by the head row; a tail cut together with the head
    row shows only against a head noted elsewhere).
    """
    previous, count = GENESIS, 0
    for link, said_previous, said_hash in rows:
        if link.number != count + 1 or said_previous != previous or not hmac.compare_digest(seal(secret, previous, link), said_hash):
            return Verdict(count, previous, broken_at=count + 1)
        previous, count = said_hash, link.number
    if head is not None and head != (count, previous):
        return Verdict(count, previous, broken_at=count + 1)
    return Verdict(count, previous)
