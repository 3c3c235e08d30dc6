"""Filling in a scoring sheet: made for a thumb and a bad line.

One checkpoint at a time; every answer is a deed of its own, saved when it is given; only its item is drawn again.
A widget's key carries sheet, item and the version it shows, so that a click that arrives in a new session (server
restarted, page reloaded) is still about the right thing, and one over a version that moved on is refused and shown
beside the other answer instead of overwriting it.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from core import fields
from core.access import Actor
from core.config import settings
from core.errors import NotANumber, Refusal
from core.files import rules as judged
from core.inspection.followups.queries import Beside
from core.inspection.measured.rules import CONTESTED, reasons_for
from core.inspection.rules import SAMPLE_LIMIT, Demand, Mark, Method, Veto, fraction
from core.inspection.sheets import actions, queries
from core.inspection.sheets.kept import Kept, Value
from core.inspection.sheets.queries import Answered, SheetView
from core.inspection.sheets.rules import (
    CONTEXT_FACTORS,
    CONTEXT_LIMIT,
    AnsweredElsewhere,
    Lack,
    State,
    lacks,
    unfinished,
)
from core.inspection.templates.queries import Checkpoint, Question
from core.inspection.templates.rules import Choice
from pages.parts import desk
from pages.parts.codes import code_table
from pages.parts.followup import beside
from pages.parts.frame import acting_in_callback, fresh_actor
from pages.parts.inspection import measured, repeats
from pages.parts.whole import whole
from pages.parts.words import c, content, escaped, moment, plain, short, t, tn

NOT_APPLICABLE = "na"
Known = list[tuple[Actor, Answered, tuple[int, int]]]
"""What is known of an item when it is drawn, with how many are answered of how many: asked with the page, or left by the
deed that just kept an answer. Taken once; an item that finds nothing asks by itself."""
AskedFor = Mapping[int, tuple[Beside, ...]]
"""Follow-ups of earlier rounds by item: asked for once with the page, so that answering an item asks for nothing more."""
UPLOADS = ["jpg", "jpeg", "png", "webp", "pdf"]


def fill(view: SheetView, actor: Actor, asked_for: AskedFor) -> None:
    """The whole sheet for its inspector: progress, checkpoint picker, items with what was asked for before, and the way to submit."""
    if view.head.revision_reason:
        st.info(t("This is a correction of {code}: {reason}", code=_root(view), reason=view.head.revision_reason), icon=":material/edit:")
    progress = st.empty()
    draw_progress(progress, view.head.answered, view.head.items)
    steps = [checkpoint.id for checkpoint in view.checklist.checkpoints] + [0]
    names = {checkpoint.id: _step_name(view, checkpoint) for checkpoint in view.checklist.checkpoints} | {0: plain("Check and submit")}
    key = f"step:{view.head.id}"
    if (wanted := st.session_state.pop(f"go:{key}", None)) is not None:
        st.session_state[key] = wanted
    chosen = st.segmented_control(
        t("Checkpoint"), steps, default=_first_open(view), format_func=lambda step: escaped(names[step]), key=key,
        label_visibility="collapsed", required=True, wrap=True,
    )  # fmt: skip
    if chosen == 0:
        submit(view)
        return
    checkpoint = view.checklist.checkpoint(chosen)
    st.subheader(c(checkpoint.name), anchor=False)
    for question in repeats.asked(view, actor, checkpoint) if checkpoint.repeat else measured.asked(view, actor, checkpoint.questions):
        known = [(actor, view.answer(question.id, question.instance), (view.head.answered, view.head.items))]
        item(view.head.id, question, view.checklist.na_reasons, progress, asked_for.get(question.id, ()), known)
    if checkpoint.repeat:
        repeats.onward(view, actor, checkpoint)
    following = steps[steps.index(chosen) + 1]
    label = t("Check and submit") if following == 0 else t("Next: {name}", name=names[following])
    if st.button(label, key=f"next:{view.head.id}:{chosen}", type="primary", width="stretch"):
        st.session_state[f"go:{key}"] = following
        st.rerun()


def _root(view: SheetView) -> str:
    return view.head.code.rsplit("-R", 1)[0]


def _step_name(view: SheetView, checkpoint: Checkpoint) -> str:
    if checkpoint.repeat:
        done, of = repeats.progress(view, checkpoint)
        return f"{'✓ ' if done == of else ''}{content(checkpoint.name)} {done}/{of}"
    asked = checkpoint.to_answer or checkpoint.questions
    done = sum(view.answer(question.id).mark is not None for question in asked)
    tick = "✓ " if done == len(asked) else ""
    return f"{tick}{content(checkpoint.name)} {done}/{len(asked)}"


def _first_open(view: SheetView) -> int:
    """Where to go on: the first checkpoint with an item that was not looked at."""
    for checkpoint in view.checklist.checkpoints:
        if checkpoint.repeat:
            done, of = repeats.progress(view, checkpoint)
            unseen = done < of
        else:
            unseen = any(view.answer(question.id).mark is None for question in checkpoint.to_answer)
        if unseen:
            return checkpoint.id
    return 0


def draw_progress(place: Any, answered: int, items: int) -> None:
    """How many items were looked at: progress is about looking, not about being good."""
    place.progress(answered / items if items else 0.0, text=t("{answered} of {items} items answered, each saved", answered=answered, items=items))


@st.fragment
def item(
    sheet_id: int, question: Question, na_reasons: tuple[Choice, ...], progress: Any, asked_for: tuple[Beside, ...], known: Known
) -> None:
    """One item. Runs alone when its note or its files change, and its answer alone when it is answered."""
    actor, kept, counted = _known(known, sheet_id, question)
    place = _place(sheet_id, question)
    with st.container(border=True, key=f"item-{place.replace(':', '-')}", gap="xsmall"):
        _heading(question)
        beside.lines(asked_for)
        _answering(sheet_id, question, na_reasons, progress, [(actor, kept, counted)])
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _standard(question)
            _note(actor, place, sheet_id, question, kept)
            _evidence(actor, place, sheet_id, question, kept)
        _refused(place)
        _files(actor, sheet_id, question, kept)


@st.fragment
def _answering(sheet_id: int, question: Question, na_reasons: tuple[Choice, ...], progress: Any, known: Known) -> None:
    """The answer of an item and what it calls for: all that an answer draws again, since forty of them come a second."""
    actor, kept, counted = _known(known, sheet_id, question)
    draw_progress(progress, *counted)  # in every run of the page too: a fragment may only write outside where it did then
    place = _place(sheet_id, question)
    _answer_control(actor, place, sheet_id, question, kept, na_reasons, known)
    _demanded(question, kept)
    _conflict(actor, place, sheet_id, question, kept, na_reasons)
    _refused(place)
    if kept.answered_at and kept.mark is not None:
        st.caption(f":green[:material/cloud_done:] {t('Saved {time}', time=moment(kept.answered_at, short=True))}")


def _place(sheet_id: int, question: Question) -> str:
    """What names the item's widgets: its sheet, itself and, if it is asked for one, the instance."""
    return f"{sheet_id}:{question.id}:{question.instance}" if question.instance else f"{sheet_id}:{question.id}"


def _known(known: Known, sheet_id: int, question: Question) -> tuple[Actor, Answered, tuple[int, int]]:
    """Who is there and what is kept: as the run that draws the page has just asked, else asked now."""
    if known:
        return known.pop()
    actor = fresh_actor()
    kept, state, answered, items = desk.ask(queries.answer, actor, sheet_id, question.id, instance=question.instance)
    if state is not State.OPEN:
        st.rerun(scope="app")
    return actor, kept, (answered, items)


def _refused(place: str) -> None:
    if refusal := st.session_state.pop(f"refused:{place}", None):
        desk.say(refusal)


def _again() -> None:
    """Draw the item again: alone if it runs alone, else with its page (a tap that arrived in a new session runs the page)."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()


def _heading(question: Question) -> None:
    marks = ""
    if question.draft.veto is not Veto.NONE:
        marks += f" :red-badge[{t('Critical')}]"
    if question.draft.evidence_required:
        marks += f" :blue-badge[{t('Evidence required')}]"
    if question.draft.bonus:
        marks += f" :green-badge[{t('Bonus')}]"
    st.markdown(f"**{escaped(question.code)}** · {c(question.draft.text)}{marks}")


def _demanded(question: Question, kept: Answered) -> None:
    """What this answer calls for, at once: what is still missing in orange, what is there with a tick, what it will open."""
    draft, given = question.draft, kept.given
    if kept.na_reason == CONTESTED and not kept.note:
        st.markdown(f":orange-badge[:material/priority_high: {t(Lack.NOTE.label)}]")
    if given is None or given.mark is not Mark.RATED or given.raw is None:
        return
    missing = lacks(draft, given, evidence=bool(kept.files), note=bool(kept.note))
    asked = draft.demanded(fraction(draft.scale, given.raw, given.checked))
    marks = [f":orange-badge[:material/priority_high: {t(lack.label)}]" for lack in missing if lack in _NAMED or asked]
    if Demand.NOTE in asked and Lack.NOTE not in missing:
        marks.append(f":green-badge[:material/check: {t('Note')}]")
    if Demand.EVIDENCE in asked and Lack.EVIDENCE not in missing:
        marks.append(f":green-badge[:material/check: {t('Photo or file')}]")
    if marks:
        st.markdown(" ".join(marks))
    if Demand.RECTIFICATION in asked:
        st.caption(f":material/build: {t('A follow-up is opened for this when the results are released.')}")


_NAMED = frozenset({Lack.GROUNDS, Lack.NOTE})
"""Lacks that come with an answer; that evidence is always required stands in the heading."""


def _standard(question: Question) -> None:
    draft = question.draft
    with st.popover(t("Standard"), icon=":material/rule:", type="tertiary"):
        for label, text in ((t("Standard"), draft.standard), (t("How points are given"), draft.rule), (t("Evidence"), draft.evidence)):
            if content(text):
                st.markdown(f"**{label}**  \n{c(text)}")
        if not draft.bonus:
            st.caption(t("Weight {weight}", weight=short(question.weight)))
        if draft.veto is not Veto.NONE:
            st.caption(t(draft.veto.label))


# --- the answer ------------------------------------------------------------------------------------------------------


def _answer_control(actor: Any, place: str, sheet_id: int, question: Question, kept: Answered, na_reasons: tuple[Choice, ...], known: Known) -> None:
    key = f"answer:{place}:{kept.value_version}"
    method = question.draft.method
    args = (actor.session_key, place, sheet_id, question, kept, key, known)
    if method is Method.MEASURED:
        measured.fact(sheet_id, question, kept)
    if method in _CHOSEN:
        choice = _choice(key, question, kept, args)
    else:
        choice = _amount(key, question, kept, args)
    if choice == NOT_APPLICABLE:
        known = reasons_for(na_reasons, measured=question.draft.measured, fact=question.fact)
        codes = {reason.code: content(reason.name) for reason in known}
        given = kept.na_reason if kept.mark is Mark.NOT_APPLICABLE else None
        st.selectbox(
            t("Why does it not apply?"), list(codes), index=list(codes).index(given) if given in codes else None,
            format_func=lambda code: codes[code], key=f"{key}:why", placeholder=plain("Choose a reason"), on_change=_save, args=args,
        )  # fmt: skip
        if not st.session_state.get(f"{key}:why"):
            st.caption(t("Saved as soon as a reason is chosen."))
    # A click that arrived in a new session has no callback: what the widgets say is compared with what is kept.
    value = _given(key, question)
    if value is not None and value != _value_of(kept) and f"refused:{place}" not in st.session_state:
        _save(*args)
        _again()


def _choice(key: str, question: Question, kept: Answered, args: tuple[Any, ...]) -> str | None:
    draft = question.draft
    if draft.method is Method.YES_NO:
        labels = {"1": t("Yes"), "0": t("No")}
    elif draft.method is Method.MEASURED:
        labels = measured.labels(question, kept)
    else:
        labels = {format(level.points.normalize(), "f"): f"**{short(level.points)}** · {c(level.name)}"
                  for level in reversed(draft.levels)}  # fmt: skip
    labels[NOT_APPLICABLE] = t("Not applicable")
    present = NOT_APPLICABLE if kept.mark is Mark.NOT_APPLICABLE else format(kept.raw.normalize(), "f") if kept.raw is not None else None
    codes = list(labels)
    return st.radio(
        t("Answer"), codes, index=codes.index(present) if present in codes else None, format_func=lambda code: labels[code], key=key,
        label_visibility="collapsed", horizontal=draft.method is Method.YES_NO, on_change=_save, args=args,
    )  # fmt: skip


def _amount(key: str, question: Question, kept: Answered, args: tuple[Any, ...]) -> str | None:
    draft = question.draft
    na = kept.mark is Mark.NOT_APPLICABLE
    with st.container(horizontal=True, vertical_alignment="bottom"):
        off = st.session_state.get(f"{key}:na", na)
        if draft.method is Method.DEDUCTION:
            label = t("Number of findings ({points} points each)", points=short(draft.per_finding))
            st.number_input(
                label, min_value=0, max_value=999, step=1, value=int(kept.raw) if kept.raw is not None else None, key=f"{key}:number",
                placeholder=plain("Findings"), disabled=off, on_change=_save, args=args, width=260,
            )  # fmt: skip
        elif draft.method is Method.SAMPLED:
            st.number_input(
                t("Checked"), min_value=1, max_value=SAMPLE_LIMIT, step=1, value=kept.checked, key=f"{key}:checked",
                disabled=off, on_change=_save, args=args, width=150,
            )  # fmt: skip
            st.number_input(
                t("Of these conforming"), min_value=0, max_value=SAMPLE_LIMIT, step=1, value=int(kept.raw) if kept.raw is not None else None,
                key=f"{key}:number", disabled=off, on_change=_save, args=args, width=150,
            )  # fmt: skip
        else:
            low, high = sorted((draft.minimum, draft.maximum))
            unit = content(draft.unit)
            label = t("Value from {low} to {high} {unit}", low=short(low), high=short(high), unit=unit)
            if draft.bonus:
                label = t("Bonus points from 0 to {high}", high=short(high))
            st.text_input(
                label,
                value=format(kept.raw.normalize(), "f") if kept.raw is not None else "", key=f"{key}:text", disabled=off,
                on_change=_save, args=args, width=260, icon=None,
            )  # fmt: skip
        chosen = st.checkbox(t("Not applicable"), value=na, key=f"{key}:na", on_change=_save, args=args)
    if draft.method is Method.SAMPLED and (st.session_state.get(f"{key}:checked") is None) != (st.session_state.get(f"{key}:number") is None):
        st.caption(t("Saved as soon as both numbers are there."))
    return NOT_APPLICABLE if chosen else None


def _value_of(kept: Answered) -> Value | None:
    return None if kept.mark is None else Value(kept.mark, kept.raw, kept.na_reason, kept.checked)


def _given(key: str, question: Question) -> Value | None:
    """What the item's widgets say now; None while it says nothing that could be kept. Refuses NotANumber."""
    state = st.session_state
    if question.draft.method in _CHOSEN:
        choice = state.get(key)
        if choice == NOT_APPLICABLE:
            return Value(Mark.NOT_APPLICABLE, None, state[f"{key}:why"]) if state.get(f"{key}:why") else None
        return None if choice is None else Value(Mark.RATED, Decimal(choice))
    if state.get(f"{key}:na"):
        return Value(Mark.NOT_APPLICABLE, None, state[f"{key}:why"]) if state.get(f"{key}:why") else None
    if question.draft.method is Method.DEDUCTION:
        amount = state.get(f"{key}:number")
        return None if amount is None else Value(Mark.RATED, Decimal(amount))
    if question.draft.method is Method.SAMPLED:
        checked, conforming = state.get(f"{key}:checked"), state.get(f"{key}:number")
        return None if checked is None or conforming is None else Value(Mark.RATED, Decimal(conforming), checked=checked)
    text = (state.get(f"{key}:text") or "").strip()
    if not text:
        return None
    try:
        return Value(Mark.RATED, typed_number(text))
    except NotANumber:
        return None


def typed_number(text: str) -> Decimal:
    """A typed number; places beyond the fourth are refused as not usable."""
    value = fields.decimal(text)
    if value != round(value, 4):
        raise NotANumber(value=text)
    return value


_CHOSEN = frozenset({Method.LEVELS, Method.YES_NO, Method.MEASURED})
"""Methods whose answer is one of a few choices."""
_TYPED = frozenset({Method.NUMERIC, Method.BONUS})
"""Methods whose value is typed as text, so that a comma or a full-width digit is read too."""


@whole
def _save(session_key: str, place: str, sheet_id: int, question: Question, kept: Answered, key: str, known: Known) -> None:
    """Keep what the item's widgets say. Runs before the item is drawn again, so one run shows the new truth."""
    try:
        if question.draft.method in _TYPED and not st.session_state.get(f"{key}:na") and (st.session_state.get(f"{key}:text") or "").strip():
            typed_number(st.session_state[f"{key}:text"])
        value = _given(key, question)
        if value is None:
            empty = not st.session_state.get(f"{key}:na") and not st.session_state.get(key)
            half = any(st.session_state.get(f"{key}:{part}") is not None for part in ("checked", "number"))  # one of a sample's two numbers
            cleared = question.draft.method not in _CHOSEN and empty and not half and kept.mark is not None
            if not cleared:
                return
            value = Value(None)
        actor = acting_in_callback()
        now = _keep(actor, sheet_id, question, value, kept.value_version)
        # Most taps are drawn without asking again. A deed found kept after a broken line does not say as what.
        if isinstance(now, Kept) and value.mark is Mark.RATED and question.draft.method in (Method.LEVELS, Method.YES_NO):
            fresh = replace(kept, mark=value.mark, raw=value.raw, na_reason=None, value_version=now.version, answered_at=now.at)
            known.append((actor, fresh, (now.answered, now.items)))
    except AnsweredElsewhere:
        st.session_state[f"mine:{place}"] = value
    except Refusal as refusal:
        st.session_state[f"refused:{place}"] = refusal


def _keep(actor: Actor, sheet_id: int, question: Question, value: Value, seen: int) -> Kept:
    return desk.attempt(actions.answer, actor, sheet_id, question.id, value, seen=seen, instance=question.instance)


def _conflict(actor: Any, place: str, sheet_id: int, question: Question, kept: Answered, na_reasons: tuple[Choice, ...]) -> None:
    """Both answers beside each other when another device answered first."""
    mine: Value | None = st.session_state.get(f"mine:{place}")
    if mine is None:
        return
    if mine == _value_of(kept):
        del st.session_state[f"mine:{place}"]
        return
    with st.container(border=True):
        st.warning(t(AnsweredElsewhere.message), icon=":material/devices:")
        theirs = said(question, _value_of(kept), na_reasons)
        st.markdown(
            t("Kept ({time}): {theirs}", time=moment(kept.answered_at, short=True), theirs=theirs)
            + "  \n"
            + t("Yours, not kept yet: {mine}", mine=said(question, mine, na_reasons))
        )
        with st.container(horizontal=True):
            st.button(t("Use mine"), key=f"use_mine:{place}", on_click=_use_mine, args=(place, sheet_id, question, mine, kept.value_version))
            st.button(t("Keep the other"), key=f"use_theirs:{place}", on_click=st.session_state.pop, args=(f"mine:{place}", None))


@whole
def _use_mine(place: str, sheet_id: int, question: Question, mine: Value, seen: int) -> None:
    try:
        _keep(acting_in_callback(), sheet_id, question, mine, seen)
        st.session_state.pop(f"mine:{place}", None)
    except Refusal as refusal:
        st.session_state[f"refused:{place}"] = refusal


def said(question: Question, value: Value | None, na_reasons: tuple[Choice, ...]) -> str:
    """An answer in words, as it stands (not for Markdown)."""
    if value is None or value.mark is None:
        return plain("no answer")
    if value.mark is Mark.NOT_APPLICABLE:
        reason = next((content(choice.name) for choice in na_reasons if choice.code == value.na_reason), "")
        return plain("Not applicable: {reason}", reason=reason)
    raw = value.raw if value.raw is not None else Decimal(0)
    if question.draft.method is Method.YES_NO:
        return plain("Yes") if raw == 1 else plain("No")
    if question.draft.method is Method.LEVELS:
        name = next((content(level.name) for level in question.draft.levels if level.points == raw), "")
        return f"{short(raw)} · {name}"
    if question.draft.method is Method.DEDUCTION:
        return plain("{count} findings", count=short(raw))
    if question.draft.method is Method.SAMPLED:
        return plain("{conforming} of {checked} conform", conforming=short(raw), checked=value.checked or 0)
    if question.draft.method is Method.MEASURED:
        return measured.value_said(question, raw)
    if question.draft.method is Method.BONUS:
        return plain("{points} bonus points", points=short(raw))
    return f"{short(raw)} {content(question.draft.unit)}".strip()


# --- note and evidence -----------------------------------------------------------------------------------------------


def _note(actor: Any, place: str, sheet_id: int, question: Question, kept: Answered) -> None:
    label = t("Note") if not kept.note else t("Note ✓")
    with st.popover(label, icon=":material/edit_note:", type="tertiary"):
        key = f"note:{place}:{kept.note_version}"
        typed = st.text_area(
            t("Facts found"), value=kept.note, key=key, height=120, placeholder=plain("What you saw, where, how often"),
            on_change=_save_note, args=(place, sheet_id, question, key, kept.note_version),
        )  # fmt: skip
        if (typed or "").strip() != kept.note and f"refused:{place}" not in st.session_state and f"note_lost:{place}" not in st.session_state:
            _save_note(place, sheet_id, question, key, kept.note_version)  # arrived in a new session
            _again()
        if lost := st.session_state.get(f"note_lost:{place}"):
            st.warning(t("Another device wrote this note in the meantime. Your text is kept here to copy."))
            st.code(lost, language=None, wrap_lines=True)
            st.button(t("Discard my text"), key=f"discard:{place}", on_click=st.session_state.pop, args=(f"note_lost:{place}", None))
    if kept.note:
        st.caption(escaped(kept.note if len(kept.note) <= 80 else kept.note[:79] + "…"))


@whole
def _save_note(place: str, sheet_id: int, question: Question, key: str, seen: int) -> None:
    text = st.session_state.get(key) or ""
    try:
        desk.attempt(actions.write_note, acting_in_callback(), sheet_id, question.id, text, seen=seen, instance=question.instance)
        st.session_state.pop(f"note_lost:{place}", None)
    except AnsweredElsewhere:
        st.session_state[f"note_lost:{place}"] = text
    except Refusal as refusal:
        st.session_state[f"refused:{place}"] = refusal


def _evidence(actor: Any, place: str, sheet_id: int, question: Question, kept: Answered) -> None:
    with st.popover(t("Photo or file"), icon=":material/photo_camera:", type="tertiary"):
        uploads = st.file_uploader(
            t("Take a photo, or choose pictures and PDF files"), type=UPLOADS, accept_multiple_files=True,
            key=f"files:{place}:{len(kept.files)}", max_upload_size=settings().cockpit_upload_mb, help=t("Place and camera data are removed from pictures."),
        )  # fmt: skip
    fresh = False
    for upload in uploads or []:
        try:
            judged.check_size(upload.getvalue(), limit=settings().cockpit_upload_mb)
            kind, data = judged.accepted(upload.getvalue())
            name = judged.safe_filename(upload.name)
            desk.attempt(actions.attach, fresh_actor(), sheet_id, question.id, data=data, kind=kind, name=name, instance=question.instance)
            fresh = True
        except Refusal as refusal:
            st.session_state[f"refused:{place}"] = refusal
    if fresh:
        _again()


def _files(actor: Any, sheet_id: int, question: Question, kept: Answered) -> None:
    if not kept.files:
        return
    place = _place(sheet_id, question)
    with st.container(horizontal=True):
        for one in kept.files:
            with st.container(width=150, key=f"file-{place.replace(':', '-')}-{one.file_id}"):
                picture(one)
                if st.button(t("Remove"), key=f"detach:{place}:{one.file_id}", type="tertiary"):
                    desk.perform(actions.detach, fresh_actor(), sheet_id, question.id, file_id=one.file_id, instance=question.instance)
                    _again()


def picture(one: queries.Attached) -> None:
    """A file of an item: pictures small, leading to the whole one; others by name. Served by our own guarded route."""
    if one.kind in ("jpeg", "png", "webp"):
        st.markdown(f"[![{escaped(one.name)}](/files/{one.file_id}/small)](/files/{one.file_id})")
    else:
        st.markdown(f":material/description: [{escaped(one.name)}](/files/{one.file_id})")


# --- submit ----------------------------------------------------------------------------------------------------------


def _context(view: SheetView) -> tuple[list[str], str]:
    """What the inspector says weighed on the work: chips and a remark, both optional. A correction starts with what was said before."""
    head = view.head
    table = code_table(CONTEXT_FACTORS)
    names = {entry.code: content(entry.name) for entry in table.entries if not entry.retired or entry.code in head.context}
    with st.expander(t("What weighed on this work (optional)"), icon=":material/balance:", expanded=bool(head.context or head.context_remark)):
        st.caption(t("It stands beside the score and never changes it."))
        chosen = st.pills(
            t("What weighed on this work"), list(names), selection_mode="multi", default=[code for code in head.context if code in names],
            format_func=lambda one: escaped(names[one]), key=f"context:{head.id}", label_visibility="collapsed",
        )  # fmt: skip
        remark = st.text_input(t("Remark"), head.context_remark, key=f"context_remark:{head.id}", max_chars=CONTEXT_LIMIT)
    return list(chosen), remark


def submit(view: SheetView) -> None:
    """What is left to do, and, once nothing is, the signature."""
    st.subheader(t("Check and submit"), anchor=False)
    kept = view.kept
    left = unfinished(
        view.spots,
        {place: one.given for place, one in kept.items() if one.given is not None},
        {place for place, one in kept.items() if one.files},
        {place for place, one in kept.items() if one.note},
        {place for place, one in kept.items() if one.na_reason == CONTESTED},
    )
    repeats.missing(view)
    if left:
        st.markdown(tn("**One item is not finished:**", "**{count} items are not finished:**", len(left)))
        for number_, lack in enumerate(left):
            question = view.checklist.question(lack.item_id)
            whose = f"{escaped(view.label(lack.instance))} · " if lack.instance else ""
            name = f"{whose}{escaped(question.code)} · {c(question.draft.text)} – {t(lack.lack.label)}"
            if st.button(name, key=f"left:{view.head.id}:{number_}", type="tertiary"):
                repeats.go(view, question.section_id, lack.instance)
    if left or view.short:
        return
    actor = fresh_actor()
    st.success(t("Everything is answered."), icon=":material/task_alt:")
    st.markdown(t("With your name you sign that you scored what you saw. The sheet is locked afterwards; a correction needs a reason."))
    factors, remark = _context(view)
    signature = st.text_input(t("Your name"), key=f"signature:{view.head.id}", placeholder=actor.name)
    if st.button(t("Sign and submit"), key=f"submit:{view.head.id}", type="primary", width="stretch"):
        done = desk.perform_once(f"sheet-submit:{view.head.id}", actions.submit, actor, view.head.id, signature=signature, context=factors, context_remark=remark)
        if done:
            st.toast(t("Submitted. Thank you."), icon=":material/task_alt:")
            st.rerun()
