"""Senders are killed while they send, at any moment: nothing is sent twice, and nothing is lost."""

import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from sqlalchemy import text

from core import clock, db, work
from core.notice.outbox import actions, sending
from core.notice.outbox.letter import message_id
from core.notice.rules import State
from tests.notice import victim

MAILS, KILLS_AT_MOST = 240, 40
pytestmark = pytest.mark.slow


def waiting():
    with db.reading() as session:
        return session.scalar(text("SELECT count(*) FROM out_mails WHERE state IN ('waiting', 'claimed', 'handing')"))


def test_killed_senders_send_nothing_twice_and_lose_nothing(post, database, house, monkeypatch):
    """Two senders at once on one outbox, killed by turns. The mail server's own list is the judge."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["core.everything", "core.notice.outbox.sending", "tests.notice.victim"])
    names = ("COCKPIT_MAIL_FROM", "COCKPIT_SECRET", "COCKPIT_SMTP_URL", "DATABASE_URL", "FILES_DIR")
    environment, dice, kills = {name: os.environ[name] for name in names}, random.Random(11), 0
    post.address("mo", "ming", "lin")
    for number in range(MAILS // 3):
        post.tell("test_now", "mo", "ming", "lin", what=f"n{number:03}")

    def sender():
        process = context.Process(target=victim.send, args=(environment, 0.25), daemon=True)
        process.start()
        return process

    post.server.takes_s = 0.01
    senders = [sender(), sender()]
    while waiting() and kills < KILLS_AT_MOST:
        seen, patience = post.server.dots, time.monotonic() + 20
        while post.server.dots == seen and waiting() and time.monotonic() < patience:
            time.sleep(0.001)
        time.sleep(dice.random() * 0.05)  # while they are at it: before, at, or after the end of a mail
        dead = senders.pop(0)
        dead.kill()
        dead.join()
        kills += 1
        senders.append(sender())
    deadline = time.monotonic() + 60
    while waiting() and time.monotonic() < deadline:
        time.sleep(0.1)
    for one in senders:
        one.kill()
        one.join()

    mails = post.mails()
    states = Counter(mail.state for mail in mails)
    accepted = Counter(post.server.ids)
    known = {message_id(mail.key, "cockpit@example.cn"): mail for mail in mails}
    print(f"\n{database}: {kills} kills, {len(mails)} mails, {dict(states)}, accepted {len(accepted)}, twice {sum(n > 1 for n in accepted.values())}")
    assert len(mails) == MAILS
    assert set(states) <= {State.SENT, State.UNCERTAIN}
    assert kills >= 10
    assert set(accepted.values()) == {1}, "nothing is sent twice"
    assert set(accepted) <= set(known)
    assert [key for key, mail in known.items() if mail.state == State.SENT and key not in accepted] == [], "sent means accepted"
    assert states[State.UNCERTAIN] <= kills, "at most the one mail that a killed sender was just ending"

    # What an uncertain mail told waits for the reader's next digest.
    with clock.at((datetime.now(UTC) + timedelta(days=2)).replace(hour=4)):  # noon in Shanghai
        assert work.do(actions.digest, sending.SENDER) == len({mail.person_id for mail in mails if mail.state == State.UNCERTAIN})
        sending.deliver()
    told = Counter()
    for _, recipient, mail in post.server.mails:
        body = mail.get_content()
        told.update((recipient, f"n{number:03}") for number in range(MAILS // 3) if f"n{number:03}" in body)
    assert len(told) == MAILS, "every reader was told everything by mail"
    assert len(post.notices()) == MAILS
