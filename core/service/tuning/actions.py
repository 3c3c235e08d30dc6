"""Deeds on channels: decide what is changed, say since when, judge by the same figures."""

from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import here, now, today
from core.db import with_ids
from core.errors import Stale
from core.followup import rules as measures
from core.followup.actions import check_people, open_many
from core.followup.rules import Opening
from core.numbering.actions import next_code
from core.projects.queries import project_for_update, reach
from core.reference.queries import table_for_choice
from core.service.rules import CHANNELS, TOPIC
from core.service.tuning import queries, rules
from core.service.tuning.records import ChannelTuning
from core.service.tuning.rules import Aspect, Verdict
from core.words import N_

PREFIX = "TUN"


def decide(
    session: Session, actor: Actor, project_id: int, *, channel: str, weeks: int, aspect: Aspect, up: bool = True, change: str, owner_id: int, verifier_id: int, due_on: date,
    wait_days: int = rules.WAIT_USUAL,
) -> int:  # fmt: skip
    """Decide what is changed about a channel (TUN-2026-0001): its figures of the last whole weeks are frozen, its owner gets a follow-up. Returns its id.

    Refuses NothingCame, NotAnEntry, OwnVerifier, CannotTakePart, DueInPast, DueTooFar, Empty, TooLong.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.TUNING_DECIDE, reach(project))
    chosen = table_for_choice(session, CHANNELS).chosen(channel, "", field=N_("Channel"))
    said = fields.paragraph(change, N_("What is changed"), rules.TEXT_LIMIT)
    measures.check_due(due_on, today())
    check_people(session, actor, owner_id, verifier_id)
    first, last = rules.before(min(max(weeks, rules.WEEKS[0]), rules.WEEKS[-1]), today())
    stood = queries.figures(session, project.id, chosen, first, last)
    if not stood[Aspect.USAGE.value][0]:
        raise rules.NothingCame()
    wait = min(max(wait_days, rules.WAIT_LEAST), rules.WAIT_MOST)
    row = ChannelTuning(
        code=next_code(session, PREFIX), project_id=project.id, channel=chosen, aspect=Aspect(aspect), up=up or Aspect(aspect) is not Aspect.USAGE, first=first, last=last, before=stood, change=said,
        owner_id=owner_id, due_on=due_on, follow_up="", wait_days=wait, changed_on=None, verdict="", after={}, after_first=None, after_last=None, judged_on=None, by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    (row.follow_up,) = open_many(session, actor, [Opening(
        measures.Kind.DECISION, project.id, owner_id, verifier_id, due_on, {actor.language.value: said.splitlines()[0][:150]}, queries.KIND, row.id, row.code, topic=f"channel/{chosen}"[:80],
        finding=said[: measures.TEXT_LIMIT],
    )])  # fmt: skip
    touch(session, "followups")
    return _done(session, actor, "tuning:decide", row, channel=chosen, aspect=row.aspect, before=stood, change=said, owner_id=owner_id, due_on=due_on, follow_up=row.follow_up)


def changed(session: Session, actor: Actor, tuning_id: int, *, changed_on: date, version: int) -> int:
    """Say since when a change is in effect: weeks after it are held against those before. Returns its id. Refuses EffectToCome, JudgedAlready, Stale."""
    row = _held(session, actor, tuning_id, version)
    decided = here(row.at).date()
    if not decided <= changed_on <= today():
        raise rules.EffectToCome(day=decided)
    row.changed_on = changed_on
    return _done(session, actor, "tuning:changed", row, changed_on=changed_on)


def judge(session: Session, actor: Actor, tuning_id: int, *, version: int) -> int:
    """Freeze the figures since the change and what they say against those before. Returns its id. Refuses NotInEffect, TooEarly, JudgedAlready, Stale."""
    row = _held(session, actor, tuning_id, version)
    if row.changed_on is None:
        raise rules.NotInEffect()
    if today() < (day := rules.from_on(row.changed_on, row.wait_days)):
        raise rules.TooEarly(day=day)
    first, last = rules.after(row.changed_on, today())
    after = queries.figures(session, row.project_id, row.channel, first, last)
    row.after_first, row.after_last, row.after = first, last, after
    found = rules.judged(row.before[row.aspect], row.after[row.aspect], up=row.up)
    row.verdict, row.judged_on = found.verdict.value, today()
    return _done(session, actor, "tuning:judge", row, verdict=row.verdict, after=row.after, difference=found.difference)


def _held(session: Session, actor: Actor, tuning_id: int, version: int) -> ChannelTuning:
    row, project = queries.tuning_for_update(session, tuning_id)
    require(actor, Permission.TUNING_DECIDE, reach(project))
    if row.version != version:
        raise Stale()
    if row.verdict not in ("", Verdict.TOO_LITTLE):
        raise rules.JudgedAlready()
    return row


def _done(session: Session, actor: Actor, deed: str, row: ChannelTuning, **facts: object) -> int:
    touch(session, TOPIC)
    note(session, actor, deed, queries.KIND, row.id, code=row.code, project_id=row.project_id, **facts)
    return row.id
