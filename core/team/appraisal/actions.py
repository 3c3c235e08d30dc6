"""Deeds on appraisals: the template's versions, a cycle, key results, the two views, the answer, the decision; and what lapses by itself.

The trail tells who did what to which sheet and the fingerprint of what was written; points and texts stay in the sheet, which few may see.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import AlreadyExists, NotPermitted, Stale, WrongState
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.routines import routine
from core.settings import queries as settings
from core.team.appraisal import kept, queries, rules
from core.team.appraisal.queries import CYCLE_KIND, KIND, TEMPLATE_KIND, TOPIC
from core.team.appraisal.records import Appraisal, AppraisalCycle, AppraisalTemplate
from core.team.appraisal.rules import Event, Item, KeyResult, Outcome, Said, State
from core.words import N_, pick

SOON = timedelta(days=2)
"""So long before the last day the person is reminded."""


def adopt(session: Session, actor: Actor) -> int:
    """Take the template that ships as version 1; returns its id. Refuses AlreadyExists."""
    require(actor, Permission.APPRAISAL_DESIGN, Reach())
    if queries.newest_template(session) is not None:
        raise AlreadyExists(value="1")
    return _version(session, actor, 1, kept.shipped(), "", "appraisal_template:adopt")


def revise(session: Session, actor: Actor, items: Sequence[Item], *, reason: str, number: int) -> int:
    """A new version of the template, for cycles to come; returns its id. `number`: the version it was made from.

    Refuses WeightsNotHundred, OnePartOnly, NotAnItem, Empty, TooLong, Stale.
    """
    require(actor, Permission.APPRAISAL_DESIGN, Reach())
    last = queries.newest_template(session)
    if last is None or last.number != number:
        raise Stale()
    clean = [_item(one) for one in items]
    rules.check_items(clean)
    return _version(session, actor, number + 1, clean, fields.paragraph(reason, N_("Why"), rules.REASON_LIMIT), "appraisal_template:revise")


def open_cycle(session: Session, actor: Actor, *, name: str, first: date, last: date, pairs: Mapping[int, int]) -> int:
    """Begin appraisals of a period by the newest template, `pairs`: appraiser by person; returns the cycle's id.

    Refuses PeriodUpsideDown, Oneself, NotPermitted, NotAppraisable, WrongState (no template yet), Empty, TooLong.
    """
    require(actor, Permission.APPRAISAL_LEAD)
    title = fields.line(name, N_("Name"), rules.NAME_LIMIT)
    template, known, others = queries.newest_template(session), queries.candidates(session, actor), queries.appraisers(session, actor)
    if template is None:
        raise WrongState()
    if last < first or last > today():
        raise rules.PeriodUpsideDown()
    for person, appraiser in pairs.items():
        rules.check_pair(person, appraiser)
    if not pairs.keys() <= known.keys():
        raise NotPermitted()
    if not pairs or len(pairs) > rules.MOST_PAIRS or not set(pairs.values()) <= others.keys():
        raise rules.NotAppraisable()
    cycle = AppraisalCycle(code=next_code(session, "PAC"), name=title, template_id=template.id, first=first, last=last, by_id=actor.id, at=now())
    with_ids(session, cycle)
    sheets = [
        Appraisal(
            code=next_code(session, "PAS"), cycle_id=cycle.id, person_id=person, appraiser_id=appraiser, state=State.OPEN, results=[], own={}, own_at=None, views={}, figures={}, remark="", total=None,
            signed_at=None, answer_by=None, told=False, answer="", answered_at=None, decider_id=None, decision="", changed={}, outcome="", closed_at=None,
        )
        for person, appraiser in sorted(pairs.items())
    ]  # fmt: skip
    with_ids(session, *sheets)
    for row in sheets:
        tell(session, actor, rules.APPRAISAL.code, {row.person_id}, about=queries.standing(row), message=N_("Your appraisal for {cycle} begins: write your own view of it."), cycle=title)
        tell(session, actor, rules.APPRAISAL.code, {row.appraiser_id}, about=queries.standing(row), message=N_("You appraise a colleague for {cycle} ({code})."), cycle=title, code=row.code)
    touch(session, TOPIC)
    note(session, actor, "appraisal_cycle:open", CYCLE_KIND, cycle.id, code=cycle.code, template=template.number, first=first, last=last, pairs={str(one): by for one, by in pairs.items()})
    return cycle.id


def hand_over(session: Session, actor: Actor, sheet_id: int, *, appraiser_id: int, version: int) -> int:
    """Let somebody else write a sheet that is not signed yet; returns its id. Refuses Oneself, NotAppraisable, WrongState, Stale."""
    row, _, _ = _opened(session, sheet_id, version)
    require(actor, Permission.APPRAISAL_LEAD, queries.department_of(session, row.person_id))
    _check_open(row)
    if actor.id == row.person_id:
        raise rules.Oneself()
    rules.check_pair(row.person_id, appraiser_id)
    if appraiser_id not in queries.appraisers(session, actor):
        raise rules.NotAppraisable()
    before, row.appraiser_id = row.appraiser_id, appraiser_id
    tell(session, actor, rules.APPRAISAL.code, {appraiser_id}, about=queries.standing(row), message=N_("You appraise a colleague in the place of somebody else ({code})."), code=row.code)
    return _close(session, actor, "appraisal:hand_over", row, before=before, after=appraiser_id)


def agree(session: Session, actor: Actor, sheet_id: int, results: Sequence[KeyResult], *, version: int) -> int:
    """Write down objectives with their key results, or where they stand: by the person or the appraiser, until it is signed. Returns the sheet's id.

    Refuses NotAResult, WrongState, Stale, Empty, TooLong.
    """
    require(actor, Permission.APPRAISAL_TAKE)
    row, _, _ = _opened(session, sheet_id, version)
    if actor.id not in (row.person_id, row.appraiser_id):
        raise NotPermitted()
    _check_open(row)
    clean = [replace(one, objective=fields.line(one.objective, N_("Objective"), rules.OBJECTIVE_LIMIT), result=fields.line(one.result, N_("Key result"), rules.OBJECTIVE_LIMIT)) for one in results]
    rules.check_results(clean)
    row.results = kept.kept_results(clean)
    return _close(session, actor, "appraisal:agree", row, count=len(clean), sha256=_fingerprint(row.results))


def view_self(session: Session, actor: Actor, sheet_id: int, views: Mapping[str, Said], *, version: int) -> int:
    """The person's own view, until the sheet is signed; returns its id. Refuses NotPoints, WrongState, Stale, TooLong."""
    require(actor, Permission.APPRAISAL_TAKE)
    row, _, items = _opened(session, sheet_id, version)
    if actor.id != row.person_id:
        raise NotPermitted()
    _check_open(row)
    row.own, row.own_at = kept.kept_views(_views(items, views)), now()
    tell(session, actor, rules.APPRAISAL.code, {row.appraiser_id}, about=queries.standing(row), message=N_("The person has written the own view of {code}."), code=row.code)
    return _close(session, actor, "appraisal:view_self", row, sha256=_fingerprint(row.own))


def sign(session: Session, actor: Actor, sheet_id: int, views: Mapping[str, Said], *, remark: str = "", version: int) -> int:
    """The appraiser's view: signed, with the facts frozen as they are now, and published to the person at once. Returns the sheet's id.

    Refuses NotTheAppraiser, NotPoints, NeedsReason, NeedsWhyOpen, NothingTold, WrongState, Stale, TooLong.
    """
    require(actor, Permission.APPRAISAL_TAKE)
    row, cycle, items = _opened(session, sheet_id, version)
    if actor.id not in (row.person_id, row.appraiser_id):
        raise NotPermitted()
    if actor.id != row.appraiser_id:
        raise rules.NotTheAppraiser()
    following = rules.after(State(row.state), Event.SIGN, today=today(), answer_by=None)
    clean, figures = _views(items, views), queries.figures_of(session, items, cycle.first, cycle.last, row.person_id)
    rules.check_reasons(items, clean, kept.views_of(row.own), figures, queries.gap(session), lambda one: pick(one.title, actor.language))
    told = rules.total(items, rules.scored(items, figures, clean, kept.results_of(row.results)))
    if told.value is None:
        raise rules.NothingTold()
    text, last = fields.paragraph(remark, N_("What is to be said besides"), rules.ANSWER_LIMIT, needed=False), rules.answered_by(today(), int(settings.value(session, rules.ANSWER_DAYS)))
    row.views, row.figures, row.total, row.signed_at = kept.kept_views(clean), {code: kept.kept_figure(one) for code, one in figures.items()}, told.value, now()
    row.state, row.remark, row.answer_by = following, text, last
    tell(session, actor, rules.APPRAISAL.code, {row.person_id}, about=queries.standing(row), message=N_("Your appraisal {code} is published. Confirm or contest it until {day}."), code=row.code, day=row.answer_by)
    return _close(session, actor, "appraisal:sign", row, answer_by=row.answer_by, sha256=_fingerprint([row.views, row.figures, row.results, row.own, str(row.total), row.remark]))


def confirm(session: Session, actor: Actor, sheet_id: int, *, words: str = "", version: int) -> int:
    """The person confirms; it closes. Returns its id. Refuses AnswerTimeOver, WrongState, Stale, TooLong."""
    row = _answered(session, actor, sheet_id, Event.CONFIRM, version)
    row.answer = fields.paragraph(words, N_("In words"), rules.ANSWER_LIMIT, needed=False)
    row.outcome, row.closed_at = Outcome.CONFIRMED, now()
    return _close(session, actor, "appraisal:confirm", row)


def contest(session: Session, actor: Actor, sheet_id: int, *, words: str, version: int) -> int:
    """The person contests it in words; somebody else than the appraiser decides. Returns its id. Refuses Empty, AnswerTimeOver, WrongState, Stale, TooLong."""
    row = _answered(session, actor, sheet_id, Event.CONTEST, version)
    row.answer = fields.paragraph(words, N_("What you contest, and why"), rules.ANSWER_LIMIT)
    people = {row.appraiser_id, queries.opener(session, row)}
    tell(session, actor, rules.APPRAISAL.code, people, about=queries.standing(row), message=N_("The appraisal {code} is contested. Somebody else than the appraiser decides."), code=row.code)
    return _close(session, actor, "appraisal:contest", row, sha256=_fingerprint(row.answer))


def decide(session: Session, actor: Actor, sheet_id: int, *, reason: str, points: Mapping[str, int], version: int) -> int:
    """Decide a contested sheet: `points` that take the place of the appraiser's by item, none: it is upheld. It closes. Returns its id.

    Refuses Oneself, NotTheDecider, NotPoints, WrongState, Stale, Empty, TooLong.
    """
    row, _, items = _opened(session, sheet_id, version)
    require(actor, Permission.APPRAISAL_LEAD, queries.department_of(session, row.person_id))
    rules.check_decider(actor.id, person_id=row.person_id, appraiser_id=row.appraiser_id)
    row.state = rules.after(State(row.state), Event.DECIDE, today=today(), answer_by=row.answer_by)
    row.decision = fields.paragraph(reason, N_("Why"), rules.REASON_LIMIT)
    views, figures = kept.views_of(row.views), {code: kept.figure_of(one) for code, one in row.figures.items()}
    changed = {code: worth for code, worth in points.items() if code not in views or views[code].points != worth}
    rules.check_views(items, {code: Said(worth) for code, worth in changed.items()})
    row.total = rules.total(items, rules.scored(items, figures, queries.decided(views, changed), kept.results_of(row.results))).value
    row.changed, row.decider_id, row.outcome, row.closed_at = changed, actor.id, Outcome.CHANGED if changed else Outcome.UPHELD, now()
    tell(session, actor, rules.APPRAISAL.code, {row.person_id, row.appraiser_id}, about=queries.standing(row), message=N_("The contested appraisal {code} is decided."), code=row.code)
    return _close(session, actor, "appraisal:decide", row, outcome=row.outcome, changed=sorted(changed), sha256=_fingerprint([row.changed, row.decision]))


def lapse(session: Session, actor: Actor) -> int:
    """Remind of answers that are due, and close what nobody answered in time; how many. # house: a routine of the house itself, time asks for it"""
    soon = queries.ending(session, today() + SOON)
    for row in soon:
        row.told = True
        if row.answer_by is not None and row.answer_by >= today():
            tell(session, actor, rules.APPRAISAL.code, {row.person_id}, about=queries.standing(row), message=N_("Confirm or contest your appraisal {code} until {day}."), code=row.code, day=row.answer_by)
    over = queries.lapsed(session, today())
    for row in over:
        row.state = rules.after(State(row.state), Event.LAPSE, today=today(), answer_by=row.answer_by)
        row.outcome, row.closed_at = Outcome.UNANSWERED, now()
        tell(session, actor, rules.APPRAISAL.code, {row.person_id, row.appraiser_id}, about=queries.standing(row), message=N_("The time to answer the appraisal {code} is over; it is closed."), code=row.code)
    if soon or over:
        touch(session, TOPIC)
        note(session, actor, "appraisal:lapse", KIND, None, reminded=[row.code for row in soon], closed=[row.code for row in over])
    return len(soon) + len(over)


def _answered(session: Session, actor: Actor, sheet_id: int, event: Event, version: int) -> Appraisal:
    """The person answers; nobody else may."""
    require(actor, Permission.APPRAISAL_TAKE)
    row, _, _ = _opened(session, sheet_id, version)
    if actor.id != row.person_id:
        raise NotPermitted()
    row.state, row.answered_at = rules.after(State(row.state), event, today=today(), answer_by=row.answer_by), now()
    return row


def _opened(session: Session, sheet_id: int, version: int) -> tuple[Appraisal, AppraisalCycle, tuple[Item, ...]]:
    row, cycle, items = queries.for_update(session, sheet_id)
    if row.version != version:
        raise Stale()
    return row, cycle, items


def _check_open(row: Appraisal) -> None:
    if row.state != State.OPEN:
        raise WrongState()


def _views(items: Sequence[Item], views: Mapping[str, Said]) -> dict[str, Said]:
    clean = {code: Said(one.points, fields.paragraph(one.text, N_("Reason"), rules.REASON_LIMIT, needed=False)) for code, one in views.items()}
    rules.check_views(items, clean)
    return clean


def _item(item: Item) -> Item:
    title = fields.content(item.title, N_("Title"), rules.TITLE_LIMIT)
    anchors = tuple((points, fields.content(words, N_("Anchor"), rules.TITLE_LIMIT)) for points, words in item.anchors)
    code = fields.line(item.code, N_("Code"), 30)
    return replace(item, code=code, title=title, anchors=anchors, measure=fields.line(item.measure, N_("Figure"), 60, needed=False))


def _version(session: Session, actor: Actor, number: int, items: Sequence[Item], reason: str, deed: str) -> int:
    row = AppraisalTemplate(number=number, items=[kept.kept_item(one) for one in items], reason=reason, by_id=actor.id, at=now())
    with_ids(session, row)
    touch(session, TOPIC)
    note(session, actor, deed, TEMPLATE_KIND, row.id, number=number, reason=reason, weights={one.code: one.weight for one in items})
    return row.id


def _fingerprint(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _close(session: Session, actor: Actor, deed: str, row: Appraisal, **facts: Any) -> int:
    touch(session, TOPIC)
    note(session, actor, deed, KIND, row.id, code=row.code, **facts)
    return row.id


routine("appraisals", timedelta(hours=6), lapse)
