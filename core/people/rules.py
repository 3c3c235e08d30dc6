"""What a good password is, when a sign-in holds, and how a user name reads. Pure.

Passwords follow ASVS 5.0 (6.2): length instead of composition, the whole password counts (no 72-byte cut:
a Chinese passphrase is three bytes a character), common ones refused.
"""

import base64
import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from core.errors import Refusal
from core.settings.rules import CHARACTERS, HOURS, MINUTES, SIGN_IN, TIMES, Setting, declare
from core.words import N_

MIN_LENGTH, MAX_LENGTH = 12, 128
MIN_DIFFERENT = 4
MAX_FAILURES = 5
LOCK = timedelta(minutes=15)
ADDRESS_WINDOW, ADDRESS_FAILURES = timedelta(minutes=10), 50
TICKET_LIFE = timedelta(seconds=30)
FIRST_PASSWORD_LIFE = timedelta(hours=24)
SEEN_EVERY = timedelta(seconds=30)
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")

PASSWORD_LENGTH = declare(Setting(
    "people.password_length", SIGN_IN, N_("Shortest password"),
    N_("Holds for passwords chosen from now on. Length protects better than signs and digits."),
    MIN_LENGTH, least=MIN_LENGTH, most=64, unit=CHARACTERS,
))  # fmt: skip
FIRST_PASSWORD_HOURS = declare(Setting(
    "people.first_password_hours", SIGN_IN, N_("Life of a first password"),
    N_("A first password that is not used by then opens nothing. Holds for those given from now on."),
    FIRST_PASSWORD_LIFE // timedelta(hours=1), least=1, most=168, unit=HOURS,
))  # fmt: skip
FAILURES = declare(Setting(
    "people.failures", SIGN_IN, N_("Wrong passwords before an account is locked"),
    N_("After so many wrong passwords in a row even the right one is refused for a while."),
    MAX_FAILURES, least=3, most=20, unit=TIMES,
))  # fmt: skip
LOCK_MINUTES = declare(Setting(
    "people.lock_minutes", SIGN_IN, N_("How long a locked account stays locked"),
    N_("An administrator unlocks it earlier with a new first password."),
    LOCK // timedelta(minutes=1), least=1, most=1440, unit=MINUTES,
))  # fmt: skip
IDLE_MINUTES = declare(Setting(
    "people.idle_minutes", SIGN_IN, N_("A sign-in without a click ends after"),
    N_("Holds for every open sign-in from now on."),
    30, least=5, most=1440, unit=MINUTES,
))  # fmt: skip
SESSION_HOURS = declare(Setting(
    "people.session_hours", SIGN_IN, N_("A sign-in ends in any case after"),
    N_("Holds for sign-ins from now on."),
    12, least=1, most=72, unit=HOURS,
))  # fmt: skip


class PasswordTooShort(Refusal):
    message = N_("A password needs at least {least} characters; a short sentence is a good one.")


class PasswordTooLong(Refusal):
    message = N_("A password may have at most {most} characters.")


class PasswordCommon(Refusal):
    message = N_("This password is too common or too simple. Choose words that others would not guess.")


class PasswordHasName(Refusal):
    message = N_("A password must not contain the user name.")


class PasswordUnchanged(Refusal):
    message = N_("The new password must differ from the present one.")


class PasswordWrong(Refusal):
    message = N_("The present password is not right.")


class BadUsername(Refusal):
    message = N_("A user name has 2 to 40 of the characters a-z, 0-9, dot, dash and underscore.")


class SignInRefused(Refusal):
    """One sentence for every reason, so that nobody learns which names exist."""

    message = N_("User name or password is wrong, or the account is locked for a while. Try again later or ask an administrator.")


class LastAdministrator(Refusal):
    message = N_("This is the last active administrator. Make somebody else administrator first.")


class DepartmentLoop(Refusal):
    message = N_("A department cannot lie below itself.")


class NoRole(Refusal):
    message = N_("Choose at least one role.")


@cache
def common_passwords() -> frozenset[str]:
    """The 30,000 most used passwords that zxcvbn ships, casefolded, as far as they are long enough to matter."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    words = FREQUENCY_LISTS["passwords"]
    listed = words.split(",") if isinstance(words, str) else words
    return frozenset(word.casefold() for word in listed) | {"woaini1314520", "administrator", "servicecockpit", "1qaz2wsx3edc"}


def normal(text: str) -> str:
    """One way of writing for the same characters (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def username(text: str) -> str:
    """`text` as user names are kept. Refuses BadUsername."""
    name = normal(text).strip().casefold()
    if not USERNAME.fullmatch(name):
        raise BadUsername()
    return name


def check_password(password: str, name: str, least: int = MIN_LENGTH) -> None:
    """Refuse a password that is shorter than `least` characters, too long, common, or contains the user name."""
    text = normal(password)
    if len(text) < least:
        raise PasswordTooShort(least=least)
    if len(text) > MAX_LENGTH:
        raise PasswordTooLong(most=MAX_LENGTH)
    folded = text.casefold()
    # "passwordpassword" and "password1234" are as guessable as what they repeat or decorate.
    core = re.sub(r"[\d\W_]+$", "", folded)
    half = folded[: len(folded) // 2]
    if len(set(folded)) < MIN_DIFFERENT or {folded, core} & common_passwords() or (half * 2 == folded and half in common_passwords()):
        raise PasswordCommon()
    if name and name.casefold() in folded:
        raise PasswordHasName()


def prehash(password: str, pepper: bytes) -> bytes:
    """What bcrypt is given: a digest of the whole password, since bcrypt reads 72 bytes at most."""
    return base64.b64encode(hmac.new(b"password" + pepper, normal(password).encode(errors="surrogatepass"), hashlib.sha256).digest())


def token_hash(token: str) -> str:
    """Sessions and tickets are stored as hashes only: a copy of the database opens no session."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Hold:
    """The moments that decide whether a session still holds."""

    last_seen: datetime
    expires_at: datetime
    revoked: bool


def holds(hold: Hold, now: datetime, idle: timedelta) -> bool:
    """Whether a session is good at `now`: not revoked, not past its end, not idle too long."""
    return not hold.revoked and now < hold.expires_at and now - hold.last_seen < idle


def subtree(parents: dict[int, int | None], roots: frozenset[int]) -> frozenset[int]:
    """`roots` and every department below them, given each department's parent."""
    children: dict[int, list[int]] = {}
    for child, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(child)
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting.extend(children.get(here, ()))
    return frozenset(found)
