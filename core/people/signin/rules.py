"""Which claims of a company account open the door, and how doors are called. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core import fields
from core.errors import Refusal
from core.words import N_

CHALLENGE_LIFE = timedelta(minutes=5)
FRESH = timedelta(minutes=2)
"""How old a company account's token may be: Streamlit keeps it for thirty days, and it cannot be revoked."""
CLAIM_LIMIT = 255
KEPT_AFTER = timedelta(days=30)
"""How long a refused try, or a sign-in that is over, can still be looked into; longer than anything counts or is told."""


class Method(StrEnum):
    """How somebody signed in."""

    PASSWORD = "password"  # noqa: S105 - a word
    PASSWORD_CODE = "password+code"  # noqa: S105
    PASSWORD_BACKUP = "password+backup"  # noqa: S105
    OIDC = "oidc"
    OIDC_CODE = "oidc+code"
    OIDC_BACKUP = "oidc+backup"

    @property
    def label(self) -> str:
        return {
            Method.PASSWORD: N_("Password"),
            Method.PASSWORD_CODE: N_("Password and code"),
            Method.PASSWORD_BACKUP: N_("Password and recovery code"),
            Method.OIDC: N_("Company account"),
            Method.OIDC_CODE: N_("Company account and code"),
            Method.OIDC_BACKUP: N_("Company account and recovery code"),
        }[self]

    @property
    def by_password(self) -> bool:
        return self.value.startswith("password")


class CompanyAccountUnknown(Refusal):
    """One sentence for every reason, so that nobody learns which names exist."""

    message = N_("This company account opens nothing here. Sign in with user name and password, or ask an administrator.")


class CompanySignInOver(Refusal):
    message = N_("This sign-in with the company account is over or was used already. Please start it once more.")


class SecondStepOver(Refusal):
    message = N_("The second step is over: too many wrong codes, or too long ago. Begin again, later if the account is locked.")


@dataclass(frozen=True)
class Challenge:
    """A right password, or a right company account, that still lacks the second step. It opens nothing."""

    token: str


@dataclass(frozen=True)
class Answered:
    """What became of a code: a ticket, another try, or (over) the way back to the beginning."""

    ticket: str | None = None
    over: bool = False


@dataclass(frozen=True)
class Claims:
    """What we take from a company account's token, which Authlib has verified."""

    issuer: str
    subject: str
    nonce: str
    issued_at: int
    name: str
    """The configured claim, folded; empty if there is none that can be trusted."""


def claims(said: Mapping[str, object], claim: str, domain: str = "") -> Claims | None:
    """The claims as far as they are whole; None otherwise.

    An address counts only if the provider has verified it and it lies in `domain`; what stands before its @ is the name.
    """
    texts = [said.get(key) for key in ("iss", "sub", "nonce")]
    issued = said.get("iat")
    if not all(_is_line(one) for one in texts):
        return None
    if isinstance(issued, bool) or not isinstance(issued, (int, float)) or not math.isfinite(issued):
        return None
    name = str(said[claim]).strip().casefold() if _is_line(said.get(claim)) else ""
    if claim == "email":
        before, _, after = name.rpartition("@")
        name = before if said.get("email_verified") is True and domain and after == domain.strip().casefold() else ""
    return Claims(*(str(one) for one in texts), int(issued), name)


def _is_line(text: object) -> bool:
    """Whether this is a text as providers write them: nothing in it that fields would drop, so that no two texts become one."""
    return isinstance(text, str) and 0 < len(text) <= CLAIM_LIMIT and fields.line(text, "", CLAIM_LIMIT, needed=False) == text.strip() != ""


def is_fresh(found: Claims, now: datetime) -> bool:
    """Whether the token was issued just now."""
    return abs(now.timestamp() - found.issued_at) <= FRESH.total_seconds()
