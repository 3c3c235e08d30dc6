"""The places of a sheet: its items, and of repeated checkpoints each item in every instance. Parts of the deeds on sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core import fields
from core.clock import now
from core.db import with_ids
from core.inspection import rules as scoring
from core.inspection.sheets import queries, rules
from core.inspection.sheets.records import Answer, InstanceAnswer, Sheet, SheetInstance
from core.inspection.sheets.rules import Spot
from core.inspection.templates.queries import Checklist
from core.inspection.templates.rules import ItemDraft
from core.words import N_

Row = Answer | InstanceAnswer


def new_row(sheet: Sheet, place: Spot) -> Row:
    if place.instance:
        return InstanceAnswer(sheet_id=sheet.id, item_id=place.item_id, instance=place.instance, value_version=0, note_version=0)
    return Answer(sheet_id=sheet.id, item_id=place.item_id, value_version=0, note_version=0)


def place_of(row: Row) -> Spot:
    return Spot(row.item_id, row.instance if isinstance(row, InstanceAnswer) else 0)


def code_at(whole: Checklist, place: Spot) -> str:
    """What the trail calls a place: the item's code, with the number of its instance."""
    return whole.question(place.item_id).code + (f"@{place.instance}" if place.instance else "")


def check_place(whole: Checklist, place: Spot, sections: Mapping[int, int]) -> None:
    """Refuse a place that the sheet does not have, given the checkpoints of its instances: InstanceUnknown."""
    section_id = whole.question(place.item_id).section_id
    if sections.get(place.instance) != section_id if section_id in whole.repeated else place.instance:
        raise rules.InstanceUnknown()


def rows_of(session: Session, sheet_id: int) -> dict[Spot, Row]:
    """What is kept in every place of a sheet."""
    every: list[Row] = [*queries.answer_rows(session, sheet_id), *queries.instance_answer_rows(session, sheet_id)]
    return {place_of(row): row for row in every}


def live(session: Session, whole: Checklist, sheet_id: int) -> list[SheetInstance]:
    return queries.instance_rows(session, sheet_id) if whole.repeated else []


def spots(whole: Checklist, instances: Sequence[SheetInstance]) -> dict[Spot, ItemDraft]:
    return queries.spots(whole, [(one.section_id, one.number) for one in instances])


def given(rows: Mapping[Spot, Row]) -> dict[Spot, scoring.Given]:
    return {place: scoring.Given(scoring.Mark(row.mark), row.raw, row.checked) for place, row in rows.items() if row.mark}


@dataclass(frozen=True)
class Added:
    """An instance to be listed: of which checkpoint, what it is called, and what there is to say about it."""

    section_id: int
    label: str
    remark: str = ""


def add(session: Session, sheet: Sheet, whole: Checklist, added: Added) -> SheetInstance:
    repeat = whole.checkpoint(added.section_id).repeat
    if repeat is None:
        raise rules.InstanceUnknown()
    label, remark = named(added.label, added.remark)
    every = queries.instance_rows(session, sheet.id, removed=True)
    present = [one for one in every if one.section_id == added.section_id and one.removed_at is None]
    rules.check_label(label, [one.label for one in present])
    if len(present) >= repeat.most:
        raise rules.TooManyInstances(most=repeat.most)
    made = SheetInstance(
        sheet_id=sheet.id, section_id=added.section_id, number=max((one.number for one in every), default=0) + 1, label=label, remark=remark or None,
    )  # fmt: skip
    with_ids(session, made)
    sheet.started_at = sheet.started_at or now()
    return made


def named(label: str, remark: str) -> tuple[str, str]:
    return (
        fields.line(label, N_("Name or number"), rules.LABEL_LIMIT),
        fields.paragraph(remark, N_("Remark"), rules.REMARK_LIMIT, needed=False),
    )


def told(one: SheetInstance) -> dict[str, object]:
    return {"instance": one.number, "label": one.label, "remark": one.remark}


def recount(session: Session, sheet: Sheet, whole: Checklist) -> None:
    """Bring the sheet's progress in line with its instances."""
    live = queries.instance_rows(session, sheet.id)
    sheet.items = sum(one.asked(sum(row.section_id == one.id for row in live)) for one in whole.checkpoints)


def combined(
    session: Session, sheet: Sheet, whole: Checklist, instances: Sequence[SheetInstance], rows: Mapping[Spot, Row]
) -> dict[int, Answer]:
    """The answers of the instances of repeated checkpoints as one answer an item: what everything that counts answers reads."""
    made = {}
    items = {item.id: item for item in whole.scheme.items}
    for checkpoint in whole.repeated.values():
        for question in checkpoint.questions:
            said = [(one.label, row) for one in instances if (row := rows.get(Spot(question.id, one.number))) is not None and row.mark]
            rated = [row for _, row in said if row.mark == scoring.Mark.RATED]
            made[question.id] = kept = Answer(
                sheet_id=sheet.id, item_id=question.id, instances=len(rated), value_version=1, note_version=1,
                mark=scoring.Mark.RATED if rated else scoring.Mark.NOT_APPLICABLE,
                note="\n".join(f"{label}: {row.note}" for label, row in said if row.note) or None,
                answered_at=max((row.answered_at for _, row in said if row.answered_at), default=None),
            )  # fmt: skip
            if len(rated) == 1:
                kept.raw, kept.checked = rated[0].raw, rated[0].checked
            elif rated:
                item = items[question.id]
                kept.checked = sum(row.checked for row in rated if row.checked) or None
                parts = [part for row in rated for part in scoring.parts(item.scale, scoring.Given(scoring.Mark.RATED, row.raw, row.checked))]
                kept.raw = scoring.on_scale(item.scale, scoring.combined(parts, item.combining), kept.checked)
            else:
                kept.na_reason = next((row.na_reason for _, row in said), None)
            session.add(kept)
    return made
