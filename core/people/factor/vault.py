"""The two keys of the second factor, each derived for one use only from the installation's secret (HKDF, RFC 5869).

A copy of the database without COCKPIT_SECRET neither makes codes nor tries recovery codes.
"""

import base64
import hashlib
import hmac
import secrets

import pyotp

from core.config import secret
from core.people.factor import rules

NONCE_BYTES = 12


def key_for(use: str) -> bytes:
    """A key of 256 bits that no other use knows."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt=None, info=f"service-cockpit {use}".encode()).derive(secret())


def fresh_secret() -> str:
    """A new shared secret of 160 bits in Base32, as RFC 4226 recommends."""
    return pyotp.random_base32(32)


def sealed(shared: str, person_id: int) -> str:
    """A shared secret as it is stored; it opens for this person only (AES-256-GCM)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(NONCE_BYTES)
    hidden = AESGCM(key_for("second factor")).encrypt(nonce, shared.encode(), _whose(person_id))
    return base64.b64encode(nonce + hidden).decode()


def opened(stored: str, person_id: int) -> str | None:
    """The shared secret behind what is stored; None when it was made under another secret, for another person, or changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        whole = base64.b64decode(stored, validate=True)
        return AESGCM(key_for("second factor")).decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], _whose(person_id)).decode()
    except (InvalidTag, ValueError):
        return None


def _whose(person_id: int) -> bytes:
    return f"person {person_id}".encode()


def fresh_codes() -> list[str]:
    """Ten new recovery codes, as they are shown once."""
    length = rules.GROUPS * rules.GROUP
    return [rules.written_recovery("".join(secrets.choice(rules.LETTERS) for _ in range(length))) for _ in range(rules.RECOVERY_CODES)]


def fingerprint(code: str) -> str:
    """What is stored of a recovery code. One keyed hash is enough: 59 random bits cannot be gone through without the key."""
    return hmac.new(key_for("recovery codes"), rules.typed_recovery(code).encode(), hashlib.sha256).hexdigest()
