"""What a code is, when it counts, and what a recovery code looks like. Pure.

Codes are those of RFC 6238 as every authenticator makes them: SHA-1, six digits, a step of thirty seconds. One step
before and after the present one is accepted (clocks differ, fingers are slow), and no step twice (ASVS 5.0, 6.5.1).
"""

import hmac
import re
import unicodedata
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

import pyotp

from core.access import Role
from core.errors import Refusal
from core.settings.rules import SIGN_IN, Setting, declare
from core.words import N_

STEP_SECONDS, DIGITS, DRIFT = 30, 6, 1
NEVER = -1
"""The last used step of a factor that has not been used."""
RECOVERY_CODES, GROUPS, GROUP = 10, 3, 4
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that is mistaken for another on paper; twelve of them are 59 bits."""
FEW_CODES = 3
ISSUER = "Service Cockpit"

SECOND_FACTOR_ROLES = declare(Setting(
    "signin.second_factor_roles", SIGN_IN, N_("Roles that must have the second step"),
    N_("Whoever holds one of them and has not set it up meets its page before anything else opens."),
    (), choices=tuple((role.value, role.label) for role in Role),
))  # fmt: skip


class CodeWrong(Refusal):
    message = N_("This code is not right, or it was used already. Wait for the next one and type that.")


class FactorThere(Refusal):
    message = N_("A second step is set up already. Turn it off first if you want to set it up anew.")


class NoFactor(Refusal):
    message = N_("No second step is set up here. Set it up first.")


class FactorDemanded(Refusal):
    message = N_("Your role needs the second step; it cannot be turned off. An administrator can reset it if the phone is lost.")


class Outcome(StrEnum):
    """How a typed code was judged."""

    CODE = "code"
    BACKUP = "backup"
    WRONG = "wrong"
    REPLAYED = "replayed"
    """It was right once; somebody has it from before."""
    LOCKED = "locked"

    @property
    def right(self) -> bool:
        return self in (Outcome.CODE, Outcome.BACKUP)


def step_at(moment: datetime) -> int:
    """The number of the time step that `moment` lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_at(secret: str, step: int) -> str:
    """The six digits that an authenticator shows during a step. `secret` is Base32."""
    return pyotp.HOTP(secret, digits=DIGITS).at(step)


def typed_code(text: str) -> str:
    """Six digits as people type them (blanks, full-width digits); empty if it is not a code."""
    digits = re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", text[:40]))
    return digits if re.fullmatch(r"[0-9]{6}", digits) else ""


def typed_recovery(text: str) -> str:
    """A recovery code without its dashes, whatever the case; empty if it cannot be one."""
    letters = re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", text[:80])).casefold()
    return letters if len(letters) == GROUPS * GROUP and set(letters) <= set(LETTERS) else ""


def written_recovery(letters: str) -> str:
    """A recovery code as it is shown: abcd-efgh-jkmn."""
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def matching_step(secret: str, typed: str, now: datetime) -> int | None:
    """The time step whose code was typed, the latest if several; every step is compared, in constant time."""
    here, found = step_at(now), None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if step >= 0 and hmac.compare_digest(code_at(secret, step), typed):
            found = step
    return found


def spaced(secret: str) -> str:
    """A secret in groups of four, for typing it off."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def address(secret: str, username: str) -> str:
    """The otpauth address that a QR code carries into an authenticator."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS).provisioning_uri(name=username, issuer_name=ISSUER)


def demanded(roles: Collection[str], of_roles: Collection[str]) -> bool:
    """Whether somebody of these roles must have a second factor."""
    return not set(roles).isdisjoint(of_roles)
