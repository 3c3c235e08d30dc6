"""The two keys of the second factor, each derived for one use only from the installation's secret (HKDF, RFC 5869).

A copy of the database without COCKPIT_SECRET neither makes codes nor tries recovery codes.
"""

import hashlib
import hmac
import secrets

import pyotp

from core import sealing
from core.people.factor import rules
from core.sealing import key_for

USE = "second factor"


def fresh_secret() -> str:
    """A new shared secret of 160 bits in Base32, as RFC 4226 recommends."""
    return pyotp.random_base32(32)


def sealed(shared: str, person_id: int) -> str:
    """A shared secret as it is stored; it opens for this person only (AES-256-GCM)."""
    return sealing.sealed(USE, _whose(person_id), shared)


def opened(stored: str, person_id: int) -> str | None:
    """The shared secret behind what is stored; None when it was made under another secret, for another person, or changed."""
    return sealing.opened(USE, _whose(person_id), stored)


def _whose(person_id: int) -> str:
    return f"person {person_id}"


def fresh_codes() -> list[str]:
    """Ten new recovery codes, as they are shown once."""
    length = rules.GROUPS * rules.GROUP
    return [rules.written_recovery("".join(secrets.choice(rules.LETTERS) for _ in range(length))) for _ in range(rules.RECOVERY_CODES)]


def fingerprint(code: str) -> str:
    """What is stored of a recovery code. One keyed hash is enough: 59 random bits cannot be gone through without the key."""
    return hmac.new(key_for("recovery codes"), rules.typed_recovery(code).encode(), hashlib.sha256).hexdigest()
