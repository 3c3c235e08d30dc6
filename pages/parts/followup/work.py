"""The owner's part: the measure, what shows it, more time, and the word that it is done."""

from datetime import timedelta

import streamlit as st

from core.access import Actor
from core.config import settings
from core.errors import Refusal
from core.files import rules as judged
from core.followup import actions
from core.followup.queries import FollowUpView, Shown
from core.followup.rules import State, Step
from core.words import N_
from pages.parts import desk
from pages.parts.words import content, day, escaped, plain, t

UPLOADS = ["jpg", "jpeg", "png", "webp", "pdf"]


def draw(view: FollowUpView, actor: Actor) -> None:
    """What its owner may do: write, show, ask for more time, report."""
    row = view.row
    back = next((one for one in reversed(view.steps) if one.step in (Step.REPORTED, Step.RETURNED)), None)
    if back is not None and back.step is Step.RETURNED:
        st.warning(f"**{t('Returned by {name}', name=content(back.by))}**  \n" + escaped(back.text).replace("\n", "  \n"), icon=":material/undo:")
    with st.container(border=True, key=f"work-{row.id}"):
        st.markdown(f"**{t('What is done about it?')}**")
        measure = st.text_area(
            t("Measure"), value=row.measure, key=f"measure:{row.id}:{row.version}", height=120,
            placeholder=plain("What was or will be done so that it does not come back"),
        )  # fmt: skip
        _uploads(view, actor)
        _pictures(view, actor)
        if row.evidence_needed and not any(one.present for one in view.files):
            st.caption(f":material/photo_camera: {t('A photo or file that shows it is required here.')}")
        with st.container(horizontal=True):
            report = st.button(t("Report as done"), key=f"report:{row.id}", type="primary")
            save = st.button(t("Save the measure"), key=f"plan:{row.id}")
        if report:
            _report(view, actor, measure)
        if save and _plan(view, actor, measure):
            st.toast(t("Saved."), icon=":material/task_alt:")
            st.rerun()
    _more_time(view, actor)


def _plan(view: FollowUpView, actor: Actor, measure: str) -> object:
    return desk.perform(actions.plan, actor, view.row.id, measure=measure, version=view.row.version)


def _report(view: FollowUpView, actor: Actor, measure: str) -> None:
    """What was typed is kept first, so that nobody reports a measure that nobody can read."""
    row = view.row
    unsaved = measure.strip() != row.measure or row.state is State.TODO
    if unsaved and not _plan(view, actor, measure):
        return
    if desk.perform_once(f"followup-report:{row.id}:{row.version}", actions.report, actor, row.id):
        st.toast(t("Reported. It waits to be verified now."), icon=":material/task_alt:")
        st.rerun()


def _uploads(view: FollowUpView, actor: Actor) -> None:
    row = view.row
    uploads = st.file_uploader(
        t("Take a photo, or choose pictures and PDF files"), type=UPLOADS, accept_multiple_files=True, key=f"files:{row.id}:{len(view.files)}",
        max_upload_size=settings().cockpit_upload_mb, help=t("Place and camera data are removed from pictures."),
    )  # fmt: skip
    fresh = False
    for upload in uploads or []:
        try:
            judged.check_size(upload.getvalue(), limit=settings().cockpit_upload_mb)
            kind, data = judged.accepted(upload.getvalue())
            desk.attempt(actions.attach, actor, row.id, data=data, kind=kind, name=judged.safe_filename(upload.name))
            fresh = True
        except Refusal as refusal:
            desk.say(refusal)
    if fresh:
        st.rerun()


def _pictures(view: FollowUpView, actor: Actor) -> None:
    present = [one for one in view.files if one.present]
    if not present:
        return
    with st.container(horizontal=True):
        for one in present:
            with st.container(width=150):
                _picture(one)
                if st.button(t("Remove"), key=f"detach:{view.row.id}:{one.file_id}", type="tertiary"):
                    desk.perform(actions.detach, actor, view.row.id, file_id=one.file_id)
                    st.rerun()


def pictures(view: FollowUpView) -> None:
    """Every file of a follow-up, to look at."""
    if not view.files:
        return
    with st.container(horizontal=True):
        for one in view.files:
            with st.container(width=150):
                _picture(one)
                if not one.present:
                    st.caption(t("of an earlier time"))


def _picture(one: Shown) -> None:
    """Pictures small, leading to the whole one; others by name. Served by our own guarded route."""
    if one.kind in ("jpeg", "png", "webp"):
        st.markdown(f"[![{escaped(one.name)}](/files/{one.file_id}/small)](/files/{one.file_id})")
    else:
        st.markdown(f":material/description: [{escaped(one.name)}](/files/{one.file_id})")


def _more_time(view: FollowUpView, actor: Actor) -> None:
    row, wish = view.row, view.waiting_wish
    if wish is not None:
        st.info(t("You asked for time until {day}. The verifier or a lead answers.", day=day(wish.wanted_on)), icon=":material/more_time:")
        return
    with st.expander(t("Ask for more time"), icon=":material/more_time:"):
        first = max(row.due_on, row.today)
        wanted = st.date_input(t("New due day"), value=first + timedelta(days=7), key=f"wanted:{row.id}:{len(view.wishes)}")
        reason = st.text_area(t("Reason"), key=f"wish:{row.id}:{len(view.wishes)}", height=90)
        if st.button(t("Ask for it"), key=f"ask:{row.id}", disabled=wanted is None):
            key = f"followup-ask:{row.id}:{row.version}:{len(view.wishes)}"
            if desk.perform_once(key, actions.ask_extension, actor, row.id, wanted_on=wanted, reason=reason):
                st.toast(t(N_("Asked. You will see the answer here.")), icon=":material/task_alt:")
                st.rerun()
