"""One scoring sheet as a report for Word and PDF: who, what and when, the score and how it came about, every answer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.errors import Refusal
from core.exchange.answer_words import answer_said as said
from core.exchange.report import Align, Block, Callout, Heading, Paragraph, Picture, Report, Table, Tone, svg
from core.exchange.voice import Voice
from core.files.rules import thumbnail
from core.inspection.explanation.rules import Step, StepKind, brief, combined, explain
from core.inspection.finals.queries import Told
from core.inspection.finals.rules import Way
from core.inspection.rules import earned, parts, shown
from core.inspection.sheets.queries import Answered, Instance, Objection, SheetView
from core.inspection.sheets.rules import COUNTED, State
from core.inspection.templates.queries import Checkpoint, Question
from core.inspection.templates.rules import Repeat
from core.words import N_, Content, Language

THUMBNAIL_SIDE = 900
PICTURE_CM = 8.5
PICTURES_PER_ITEM = 4


def sheet_report(view: SheetView, language: Language, pictures: Mapping[int, bytes], factors: Mapping[str, Content] | None = None) -> Report:
    """The report of `view` in `language`. `pictures` are the evidence's bytes by file id; what is no picture is named only.

    `factors` are the names of context factors by code.
    """
    voice, head = Voice(language), view.head
    return Report(
        title=voice.t(N_("Scoring sheet {code}"), code=head.code),
        subtitle=voice.c(head.target),
        language=language,
        facts=tuple(_facts(view, voice, factors or {})),
        blocks=(*_score(view, voice), *_items(view, voice, pictures), *_objections(view, voice)),
        footer=f"{head.code} · {voice.c(head.target)}",
    )


def _facts(view: SheetView, voice: Voice, factors: Mapping[str, Content]) -> Iterator[tuple[str, str]]:
    head = view.head
    yield voice.t(N_("Project")), f"{head.project_code} · {voice.c(head.project)}"
    if head.object is not None:
        day = f" · {voice.day(head.object.happened_on)}" if head.object.happened_on else ""
        yield voice.t(head.object.kind.one), f"{head.object.code.partition('/')[2]} · {voice.c(head.object.name)}{day}"
    yield voice.t(N_("Customer")), voice.c(head.customer)
    yield voice.t(N_("Round")), f"{head.round_code} · {head.round_name}"
    yield voice.t(N_("Period")), f"{voice.day(head.period_from)} – {voice.day(head.period_to)}"
    yield voice.t(N_("Checklist")), voice.t(N_("{name}, version {number}"), name=voice.c(view.checklist.name), number=view.checklist.number)
    yield voice.t(N_("Inspector")), voice.c(head.inspector)
    yield voice.t(N_("State")), voice.t(head.state.label)
    if head.submitted_at:
        yield voice.t(N_("Submitted at")), voice.moment(head.submitted_at)
        yield voice.t(N_("Signed")), head.signature or ""
    else:
        yield voice.t(N_("Due")), voice.day(head.due_on)
    if head.context or head.context_remark:
        said = voice.several(voice.c(factors.get(code)) or code for code in head.context)
        yield voice.t(N_("What weighed on this work")), " – ".join(one for one in (said, head.context_remark) if one)
    if head.revision_reason:
        yield voice.t(N_("Reason for the correction")), head.revision_reason
    if view.newer_code:
        yield voice.t(N_("Replaced by")), view.newer_code


# --- the score -------------------------------------------------------------------------------------------------------


def _score(view: SheetView, voice: Voice) -> Iterator[Block]:
    head = view.head
    yield Heading(voice.t(N_("Score")))
    if head.state not in COUNTED and head.state not in (State.SUPERSEDED, State.VOIDED):
        yield Callout(
            voice.t(N_("This sheet is not submitted: {answered} of {items} items are answered."), answered=head.answered, items=head.items),
            tone=Tone.INFO,
        )
        return
    least = voice.percent(view.checklist.scheme.min_applicable)
    if head.total is None:
        text = N_("Only {share} of the checklist's weight applied, and at least {least} is needed: there is no fair number.")
        yield Callout(voice.t(text, share=voice.percent(head.share), least=least), title=voice.t(N_("Not ratable")), tone=Tone.WARNING)
    else:
        band = next((voice.c(choice.name) for choice in view.checklist.bands if choice.code == head.band), "")
        text = voice.t(N_("Scored on {share} of the checklist's weight; what did not apply left both sums."), share=voice.percent(head.share))
        yield Callout(text, title=f"{voice.number(head.total)} · {band}", tone=Tone.INFO)
        if head.vetoes:
            yield Callout(
                voice.t(
                    N_("Before the veto {before}, after it {total}. Failed critical items: {codes}"),
                    before=voice.number(head.before_veto),
                    total=voice.number(head.total),
                    codes=voice.several(view.checklist.question(item_id).code for item_id in head.vetoes),
                ),
                title=voice.t(N_("Veto")),
                tone=Tone.BAD,
            )
    if view.final is not None:
        yield _final(view, view.final, voice)
    yield _checkpoints(view, voice)
    if head.total is not None:
        yield from _way(view, voice)


def _final(view: SheetView, final: Told, voice: Voice) -> Callout:
    """What the target counts as, where several inspected it."""
    unrated = voice.t(N_("Not ratable"))
    totals = voice.several(unrated if total is None else voice.number(total) for _, total in final.totals)
    total = unrated if final.total is None else voice.number(final.total)
    text = voice.t(N_("{count} inspectors scored this independently: {totals}. Combined by: {way}."), count=final.sheets, totals=totals, way=voice.t(final.way.label))
    if final.way is Way.CONSENSUS and final.agreed:
        text += " " + voice.t(N_("Reason: {reason}"), reason=final.agreed[0].reason)
    band = next((voice.c(choice.name) for choice in view.checklist.bands if choice.code == final.band), "")
    title = voice.t(N_("Counts as {total}"), total=f"{total} · {band}" if band else total)
    return Callout(text, title=title, tone=Tone.INFO)


def _checkpoints(view: SheetView, voice: Voice) -> Table:
    known = {section: rest for section, *rest in view.sections}
    rows = []
    for checkpoint in view.checklist.checkpoints:
        score, before, share, vetoed = known.get(checkpoint.id, (None, None, None, False))
        remark = voice.t(N_("Vetoed; before it {score}"), score=voice.number(before)) if vetoed else ""
        if score is None:
            remark = voice.t(N_("Bonus points only")) if checkpoint.bonus else voice.t(N_("Not applicable"))
        rows.append((voice.c(checkpoint.name), voice.short(checkpoint.weight), voice.number(score), voice.percent(share), remark))
    headers = (voice.t(N_("Checkpoint")), voice.t(N_("Weight")), voice.t(N_("Score")), voice.t(N_("Applicable")), voice.t(N_("Remark")))
    return Table(headers, tuple(rows), widths=(4, 1.2, 1.2, 1.5, 3), align=(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT))


def _way(view: SheetView, voice: Voice) -> Iterator[Block]:
    """The way from 100 points to the score: as a picture, and as a table that names every step and what it left."""
    steps = explain(view.checklist.scheme, view.given)
    if view.final is not None and view.final.total is not None:
        steps = combined(steps, view.final.total)
    bars = brief(steps)
    caption = voice.t(N_("From 100 points to the score: what each item cost"))
    names = [_step_name(view, step, voice) for step in bars]
    told = "; ".join(f"{name} {_change(step, voice)}" for name, step in zip(names, bars, strict=True))
    drawn = svg(waterfall_spec(bars, names, voice), voice.language)
    yield Picture(drawn, caption=caption, width_cm=16.0, alt=f"{caption}. {told}")
    rows = [(voice.t(N_("Full marks")), "", voice.number(100, 2))]
    rows += [(_step_name(view, step, voice, whole=True), _change(step, voice), voice.number(shown(step.after, 2), 2)) for step in steps]
    headers = (voice.t(N_("Step")), voice.t(N_("Points")), voice.t(N_("Left")))
    yield Table(headers, tuple(rows), widths=(6, 1.3, 1.3), align=(Align.LEFT, Align.RIGHT, Align.RIGHT))


def _change(step: Step, voice: Voice) -> str:
    if step.kind is StepKind.TOTAL:
        return voice.number(shown(step.after))
    return f"{'+' if step.change > 0 else '−'}{voice.number(abs(shown(step.change, 2)), 2)}"


def _step_name(view: SheetView, step: Step, voice: Voice, *, whole: bool = False) -> str:
    """What a step is called; `whole`: with the codes of the items that it stands for."""
    if step.kind is StepKind.ITEM:
        question = view.checklist.question(step.items[0])
        return f"{question.code} {voice.c(question.draft.text)}"
    if step.kind is StepKind.OTHERS:
        return voice.t(N_("{count} more items"), count=len(step.items))
    if step.section is not None:
        checkpoint = next(one for one in view.checklist.checkpoints if one.id == step.section)
        name = voice.t(N_("Veto: {checkpoint}"), checkpoint=voice.c(checkpoint.name))
    else:
        name = voice.t(step.kind.label)
    codes = voice.several(view.checklist.question(item_id).code for item_id in step.items)
    return voice.aside(name, codes) if whole and codes else name


def waterfall_spec(way: Sequence[Step], names: Sequence[str], voice: Voice) -> dict[str, Any]:
    """The way from 100 points to the score as a Vega-Lite description, for print on white."""
    amber, red, grey, green, blue = "#D08A00", "#C0392B", "#8A97A6", "#2A8F5B", "#0F6E84"
    colours = {StepKind.SPREAD: grey, StepKind.COMBINED: grey, StepKind.SECTION_VETO: red, StepKind.TOTAL_VETO: red, StepKind.ADDED: green, StepKind.TOTAL: blue}
    rows: list[dict[str, Any]] = []
    for place, step in enumerate(way):
        start = 0.0 if step.kind is StepKind.TOTAL else float(step.after - step.change)
        fill = colours.get(step.kind, amber)
        rows.append({"place": place, "start": start, "end": float(step.after), "fill": fill, "said": _change(step, voice)})
    floor = max(0, int((min(row["end"] for row in rows) - 8) // 10) * 10)
    rows = [row | {"start": max(row["start"], floor), "edge": max(row["start"], row["end"], floor)} for row in rows]
    quoted = ",".join("'" + name.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'" for name in names)
    scale = {"domain": [floor, 100], "nice": False, "clamp": True}
    y = {"field": "place", "type": "ordinal", "title": None}
    named = {"labelExpr": f"[{quoted}][datum.value]", "labelLimit": 240, "ticks": False, "domain": False}
    x = {"type": "quantitative", "scale": scale, "title": voice.t(N_("Score"))}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": 400,
        "height": {"step": 24},
        "data": {"values": rows},
        "config": {"view": {"stroke": None}, "axis": {"labelFontSize": 11, "titleFontSize": 11, "gridColor": "#E3E8EB"}},
        "layer": [
            {
                "mark": {"type": "bar", "cornerRadius": 2},
                "encoding": {
                    "y": y | {"axis": named},
                    "x": x | {"field": "start", "axis": {"format": "d", "tickCount": 6}},
                    "x2": {"field": "end"},
                    "color": {"field": "fill", "type": "nominal", "scale": None, "legend": None},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 10, "color": "#1B2A33"},
                "encoding": {"y": y, "x": x | {"field": "edge"}, "text": {"field": "said"}},
            },
        ],
    }


# --- the answers -----------------------------------------------------------------------------------------------------


def _items(view: SheetView, voice: Voice, pictures: Mapping[int, bytes]) -> Iterator[Block]:
    yield Heading(voice.t(N_("All items")))
    for checkpoint in view.checklist.checkpoints:
        yield Heading(voice.c(checkpoint.name), level=2)
        if checkpoint.repeat:
            yield from _instances(view, checkpoint, checkpoint.repeat, voice, pictures)
            continue
        yield _answers(view, checkpoint, view, voice)
        for question in checkpoint.questions:
            yield from _pictures(question, view.answer(question.id), pictures)


def _instances(view: SheetView, checkpoint: Checkpoint, repeat: Repeat, voice: Voice, pictures: Mapping[int, bytes]) -> Iterator[Block]:
    """What the items of a repeated checkpoint earned of all instances together, then every instance."""
    items, given = {item.id: item for item in view.checklist.scheme.items}, view.given
    rows = []
    for question in checkpoint.questions:
        kept, said = view.answer(question.id), given.get(question.id)
        worth, n = earned(items[question.id], said), len(parts(items[question.id].scale, said)) if said else 0
        told = voice.percent(shown(worth, 4)) if worth is not None else voice.t(N_("Not applicable")) if said else voice.t(N_("no answer"))
        rows.append((f"{question.code}\n{voice.c(question.draft.text)}", told, str(n), voice.number(kept.loss, 2) if kept.loss else ""))
    headers = (voice.t(N_("Item")), voice.t(N_("Of full points")), voice.t(N_("Counted")), voice.t(N_("Points lost")))
    yield Paragraph(f"{voice.c(repeat.name)}: {len(view.instances_of(checkpoint.id))}. {voice.t(repeat.combining.label)}.")
    yield Table(headers, tuple(rows), widths=(5.4, 2, 1.3, 1.3), align=(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT))
    for one in view.instances_of(checkpoint.id):
        yield Heading(" · ".join(filter(None, (f"{voice.c(repeat.name)} {one.label}", one.remark))), level=3)
        yield _answers(view, checkpoint, one, voice)
        for question in checkpoint.questions:
            yield from _pictures(question, one.answer(question.id), pictures)


def _answers(view: SheetView, checkpoint: Checkpoint, of: SheetView | Instance, voice: Voice) -> Table:
    rows = []
    for question in checkpoint.questions:
        kept = of.answer(question.id)
        lost = voice.number(kept.loss, 2) if kept.loss else f"+{voice.number(kept.gain, 2)}" if kept.gain else ""
        rows.append((f"{question.code}\n{voice.c(question.draft.text)}", answer_said(view, question, voice, kept), lost, _note(kept, voice)))
    headers = (voice.t(N_("Item")), voice.t(N_("Answer")), voice.t(N_("Points lost")), voice.t(N_("Note and evidence")))
    return Table(headers, tuple(rows), widths=(4.2, 2.6, 1.3, 4), align=(Align.LEFT, Align.LEFT, Align.RIGHT, Align.LEFT))


def _note(kept: Answered, voice: Voice) -> str:
    parts = [kept.note] if kept.note else []
    if kept.files:
        parts.append(voice.t(N_("Files: {names}"), names=voice.several(one.name for one in kept.files)))
    return "\n".join(parts)


def answer_said(view: SheetView, question: Question, voice: Voice, kept: Answered) -> str:
    """The answer to an item in words."""
    reason = next((voice.c(choice.name) for choice in view.checklist.na_reasons if choice.code == kept.na_reason), "")
    told = said(question.draft, kept.given, reason, voice)
    if kept.taken is None:
        return told
    behind = voice.t(N_("{n} records from {first} to {last}"), n=kept.taken.n, first=voice.day(kept.taken.first), last=voice.day(kept.taken.last))
    return f"{told}\n{behind}"


def _pictures(question: Question, kept: Answered, pictures: Mapping[int, bytes]) -> Iterator[Block]:
    here = [one for one in kept.files if one.file_id in pictures][:PICTURES_PER_ITEM]
    for one in here:
        try:
            small = thumbnail(pictures[one.file_id], THUMBNAIL_SIDE)
        except Refusal:  # not a picture, or damaged on disk: its name stands in the table
            continue
        caption = f"{question.code} · {one.name}"
        yield Picture(small, caption=caption, width_cm=PICTURE_CM, alt=caption)


# --- the other side --------------------------------------------------------------------------------------------------


def _objections(view: SheetView, voice: Voice) -> Iterator[Block]:
    if not view.objections:
        return
    yield Heading(voice.t(N_("Contest and decision")))
    for objection in view.objections:
        item = view.checklist.question(objection.item_id).code if objection.item_id else voice.t(N_("the whole sheet"))
        item = " · ".join(filter(None, (item, view.label(objection.instance))))
        title = voice.t(
            N_("{item}, contested by {name} on {time}"), item=item, name=voice.c(objection.by), time=voice.moment(objection.at)
        )
        yield Callout(objection.reason, title=title, tone=Tone.WARNING)
        yield Paragraph(_decision(objection, voice))


def _decision(objection: Objection, voice: Voice) -> str:
    if objection.decided_at is None:
        return voice.t(N_("Not decided yet."))
    outcome = voice.t(N_("to be corrected by the inspector")) if objection.corrected else voice.t(N_("the score stands"))
    if objection.wrong:
        outcome = voice.t(N_("the sheet is void")) if objection.corrected else voice.t(N_("it was the right object"))
    return voice.t(
        N_("Decided by {name} on {time}: {outcome}. {reason}"),
        name=voice.c(objection.decided_by), time=voice.moment(objection.decided_at), outcome=outcome, reason=objection.decision or "",
    )  # fmt: skip
