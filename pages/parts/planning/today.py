"""The tasks of plans that the viewer works on or answers for, on the first page."""

from datetime import timedelta

import streamlit as st

from core.access import Actor, Permission
from core.clock import now, today
from core.exchange import plan_calendar
from core.planning import queries
from core.planning.rules.moments import day_of
from core.planning.rules.sheet import Kind
from core.progress import queries as progress
from core.progress.queries import Mine
from core.words import N_
from pages.parts import desk
from pages.parts.desk import ask
from pages.parts.frame import link
from pages.parts.kit import badge_text, download
from pages.parts.progress import report
from pages.parts.words import c, day, escaped, language, percent, t, tn

AHEAD = timedelta(days=14)
"""What begins later than this does not wait yet."""
SHOWN = 8
ICS = "text/calendar"


def draw(actor: Actor) -> bool:
    """The open tasks that have begun or begin soon, those that end first first, each with its report. Whether there are any."""
    soon = today() + AHEAD
    rows = [row for row in ask(progress.mine, actor) if day_of(row.starts) <= soon]
    if not rows:
        return False
    st.subheader(t("My tasks"), anchor=False)
    for row in rows[:SHOWN]:
        _task(actor, row)
    if len(rows) > SHOWN:
        st.caption(tn("and one more", "and {count} more", len(rows) - SHOWN))
    _along(actor)
    return True


def _task(actor: Actor, row: Mine) -> None:
    ends = day_of(row.ends, ends=row.ends > row.starts)
    states = [badge_text("missed", N_("Overdue"))] if ends < today() else [badge_text("contested", N_("Critical path"))] if row.critical else []
    if row.due:
        states.append(badge_text("open", N_("Report is due")))
    icon = "" if row.kind is Kind.TASK else ":material/flag: "
    begun = f" · {percent(row.percent / 100)}" if row.percent else ""
    held = f"  \n:orange[:material/block:] {escaped(row.blocker)}" if row.blocker else ""
    where = f"[{escaped(row.project)} {c(row.project_name)}]({link('Plan.py', project=row.project)})"
    said = f" · {t('last report {day}', day=day(row.last))}" if row.last else ""
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"{icon}**{escaped(row.task)}** {t('until {day}', day=day(ends))}{begun} {' '.join(states)}{held}  \n:gray[:small[{where}{said}]]")
        if actor.may(Permission.PLAN_REPORT):
            with st.expander(t("Report"), icon=":material/edit_note:", key=f"report_on:{row.project_id}:{row.uid}", on_change="rerun") as panel:
                if panel.open:
                    report.draw(actor, row)


def _along(actor: Actor) -> None:
    """All open tasks as a file for the own calendar or the own list of tasks."""
    spoken = language()

    def made(*, to_do: bool) -> bytes:
        own, scale = desk.look_up(queries.own_tasks, actor), desk.look_up(queries.house_scale, actor)
        return plan_calendar.tasks(own, scale.day, spoken, now(), to_do=to_do)

    with st.popover(t("Into my calendar"), icon=":material/event:", key="my_tasks:ics"):
        st.caption(t("All open tasks with their dates. Open the file with your calendar; opened again later, entries move instead of standing there twice."))
        download(N_("For a calendar"), lambda: made(to_do=False), "my-tasks.ics", ICS, "my_tasks:events")
        download(N_("For a list of tasks"), lambda: made(to_do=True), "my-tasks-list.ics", ICS, "my_tasks:todos")
