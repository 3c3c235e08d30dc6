"""The reports on a project: who has not reported, what holds tasks up, and everything that was said."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.exchange.progress_workbook import progress_workbook
from core.planning import queries as planning
from core.planning.baselines import queries as baselines
from core.planning.queries import PlanView
from core.progress import actions, queries
from core.progress.queries import Told
from core.words import N_
from pages.parts import desk
from pages.parts.desk import ask, form_key, perform_once
from pages.parts.kit import XLSX, download, linked_table, nothing
from pages.parts.progress.report import written
from pages.parts.words import c, called, content, day, escaped, language, moment, number, percent, plain, several, t, tn

MOST_FILED = 100_000
HEADINGS = {
    "on": N_("Day"), "task": N_("Task"), "by": N_("Reported by"), "was": N_("Before"), "percent": N_("Done"), "left": N_("Left to do"), "hours": N_("Hours"), "expected": N_("Expected on"),
    "blocker": N_("What holds it up"), "at": N_("Sent"),
}  # fmt: skip


def draw(actor: Actor, view: PlanView) -> None:
    """The part of the page."""
    _silent(actor, view)
    told = ask(queries.reports, actor, view.project_code)
    if not told:
        nothing(N_("Nobody has reported yet. Whoever works on a task reports on the first page, under “My tasks”."))
        return
    _held_up(told, {one.row.uid for one in view.tasks if one.row.actual_finish is None})
    st.subheader(t("Reports"), anchor=False)
    names = list(dict.fromkeys(one.task for one in told))
    chosen = st.multiselect(t("Task"), names, key=f"reports:{view.id}:tasks", placeholder=plain("All tasks"))
    frame = pd.DataFrame([_line(one, view) for one in told if not chosen or one.task in chosen], columns=list(HEADINGS))
    linked_table(frame, HEADINGS, key="task_reports", task=st.column_config.TextColumn(plain("Task"), pinned=True), blocker=st.column_config.TextColumn(plain("What holds it up"), width="large"))
    _file(actor, view)
    if len(told) == queries.MOST:
        st.caption(t("The newest {count} reports.", count=number(queries.MOST, 0)))


def _file(actor: Actor, view: PlanView) -> None:
    """Every row beside its baseline and its newest report, and all reports, as they are at the moment they are asked for."""
    spoken = language()

    def made() -> bytes:
        fresh = desk.look_up(planning.plan, actor, view.project_code)
        kept = desk.look_up(baselines.baselines, actor, view.id)
        stood = {one.uid: (one.starts, one.ends) for one in desk.look_up(baselines.stood, actor, kept[0].id)} if kept else {}
        return progress_workbook(fresh, desk.look_up(queries.reports, actor, view.project_code, limit=MOST_FILED), stood, spoken)

    download(N_("Progress table as Excel"), made, f"{view.project_code}-progress.xlsx", XLSX, f"progress:{view.id}:xlsx")


def _silent(actor: Actor, view: PlanView) -> None:
    found = ask(queries.silent, actor, view.project_code)
    if not found:
        st.markdown(f":green[:material/check_circle:] {t('Everybody has reported on what has begun.')}")
        return
    with st.container(border=True):
        st.markdown(f"**:material/notifications_paused: {tn('{count} person owes a report', '{count} people owe reports', len(found))}**")
        st.markdown("\n".join(
            "- " + called(f"**{c(one.name)}** · {t('since {day}', day=day(one.since))}", several(escaped(name) for name in one.tasks[:5]) + ("…" if len(one.tasks) > 5 else "")) for one in found
        ))  # fmt: skip
        if view.editable and st.button(t("Remind them"), key=f"remind:{view.id}", icon=":material/notifications_active:") and (
            told := perform_once(form_key(f"remind_{view.id}"), actions.remind, actor, view.project_id)
        ):
            st.toast(tn("{count} person was reminded.", "{count} people were reminded.", told))


def _held_up(told: list[Told], open_: set[int]) -> None:
    """The tasks whose newest report says what holds them up."""
    newest: dict[int, Told] = {}
    for one in told:  # newest first
        newest.setdefault(one.uid, one)
    held = [one for one in newest.values() if one.blocker and one.uid in open_]
    if held:
        st.subheader(t("Held up"), anchor=False)
        st.markdown("\n".join(f"- **{escaped(one.task)}** · {escaped(one.blocker)}  \n  :gray[:small[{c(one.by)} · {escaped(day(one.on))}]]" for one in held))


def _line(one: Told, view: PlanView) -> tuple[object, ...]:
    left = "" if one.remaining is None else written(one.remaining, False, view.scale)
    return (
        day(one.on), one.task, content(one.by), percent(one.was / 100), percent(one.percent / 100), left, number(one.minutes / 60) if one.minutes else "",
        day(one.expected_on) if one.expected_on else "", one.blocker, moment(one.at),
    )  # fmt: skip
