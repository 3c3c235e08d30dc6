"""Deeds on suggestions: make, assess, record the effect, reward, share."""

from decimal import Decimal

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import NotFound, Stale
from core.notice.actions import tell
from core.notice.rules import Kind, declare
from core.numbering.actions import next_code
from core.quality.suggestions import queries, rules
from core.quality.suggestions.records import Suggestion
from core.quality.suggestions.rules import State
from core.words import N_

PREFIX, TOPIC = "SUG", "suggestions"
NEWS = declare(Kind("suggestion", N_("My suggestion was assessed, carried out or rewarded")))


def suggest(session: Session, actor: Actor, *, title: str, text: str, project_id: int | None = None) -> int:
    """Suggest an improvement (SUG-2026-0001), to the organisation or of a project; returns its id. Refuses NotFound, Empty, TooLong."""
    require(actor, Permission.SUGGESTION_WRITE, Reach(owners=frozenset({actor.id})))
    if project_id is not None and not queries.in_reach(session, actor, project_id):
        raise NotFound()
    row = Suggestion(
        code=next_code(session, PREFIX), title=fields.line(title, N_("Title"), rules.TITLE_LIMIT), text=fields.paragraph(text, N_("What, how, what it brings"), rules.TEXT_LIMIT), project_id=project_id,
        by_id=actor.id, at=now(), state=State.MADE.value, benefit=None, feasibility=None, assessed_why="", assessed_by=None, effect="", before="", after="", done_on=None, award="", amount=None,
        awarded_on=None, shared=False,
    )  # fmt: skip
    with_ids(session, row)
    touch(session, TOPIC)
    note(session, actor, "suggestion:suggest", queries.KIND, row.id, code=row.code, project_id=project_id, title=row.title, text=row.text)
    return row.id


def assess(session: Session, actor: Actor, suggestion_id: int, *, accepted: bool, benefit: int, feasibility: int, reason: str, version: int) -> int:
    """Accept or decline it, by benefit and feasibility from 1 to 5, with a reason; who made it is told. Returns its id.

    Refuses OwnSuggestion, NotAGrade, SuggestionPastThis, Stale, Empty, TooLong.
    """
    row = _held(session, actor, suggestion_id, version, State.MADE)
    score = rules.score(benefit, feasibility)
    row.benefit, row.feasibility, row.assessed_by = benefit, feasibility, actor.id
    row.assessed_why = fields.paragraph(reason, N_("Reason"), rules.REASON_LIMIT)
    row.state = (State.ACCEPTED if accepted else State.DECLINED).value
    message = N_("Your suggestion {code} is accepted: {title}") if accepted else N_("Your suggestion {code} is declined: {title}")
    tell(session, actor, NEWS.code, [row.by_id], about=queries.standing(row), message=message, code=row.code, title=row.title)
    touch(session, TOPIC)
    note(session, actor, "suggestion:assess", queries.KIND, row.id, code=row.code, project_id=row.project_id, accepted=accepted, benefit=benefit, feasibility=feasibility, score=score, reason=row.assessed_why)
    return row.id


def finish(session: Session, actor: Actor, suggestion_id: int, *, effect: str, before: str, after: str, version: int) -> int:
    """Say that it is carried out and what it brought, with the figure before and after. Returns its id. Refuses OwnSuggestion, SuggestionPastThis, Stale, Empty, TooLong."""
    row = _held(session, actor, suggestion_id, version, State.ACCEPTED)
    row.effect = fields.paragraph(effect, N_("What it brought"), rules.REASON_LIMIT)
    row.before, row.after = fields.line(before, N_("Before"), rules.FIGURE_LIMIT), fields.line(after, N_("After"), rules.FIGURE_LIMIT)
    row.state, row.done_on = State.DONE.value, today()
    tell(session, actor, NEWS.code, [row.by_id], about=queries.standing(row), message=N_("Your suggestion {code} is carried out: {title}"), code=row.code, title=row.title)
    touch(session, TOPIC)
    note(session, actor, "suggestion:finish", queries.KIND, row.id, code=row.code, project_id=row.project_id, effect=row.effect, before=row.before, after=row.after)
    return row.id


def award(session: Session, actor: Actor, suggestion_id: int, *, what: str, amount: Decimal = Decimal(0), version: int) -> int:
    """Reward a suggestion whose effect is recorded; who made it is told. Returns its id. Refuses OwnSuggestion, NoEffect, AwardedAlready, AwardTooLarge, Stale, Empty, TooLong."""
    row = _held(session, actor, suggestion_id, version)
    if row.state != State.DONE:
        raise rules.NoEffect()
    if row.awarded_on is not None:
        raise rules.AwardedAlready()
    row.award, row.amount, row.awarded_on = fields.line(what, N_("Award"), rules.AWARD_LIMIT), rules.amount(amount), today()
    tell(session, actor, NEWS.code, [row.by_id], about=queries.standing(row), message=N_("Your suggestion {code} is rewarded: {title}"), code=row.code, title=row.title)
    touch(session, TOPIC)
    note(session, actor, "suggestion:award", queries.KIND, row.id, code=row.code, project_id=row.project_id, award=row.award, amount=row.amount)
    return row.id


def share(session: Session, actor: Actor, suggestion_id: int, *, version: int) -> int:
    """Show a suggestion whose effect is recorded among the good cases. Returns its id. Refuses OwnSuggestion, NoEffect, SuggestionPastThis, Stale."""
    row = _held(session, actor, suggestion_id, version)
    if row.state != State.DONE:
        raise rules.NoEffect()
    if row.shared:
        raise rules.SuggestionPastThis()
    row.shared = True
    touch(session, TOPIC)
    note(session, actor, "suggestion:share", queries.KIND, row.id, code=row.code, project_id=row.project_id)
    return row.id


def _held(session: Session, actor: Actor, suggestion_id: int, version: int, state: State | None = None) -> Suggestion:
    row = queries.suggestion_for_update(session, suggestion_id)
    require(actor, Permission.SUGGESTION_ASSESS, queries.reach_of(session, row))
    if actor.id == row.by_id:
        raise rules.OwnSuggestion()
    if state is not None and row.state != state:
        raise rules.SuggestionPastThis()
    if row.version != version:
        raise Stale()
    return row
