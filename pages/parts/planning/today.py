"""The tasks of plans that the viewer works on or answers for, on the first page."""

from datetime import timedelta

import streamlit as st

from core.access import Actor
from core.clock import now, today
from core.exchange import plan_calendar
from core.planning import queries
from core.planning.rules.moments import day_of
from core.planning.rules.sheet import Kind
from core.words import N_
from pages.parts import desk
from pages.parts.desk import ask_kept
from pages.parts.frame import link
from pages.parts.kit import badge_text, download
from pages.parts.words import c, day, escaped, language, percent, t, tn

AHEAD = timedelta(days=14)
"""What begins later than this does not wait yet."""
SHOWN = 8
ICS = "text/calendar"


def draw(actor: Actor) -> bool:
    """The open tasks that have begun or begin soon, those that end first first. Whether there are any."""
    frame = ask_kept("plans", queries.mine, actor)
    soon = today() + AHEAD
    rows = [row for row in frame.itertuples() if day_of(row.starts) <= soon]
    if not rows:
        return False
    st.subheader(t("My tasks"), anchor=False)
    lines = []
    for row in rows[:SHOWN]:
        ends = day_of(row.ends, ends=row.ends > row.starts)
        late = f" {badge_text('missed', N_('Overdue'))}" if ends < today() else f" {badge_text('contested', N_('Critical path'))}" if row.critical else ""
        icon = "" if Kind(row.kind) is Kind.TASK else ":material/flag: "
        begun = f" · {percent(row.percent / 100)}" if row.percent else ""
        lines.append(f"- {icon}**{escaped(row.task)}** {t('until {day}', day=day(ends))}{begun}{late}  \n  :gray[:small[[{escaped(row.project)} {c(row.project_name)}]({link('Plan.py', project=row.project)})]]")
    if len(rows) > SHOWN:
        lines.append(f"- {tn('and one more', 'and {count} more', len(rows) - SHOWN)}")
    st.markdown("\n".join(lines))
    _along(actor)
    return True


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
