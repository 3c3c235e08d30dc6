"""Deeds on what people say of pages: say it, reply to it."""

from random import SystemRandom

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import NOBODY, touch
from core.clock import today
from core.db import with_ids
from core.errors import Stale
from core.notice.actions import tell
from core.resources.usability import queries, rules
from core.resources.usability.queries import KIND, TOPIC, VOICE
from core.resources.usability.records import PageRemark, PageTurn
from core.resources.usability.rules import Outcome
from core.words import N_


def say(session: Session, actor: Actor, page: str, *, clear: bool, words: str = "") -> int:
    """Say whether a page is clear, once a month, and what is not. That somebody spoke is kept, and what all said; not who said what, nor on which day. Returns the id of the page's month.

    Refuses SaidAlready, NoSuchPage, TooLong.
    """
    require(actor, Permission.ACCOUNT_USE)
    name = queries.page_named(page)
    said = fields.paragraph(words, N_("In words"), rules.WORDS_LIMIT, needed=False)
    month = rules.month_of(today())
    row = queries.voice_for_update(session, month, name)
    if queries.turn_for_update(session, month, name, actor.id):
        raise rules.SaidAlready()
    row.yes, row.no = row.yes + clear, row.no + (not clear)
    session.add(PageTurn(month=month, page=name, person_id=actor.id))
    session.info.pop("deed_key", None)
    if said:
        remark = PageRemark(id=SystemRandom().randrange(1, 2**53), month=month, page=name, text=said, outcome="", reply="", replied_on=None, replied_by_id=None)
        with_ids(session, remark)
        tell(session, NOBODY, rules.PAGES.code, queries.repliers(session), about=queries.standing(row), message=N_("Somebody said what would make a page clearer"))
    touch(session, TOPIC)
    note(session, NOBODY, "page_voice:say", VOICE, row.id, page=name, month=month)
    return row.id


def reply(session: Session, actor: Actor, remark_id: int, *, outcome: Outcome, text: str, version: int) -> int:
    """Say what became of a remark; everybody who opens the page may read the reply. Returns the remark's id. Refuses Stale, Empty, TooLong."""
    require(actor, Permission.PAGE_REPLY)
    row = queries.remark_for_update(session, remark_id)
    if row.version != version:
        raise Stale()
    before = {"outcome": row.outcome, "reply": row.reply}
    row.reply, row.outcome = fields.paragraph(text, N_("Reply"), rules.REPLY_LIMIT), outcome.value
    row.replied_on, row.replied_by_id = today(), actor.id
    touch(session, TOPIC)
    note(session, actor, "page_remark:reply", KIND, row.id, page=row.page, before=before, after={"outcome": row.outcome, "reply": row.reply})
    return row.id
