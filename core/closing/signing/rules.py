"""A customer's link: how it is kept, and why it may not open. Pure."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from core.closing.acceptance.rules import written
from core.errors import Refusal
from core.words import N_, Language

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
"""256 bits, as `secrets.token_urlsafe(32)` writes them."""


class Standing(StrEnum):
    """How a link stands for who opens it."""

    OPEN = "open"
    USED = "used"
    LATE = "late"
    REVOKED = "revoked"


class LinkUnknown(Refusal):
    message = N_("This link does not open anything. Check that it was copied whole, or ask whoever sent it for a new one.")


class LinkUsed(Refusal):
    message = N_("This link was used already: your signature has arrived and is kept. A link signs once.")


class LinkLate(Refusal):
    message = N_("This link opened until {until} and is late now. Nothing of the acceptance is lost: ask whoever sent it for a new one.")


class LinkRevoked(Refusal):
    message = N_("This link was replaced by a newer one, or the acceptance has ended without it. Ask whoever sent it how it stands.")


class NotOneOfUs(Refusal):
    message = N_("“{name}” belongs to those who prepare or sign this acceptance with an account. Somebody of the customer or the third party has to sign here.")


class SignedInHere(Refusal):
    message = N_("You are signed in with an account of the house. This link is for the customer: open it on the customer’s own device.")


class NotByLink(Refusal):
    message = N_("This seat is signed with an account, not by a link.")


def standing(expires_at: datetime, used_at: datetime | None, revoked_at: datetime | None, moment: datetime) -> Standing:
    """How a link stands at `moment`."""
    if used_at is not None:
        return Standing.USED
    if revoked_at is not None:
        return Standing.REVOKED
    return Standing.OPEN if moment < expires_at else Standing.LATE


def fingerprint(token: str) -> str:
    """What of a token is kept."""
    return hashlib.sha256(f"acceptance:{token}".encode()).hexdigest()


def attempt(token: str, form: str) -> str:
    """The key of sending one drawn form with one link: the same form twice is one signature."""
    return "acceptance:" + hashlib.sha256(f"{token}:{form[:64]}".encode()).hexdigest()[:48]


def path(token: str, language: Language | None = None) -> str:
    """Where a link leads, from the application's address."""
    return f"acceptance/{token}" + (f"?lang={language.value}" if language else "")


def check_stranger(name: str, known: Iterable[Mapping[str, str]], usernames: Iterable[str] = ()) -> None:
    """Refuses NotOneOfUs: a written name that is one of the known people's, in whatever language."""
    key = written(name)
    if any(written(one) == key for names in known for one in names.values() if one) or any(written(one) == key for one in usernames):
        raise NotOneOfUs(name=name)
