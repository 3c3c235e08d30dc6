"""The steps of a mail, each in a transaction of its own, and the digest that writes new ones."""

import random
import uuid
from datetime import timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.access import Actor
from core.audit import note
from core.clock import here, now
from core.config import settings
from core.notice import queries, rules
from core.notice.queries import Letter
from core.notice.records import Notice, OutMail
from core.notice.rules import State
from core.routines import routine
from core.settings.queries import value

AT_A_TIME = 20


def claim(session: Session, actor: Actor, *, token: str, limit: int = AT_A_TIME) -> list[Letter]:
    """Take mails whose time has come; nobody else touches them while the lease lasts. Nothing is sent here.

    Mails that a dead sender left are sorted first: those it had not handed over wait again, the others are uncertain.
    # house: the outbox's own bookkeeping, no deed on anything
    """
    moment = now()
    for left in queries.left_for_update(session, moment):
        if left.state == State.CLAIMED:
            left.state, left.token, left.lease_until, left.due_at = State.WAITING.value, None, None, moment
        else:
            _uncertain(session, left, "the sender ended without an answer")
    session.flush()  # house: what waits again is found by the next question
    taken = queries.due_for_update(session, moment, limit)
    for mail in taken:
        mail.state, mail.token, mail.lease_until = State.CLAIMED.value, token, moment + rules.LEASE
        mail.attempts += 1
    letters = queries.letters(session, taken) if taken else []
    nobody = {letter.id for letter in letters if not letter.address or not (letter.lines or letter.body)}
    for mail in taken:
        if mail.id in nobody:
            _ended(mail, State.REFUSED, "nobody to mail to")
    return [letter for letter in letters if letter.id not in nobody]


def hand_over(session: Session, actor: Actor, mail_id: int, *, token: str) -> bool:
    """Say that the end of the mail is given to the server next; False when another sender has taken it over.

    # house: the outbox's own bookkeeping, no deed on anything
    """
    mail = queries.held_for_update(session, mail_id, token)
    if mail is None or mail.state != State.CLAIMED:
        return False
    mail.state, mail.lease_until = State.HANDING.value, now() + rules.LEASE
    return True


def sent(session: Session, actor: Actor, mail_id: int, *, token: str) -> None:
    """The server has taken it. # house: the outbox's own bookkeeping, no deed on anything"""
    mail = queries.held_for_update(session, mail_id, token)
    if mail is not None:
        _ended(mail, State.SENT, None)


def not_sent(session: Session, actor: Actor, mail_id: int, *, token: str, error: str, for_good: bool = False) -> None:
    """The server surely has not taken it: tried again later, or given up (`for_good`, or older than five days).

    # house: the outbox's own bookkeeping, no deed on anything
    """
    mail, moment = queries.held_for_update(session, mail_id, token), now()
    if mail is None:
        return
    if for_good or moment - mail.created_at > rules.GIVEN_UP_AFTER:
        _ended(mail, State.REFUSED, error)
    else:
        mail.state, mail.token, mail.lease_until, mail.error = State.WAITING.value, None, None, error[:200]
        mail.due_at = rules.again_at(moment, mail.attempts, random.random())  # noqa: S311 - spreads retries, guards nothing


def put_back(session: Session, actor: Actor, *, token: str, error: str) -> int:
    """The server cannot be reached: everything this sender has claimed waits, however long that takes. How many.

    # house: the outbox's own bookkeeping, no deed on anything
    """
    mails, moment = queries.claimed_for_update(session, token), now()
    for mail in mails:
        mail.state, mail.token, mail.lease_until, mail.error = State.WAITING.value, None, None, error[:200]
        mail.due_at = rules.again_at(moment, mail.attempts, random.random())  # noqa: S311 - spreads retries, guards nothing
    return len(mails)


def uncertain(session: Session, actor: Actor, mail_id: int, *, token: str, error: str) -> None:
    """Nobody knows whether the server took it. # house: the outbox's own bookkeeping, no deed on anything"""
    mail = queries.held_for_update(session, mail_id, token)
    if mail is not None:
        _uncertain(session, mail, error)


def hold_back(session: Session, actor: Actor) -> int:
    """Send nothing that was written before now: a house brought back from a backup cannot know what was sent since. How many mails.

    What they told stands in the inboxes and comes in no digest either. # house: part of another deed, which requires and notes
    """
    mails = queries.unsent_for_update(session)
    for mail in mails:
        _ended(mail, State.UNCERTAIN, "held back: the house was restored from a backup")
    session.execute(update(Notice).where(Notice.digest.is_(True)).values(digest=False).execution_options(synchronize_session=False))
    return len(mails)


def _uncertain(session: Session, mail: OutMail, error: str) -> None:
    """It is not sent again; what of it is unread comes along in the reader's next digest."""
    _ended(mail, State.UNCERTAIN, error)
    for one in queries.carried_for_update(session, mail.key):
        if one.read_at is None:
            one.digest, one.mail_key = True, None


def _ended(mail: OutMail, state: State, error: str | None) -> None:
    mail.state, mail.token, mail.lease_until, mail.ended_at = state.value, None, None, now()
    mail.secret = None
    mail.error = error[:200] if error else None


# ------------------------------------------------------------------ the daily digest
def digest(session: Session, actor: Actor) -> int:
    """Write today's digests, once its hour has come: one mail for each who has unread notices waiting. How many.

    # house: the house's own routine, nobody asks for it
    """
    moment = now()
    cut = rules.digest_cut(moment, value(session, rules.DIGEST_HOUR), ZoneInfo(settings().cockpit_timezone))
    if cut is None or not settings().mails:
        return 0
    day, waiting = here(moment).date(), queries.gathered_for_update(session, cut)
    readers = {one.person_id for one in waiting}
    if not readers:
        return 0
    reachable, served, written = queries.mailable(session, readers), queries.digested(session, day), 0
    for person_id, group in groupby(waiting, key=lambda one: one.person_id):
        lines = list(group)
        if person_id not in reachable:
            for line in lines:
                line.digest = False
        elif person_id not in served:
            key = uuid.uuid4().hex
            session.add(
                OutMail(key=key, person_id=person_id, digest_on=day, state=State.WAITING.value, created_at=moment, due_at=moment, attempts=0)
            )  # fmt: skip
            for line in lines:
                line.mail_key = key
            written += 1
    if written:
        note(session, actor, "notice:digest", "mail", None, mails=written)
    return written


routine("digest", timedelta(minutes=10), digest)
