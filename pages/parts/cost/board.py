"""What all projects cost, side by side."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.cost import queries
from core.cost.queries import Cost
from core.words import N_
from pages.parts.cost.money import money
from pages.parts.desk import ask_kept
from pages.parts.frame import link
from pages.parts.kit import linked_table, nothing
from pages.parts.words import content, number, plain, t

HEADINGS = {"address": N_("Project"), "name": N_("Name"), "stage": N_("Stage"), "hours": N_("Hours"), "spent": N_("Spent"), "unpriced": N_("Hours without a rate")}


def listed(actor: Actor) -> None:
    """The list of projects."""
    found: list[Cost] = ask_kept(("cost", "projects"), queries.costs, actor)
    begun = [one for one in found if one.minutes or one.spent]
    if not begun:
        nothing(N_("Nothing is spent on any project yet. Hours are entered on the first page, under “My hours”."))
        return
    frame = pd.DataFrame(
        [
            (link("Costs.py", project=one.code), content(one.name), plain(one.stage.label), number(one.minutes / 60), money(actor, one.spent), number(one.unpriced / 60) if one.unpriced else "")
            for one in begun
        ],
        columns=list(HEADINGS),
    )  # fmt: skip
    linked_table(frame, HEADINGS, links={"address": r"project=(.*)$"}, key="costs")
    if any(one.unpriced for one in begun):
        st.caption(t("Hours without a rate are not in what is spent."))
