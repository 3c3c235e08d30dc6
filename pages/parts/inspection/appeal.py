"""What the inspected side says to a result, and what becomes of it: proposed answers, blind scores, decisions, the final review."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from core.access import Actor
from core.clock import today
from core.config import settings
from core.errors import Refusal
from core.exchange.offline.answers import read
from core.files import rules as judged
from core.inspection.measured.rules import reasons_for
from core.inspection.rules import Mark, Method
from core.inspection.sheets.kept import Shown, Value
from core.inspection.sheets.objections import actions as contests
from core.inspection.sheets.queries import Objection, SheetView
from core.inspection.sheets.rules import Spot
from core.inspection.templates.queries import Question
from core.inspection.templates.rules import Choice
from core.words import N_
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.inspection import claims
from pages.parts.inspection.explanation import called, contested_key, spot_code
from pages.parts.inspection.sheet import UPLOADS, picture, said, typed_number
from pages.parts.words import c, content, day, escaped, labelled, moment, plain, short, t

STANDS, PROPOSED, BLIND = "stands", "proposed", "blind"


def responses(view: SheetView, actor: Actor) -> None:
    """Objections and decisions so far, and what the viewer may do about them now."""
    for objection in view.objections:
        _objection(view, objection)
    if view.mine_to_respond:
        _respond(view, actor)
    claims.respond(view, actor, _judged, finished)
    if view.mine_to_rescore:
        _rescore(view, actor)
    elif view.mine_to_decide and view.claim:
        claims.decide(view, actor, finished)
    elif view.mine_to_decide:
        _decide(view, actor)
    claims.instead(view, actor, finished)


def _told(view: SheetView, item_id: int | None, position: Any) -> str:
    """An answer that somebody stands for, as Markdown."""
    return escaped(said(view.checklist.question(item_id or 0), Value(position.mark, position.raw, position.na_reason, position.checked), view.checklist.na_reasons))


def _objection(view: SheetView, objection: Objection) -> None:
    item = called(view, objection.spot)
    kind = N_("Final review asked for") if objection.final else N_("Wrong object") if objection.wrong else N_("Contested")
    with st.container(border=True):
        head = t(kind) if objection.wrong else labelled(kind, escaped(item))
        lines = [f":orange[:material/gavel:] **{head}** · {c(objection.by)} · {moment(objection.at)}", escaped(objection.reason)]
        if objection.wrong:
            lines.append(claims.told(objection))
        if objection.proposed:
            lines.append(labelled(N_("Proposed"), _told(view, objection.item_id, objection.proposed)))
        lines += [
            labelled(N_("Scored blind"), f"{_told(view, objection.item_id, one.position)} · {c(one.by)}") for one in objection.blind
        ]
        st.markdown("  \n".join(lines))
        if objection.files:
            with st.container(horizontal=True):
                for one in objection.files:
                    with st.container(width=150):
                        picture(one)
        if objection.decided_at:
            outcome = t("the score stands")
            if objection.wrong:
                outcome = claims.outcome(objection)
            elif objection.corrected:
                outcome = t("changed to {answer}", answer=said_plain(view, objection)) if objection.ruled else t("to be corrected")
            st.markdown(
                f"**{labelled(N_('Decision'), outcome)}** · {c(objection.decided_by)} · {moment(objection.decided_at)}  \n"
                + escaped(objection.decision or "")
            )


def said_plain(view: SheetView, objection: Objection) -> str:
    """The answer that a decision put in place, as it stands."""
    ruled = objection.ruled
    question = view.checklist.question(objection.item_id or 0)
    return said(question, Value(ruled.mark, ruled.raw, ruled.na_reason, ruled.checked) if ruled else None, view.checklist.na_reasons)


# --- an answer as one field ------------------------------------------------------------------------------------------


def answer_field(question: Question, na_reasons: Sequence[Choice], key: str, label: str) -> Value | None:
    """One answer to an item, chosen or typed; None while there is none. A number that is none is said beside the field."""
    draft = question.draft
    reasons = {f"na:{one.code}": plain("Not applicable: {reason}", reason=content(one.name)) for one in reasons_for(na_reasons, measured=draft.measured)}
    if draft.method is Method.YES_NO:
        known = {"1": plain("Yes"), "0": plain("No")}
    elif draft.method is Method.LEVELS:
        known = {format(one.points.normalize(), "f"): f"{short(one.points)} · {content(one.name)}" for one in reversed(draft.levels)}
    else:
        known = {"number": plain("A number")}
    offered = known | reasons
    chosen = st.selectbox(label, list(offered), index=None, format_func=lambda code: offered[code], key=key, placeholder=plain("Choose an answer"))
    if chosen is None:
        return None
    if chosen.startswith("na:"):
        return Value(Mark.NOT_APPLICABLE, None, chosen[3:])
    if chosen != "number":
        return Value(Mark.RATED, Decimal(chosen))
    sampled = draft.method is Method.SAMPLED
    typed = st.text_input(t("Conforming and checked, for example 8/10") if sampled else t("Number"), key=f"{key}:number")
    if not typed.strip():
        return None
    try:
        if sampled:
            return read(question, typed, "", na_reasons)
        return Value(Mark.RATED, typed_number(typed))
    except Refusal as refusal:
        desk.say(refusal)
        return None


# --- the inspected side ----------------------------------------------------------------------------------------------


def _respond(view: SheetView, actor: Actor) -> None:
    head = view.head
    before_now = [one for one in view.objections if not one.wrong]
    again = bool(before_now)
    with st.container(border=True):
        st.markdown(f"**{t('Your answer to this result')}**")
        st.caption(
            t("You may ask for the final review once, with a reason. Somebody who decided nothing about it before decides; after that it stands.")
            if again else t("Acknowledge it, or contest items once, with a reason. Somebody who did not score it decides.")
        )  # fmt: skip
        if view.contest_until and today() > view.contest_until:
            st.caption(t("Until {day} this result could be contested; since then it stands.", day=day(view.contest_until)))
            if not again and st.button(t("Acknowledge"), key=f"acknowledge:{head.id}", type="primary"):
                finished(desk.perform_once(f"sheet-acknowledge:{head.id}", contests.acknowledge, actor, head.id), N_("Acknowledged."))
            return
        if view.contest_until:
            st.caption(labelled(N_("Possible until"), day(view.contest_until)))
        form = Form(actor, "contest", record=head.code, version=head.revision)
        if not form.opened():
            return
        before = {one.spot for one in before_now}
        offered = [place for q in view.checklist.questions for place in view.places_of(q.id) if not again or place in before]
        places = {spot_code(place): place for place in offered}
        codes = {code: f"{called(view, place)} · {content(view.checklist.question(place.item_id).draft.text)}" for code, place in places.items()}
        items = st.multiselect(
            t("Contested items (none: the whole sheet)") if not again or None in before else t("Contested items"), list(codes),
            format_func=lambda item_id: codes[item_id],
            **form.field(contested_key(head.id), [], codes), placeholder=plain("the whole sheet") if not again or None in before else plain("Choose items"),
        )
        reason = st.text_area(t("Reason"), **form.field(f"contest_reason:{head.id}", ""), placeholder=plain("What is wrong, and what shows it"))
        form.note()
        proposed, reasons, files = _by_item(view, [places[code] for code in items])
        with st.container(horizontal=True):
            agreed = st.button(t("Acknowledge"), key=f"acknowledge:{head.id}", type="primary", disabled=again and head.state == "upheld")
            contested = st.button(t("Ask for the final review") if again else t("Contest"), key=f"contest:{head.id}")
        if agreed:
            done = desk.perform_once(f"sheet-acknowledge:{head.id}", contests.acknowledge, actor, head.id)
            _sent(form, done, N_("Acknowledged."))
        if contested:
            try:
                shown = {item_id: [_judged(one) for one in uploads] for item_id, uploads in files.items()}
            except Refusal as refusal:
                desk.say(refusal)
                return
            done = desk.perform_once(
                f"sheet-contest:{head.id}:{len(view.objections)}", contests.contest, actor, head.id, reason=reason, item_ids=tuple(places[code] for code in items),
                proposed=proposed, reasons=reasons, files=shown,
            )  # fmt: skip
            _sent(form, done, N_("Contested. You will see the decision here."))


def _by_item(view: SheetView, items: Sequence[Spot]) -> tuple[dict[Spot, Value], dict[Spot, str], dict[Spot, list[Any]]]:
    """What is said to each contested item: a proposed answer, a reason of its own, files."""
    proposed: dict[Spot, Value] = {}
    reasons: dict[Spot, str] = {}
    files: dict[Spot, list[Any]] = {}
    for place in items:
        question = view.checklist.question(place.item_id)
        key = f"appeal:{view.head.id}:{spot_code(place)}"
        with st.container(border=True):
            st.markdown(f"**{escaped(called(view, place))}** · {c(question.draft.text)}")
            value = answer_field(question, view.checklist.na_reasons, f"{key}:proposed", t("Proposed answer"))
            if value:
                proposed[place] = value
            reasons[place] = st.text_input(t("About this item"), key=f"{key}:why", placeholder=plain("If there is more to say than above"))
            files[place] = st.file_uploader(
                t("What shows it: pictures and PDF files"), type=UPLOADS, accept_multiple_files=True, key=f"{key}:files",
                max_upload_size=settings().cockpit_upload_mb,
            ) or []  # fmt: skip
    return proposed, reasons, files


def _judged(upload: Any) -> Shown:
    """An uploaded file, cleaned. Refuses what is no picture or PDF, and what is too large."""
    judged.check_size(upload.getvalue(), limit=settings().cockpit_upload_mb)
    kind, data = judged.accepted(upload.getvalue())
    return Shown(data, kind, judged.safe_filename(upload.name))


def _sent(form: Form, done: object, message: str) -> None:
    if done:
        form.done()
    finished(done, message)


def finished(done: object, message: str) -> None:
    """Say that a deed is done and draw what came of it."""
    if done:
        st.toast(t(message), icon=":material/task_alt:")
        st.rerun()


# --- who decides -----------------------------------------------------------------------------------------------------


def _open(view: SheetView) -> list[Objection]:
    return [one for one in view.objections if one.decided_at is None]


def _rescore(view: SheetView, actor: Actor) -> None:
    """Score the contested items before their answers are shown."""
    head = view.head
    with st.container(border=True):
        st.markdown(f"**{t('First score the contested items yourself')}**")
        st.caption(t("The inspector's answers and the score are hidden until you have; what you say here is kept beside them and cannot be changed."))
        values: dict[int, Value] = {}
        for one in _open(view):
            if one.item_id is None:
                continue
            question = view.checklist.question(one.item_id)
            with st.container(border=True):
                st.markdown(f"**{escaped(called(view, one.spot))}** · {c(question.draft.text)}")
                for text in (question.draft.standard, question.draft.rule):
                    if content(text):
                        st.caption(c(text))
                kept = view.answer(question.id, one.instance)
                if kept.note:
                    st.markdown(labelled(N_("Facts found"), escaped(kept.note)))
                if kept.files:
                    with st.container(horizontal=True):
                        for file in kept.files:
                            with st.container(width=150):
                                picture(file)
                value = answer_field(question, view.checklist.na_reasons, f"rescore:{one.id}", t("Your score"))
                if value:
                    values[one.id] = value
        if st.button(t("Keep my scores and show the answers"), key=f"keep_blind:{head.id}", type="primary"):
            finished(desk.perform(contests.rescore, actor, head.id, values=values), N_("Kept. Now decide."))


def _decide(view: SheetView, actor: Actor) -> None:
    head = view.head
    with st.container(border=True):
        st.markdown(f"**{t('Your decision')}**")
        ruled = _rulings(view, actor)
        decision = st.text_area(t("Reason"), key=f"decision:{head.id}:{len(view.objections)}", placeholder=plain("Which facts decide it"))
        key = f"sheet-decide:{head.id}:{len(view.objections)}"
        with st.container(horizontal=True):
            stands = st.button(t("The score stands"), key=f"uphold:{head.id}")
            corrected = st.button(t("To be corrected by the inspector"), key=f"correct:{head.id}")
            chosen = bool(ruled) and st.button(t("Decide as chosen"), key=f"rule:{head.id}", type="primary")
        if stands or corrected:
            finished(desk.perform_once(key, contests.decide, actor, head.id, corrected=corrected, decision=decision), N_("Decided."))
        if chosen:
            finished(desk.perform_once(key, contests.decide, actor, head.id, corrected=True, decision=decision, values=ruled), N_("Decided."))


def _rulings(view: SheetView, actor: Actor) -> dict[int, Value]:
    """What is chosen for each contested item, by contest; the answer that stands is not among them."""
    ruled: dict[int, Value] = {}
    for one in _open(view):
        if one.item_id is None:
            continue
        question, kept = view.checklist.question(one.item_id), view.answer(one.item_id, one.instance)
        mine = next((score.position for score in one.blind if score.by_id == actor.id), None)
        sides = {STANDS: kept, PROPOSED: one.proposed, BLIND: mine}
        names = {STANDS: N_("The answer stands"), PROPOSED: N_("As proposed"), BLIND: N_("As I scored it")}

        def told(code: str, sides: dict[str, Any] = sides, names: dict[str, str] = names, question: Question = question) -> str:
            side = sides[code]
            value = Value(side.mark, side.raw, side.na_reason, side.checked)
            return labelled(names[code], escaped(said(question, value, view.checklist.na_reasons)))

        offered = [code for code, side in sides.items() if side is not None]
        chosen = st.radio(f"**{escaped(called(view, one.spot))}** · {c(question.draft.text)}", offered, format_func=told, key=f"ruling:{one.id}")
        side: Any = sides[chosen or STANDS]
        if chosen != STANDS:
            ruled[one.id] = Value(side.mark, side.raw, side.na_reason, side.checked)
    return ruled
