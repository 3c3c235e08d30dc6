"""A survey on its way: its states, its link, when it opens nothing any more. Pure."""

import hashlib
import re
from datetime import datetime
from enum import StrEnum

from core.errors import Refusal
from core.words import N_, Language

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
"""256 bits, as `secrets.token_urlsafe(32)` writes them."""


class State(StrEnum):
    """What is kept. That a survey has expired follows from the moment and is not kept."""

    OPEN = "open"
    ANSWERED = "answered"
    REVOKED = "revoked"


class Standing(StrEnum):
    """How a survey stands for who looks at it."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        return {
            Standing.OPEN: N_("Waiting for an answer"),
            Standing.ANSWERED: N_("Answer received"),
            Standing.EXPIRED: N_("Expired"),
            Standing.REVOKED: N_("Revoked"),
        }[self]


class SurveyEnded(Refusal):
    message = N_("{code} is answered, revoked or expired, so this is not possible any more. Send a new survey instead.")


class RemindedAlready(Refusal):
    message = N_("A reminder for {code} was made already, and a customer is reminded once only.")


class LinkInvalid(Refusal):
    """Unknown, used, revoked and expired links are refused alike, so that nobody learns anything by trying."""

    message = N_("This link cannot be used: it was answered already, has expired, or was never valid.")


class NotThisProject(Refusal):
    message = N_("The project does not serve this customer. Choose one of its customers, or none.")


class NotSolvedYet(Refusal):
    message = N_("{code} is not solved yet. Ask the customer about it when it is.")


class SurveyedAlready(Refusal):
    message = N_("The customer was asked about {request} already, by {code}. Open it to remind or to make a new link.")


def standing(state: str, expires_at: datetime, moment: datetime) -> Standing:
    """How a survey stands at `moment`, to the second."""
    if state == State.OPEN:
        return Standing.OPEN if moment < expires_at else Standing.EXPIRED
    return Standing(state)


def fingerprint(token: str) -> str:
    """What of a token is kept."""
    return hashlib.sha256(f"survey:{token}".encode()).hexdigest()


def attempt(token: str, form: str) -> str:
    """The key of sending one drawn form with one link: the same form twice is one answer, and nobody can name another's."""
    return "survey:" + hashlib.sha256(f"{token}:{form[:64]}".encode()).hexdigest()[:48]


def path(token: str, language: Language | None = None) -> str:
    """Where a link leads, from the application's address."""
    return f"survey/{token}" + (f"?lang={language.value}" if language else "")
