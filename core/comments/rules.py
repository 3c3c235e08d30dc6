"""How long, until when changed, and who is called by name in a comment. Pure."""

import re
from datetime import datetime, timedelta

from core.errors import Refusal
from core.notice.rules import Kind, Mail, declare
from core.settings import rules as settings
from core.words import N_

BODY_LIMIT = 4000
EDIT_MINUTES = settings.declare(settings.Setting(
    "comments.edit_minutes", settings.NOTICES, N_("Time to correct a comment"),
    N_("As long as this authors may change a comment of theirs. What it said before is kept, and readers can see it."), 15, least=0, most=1440,
    unit=settings.MINUTES,
))  # fmt: skip
EXCERPT = 120
"""So much of a comment stands in the notice about it."""

MENTIONED = declare(Kind("mention", N_("Somebody mentions me"), Mail.NOW))
COMMENTED = declare(Kind("comment", N_("Comments on what I have to do with"), Mail.DIGEST))

_CALL = re.compile(r"(?<![A-Za-z0-9_@./-])@([A-Za-z0-9][A-Za-z0-9._-]{1,39})")


class NotYourWords(Refusal):
    message = N_("Only its author can change or strike a comment.")


class TooLate(Refusal):
    message = N_("A comment can be changed for {minutes} minutes. Write another one that puts it right.")


class Struck(Refusal):
    message = N_("This comment was struck; it cannot be changed any more.")


class MayNotSee(Refusal):
    message = N_("{person} may not see this record and cannot be mentioned here. Leave out the name, or give the person access first.")


def called(body: str) -> frozenset[str]:
    """User names called with @ in a text. An e-mail address calls nobody, and the dot that ends a sentence is no part of a name."""
    return frozenset(found.rstrip("._-").lower() for found in _CALL.findall(body))


def editable(at: datetime, written_at: datetime, minutes: int) -> bool:
    """Whether the author may still change a comment that may be changed for so many minutes."""
    return at - written_at <= timedelta(minutes=minutes)


def excerpt(body: str) -> str:
    """The beginning of a comment in one line."""
    line = " ".join(body.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"
