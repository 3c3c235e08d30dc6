"""Taking the outbox to the mail server. An edge like the desk: it opens units of work and holds none while it sends."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from core import work
from core.audit.actions import NOBODY
from core.clock import now
from core.config import settings
from core.errors import TryAgain
from core.notice import queries
from core.notice.outbox import actions, letter, line

log = logging.getLogger("cockpit")
SENDER = replace(NOBODY, origin="sender")
PATIENCE = (0.2, 1.0, 5.0, 15.0)
"""Seconds between tries to write down what became of a mail; all of them shorter than its lease."""


@dataclass
class Delivered:
    """What became of the mails of one delivery."""

    sent: int = 0
    later: int = 0
    refused: int = 0
    uncertain: int = 0


def _kept(step: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Do a step of a mail; what is known about it must not be lost to a database that is away for a moment."""
    for pause in PATIENCE:
        try:
            return work.do(step, SENDER, *args, **kwargs)
        except TryAgain:
            time.sleep(pause)
    return work.do(step, SENDER, *args, **kwargs)


def deliver(*, stopping: Callable[[], bool] = lambda: False) -> Delivered:
    """Send everything whose time has come, until nothing is left or the mail server is away. Nothing without one.

    Refuses TryAgain when the database cannot be reached; what was claimed is then free again after its lease.
    """
    outcome = Delivered()
    while settings().mails and not stopping() and work.ask(queries.any_due, now()):
        token = uuid.uuid4().hex
        letters = work.do(actions.claim, SENDER, token=token)
        if letters and not _sent(letters, token, outcome, stopping):
            break
    return outcome


def _sent(letters: list[queries.Letter], token: str, outcome: Delivered, stopping: Callable[[], bool]) -> bool:
    """Send claimed mails over one line; False when the server is away."""
    smtp = settings().cockpit_smtp_url
    assert smtp is not None  # noqa: S101 - deliver has looked
    try:
        with line.opened(smtp.get_secret_value()) as server:
            for one in letters:
                if stopping():
                    _kept(actions.put_back, token=token, error="the sender was stopped")
                    break
                _one(server, one, token, outcome)
    except line.ServerAway as away:
        log.warning("mail server away", extra={"reason": str(away)[:200]})
        outcome.later += _kept(actions.put_back, token=token, error=str(away))
        return False
    return True


def _hushed(said: str, one: queries.Letter) -> str:
    """What a server answered, without the address that it likes to repeat."""
    return re.sub(re.escape(one.address), "…", said, flags=re.IGNORECASE) if one.address else said


def _one(server: line.Line, one: queries.Letter, token: str, outcome: Delivered) -> None:
    sender, address = settings().cockpit_mail_from, settings().cockpit_url.split(",")[0]
    mail = letter.written(one, sender=sender, address=address, zone=ZoneInfo(settings().cockpit_timezone), at=now())
    try:
        server.give(
            sender, one.address or "", mail.as_bytes(),
            before_the_end=lambda: bool(_kept(actions.hand_over, one.id, token=token)),
        )  # fmt: skip
    except line.NotTaken as answer:
        _kept(actions.not_sent, one.id, token=token, error=_hushed(str(answer), one), for_good=answer.for_good)
        outcome.refused += answer.for_good
        outcome.later += not answer.for_good
    except line.NobodyKnows as broken:
        log.warning("a mail of unknown fate", extra={"mail": one.key})
        _kept(actions.uncertain, one.id, token=token, error=str(broken))
        outcome.uncertain += 1
        raise line.ServerAway(str(broken)) from broken
    except line.GivenUp:
        log.warning("a mail was taken over", extra={"mail": one.key})
        raise line.ServerAway("the line was ended") from None
    else:
        _kept(actions.sent, one.id, token=token)
        outcome.sent += 1
