"""Notices, the outbox and the routines."""

from datetime import timedelta

from sqlalchemy import select

from core import db
from core.audit.actions import NOBODY
from core.clock import at, now
from core.notice import actions as notices
from core.notice.outbox import actions as outbox
from core.notice.records import Notice
from core.notice.rules import Mail
from core.routines import actions as routines
from tests.faults.rows.approvals import submission
from tests.faults.rows.followups import opened
from tests.faults.stage import Stage, of


def notice_ids(s: Stage, who: str) -> list[int]:
    with db.reading() as session:
        return list(session.scalars(select(Notice.id).where(Notice.person_id == s.person(who), Notice.read_at.is_(None))))


@of(notices.read)
def some_are_read(s):
    opened(s)
    return s.ready(notices.read, "mei", notice_ids(s, "mei")[:1])


@of(notices.read_all)
def all_are_read(s):
    opened(s)
    return s.ready(notices.read_all, "mei")


@of(notices.prefer)
def a_wish_is_kept(s):
    return s.ready(notices.prefer, "mei", "followup", Mail.NEVER)


@of(notices.prefer)
def a_wish_is_changed(s):
    s.do(notices.prefer, "mei", "followup", Mail.NEVER)
    return s.ready(notices.prefer, "mei", "followup", Mail.NOW)


@of(outbox.digest)
def the_day_s_mails_are_written(s):
    opened(s)
    tomorrow = now().replace(hour=6) + timedelta(days=1)
    return s.ready(outbox.digest, NOBODY, when=tomorrow)


def claimed(s: Stage) -> int:
    """A mail of an approval that waits, claimed by a sender called t."""
    submission(s)
    return s.do(outbox.claim, NOBODY, token="t")[0].id


@of(outbox.claim)
def mails_are_claimed(s):
    submission(s)
    return s.ready(outbox.claim, NOBODY, token="t")


@of(outbox.claim)
def mails_of_a_sender_that_died_are_sorted(s):
    kept = claimed(s)
    s.do(outbox.hand_over, NOBODY, kept, token="t")
    return s.ready(outbox.claim, NOBODY, token="u", when=now() + timedelta(hours=1))


@of(outbox.hand_over)
def a_mail_is_about_to_be_given(s):
    return s.ready(outbox.hand_over, NOBODY, claimed(s), token="t")


@of(outbox.sent)
def a_mail_was_taken(s):
    return s.ready(outbox.sent, NOBODY, claimed(s), token="t")


@of(outbox.not_sent)
def a_mail_was_not_taken(s):
    return s.ready(outbox.not_sent, NOBODY, claimed(s), token="t", error="busy")


@of(outbox.put_back)
def mails_are_put_back(s):
    claimed(s)
    return s.ready(outbox.put_back, NOBODY, token="t", error="away")


@of(outbox.uncertain)
def nobody_knows_what_became_of_a_mail(s):
    return s.ready(outbox.uncertain, NOBODY, claimed(s), token="t", error="broken")


@of(routines.take)
def a_routine_is_taken(s):
    return s.ready(routines.take, NOBODY, "followups", token="t")


@of(routines.carry_out)
def a_routine_is_done_and_written_down(s):
    opened(s)
    then = now() + timedelta(days=30)
    with at(then):
        s.do(routines.take, NOBODY, "followups", token="t")
    return s.ready(routines.carry_out, NOBODY, "followups", token="t", when=then)


@of(routines.put_off)
def a_routine_that_failed_is_put_off(s):
    s.do(routines.take, NOBODY, "followups", token="t")
    return s.ready(routines.put_off, NOBODY, "followups", token="t", error="no")
