"""Values that a copy of the database does not tell: sealed with AES-256-GCM, found again by a keyed hash. Keys by HKDF (RFC 5869), one for each use.

Whoever changes COCKPIT_SECRET names the earlier one in COCKPIT_OLD_SECRETS: what it sealed still opens, and is still found, until it is sealed anew.
"""

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

from core.config import old_secrets, secret

NONCE_BYTES = 12


def key_for(use: str) -> bytes:
    """A key of 256 bits that no other use knows."""
    return _derived(use, secret())


@lru_cache(64)
def _derived(use: str, root: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt=None, info=f"service-cockpit {use}".encode()).derive(root)


def sealed(use: str, about: str, text: str) -> str:
    """`text` as it is stored; it opens for what it is `about` only."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key_for(use)).encrypt(nonce, text.encode(), about.encode())).decode()


def opened(use: str, about: str, stored: str) -> str | None:
    """The text behind what is stored; None when it was made under an unknown secret, about something else, or changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        whole = base64.b64decode(stored, validate=True)
    except ValueError:
        return None
    for root in (secret(), *old_secrets()):
        try:
            return AESGCM(_derived(use, root)).decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], about.encode()).decode()
        except (InvalidTag, ValueError):
            continue
    return None


def index(use: str, text: str) -> str:
    """A keyed hash by which an exact value is found again; it tells nothing without the key."""
    return _hashed(key_for(use), text)


def indexes(use: str, text: str) -> list[str]:
    """The hashes under the present secret and earlier ones, for looking a value up."""
    return [_hashed(_derived(use, root), text) for root in (secret(), *old_secrets())]


def _hashed(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def mark() -> str:
    """Names the present secret without telling it: what bears another mark is to be sealed anew."""
    return index("mark of the secret", "")[:12]
