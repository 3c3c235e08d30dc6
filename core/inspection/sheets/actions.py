"""Deeds on scoring sheets."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.errors import Empty, NotPermitted, WrongState
from core.files import actions as stored
from core.inspection import rules as scoring
from core.inspection.context.actions import weigh
from core.inspection.feedback.actions import tell_results
from core.inspection.finals import actions as finals
from core.inspection.finals.queries import Held, held_beside
from core.inspection.followups import actions as followups
from core.inspection.measured import rules as measured
from core.inspection.measured.queries import taken_over
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import State as RoundState
from core.inspection.sheets import places, queries, rules
from core.inspection.sheets.kept import Kept, Value
from core.inspection.sheets.places import Added, Row
from core.inspection.sheets.records import (
    Answer,
    Evidence,
    Sheet,
    SheetInstance,
    SheetSection,
)
from core.inspection.sheets.rules import Spot, by_item, spot
from core.inspection.sheets.writing.actions import _note, _scored
from core.inspection.templates.queries import Checklist, checklist
from core.inspection.vetoes.asking import actions as seconds
from core.people.queries import person_for_update
from core.settings import queries as settings
from core.words import N_, Language, pick

Facts = dict[str, object]


def _row(session: Session, sheet: Sheet, whole: Checklist, place: Spot) -> Row:
    """What is kept in a place, or a new row that its deed adds once it has something to say. Refuses InstanceUnknown."""
    if place.instance or whole.repeated:
        places.check_place(whole, place, {one.number: one.section_id for one in queries.instance_rows(session, sheet.id)})
    return queries.answer_for_update(session, sheet.id, place) or places.new_row(sheet, place)


def answer(session: Session, actor: Actor, sheet_id: int, item_id: int, value: Value, *, seen: int, instance: int = 0) -> Kept:
    """Keep the answer to one item (of a repeated checkpoint for one instance) and return what is kept now.

    `seen` is the version the screen showed. The same value again is already kept, whatever the version; another
    value over a version that moved on is refused (AnsweredElsewhere), so that no device overwrites another silently.
    Refuses Locked, NotStarted, RoundOver, ReasonUnknown, InstanceUnknown and what the scale refuses.
    """
    sheet, whole = _scored(session, actor, sheet_id)
    item, row = whole.question(item_id), _row(session, sheet, whole, Spot(item_id, instance))
    change = _put_answer(session, sheet, whole, row, value, seen, judged=True)
    if change:
        _note(session, actor, "sheet:answer", sheet, item=item.code, **_of(instance), before=change[0], after=change[1])
    return Kept(row.value_version, row.answered_at, sheet.answered, sheet.items)


def _of(instance: int) -> dict[str, object]:  # which instance the trail names, if any
    return {"instance": instance} if instance else {}


def _put_answer(session: Session, sheet: Sheet, whole: Checklist, row: Row, value: Value, seen: int, *, judged: bool = False) -> tuple[Facts, Facts] | None:
    """Put an answer into its row; before and after for the trail, or None if it says so already. `judged`: a measured item takes its fact only."""
    item = whole.question(row.item_id)
    raw, reason, checked = _checked(whole, row.item_id, value)
    fact = taken_over(session, sheet, item.draft.metric, row, raw, reason) if judged and item.draft.measured else None
    before = {"mark": row.mark, "raw": row.raw, "na_reason": row.na_reason}
    after = {"mark": value.mark, "raw": raw, "na_reason": reason}
    if item.draft.method is scoring.Method.SAMPLED:
        before, after = before | {"checked": row.checked}, after | {"checked": checked}
    if before == after:
        return None
    if row.value_version != seen:
        raise rules.AnsweredElsewhere()
    if not item.draft.bonus:  # progress is about what has to be answered
        sheet.answered += (value.mark is not None) - (row.mark is not None)
    sheet.started_at = sheet.started_at or now()
    session.add(row)
    row.mark, row.raw, row.checked, row.na_reason = value.mark, raw, checked, reason
    if item.draft.measured and isinstance(row, Answer):  # none stands in a repeated checkpoint
        row.measured = fact
    row.value_version += 1
    row.answered_at = now()
    return before, after


def _checked(whole: Checklist, item_id: int, value: Value) -> tuple[Decimal | None, str | None, int | None]:
    """Raw value, reason and sample of an answer, as far as it has them. Refuses what the item does not take."""
    item = whole.question(item_id)
    raw = value.raw if value.mark is scoring.Mark.RATED else None
    checked = value.checked if raw is not None and item.draft.method is scoring.Method.SAMPLED else None
    reason = value.na_reason if value.mark is scoring.Mark.NOT_APPLICABLE else None
    if value.mark is scoring.Mark.RATED:
        if raw is None:
            raise Empty(field=N_("Score"))
        scoring.check_raw(item.draft.scale, raw, checked)
    known = measured.reasons_for(whole.na_reasons, measured=item.draft.measured)
    if value.mark is scoring.Mark.NOT_APPLICABLE and reason not in {choice.code for choice in known}:
        raise rules.ReasonUnknown()
    return raw, reason, checked


def write_note(session: Session, actor: Actor, sheet_id: int, item_id: int, text: str, *, seen: int, instance: int = 0) -> int:
    """Keep the facts written beside an item and return the note's new version.

    Refuses AnsweredElsewhere, TooLong, Locked, InstanceUnknown.
    """
    sheet, whole = _scored(session, actor, sheet_id)
    item, row = whole.question(item_id), _row(session, sheet, whole, Spot(item_id, instance))
    change = _put_note(session, sheet, row, text, seen)
    if change:
        _note(session, actor, "sheet:note", sheet, item=item.code, **_of(instance), before=change[0], after=change[1])
    return row.note_version


def _put_note(session: Session, sheet: Sheet, row: Row, text: str, seen: int) -> tuple[str, str] | None:
    """Put a note into its row; before and after for the trail, or None if it says so already."""
    clean = fields.paragraph(text, N_("Note"), rules.NOTE_LIMIT, needed=False)
    before = row.note or ""
    if before == clean:
        return None
    if row.note_version != seen:
        raise rules.AnsweredElsewhere()
    session.add(row)
    row.note = clean or None
    row.note_version += 1
    sheet.started_at = sheet.started_at or now()
    return before, clean


def fill_in(
    session: Session,
    actor: Actor,
    sheet_id: int,
    *,
    answers: Sequence[tuple[int | Spot, Value, int]] = (),
    notes: Sequence[tuple[int | Spot, str, int]] = (),
    added: Mapping[int, Added] | None = None,
    source: str,
) -> int:
    """Keep many answers and notes in one deed, each as `answer` and `write_note` do; returns how many said something new.

    Each names its item (of a repeated checkpoint its spot) and the version that was seen. If one moved on meanwhile, nothing
    is kept (AnsweredElsewhere). `added` are instances that are not listed yet, by the number that stands for them here (below 0).
    `source` says where they come from, for the trail. Refuses what `answer`, `write_note` and `add_instance` refuse.
    """
    sheet, whole = _scored(session, actor, sheet_id)
    made = {key: places.add(session, sheet, whole, one) for key, one in (added or {}).items()}
    rows, live = places.rows_of(session, sheet.id), {one.number: one.section_id for one in queries.instance_rows(session, sheet.id)}

    def row_of(key: int | Spot) -> Row:
        place = spot(key)
        place = Spot(place.item_id, made[place.instance].number) if place.instance in made else place
        places.check_place(whole, place, live)
        return rows.setdefault(place, places.new_row(sheet, place))

    def code_of(row: Row) -> str:
        return places.code_at(whole, places.place_of(row))

    before: dict[str, dict[str, object]] = {}
    after: dict[str, dict[str, object]] = {}
    for key, value, seen in answers:
        row = row_of(key)
        if change := _put_answer(session, sheet, whole, row, value, seen, judged=True):
            before[code_of(row)], after[code_of(row)] = change
    for key, text, seen in notes:
        row = row_of(key)
        if noted := _put_note(session, sheet, row, text, seen):
            code = code_of(row)
            before[code], after[code] = before.get(code, {}) | {"note": noted[0]}, after.get(code, {}) | {"note": noted[1]}
    if made:
        places.recount(session, sheet, whole)
    if after or made:
        told = {"added": [places.told(one) for one in made.values()]} if made else {}
        _note(session, actor, "sheet:fill_in", sheet, source=source, before=before, after=after, **told)
    return len(made) + sum("note" in one for one in after.values()) + sum("mark" in one for one in after.values())


# --- evidence ------------------------------------------------------------------------------------------------------------


def attach(
    session: Session, actor: Actor, sheet_id: int, item_id: int, *, data: bytes, kind: str, name: str, instance: int = 0
) -> int:
    """Add a judged and cleaned file to an item (of a repeated checkpoint for one instance); returns its id. The same
    content twice is one file.

    Refuses TooManyFiles, InstanceUnknown, Locked.
    """
    sheet, whole = _scored(session, actor, sheet_id)
    item, place = whole.question(item_id), Spot(item_id, instance)
    if instance or whole.repeated:
        places.check_place(whole, place, {one.number: one.section_id for one in queries.instance_rows(session, sheet.id)})
    present = queries.evidence_rows(session, sheet_id, place)
    sha256 = stored.fingerprint(data)
    known = queries.file_with(session, [row.file_id for row in present], sha256) if present else None
    if known is not None:
        return known
    limit = settings.value(session, rules.FILES_AN_ITEM, sheet.department_id)
    if len(present) >= limit:
        raise rules.TooManyFiles(limit=limit)
    file_id = stored.keep(session, actor, data, kind=kind, name=name, subject_kind="sheet", subject_id=sheet.id)
    session.add(Evidence(sheet_id=sheet.id, item_id=item_id, instance=instance, file_id=file_id, added_at=now()))
    sheet.started_at = sheet.started_at or now()
    _note(session, actor, "sheet:attach", sheet, item=item.code, **_of(instance), file=file_id, name=name, sha256=sha256)
    return file_id


def detach(session: Session, actor: Actor, sheet_id: int, item_id: int, *, file_id: int, instance: int = 0) -> int:
    """Take a file away from an item; the stored content stays (the trail names it). Refuses Locked."""
    sheet, whole = _scored(session, actor, sheet_id)
    item = whole.question(item_id)
    present = queries.evidence_rows(session, sheet_id, Spot(item_id, instance))
    row = next((one for one in present if one.file_id == file_id), None)
    if row is None:
        return file_id
    session.delete(row)
    _note(session, actor, "sheet:detach", sheet, item=item.code, **_of(instance), file=file_id)
    return file_id


def submit(session: Session, actor: Actor, sheet_id: int, *, signature: str, context: Collection[str] = (), context_remark: str = "") -> int:
    """Lock the sheet with its score. A revision replaces the sheet it revises in the same deed.

    `context` are codes of what weighed on the work, with a remark in one's own words: they stand beside the score and
    change nothing in it. Refuses NotAnEntry, TooLong, TooFewInstances, Incomplete, SignatureDiffers, Locked, RoundOver, NotStarted.
    """
    its_round = queries.round_of(session, sheet_id)
    held = held_beside(session, sheet_id)
    sheet, whole = _scored(session, actor, sheet_id)
    person = person_for_update(session, actor.id)
    rows, instances = places.rows_of(session, sheet_id), places.live(session, whole, sheet_id)
    for checkpoint in whole.repeated.values():
        count_ = sum(one.section_id == checkpoint.id for one in instances)
        if checkpoint.repeat and count_ < checkpoint.repeat.least:
            name = pick(checkpoint.name, actor.language or Language.ENGLISH)
            raise rules.TooFewInstances(checkpoint=name, least=checkpoint.repeat.least, count=count_)
    left = rules.unfinished(
        places.spots(whole, instances),
        places.given(rows),
        with_evidence={Spot(row.item_id, row.instance) for row in queries.evidence_rows(session, sheet_id)},
        with_note={place for place, row in rows.items() if row.note},
        contested={place for place, row in rows.items() if row.na_reason == measured.CONTESTED},
    )
    if left:
        raise rules.Incomplete(count=len(left))
    if not rules.signed_as(signature, list(person.name.values())):
        raise rules.SignatureDiffers(name=actor.name)
    weighed = weigh(session, sheet, context, context_remark)
    replaced, mended = _settle(session, actor, its_round, held, sheet, whole, rows, signature)
    _note(
        session, actor, "sheet:submit", sheet,
        total=sheet.total, before_veto=sheet.before_veto, band=sheet.band, share=sheet.share, vetoes=sheet.vetoes,
        replaces=replaced.code if replaced else None,
        replaced_total=replaced.total if replaced else None,
        followups=mended, **weighed,
    )  # fmt: skip
    return sheet.id


def _settle(
    session: Session, actor: Actor, its_round: Round, held: Held, sheet: Sheet, whole: Checklist, rows: dict[Spot, Row], signature: str
) -> tuple[Sheet | None, object]:
    """Keep the result of a sheet and let it count, in the place of the sheet it revises; that sheet, and what became of follow-ups."""
    instances = places.live(session, whole, sheet.id)
    result = scoring.score(whole.scheme, by_item(places.spots(whole, instances), places.given(rows)))
    of_items = {place.item_id: row for place, row in rows.items() if isinstance(row, Answer)}
    _keep_result(session, sheet, result, of_items | places.combined(session, sheet, whole, instances, rows))
    sheet.submitted_at, sheet.signature = now(), fields.line(signature, N_("Signature"), rules.SIGNATURE_LIMIT)
    sheet.state = rules.State.RELEASED if its_round.state == RoundState.RELEASED else rules.State.SUBMITTED
    replaced = next((one for one in held.sheets if one.id == sheet.revises_id), None)
    if replaced is not None:
        replaced.state = rules.State.SUPERSEDED
    finals.settle(session, held)
    seconds.call(session, actor, its_round, held.sheets, sheet, replaced)
    mended = None
    if sheet.state == rules.State.RELEASED:
        mended = followups.after_correction(session, actor, its_round, sheet, replaced)
        tell_results(session, actor, its_round, [sheet])
    touch(session, "rounds")  # their progress
    touch(session, "results")
    return replaced, mended


def _keep_result(session: Session, sheet: Sheet, result: scoring.Score, rows: dict[int, Answer]) -> None:
    def kept(value):  # type: ignore[no-untyped-def]
        return None if value is None else scoring.kept(value)

    sheet.total, sheet.before_veto, sheet.share = kept(result.total), kept(result.before_veto), kept(result.share)
    sheet.band, sheet.vetoes = result.band, list(result.vetoes)
    for part in result.sections:
        session.add(
            SheetSection(
                sheet_id=sheet.id,
                section_id=part.section,
                score=kept(part.score),
                before_veto=kept(part.before_veto),
                share=scoring.kept(part.share),
                vetoed=part.vetoed,
            )
        )
    for item_id, lost in result.losses.items():
        rows[item_id].loss = scoring.kept(lost)
    for item_id, brought in result.gains.items():
        rows[item_id].gain = scoring.kept(brought)


def revise(session: Session, actor: Actor, sheet_id: int, *, reason: str) -> int:
    """Open a revision: a new sheet with the same answers, notes and files, to be corrected and submitted.

    The submitted sheet stays as it is and counts until the revision replaces it. Refuses Empty, TooLong, WrongState.
    """
    sheet = queries.sheet_for_update(session, sheet_id)
    require(actor, Permission.SHEET_REVISE, queries.reach(sheet))
    if sheet.inspector_id != actor.id:
        raise NotPermitted()
    clean = _reason(reason)
    if sheet.state not in (rules.State.SUBMITTED, rules.State.RELEASED) or queries.revision_of(session, sheet_id):
        raise WrongState()
    revision = correction_of(session, sheet, clean)
    _note(session, actor, "sheet:revise", revision, revises=sheet.code, reason=clean)
    return revision.id


def correction_of(session: Session, sheet: Sheet, reason: str) -> Sheet:
    """A new open revision with the same answers, notes and files. # house: part of another deed, which requires and notes"""
    root = sheet.code.split("-R")[0]
    revision = Sheet(
        code=f"{root}-R{sheet.revision + 1}",
        round_id=sheet.round_id,
        template_version_id=sheet.template_version_id,
        project_id=sheet.project_id,
        object_id=sheet.object_id,
        department_id=sheet.department_id,
        inspector_id=sheet.inspector_id,
        state=rules.State.OPEN,
        revision=sheet.revision + 1,
        revises_id=sheet.id,
        revision_reason=reason,
        context=sheet.context,
        context_remark=sheet.context_remark,
        items=sheet.items,
        answered=sheet.answered,
        started_at=now(),
    )
    with_ids(session, revision)
    live = queries.instance_rows(session, sheet.id)
    numbers = {one.number for one in live} | {0}
    for one in live:
        session.add(
            SheetInstance(sheet_id=revision.id, section_id=one.section_id, number=one.number, label=one.label, remark=one.remark)
        )
    repeated = checklist(session, sheet.template_version_id).repeated
    combined = {question.id for checkpoint in repeated.values() for question in checkpoint.questions}
    for place, row in places.rows_of(session, sheet.id).items():
        if place.instance not in numbers or (not place.instance and place.item_id in combined):
            continue  # taken out, or made of the instances when it is submitted
        copy = places.new_row(revision, place)
        copy.mark, copy.raw, copy.checked, copy.na_reason, copy.note = row.mark, row.raw, row.checked, row.na_reason, row.note
        copy.value_version = copy.note_version = 1
        copy.answered_at = row.answered_at
        if isinstance(row, Answer) and isinstance(copy, Answer):
            copy.measured = row.measured
        session.add(copy)
    for found in queries.evidence_rows(session, sheet.id):
        if found.instance in numbers:
            session.add(
                Evidence(sheet_id=revision.id, item_id=found.item_id, instance=found.instance, file_id=found.file_id, added_at=found.added_at)
            )
    return revision


def _reason(text: str) -> str:
    return fields.paragraph(text, N_("Reason"), rules.REASON_LIMIT)
