"""A plan into files and out of them: Microsoft Project's XML, and its milestones for calendars."""

import streamlit as st

from core.access import Actor
from core.clock import now
from core.config import settings
from core.errors import Refusal
from core.exchange import plan_calendar
from core.exchange.mspdi import taking, writing
from core.exchange.mspdi.taking import Taken
from core.planning import actions, queries
from core.planning.baselines import queries as baseline_queries
from core.planning.queries import PlanView
from core.planning.rules.moments import day_of
from core.planning.rules.sheet import Kind
from core.words import N_
from pages.parts import desk
from pages.parts.desk import ask, form_key, perform_once
from pages.parts.kit import confirm, download
from pages.parts.planning.grid import people_by_label, preview
from pages.parts.words import content, day, escaped, language, number, t, tn

XML, ICS = "application/xml", "text/calendar"


def draw(actor: Actor, view: PlanView) -> None:
    """The part of the page."""
    st.subheader(t("Take it along"), anchor=False)
    names = {who: label for label, who in people_by_label(view).items()}
    title = content(view.project)

    def project() -> bytes:
        loaded = desk.look_up(queries.loaded, actor, view.id)
        fresh = desk.look_up(queries.plan, actor, view.project_code)
        kept = desk.look_up(baseline_queries.baselines, actor, view.id)
        stood = [desk.look_up(baseline_queries.stood, actor, one.id) for one in reversed(kept[: writing.MOST_BASELINES])]
        return writing.write(writing.Written(fresh, loaded, names, stood), title)

    st.download_button(t("Microsoft Project (XML)"), data=project, file_name=f"{view.project_code}.xml", mime=XML, key=f"files:{view.id}:xml", icon=":material/download:", on_click="ignore")
    st.caption(t("With calendars, people, links, limits, progress, dates and up to {most} baselines. What Project has no name for stands in its own fields: deliverable, quality standard, objective, who answers for it, gates, shortest and longest durations.", most=writing.MOST_BASELINES))
    spoken = language()

    def milestones() -> bytes:
        return plan_calendar.milestones(desk.look_up(queries.plan, actor, view.project_code), spoken, now())

    if any(one.row.kind is not Kind.TASK and not one.summary for one in view.tasks):
        download(N_("Milestones for a calendar (iCalendar)"), milestones, f"{view.project_code}.ics", ICS, f"files:{view.id}:ics", icon=":material/event:")
        st.caption(t("Milestones and gates as entries of their day. Opened again later, entries move instead of standing there twice."))
    if view.editable:
        upload(actor, view.project_id, view.project_code, view)


def upload(actor: Actor, project_id: int, code: str, view: PlanView | None) -> None:
    """Take a plan over from a file, after it was shown what it would become."""
    st.subheader(t("Take a plan over from a file"), anchor=False)
    key = f"files:{project_id}"
    turn = st.session_state.setdefault(f"{key}:turn", 0)
    file = st.file_uploader(
        t("A plan saved by Microsoft Project as XML"), type=["xml"], key=f"{key}:file:{turn}", max_upload_size=settings().cockpit_upload_mb,
        help=t("Nothing is saved before you have seen it."),
    )  # fmt: skip
    if file is None:
        st.session_state.pop(f"{key}:taken", None)
        return
    try:
        taken = _read(actor, key, file, code)
    except Refusal as refusal:
        desk.say(refusal)
        return
    st.markdown(tn("{count} row, starting on {day}.", "{count} rows, starting on {day}.", len(taken.rows), day=day(day_of(taken.starts))))
    if taken.left_out:
        st.info(t("What of the file is left out or changed:") + "\n" + "\n".join(f"- {escaped(fault.told(language()))}" for fault in taken.left_out), icon=":material/info:")
    preview(list(taken.rows), ask(queries.house_scale, actor))

    def take() -> None:
        if perform_once(
            form_key(key), actions.take_over, actor, project_id, starts=taken.starts, rows=taken.rows, source=file.name, version=view.version if view else 0
        ):
            st.session_state[f"{key}:turn"] = turn + 1
            st.session_state.pop(f"{key}:taken", None)
            st.rerun()

    if view is not None and view.tasks:
        confirm(
            f"{key}:take", N_("Replace the plan by this one"), N_("Replace all {count} rows of the plan? Baselines stay; keep one first if you want to compare."),
            N_("Replace them"), take, primary=True, count=number(len(view.tasks), 0),
        )  # fmt: skip
    elif st.button(t("Take it over"), key=f"{key}:take", type="primary"):
        take()


def _read(actor: Actor, key: str, file, code: str) -> Taken:  # type: ignore[no-untyped-def]
    """What the file holds; read once, however often the page is drawn."""
    known = st.session_state.get(f"{key}:taken")
    if known is not None and known[0] == file.file_id:
        return known[1]
    with st.spinner(t("Reading the plan")):
        found = taking.take(file.getvalue(), ask(queries.workers, actor, code))
    st.session_state[f"{key}:taken"] = (file.file_id, found)
    return found
