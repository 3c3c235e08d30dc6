"""Hashing of passwords: bcrypt over a peppered digest of the whole password, in constant time for unknown names."""

from functools import cache

import bcrypt

from core.config import secret
from core.people import rules

COST = 12


def hashed(password: str) -> str:
    """What is stored for `password`. Takes a quarter of a second on purpose: call it outside a transaction."""
    return bcrypt.hashpw(rules.prehash(password, secret()), bcrypt.gensalt(COST)).decode()


def matches(password: str, stored: str | None) -> bool:
    """Whether `password` is the one behind `stored`; costs the same when there is none."""
    try:
        right = bcrypt.checkpw(rules.prehash(password, secret()), (stored or _nobodys()).encode())
    except ValueError:
        return False
    return right and stored is not None


@cache
def _nobodys() -> str:
    return hashed("an account that does not exist")
