"""Deeds on survey templates: begin, edit, confirm, retire."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from core import fields
from core.access import ANYWHERE, Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.errors import AlreadyExists, Stale
from core.satisfaction.templates import queries, rules
from core.satisfaction.templates.records import SurveyTemplate, SurveyVersion
from core.satisfaction.templates.rules import Question, State
from core.words import N_

KIND = "survey_template"


def begin(session: Session, actor: Actor, *, code: str, name: Mapping[str, str]) -> int:
    """Begin a template with what the shipped one asks, as a draft; returns the version's id. Refuses AlreadyExists, FaultySurvey (its code), Empty, TooLong."""
    require(actor, Permission.SURVEY_DESIGN, ANYWHERE)
    clean = fields.line(code, N_("Code"), 30)
    if not rules.CODE.fullmatch(clean):
        raise rules.FaultySurvey([rules.Fault(0, N_("A code has 1 to 30 of the characters a-z, 0-9 and underscore, a letter first; “{code}” has not."), {"code": clean})])
    if clean == queries.shipped()[0] or queries.of_template(session, clean) is not None:
        raise AlreadyExists(value=clean)
    template = SurveyTemplate(code=clean, name=fields.content(name, N_("Name"), rules.NAME_LIMIT))
    with_ids(session, template)
    return _made(session, actor, template, rules.packed(queries.shipped()[2]), 1)


def revise(session: Session, actor: Actor, version_id: int) -> int:
    """Begin the next version with what this one asks; returns its id. Refuses DraftWaits."""
    require(actor, Permission.SURVEY_DESIGN, ANYWHERE)
    row, template = queries.version_for_update(session, version_id or adopt(session, actor))
    if queries.draft_of(session, template.id) is not None:
        raise rules.DraftWaits(code=template.code)
    return _made(session, actor, template, row.asks, queries.last_number(session, template.id) + 1)


def _made(session: Session, actor: Actor, template: SurveyTemplate, asks: Mapping[str, object], number: int) -> int:
    row = SurveyVersion(template_id=template.id, number=number, state=State.DRAFT.value, asks=dict(asks), changed_at=now(), by_id=actor.id)
    with_ids(session, row)
    touch(session, "surveys")
    note(session, actor, "survey_template:begin", KIND, row.id, code=f"{template.code} {number}")
    return row.id


def edit(session: Session, actor: Actor, version_id: int, *, version: int, introduction: Mapping[str, str], questions: Sequence[Question]) -> int:
    """Keep what a draft asks; returns its id. Refuses FaultySurvey with every fault, Frozen, Stale."""
    require(actor, Permission.SURVEY_DESIGN, ANYWHERE)
    row, template = queries.version_for_update(session, version_id)
    if row.state != State.DRAFT:
        raise rules.Frozen()
    if row.version != version:
        raise Stale()
    before, row.asks = row.asks, rules.packed(rules.cleaned(introduction, questions))
    row.changed_at, row.by_id = now(), actor.id
    touch(session, "surveys")
    note(session, actor, "survey_template:edit", KIND, row.id, code=f"{template.code} {row.number}", before=before, after=row.asks)
    return row.id


def confirm(session: Session, actor: Actor, version_id: int, *, version: int) -> int:
    """From here on this version is what is sent, and it never changes. Returns its id. Refuses Frozen, Stale, FaultySurvey."""
    require(actor, Permission.SURVEY_DESIGN, ANYWHERE)
    row, template = queries.version_for_update(session, version_id)
    if row.state != State.DRAFT:
        raise rules.Frozen()
    if row.version != version:
        raise Stale()
    draft = rules.unpacked(row.asks)
    rules.cleaned(draft.introduction, draft.questions)
    row.state, row.changed_at, row.by_id = State.CONFIRMED.value, now(), actor.id
    touch(session, "surveys")
    note(session, actor, "survey_template:confirm", KIND, row.id, code=f"{template.code} {row.number}", asks=row.asks)
    return row.id


def retire(session: Session, actor: Actor, version_id: int, *, version: int) -> int:
    """Nothing is sent with this version any more; what was sent can still be answered. Returns its id. Refuses Stale."""
    require(actor, Permission.SURVEY_DESIGN, ANYWHERE)
    row, template = queries.version_for_update(session, version_id)
    if row.version != version:
        raise Stale()
    before, row.state = row.state, State.RETIRED.value
    row.changed_at, row.by_id = now(), actor.id
    touch(session, "surveys")
    note(session, actor, "survey_template:retire", KIND, row.id, code=f"{template.code} {row.number}", before=before)
    return row.id


def adopt(session: Session, actor: Actor) -> int:
    """The id of the shipped template's confirmed version, which becomes a row with its first use. # house: part of another deed, which requires and notes"""
    code, name, draft = queries.shipped()
    template = queries.of_template(session, code)
    if template is None:
        template = SurveyTemplate(code=code, name=dict(name))
        with_ids(session, template)
        row = SurveyVersion(template_id=template.id, number=1, state=State.CONFIRMED.value, asks=rules.packed(draft), changed_at=now(), by_id=actor.id)
        with_ids(session, row)
        return row.id
    found = queries.first_version(session, template.id)
    if found is None:
        raise rules.NotAskable()
    return found
