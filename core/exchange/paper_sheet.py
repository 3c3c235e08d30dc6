"""A scoring sheet to be filled in with a pen: what is asked, the choices as boxes, room for notes, a code for the phone."""

from collections.abc import Iterator

from core.exchange import qr
from core.exchange.offline.answers import asked, choices, given
from core.exchange.report import Block, Callout, Heading, Paragraph, Picture, Report, Table
from core.exchange.voice import Voice
from core.inspection.measured.rules import reasons_for
from core.inspection.rules import Veto
from core.inspection.sheets.queries import Answered, Instance, SheetView
from core.inspection.templates.queries import Checkpoint, Question
from core.words import N_, Language

BOX = "□"
LINE = "＿＿＿＿＿＿"
NOTE_LINES = 4
QR_CM = 3.6


def paper_sheet(view: SheetView, language: Language) -> Report:
    """The sheet of `view` in `language`, to print. What is answered already is written in, so that nothing is asked twice."""
    voice, head = Voice(language), view.head
    return Report(
        title=voice.t(N_("Scoring sheet {code}"), code=head.code),
        subtitle=voice.c(head.target),
        language=language,
        facts=tuple(_facts(view, voice)),
        blocks=(*_above(view, voice), *_checkpoints(view, voice), *_below(voice)),
        footer=f"{head.code} · {voice.c(head.target)}",
    )


def _facts(view: SheetView, voice: Voice) -> Iterator[tuple[str, str]]:
    head = view.head
    yield voice.t(N_("Project")), f"{head.project_code} · {voice.c(head.project)}"
    if head.object is not None:
        day = f" · {voice.day(head.object.happened_on)}" if head.object.happened_on else ""
        yield voice.t(head.object.kind.one), f"{head.object.code.partition('/')[2]} · {voice.c(head.object.name)}{day}"
    yield voice.t(N_("Customer")), voice.c(head.customer)
    yield voice.t(N_("Round")), f"{head.round_code} · {head.round_name}"
    yield voice.t(N_("Checklist")), voice.t(N_("{name}, version {number}"), name=voice.c(view.checklist.name), number=view.checklist.number)
    yield voice.t(N_("Inspector")), voice.c(head.inspector)
    yield voice.t(N_("Due")), voice.day(head.due_on)


def _above(view: SheetView, voice: Voice) -> Iterator[Block]:
    address = qr.address(f"Scoring_sheet?sheet={view.head.code}")
    caption = voice.t(N_("Opens this sheet on a phone, to enter what was written and to add photos"))
    yield Picture(qr.png(address), caption=caption, width_cm=QR_CM, alt=address)
    reasons = voice.several(voice.c(one.name) for one in reasons_for(view.checklist.na_reasons, measured=False))
    yield Callout(
        voice.t(N_("Tick one box or write one number for every item. What does not apply needs its reason: {reasons}"), reasons=reasons)
    )


def _checkpoints(view: SheetView, voice: Voice) -> Iterator[Block]:
    headers = (voice.t(N_("What is asked")), voice.t(N_("Answer")), voice.t(N_("Note and evidence")))
    for checkpoint in view.checklist.checkpoints:
        yield Heading(voice.c(checkpoint.name), level=2)
        for name, kept in _instances(checkpoint, view, voice):
            if name:
                yield Heading(name, level=3)
            yield Table(headers, tuple(_rows(checkpoint, kept, view, voice)), widths=(4.4, 3.2, 4))
        if checkpoint.repeat and checkpoint.repeat.most > checkpoint.repeat.least:
            yield Paragraph(voice.t(N_("There may be {most} of them: print this page again for more."), most=checkpoint.repeat.most))


def _instances(checkpoint: Checkpoint, view: SheetView, voice: Voice) -> Iterator[tuple[str, Instance | SheetView]]:
    """What there is to fill in at a checkpoint: itself, or every instance listed so far and room for as many as there must be."""
    if checkpoint.repeat is None:
        yield "", view
        return
    name, listed = voice.c(checkpoint.repeat.name), view.instances_of(checkpoint.id)
    for one in listed:
        yield " · ".join(filter(None, (f"{name} {one.label}", one.remark))), one
    for _ in range(len(listed), checkpoint.repeat.least):
        yield f"{name} {LINE}", Instance(0, checkpoint.id, "", "", 0, {})


def _rows(checkpoint: Checkpoint, kept: Instance | SheetView, view: SheetView, voice: Voice) -> Iterator[tuple[str, str, str]]:
    for question in checkpoint.questions:
        draft = question.draft
        marks = [voice.t(N_("Critical"))] if draft.veto is not Veto.NONE else []
        marks += [voice.t(N_("Evidence required"))] if draft.evidence_required else []
        lines = [f"{question.code}  {voice.c(draft.text)}", voice.c(draft.standard), " · ".join(f"▲ {mark}" for mark in marks)]
        yield "\n".join(filter(None, lines)), _boxes(question, kept.answer(question.id), view, voice), kept.answer(question.id).note or "\n" * (NOTE_LINES - 1)


def _boxes(question: Question, kept: Answered, view: SheetView, voice: Voice) -> str:
    """The choices with a box each, the one given so far ticked; a line to write a number on."""
    answer, reason = given(question, kept, view.checklist.na_reasons, voice)
    known = choices(question, voice)
    lines = [f"{'■' if one == answer else BOX} {one}" for one in known]
    if not known:
        written = voice.short(answer) if not isinstance(answer, str) else LINE
        lines = [asked(question, voice), written]
    lines.append(f"{'■' if reason else BOX} {voice.t(N_('Not applicable: {reason}'), reason=reason or LINE)}")
    return "\n".join(lines)


def _below(voice: Voice) -> Iterator[Block]:
    yield Heading(voice.t(N_("Signature")), level=2)
    yield Table(
        (voice.t(N_("Inspector")), voice.t(N_("Inspected side")), voice.t(N_("Place and time"))), (("\n\n", "\n\n", "\n\n"),),
    )  # fmt: skip
    yield Paragraph(voice.t(N_("The sheet counts once it is entered and submitted with the inspector's name.")))
