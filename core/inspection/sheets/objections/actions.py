"""Deeds on objections to a sheet: acknowledge or contest it, score contested items blind, decide."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import Empty, NotPermitted, WrongState
from core.files import actions as stored
from core.inspection.finals.queries import Held, held_beside
from core.inspection.rounds.records import Round
from core.inspection.sheets import places, queries, rules
from core.inspection.sheets.actions import _checked, _put_answer, _reason, _settle, correction_of
from core.inspection.sheets.kept import Shown, Value
from core.inspection.sheets.objections.queries import decided_before, last_day, objections_of, released_at
from core.inspection.sheets.places import Row
from core.inspection.sheets.records import Contest, ContestFile, ContestScore, Sheet
from core.inspection.sheets.rules import Spot, spot
from core.inspection.sheets.writing.actions import _note
from core.inspection.templates.queries import Checklist, checklist
from core.inspection.vetoes.asking import actions as seconds
from core.settings import queries as settings
from core.words import N_


def acknowledge(session: Session, actor: Actor, sheet_id: int) -> int:
    """The inspected side accepts a released result. Refuses WrongState, also while the inspector corrects it."""
    sheet = _released(session, actor, sheet_id)
    sheet.state = rules.State.ACKNOWLEDGED
    _note(session, actor, "sheet:acknowledge", sheet)
    return sheet.id


def contest(
    session: Session,
    actor: Actor,
    sheet_id: int,
    *,
    reason: str,
    item_ids: Sequence[int | Spot] = (),
    proposed: Mapping[int | Spot, Value] | None = None,
    reasons: Mapping[int | Spot, str] | None = None,
    files: Mapping[int | Spot, Sequence[Shown]] | None = None,
) -> int:
    """The inspected side objects to items of a released result, or to the whole (no item), with a reason.

    An item of a repeated checkpoint is contested in one of its instances (its spot). By item it may propose an answer, give a
    reason of its own and show files. Asked once of a result, and once more of the decision (the final review, by somebody
    else, about items that were contested). Refuses Empty, TooLong, ContestTooLate, ContestedAlready, OnlyWhatWasContested,
    TooManyFiles, InstanceUnknown, WrongState (also while the result is being corrected).
    """
    sheet = answerable(session, actor, sheet_id)
    objected = objections_of(session, sheet)
    before = [one for one in objected if not one.wrong]
    if any(one.final for one in before):
        raise rules.ContestedAlready()
    final = bool(before)
    allowed = (rules.State.RELEASED, rules.State.UPHELD) if final else (rules.State.RELEASED,)
    if sheet.state not in allowed or queries.revision_of(session, sheet_id):
        raise WrongState()
    last = last_day(session, released_at(session, sheet), objected, sheet.department_id, settled_at=sheet.submitted_at)
    if last is not None and today() > last:
        raise rules.ContestTooLate(day=last.isoformat())
    clean = _reason(reason)
    whole = checklist(session, sheet.template_version_id)
    contested = [spot(key) for key in item_ids]
    live = {one.number: one.section_id for one in places.live(session, whole, sheet.id)}
    for place in contested:
        places.check_place(whole, place, live)
    codes = [places.code_at(whole, place) for place in contested]
    if final and not {*(contested or (None,))} <= {one.spot for one in before}:
        raise rules.OnlyWhatWasContested()
    limit = settings.value(session, rules.FILES_AN_ITEM, sheet.department_id)
    own_values, own_reasons, own_files = ({spot(key): one for key, one in (told or {}).items()} for told in (proposed, reasons, files))
    for place in contested or (Spot(0),):
        item_id = place.item_id or None
        own = fields.paragraph(own_reasons.get(place, ""), N_("Reason"), rules.REASON_LIMIT, needed=False)
        row = Contest(
            sheet_id=sheet.id, item_id=item_id, instance=place.instance, reason=own or clean, by_id=actor.id, at=now(), final=final or None,
        )  # fmt: skip
        value = own_values.get(place)
        if item_id and value is not None and value.mark is not None:
            row.proposed_raw, row.proposed_na_reason, row.proposed_checked = _checked(whole, item_id, value)
            row.proposed_mark = value.mark
        with_ids(session, row)
        given = own_files.get(place, ())
        if len(given) > limit:
            raise rules.TooManyFiles(limit=limit)
        for file_id in {stored.keep(session, actor, one.data, kind=one.kind, name=one.name, subject_kind="sheet", subject_id=sheet.id) for one in given}:
            session.add(ContestFile(contest_id=row.id, file_id=file_id))
    sheet.state = rules.State.CONTESTED
    touch(session, "results")  # whoever is to score it blind meets no sum of it from now on
    _note(session, actor, "sheet:contest", sheet, items=codes, reason=clean, **({"final": True} if final else {}))
    return sheet.id


def answerable(session: Session, actor: Actor, sheet_id: int) -> Sheet:
    """The sheet, locked, if `actor` belongs to the inspected side and sees it. # house: part of another deed, which notes"""
    sheet = queries.sheet_for_update(session, sheet_id)
    require(actor, Permission.SHEET_RESPOND, queries.reach(sheet))
    if sheet.project_id not in actor.project_ids or sheet.state not in rules.PUBLISHED:
        raise NotPermitted()
    if sheet.object_id:  # what is said of a person is hers to answer, and her manager's
        queries.guard_files(session, actor, sheet_id)
    return sheet


def _released(session: Session, actor: Actor, sheet_id: int) -> Sheet:
    sheet = answerable(session, actor, sheet_id)
    if sheet.state != rules.State.RELEASED or queries.revision_of(session, sheet_id):
        raise WrongState()
    return sheet


def decidable(session: Session, actor: Actor, sheet_id: int, *, objects: bool = False) -> tuple[Sheet, list[Contest]]:
    """A contested sheet, locked, with what is to be decided, for somebody who may: neither scorer, nor inspected, nor first decider.

    `objects`: whether the sheet is about the right object, rather than its score. # house: part of another deed, which notes
    """
    sheet = queries.sheet_for_update(session, sheet_id)
    require(actor, Permission.SHEET_DECIDE, queries.reach(sheet))
    if actor.id == sheet.inspector_id or sheet.project_id in actor.project_ids:
        raise rules.NotYourDecision()
    if sheet.state != rules.State.CONTESTED:
        raise WrongState()
    rows = queries.open_contests(session, sheet_id)
    if any(bool(row.wrong) is not objects for row in rows):
        raise WrongState() if objects else rules.ObjectContested()
    if decided_before(actor, objections_of(session, sheet)):
        raise rules.DecidedBefore()
    return sheet, rows


def rescore(session: Session, actor: Actor, sheet_id: int, *, values: Mapping[int, Value]) -> int:
    """Score the contested items blind, by contest, before the answers are shown to whoever decides. Once, and all of them.

    Refuses NotYourDecision, DecidedBefore, RescoredAlready, Incomplete, WrongState and what the scale refuses.
    """
    sheet, rows = decidable(session, actor, sheet_id)
    whole = checklist(session, sheet.template_version_id)
    wanted = [row for row in rows if row.item_id]
    if queries.blind_scores(session, [row.id for row in wanted], actor.id):
        raise rules.RescoredAlready()
    left = [row for row in wanted if row.id not in values or values[row.id].mark is None]
    if left:
        raise rules.Incomplete(count=len(left))
    told = {}
    for row in wanted:
        raw, reason, checked = _checked(whole, row.item_id or 0, values[row.id])
        mark = values[row.id].mark
        session.add(ContestScore(contest_id=row.id, by_id=actor.id, mark=mark, raw=raw, na_reason=reason, checked=checked, at=now()))
        told[places.code_at(whole, _contested(row))] = {"mark": mark, "raw": raw, "na_reason": reason, "checked": checked}
    touch(session, "results")  # she may see now what was answered
    _note(session, actor, "sheet:rescore", sheet, scores=told)
    return sheet.id


def decide(
    session: Session, actor: Actor, sheet_id: int, *, corrected: bool, decision: str, values: Mapping[int, Value] | None = None
) -> int:
    """Decide a contest: the score stands, the inspector corrects it as a revision, or item by item.

    With `values` (by contest) the decision itself puts these answers in the place of the old ones, as a revision that
    counts at once; what is not among them stands. Decided by somebody who neither scored the sheet nor belongs to the
    project nor decided it before, and who scored the contested items blind. Refuses NotYourDecision, DecidedBefore,
    NotRescored, Empty, WrongState and what the scale refuses.
    """
    its_round = queries.round_of(session, sheet_id)
    held = held_beside(session, sheet_id)
    sheet, rows = decidable(session, actor, sheet_id)
    wanted = {row.id for row in rows if row.item_id}
    if wanted != {score.contest_id for score in queries.blind_scores(session, wanted, actor.id)}:
        raise rules.NotRescored()
    clean = _reason(decision)
    whole = checklist(session, sheet.template_version_id)
    answers = places.rows_of(session, sheet_id)
    ruled = {row: values[row.id] for row in rows if values is not None and row.item_id and row.id in values}
    changed = {row: value for row, value in ruled.items() if _differs(whole, answers.get(_contested(row)), row.item_id or 0, value)}
    for row in rows:
        row.corrected = corrected if values is None else row in changed
        row.decision, row.decided_by_id, row.decided_at = clean, actor.id, now()
        if row in changed:
            row.ruled_raw, row.ruled_na_reason, row.ruled_checked = _checked(whole, row.item_id or 0, changed[row])
            row.ruled_mark = changed[row].mark
    final = any(row.final for row in rows)
    sheet.state = rules.State.UPHELD
    revision = correction_of(session, sheet, clean) if (corrected if values is None else changed) else None
    facts: dict[str, object] = {}
    if revision is not None and changed:
        held.sheets.append(revision)
        facts = _rule(session, actor, its_round, held, revision, whole, {_contested(row): value for row, value in changed.items()})
        if final:
            revision.state = rules.State.UPHELD
    touch(session, "results")  # how contests end is among them
    told = {"corrected": revision is not None, "decision": clean, "revision": revision.code if revision else None}
    _note(session, actor, "sheet:decide", sheet, **told, **facts, **({"final": True} if final else {}))
    return sheet.id


def _contested(row: Contest) -> Spot:
    return Spot(row.item_id or 0, row.instance)


def _differs(whole: Checklist, kept: Row | None, item_id: int, value: Value) -> bool:
    raw, reason, checked = _checked(whole, item_id, value)
    if value.mark is None:
        raise Empty(field=N_("Score"))
    return kept is None or (kept.mark, kept.raw, kept.na_reason, kept.checked) != (value.mark, raw, reason, checked)


def _rule(session: Session, actor: Actor, its_round: Round, held: Held, revision: Sheet, whole: Checklist, values: Mapping[Spot, Value]) -> dict[str, object]:
    """Put decided answers into a revision and let it count: signed by whoever decided. What changed, for the trail."""
    session.flush()  # house: the copied answers are read back
    rows = places.rows_of(session, revision.id)
    before, after = {}, {}
    for place, value in values.items():
        row = rows[place]
        if change := _put_answer(session, revision, whole, row, value, row.value_version):
            code = places.code_at(whole, place)
            before[code], after[code] = change
    replaced, mended = _settle(session, actor, its_round, held, revision, whole, rows, actor.name)
    seconds.stand_for(actor, revision, {place.item_id for place in values})
    return {
        "before": before, "after": after, "total": revision.total, "replaced_total": replaced.total if replaced else None, "followups": mended,
    }  # fmt: skip
