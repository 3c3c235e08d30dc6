"""What the plans ask of people in the coming weeks."""

import streamlit as st

from core.access import Actor, Permission
from core.team.load import queries
from core.team.load.queries import Asked, Load
from core.words import N_
from pages.parts import desk, kit
from pages.parts.customers.choose import mark
from pages.parts.frame import lead
from pages.parts.words import c, day, escaped, number, t, tn

SHOWN = 3
"""Ways to plans beside a person."""


def draw(actor: Actor) -> None:
    """The part of the page: those first of whom most is asked."""
    found = desk.ask(queries.loads, actor)
    over = [one for one in found if any(week.over for week in one.weeks)]
    if not any(week.asked for one in found for week in one.weeks):
        kit.nothing(N_("No plan asks anything of these people in the coming weeks."), ":material/event_available:")
        return
    st.caption(t("What all plans together ask of everybody in each of the coming weeks, in hours, of the working time with its holidays and leave."))
    if over:
        st.warning(tn("More is asked of one person than there is time.", "More is asked of {count} people than there is time.", len(over)), icon=":material/group_off:")
    for one in sorted(found, key=lambda one: -max((week.asked - week.has for week in one.weeks), default=0.0)):
        if any(week.asked for week in one.weeks):
            _person(actor, one)
    idle = sum(not any(week.asked for week in one.weeks) for one in found)
    if idle:
        st.caption(tn("Of one more person no plan asks anything.", "Of {count} more people no plan asks anything.", idle))


def _person(actor: Actor, one: Load) -> None:
    with kit.row(f"load-{one.person_id}"):
        st.markdown(f"**{c(one.name)}**  \n" + " ".join(_week(week) for week in one.weeks))
        with st.container(horizontal=True):
            if actor.may(Permission.PLAN_READ):
                for code in one.plans[:SHOWN]:
                    lead(f":small[{escaped(code)}]", "Plan.py", icon=":material/view_timeline:", project=code, part="people")
            if one.hidden:
                st.caption(tn("and one plan that you do not see", "and {count} plans that you do not see", one.hidden))


def _week(week: Asked) -> str:
    colour = "red" if week.over else "gray" if not week.asked else "green"
    return mark(colour, t("{day}: {asked} of {has} h", day=day(week.monday), asked=number(week.asked, 0), has=number(week.has, 0)))
