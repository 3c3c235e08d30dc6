"""What else can be done about a request: classify anew, pause, hand over, cause and prevention, evidence, merge, reopen."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import streamlit as st

from core.access import Actor
from core.clock import today
from core.config import settings
from core.errors import Refusal
from core.files import rules as judged
from core.service.closing import actions as closing
from core.service.likeness import queries as likeness
from core.service.requests import actions, queries, rules
from core.service.requests.queries import View
from core.service.requests.rules import OPEN, State
from core.service.rules import CAUSES
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.service import bits, steps
from pages.parts.words import content, plain, t

UPLOADS = ["jpg", "jpeg", "png", "webp", "pdf"]


def draw(actor: Actor, view: View, drafts: steps.Drafts) -> None:
    """Folded, so that the page stays short; only what is possible now."""
    if not view.may_work:
        return
    is_open = view.state in OPEN
    if is_open:
        with bits.fold(view, "hand_over", t("Hand it over"), ":material/swap_horiz:") as part:
            if part.open:
                steps.hand_over(actor, view)
        if not view.paused_at and view.readings[0].stopped_at:
            with bits.fold(view, "pause", t("Pause the clocks"), ":material/pause:") as part:
                if part.open:
                    steps.pause(actor, view)
        if view.state is not State.REPORTED:
            with bits.fold(view, "classify", t("Classify it anew"), ":material/category:") as part:
                if part.open:
                    steps.classify(actor, view, drafts)
    if view.state in (State.IN_HAND, State.RESOLVED, State.CONFIRMED):
        _cause(actor, view, drafts)
    if view.state is not State.MERGED:
        _files(actor, view)
    if is_open:
        _merge(actor, view)
    if view.state in (State.RESOLVED, State.CONFIRMED, State.ARCHIVED):
        with bits.fold(view, "mode", t("How it was served") if view.mode else t("Say how it was served"), ":material/conversion_path:") as part:
            if part.open:
                steps.say_mode(actor, view)
        with bits.fold(view, "reopen", t("Open it again"), ":material/replay:") as part:
            if part.open:
                reason = st.text_input(t("Why"), **steps.text_key(view, "reopen"))
                if st.button(t("Open it again"), key=f"request:reopen:{view.id}"):
                    steps.done(view, "reopen", closing.reopen, actor, "reopen", reason=reason)


def _cause(actor: Actor, view: View, drafts: steps.Drafts) -> None:
    """Five whys and what follows from them; a follow-up against the cause."""
    form = Form(actor, steps.CAUSE, record=view.code, version=view.version, among=drafts)
    with bits.fold(view, "cause", t("Cause and prevention"), ":material/psychology:", expanded=form.waiting) as part:
        if not part.open:
            return
        if form.opened():
            causes, key = bits.offered(CAUSES, view.cause), f"request:cause:{view.id}"
            whys = []
            for number in range(rules.WHYS):
                present = view.whys[number] if number < len(view.whys) else ""
                if number and not whys[-1]:
                    break  # the next why is asked once this one is answered
                label = t("Why did it happen?") if not number else t("And why that? ({number})", number=number + 1)
                whys.append(st.text_input(label, **form.field(f"{key}:why{number}", present)))
            cause = st.selectbox(t("Root cause"), list(causes), format_func=causes.__getitem__, **form.field(f"{key}:code", view.cause or next(iter(causes)), causes))
            against = st.text_area(t("What keeps it from coming back"), height=80, **form.field(f"{key}:against", view.prevention))
            form.note()
            if st.button(t("Keep it"), key=f"{key}:keep", type="primary"):
                made = desk.perform_once(desk.form_key(f"cause{view.id}"), closing.explain, actor, view.id, cause=cause, whys=whys, prevention=against, version=view.version)
                if made:
                    form.done()
                    steps.again(view)
        if view.prevention and not view.follow_up:
            _prevent(actor, view)


def _prevent(actor: Actor, view: View) -> None:
    team = desk.ask(queries.team_of, actor, view.project_id)
    with st.container(border=True):
        st.markdown(f"**{t('Make a follow-up of it')}**")
        left, middle, right = st.columns(3)
        codes, key = list(team), f"request:prevent:{view.id}"
        owner = left.selectbox(t("Owner"), codes, format_func=lambda one: content(team[one]), key=f"{key}:owner")
        verifier = middle.selectbox(t("Verifier"), codes, index=len(codes) - 1 if codes else None, format_func=lambda one: content(team[one]), key=f"{key}:verifier")
        due_on = right.date_input(t("Due"), value=today() + timedelta(days=14), key=f"{key}:due")
        if st.button(t("Open the follow-up"), key=key, disabled=len(codes) < 2):
            steps.done(view, "prevent", closing.prevent, actor, owner_id=owner, verifier_id=verifier, due_on=due_on)


def _files(actor: Actor, view: View) -> None:
    with bits.fold(view, "files", t("Add evidence"), ":material/attach_file:") as part:
        if not part.open:
            return
        uploads = st.file_uploader(
            t("Take a photo, or choose pictures and PDF files"), type=UPLOADS, accept_multiple_files=True, key=f"request:files:{view.id}:{len(view.files)}",
            max_upload_size=settings().cockpit_upload_mb, help=t("Place and camera data are removed from pictures."),
        )  # fmt: skip
        if uploads and st.button(t("Keep them"), key=f"request:attach:{view.id}", type="primary") and (found := accepted(uploads)) is not None:
            kept = [desk.perform(actions.attach, actor, view.id, data=data, kind=kind, name=name) for kind, data, name in found]
            if None not in kept:
                steps.again(view)


def accepted(uploads: Sequence[Any]) -> list[tuple[Any, bytes, str]] | None:
    """The uploads as they may be kept; None, and why, if one of them may not: then nothing is kept yet."""
    found = []
    for upload in uploads:
        try:
            judged.check_size(upload.getvalue(), limit=settings().cockpit_upload_mb)
            kind, data = judged.accepted(upload.getvalue())
            found.append((kind, data, judged.safe_filename(upload.name)))
        except Refusal as refusal:
            desk.say(refusal)
            return None
    return found


def _merge(actor: Actor, view: View) -> None:
    with bits.fold(view, "merge", t("It is the same as an earlier one"), ":material/merge:") as part:
        if not part.open:
            return
        alike = desk.ask(likeness.duplicates, actor, view.customer_id, view.title, but=view.id)
        for one in alike:
            st.markdown(f":small[{one.code} · {plain('{share}% alike', share=round(one.share * 100))}]")
        into = st.text_input(t("Number of the earlier request"), value=alike[0].code if alike else "", key=f"request:into:{view.id}")
        reason = st.text_input(t("Why"), **steps.text_key(view, "merge"))
        if st.button(t("Merge it"), key=f"request:merge:{view.id}", disabled=not into.strip()):
            steps.done(view, "merge", closing.merge, actor, "merge", into=into, reason=reason)
