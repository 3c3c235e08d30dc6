"""What one project costs, in its parts: against the budget, the budget itself, orders, expenses, hours."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.cost.control import queries
from core.cost.control.queries import Control
from core.cost.control.rules import Light
from core.cost.hours import queries as hours
from core.words import N_
from pages.parts.cost import budget, control, expenses, orders, purchases, reviews
from pages.parts.cost.money import money
from pages.parts.desk import ask, ask_kept
from pages.parts.frame import lead
from pages.parts.kit import linked_table, nothing
from pages.parts.words import c, content, day, escaped, labelled, number, percent, plain, t, tn

LIGHTS = {
    Light.UNPLANNED: ("gray", ":material/help:"), Light.GOOD: ("green", ":material/check_circle:"), Light.NEAR: ("orange", ":material/warning:"), Light.OVER: ("red", ":material/error:"),
}  # fmt: skip
HOURS = {"day": N_("Day"), "person": N_("Person"), "task": N_("Task"), "hours": N_("Hours worked"), "note": N_("Note"), "state": N_("State")}
PARTS = {"control": N_("Against the budget"), "budget": N_("Budget"), "orders": N_("Orders"), "expenses": N_("Expenses"), "purchases": N_("Purchases"), "hours": N_("Hours worked"), "reviews": N_("Reviews")}


def one(actor: Actor, code: str) -> None:
    """The page of a project."""
    found: Control = ask_kept(("cost", "projects", "approvals", "settings", "reference"), queries.control, actor, code)
    st.title(c(found.name), anchor=False)
    colour, icon = LIGHTS[found.light]
    share = "" if found.whole.share is None else f" · {t('{percent} used', percent=percent(float(found.whole.share)))}"
    over = sum(line.light is Light.OVER for line in found.lines)
    parts = "" if found.light is Light.OVER or not over else f" · :red[{tn('{count} line is over its budget', '{count} lines are over their budget', over)}]"
    st.markdown(f":{colour}[{icon} **{t(found.light.label)}**]{share}{parts}")
    with st.container(horizontal=True):
        lead(t("Project {code}", code=code), "Projects.py", icon=":material/work:", project=code)
        lead(t("Progress"), "Progress.py", icon=":material/trending_up:", project=code)
    sums = ((N_("Budget"), found.whole.planned), (N_("Spent"), found.whole.spent), (N_("Ordered, not yet spent"), found.whole.committed), (N_("Left"), found.whole.left))
    st.markdown(" · ".join(labelled(label, f"**{escaped(money(actor, amount))}**") for label, amount in sums))
    part = st.segmented_control(t("Part"), list(PARTS), format_func=lambda one: t(PARTS[one]), default=asked if (asked := st.query_params.get("part", "")) in PARTS else "control", key="cost_part", label_visibility="collapsed", required=True)
    if part == "budget":
        budget.draw(actor, found)
    elif part == "orders":
        orders.draw(actor, found)
    elif part == "expenses":
        expenses.draw(actor, found)
    elif part == "purchases":
        purchases.draw(actor, found)
    elif part == "reviews":
        reviews.draw(actor, found)
    elif part == "hours":
        worked(actor, code)
    else:
        control.draw(actor, found)


def worked(actor: Actor, code: str) -> None:
    """The hours, newest first."""
    found = ask(hours.entries, actor, code)
    if not found:
        nothing(N_("No hours are entered on this project yet."))
        return
    frame = pd.DataFrame([(day(row.day), content(row.person), row.task, number(row.minutes / 60, 2), row.note, _state(row)) for row in found], columns=list(HOURS))
    linked_table(frame, HOURS, key="hours")
    if len(found) == hours.MOST:
        st.caption(t("The newest {count} entries.", count=number(hours.MOST, 0)))


def _state(row: hours.Entry) -> str:
    return plain("taken back") if row.back_at else "" if row.priced else plain("no rate")
