"""Deeds on the instances of a sheet's repeated checkpoints."""

from sqlalchemy.orm import Session

from core.access import Actor
from core.clock import now
from core.errors import Stale
from core.inspection.sheets import places, queries, rules
from core.inspection.sheets.places import Added
from core.inspection.sheets.records import Sheet, SheetInstance
from core.inspection.sheets.writing.actions import _note, _scored


def add_instance(session: Session, actor: Actor, sheet_id: int, section_id: int, *, label: str, remark: str = "") -> int:
    """List one more instance of a repeated checkpoint and return its number in the sheet.

    Refuses Empty, TooLong, LabelTaken, TooManyInstances, InstanceUnknown (the checkpoint is answered once), Locked.
    """
    sheet, whole = _scored(session, actor, sheet_id)
    made = places.add(session, sheet, whole, Added(section_id, label, remark))
    places.recount(session, sheet, whole)
    _note(session, actor, "sheet:add_instance", sheet, checkpoint=whole.checkpoint(section_id).code, after=places.told(made))
    return made.number


def _instance(session: Session, sheet: Sheet, number: int, seen: int) -> tuple[SheetInstance, list[SheetInstance]]:
    """A listed instance and the others of its checkpoint. Refuses InstanceUnknown, Stale."""
    live = queries.instance_rows(session, sheet.id)
    row = next((one for one in live if one.number == number), None)
    if row is None:
        raise rules.InstanceUnknown()
    if row.version != seen:
        raise Stale()
    return row, [one for one in live if one.section_id == row.section_id and one is not row]


def rename_instance(session: Session, actor: Actor, sheet_id: int, number: int, *, label: str, remark: str, seen: int) -> int:
    """Correct what an instance is called or what is said about it. Refuses Empty, TooLong, LabelTaken, InstanceUnknown, Stale, Locked."""
    sheet, _ = _scored(session, actor, sheet_id)
    row, others = _instance(session, sheet, number, seen)
    clean, said = places.named(label, remark)
    rules.check_label(clean, [one.label for one in others])
    before = places.told(row)
    row.label, row.remark = clean, said or None
    if places.told(row) != before:
        _note(session, actor, "sheet:rename_instance", sheet, before=before, after=places.told(row))
    return number


def remove_instance(session: Session, actor: Actor, sheet_id: int, number: int, *, seen: int) -> int:
    """Take out an instance that was listed by mistake; what was said for it stays kept and in the trail, but counts no more.

    Refuses InstanceUnknown, Stale, Locked.
    """
    sheet, whole = _scored(session, actor, sheet_id)
    row, _ = _instance(session, sheet, number, seen)
    row.removed_at = now()
    said = [one for one in queries.instance_answer_rows(session, sheet.id) if one.instance == number]
    answered = [one for one in said if one.mark and not whole.question(one.item_id).draft.bonus]
    sheet.answered -= len(answered)
    session.flush()  # house: what is left is counted
    places.recount(session, sheet, whole)
    answers = {
        whole.question(one.item_id).code: {"mark": one.mark, "raw": one.raw, "checked": one.checked, "na_reason": one.na_reason, "note": one.note}
        for one in said
    }
    files = [one for one in queries.evidence_rows(session, sheet.id) if one.instance == number]
    for one in files:  # the stored content stays, as when a file is taken away from an item
        session.delete(one)
    _note(
        session, actor, "sheet:remove_instance", sheet,
        before=places.told(row) | {"answers": answers, "files": [[whole.question(one.item_id).code, one.file_id] for one in files]},
    )  # fmt: skip
    return number
