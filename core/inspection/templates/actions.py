"""Deeds on checklists."""

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.errors import NotFound, Stale
from core.inspection.rules import Method
from core.inspection.templates import queries, rules
from core.inspection.templates.records import Template, TemplateItem, TemplateSection, TemplateVersion


def _text(value: Decimal) -> str:
    return format(value, "f")


def _named(choices: tuple[rules.Choice, ...], floors: bool) -> list[dict[str, Any]]:
    return [{"code": c.code, "name": dict(c.name)} | ({"from": _text(c.floor)} if floors else {}) for c in choices]


def create(session: Session, actor: Actor, draft: rules.Draft) -> int:
    """Keep `draft` as the first version of a new checklist, or as the next version of the one with its code.

    Returns the version's id. Refuses FaultyChecklist with every fault.
    """
    require(actor, Permission.TEMPLATE_EDIT, ANYWHERE)
    wrong = rules.faults(draft)
    if wrong:
        raise rules.FaultyChecklist(wrong)
    template = queries.template_by_code(session, draft.code)
    if template is None:
        template = Template(code=draft.code)
        with_ids(session, template)
    version = TemplateVersion(
        template_id=template.id,
        number=queries.last_number(session, template.id) + 1,
        state=rules.State.DRAFT,
        author_id=actor.id,
        created_at=now(),
        changed_at=now(),
        **_head(draft),
    )
    with_ids(session, version)
    _fill(session, version.id, draft)
    touch(session, "templates")
    note(
        session, actor, "template:create", "template_version", version.id, code=f"{draft.code} v{version.number}",
        after={"sections": len(draft.sections), "items": sum(len(s.items) for s in draft.sections)},
    )  # fmt: skip
    return version.id


def _head(draft: rules.Draft) -> dict[str, Any]:
    return {
        "name": dict(draft.name),
        "description": dict(draft.description),
        "weighting": draft.weighting,
        "min_applicable": draft.min_applicable,
        "veto_cap": draft.veto_cap,
        "bonus_cap": draft.bonus_cap,
        "minutes": draft.minutes,
        "bands": _named(draft.bands, floors=True),
        "na_reasons": _named(draft.na_reasons, floors=False),
    }


def _repeated(repeat: rules.Repeat | None) -> dict[str, Any] | None:
    if repeat is None:
        return None
    return {"name": dict(repeat.name), "least": repeat.least, "most": repeat.most, "combining": repeat.combining.value}


def _fill(session: Session, version_id: int, draft: rules.Draft) -> None:
    position = 0
    for order, section in enumerate(draft.sections):
        row = TemplateSection(
            template_version_id=version_id, position=order, code=section.code, name=dict(section.name), weight=section.weight, repeat=_repeated(section.repeat),
            compared=list(section.compared) or None,
        )  # fmt: skip
        with_ids(session, row)
        for item in section.items:
            position += 1
            scale = {
                "levels": [{"points": _text(level.points), "name": dict(level.name)} for level in item.levels],
                "minimum": _text(item.minimum),
                "maximum": _text(item.maximum),
                "per_finding": _text(item.per_finding),
                "cap": _text(item.cap),
            } | _rule(item.metric, item.points)
            session.add(
                TemplateItem(
                    template_version_id=version_id,
                    section_id=row.id,
                    position=position,
                    code=item.code,
                    text=dict(item.text),
                    standard=dict(item.standard),
                    rule=dict(item.rule),
                    evidence=dict(item.evidence),
                    unit=dict(item.unit),
                    weight=item.weight,
                    method=item.method,
                    scale=scale,
                    veto=item.veto,
                    evidence_required=item.evidence_required,
                    minutes=item.minutes,
                    demands={"at": _text(item.demands_at), "asks": list(item.demands)} if item.demands else None,
                )
            )


def _rule(metric: str, points: tuple[tuple[Decimal, Decimal], ...]) -> dict[str, Any]:
    """What a measured item keeps beside its scale; nothing for any other."""
    return {"metric": metric, "points": [[_text(value), _text(percent)] for value, percent in points]} if metric else {}


def reweigh(
    session: Session, actor: Actor, version_id: int, *, version: int, sections: dict[int, Decimal], items: dict[int, Decimal]
) -> int:
    """Set the weights of a draft's checkpoints and items (by id). Refuses NotEditable, Stale, FaultyChecklist."""
    require(actor, Permission.TEMPLATE_EDIT, ANYWHERE)
    row = queries.version_for_update(session, version_id)
    if row.state != rules.State.DRAFT:
        raise rules.NotEditable()
    if row.version != version:
        raise Stale()
    section_rows, item_rows = queries.section_rows(session, version_id), queries.item_rows(session, version_id)
    if set(sections) - {s.id for s in section_rows} or set(items) - {i.id for i in item_rows}:
        raise NotFound()
    before = {s.code: s.weight for s in section_rows} | {i.code: i.weight for i in item_rows}
    after = {s.code: sections.get(s.id, s.weight) for s in section_rows} | {i.code: items.get(i.id, i.weight) for i in item_rows}
    wrong = rules.faults(rules.reweighed(queries.draft(session, actor, version_id), after))
    if wrong:
        raise rules.FaultyChecklist(wrong)
    for part in (*section_rows, *item_rows):
        part.weight = after[part.code]
    row.changed_at = now()  # moves the row version, so that nobody reads the old content from memory
    touch(session, "templates")
    changed = {code: [before[code], weight] for code, weight in after.items() if weight != before[code]}
    note(session, actor, "template:reweigh", "template_version", version_id, code=str(row.number), weights=changed)
    return version_id


def plan(session: Session, actor: Actor, version_id: int, *, version: int, items: dict[int, Decimal], whole: Decimal) -> int:
    """Set the planned minutes of a draft: of its items (by id) and of the whole; 0 says nothing. Refuses NotEditable, Stale, FaultyChecklist, NotFound."""
    require(actor, Permission.TEMPLATE_EDIT, ANYWHERE)
    row = queries.version_for_update(session, version_id)
    if row.state != rules.State.DRAFT:
        raise rules.NotEditable()
    if row.version != version:
        raise Stale()
    item_rows = {one.id: one for one in queries.item_rows(session, version_id)}
    if set(items) - set(item_rows):
        raise NotFound()
    wrong = rules.faults(rules.timed(queries.draft(session, actor, version_id), {item_rows[id_].code: minutes for id_, minutes in items.items()}, whole))
    if wrong:
        raise rules.FaultyChecklist(wrong)
    changed = {item_rows[id_].code: [item_rows[id_].minutes, minutes] for id_, minutes in items.items() if minutes != item_rows[id_].minutes}
    for id_, minutes in items.items():
        item_rows[id_].minutes = minutes
    before, row.minutes = row.minutes, whole
    row.changed_at = now()  # moves the row version, so that nobody reads the old content from memory
    touch(session, "templates")
    note(session, actor, "template:plan", "template_version", version_id, code=str(row.number), minutes=changed, whole=[before, whole])
    return version_id


def repeat(session: Session, actor: Actor, version_id: int, *, version: int, section_id: int, repeat: rules.Repeat | None) -> int:
    """Have a draft's checkpoint answered for several instances, or once again (None). Refuses NotEditable, Stale, FaultyChecklist, NotFound."""
    require(actor, Permission.TEMPLATE_EDIT, ANYWHERE)
    row = queries.version_for_update(session, version_id)
    if row.state != rules.State.DRAFT:
        raise rules.NotEditable()
    if row.version != version:
        raise Stale()
    part = next((one for one in queries.section_rows(session, version_id) if one.id == section_id), None)
    if part is None:
        raise NotFound()
    wrong = rules.faults(rules.with_repeat(queries.draft(session, actor, version_id), part.code, repeat))
    if wrong:
        raise rules.FaultyChecklist(wrong)
    before, part.repeat = part.repeat, _repeated(repeat)
    row.changed_at = now()  # moves the row version, so that nobody reads the old content from memory
    touch(session, "templates")
    note(
        session, actor, "template:repeat", "template_version", version_id, code=str(row.number), checkpoint=part.code, before=before, after=part.repeat,
    )  # fmt: skip
    return version_id


def measure(
    session: Session, actor: Actor, version_id: int, *, version: int, compared: dict[int, tuple[str, ...]], measured: dict[int, rules.Rule] | None = None
) -> int:
    """Set which measures the checkpoints of a draft (by id) are compared with, and the rules of its measured items (by id).

    Refuses NotEditable, Stale, FaultyChecklist, NotFound.
    """
    require(actor, Permission.TEMPLATE_EDIT, ANYWHERE)
    row = queries.version_for_update(session, version_id)
    if row.state != rules.State.DRAFT:
        raise rules.NotEditable()
    if row.version != version:
        raise Stale()
    section_rows = {one.id: one for one in queries.section_rows(session, version_id)}
    item_rows = {one.id: one for one in queries.item_rows(session, version_id) if one.method == Method.MEASURED}
    measured = measured or {}
    if set(compared) - set(section_rows) or set(measured) - set(item_rows):
        raise NotFound()
    before = {one.code: list(one.compared or ()) for one in section_rows.values()}
    after = before | {section_rows[id_].code: list(codes) for id_, codes in compared.items()}
    by_code = {item_rows[id_].code: rule for id_, rule in measured.items()}
    wrong = rules.faults(rules.measured_by(queries.draft(session, actor, version_id), {code: tuple(codes) for code, codes in after.items()}, by_code))
    if wrong:
        raise rules.FaultyChecklist(wrong)
    for one in section_rows.values():
        one.compared = after[one.code] or None
    for id_, rule in measured.items():
        item_rows[id_].scale = item_rows[id_].scale | _rule(*rule)
    row.changed_at = now()  # moves the row version, so that nobody reads the old content from memory
    touch(session, "templates")
    changed = {code: [before[code], codes] for code, codes in after.items() if codes != before[code]}
    note(session, actor, "template:measure", "template_version", version_id, code=str(row.number), compared=changed, measured=by_code)
    return version_id


def move(session: Session, actor: Actor, version_id: int, *, state: rules.State) -> int:
    """Take a version to trial, back to draft or to retired. Refuses BadStep, NeedsApproval (to confirm it), NotEditable.

    What a round is scored with never becomes a draft again.
    """
    deciding = state in (rules.State.CONFIRMED, rules.State.RETIRED)
    require(actor, Permission.TEMPLATE_CONFIRM if deciding else Permission.TEMPLATE_EDIT, ANYWHERE)
    row = queries.version_for_update(session, version_id)
    before = rules.State(row.state)
    rules.check_step(before, state)
    if state is rules.State.CONFIRMED:
        raise rules.NeedsApproval()
    if state is rules.State.DRAFT and queries.in_use(session, version_id):
        raise rules.NotEditable()
    row.state = state
    touch(session, "templates")
    note(session, actor, f"template:{_DEEDS[state]}", "template_version", version_id, code=str(row.number), before=before, after=state)
    return version_id


_DEEDS = {rules.State.DRAFT: "reopen", rules.State.TRIAL: "try", rules.State.RETIRED: "retire"}


def confirm(session: Session, actor: Actor, version_id: int) -> int:
    """A version is in force from now on, by the last yes of its approval. Refuses BadStep, NotConfirmable (own work).

    # house: the effect of an approval, which requires
    """
    row = queries.version_for_update(session, version_id)
    before = rules.State(row.state)
    rules.check_step(before, rules.State.CONFIRMED)
    if row.author_id == actor.id:
        raise rules.NotConfirmable()
    row.state, row.confirmed_by_id, row.confirmed_at = rules.State.CONFIRMED, actor.id, now()
    touch(session, "templates")
    note(
        session, actor, "template:confirm", "template_version", version_id, code=str(row.number), before=before, after=rules.State.CONFIRMED,
    )  # fmt: skip
    return version_id


def new_version(session: Session, actor: Actor, version_id: int) -> int:
    """Copy a version as the next draft of its checklist; the old one stays as it is."""
    require(actor, Permission.TEMPLATE_EDIT, ANYWHERE)
    return create(session, actor, queries.draft(session, actor, version_id))
