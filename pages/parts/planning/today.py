"""The tasks of plans that the viewer works on or answers for, on the first page."""

from datetime import timedelta

import streamlit as st

from core.access import Actor
from core.clock import today
from core.planning import queries
from core.planning.rules.moments import day_of
from core.planning.rules.sheet import Kind
from core.words import N_
from pages.parts.desk import ask_kept
from pages.parts.frame import link
from pages.parts.kit import badge_text
from pages.parts.words import c, day, escaped, percent, t, tn

AHEAD = timedelta(days=14)
"""What begins later than this does not wait yet."""
SHOWN = 8


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
    return True
