"""What all projects cost, side by side: budget, what is ordered and spent, what is left."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.cost.control import queries
from core.cost.control.queries import Cost
from core.cost.control.rules import Light
from core.words import N_
from pages.parts.cost.money import money
from pages.parts.desk import ask_kept
from pages.parts.frame import link
from pages.parts.kit import linked_table, nothing
from pages.parts.words import content, labelled, number, percent, plain, t

HEADINGS = {
    "address": N_("Project"), "name": N_("Name"), "light": N_("Standing"), "share": N_("Used"), "planned": N_("Budget"), "spent": N_("Spent"), "committed": N_("Ordered, not yet spent"), "left": N_("Left"),
    "hours": N_("Hours worked"), "unpriced": N_("Hours without a rate"), "stage": N_("Stage"),
}  # fmt: skip
MONEY_WIDTH = 120
"""Pixels; an amount is never cut."""
SIGNS = {Light.UNPLANNED: "○", Light.GOOD: "●", Light.NEAR: "▲", Light.OVER: "■"}
COLOURS = {Light.UNPLANNED: "gray", Light.GOOD: "green", Light.NEAR: "orange", Light.OVER: "red"}
ORDER = [Light.OVER, Light.NEAR, Light.GOOD, Light.UNPLANNED]


def listed(actor: Actor) -> None:
    """The list of projects, those over their budget first."""
    found: list[Cost] = ask_kept(("cost", "projects", "settings"), queries.costs, actor)
    if not found:
        nothing(N_("There is no project whose cost you may see."))
        return
    counts = {light: sum(one.light is light for one in found) for light in ORDER}
    with st.container(horizontal=True):
        for light in (Light.OVER, Light.NEAR, Light.GOOD, Light.UNPLANNED):
            st.markdown(f":{COLOURS[light]}[{SIGNS[light]} {labelled(light.label, f'**{number(counts[light], 0)}**')}]")
    rows = [_row(actor, one) for one in sorted(found, key=lambda one: (ORDER.index(one.light), one.code))]
    amounts = {name: st.column_config.TextColumn(plain(HEADINGS[name]), width=MONEY_WIDTH) for name in ("planned", "spent", "committed", "left")}
    linked_table(pd.DataFrame(rows, columns=list(HEADINGS)), HEADINGS, links={"address": r"project=(.*)$"}, key="costs", **amounts)
    if any(one.unpriced for one in found):
        st.caption(t("Hours without a rate are not in what is spent."))


def _row(actor: Actor, one: Cost) -> tuple[object, ...]:
    standing = one.standing
    return (
        link("Costs.py", project=one.code), content(one.name), f"{SIGNS[one.light]} {plain(one.light.label)}", "" if standing.share is None else percent(float(standing.share)),
        money(actor, standing.planned), money(actor, standing.spent), money(actor, standing.committed), money(actor, standing.left), number(one.minutes / 60) if one.minutes else "",
        number(one.unpriced / 60) if one.unpriced else "", plain(one.stage.label),
    )  # fmt: skip
