"""What a plan asks of people, week by week, and a proposal that ends what is too much."""

from collections.abc import Mapping

import altair as alt
import pandas as pd
import streamlit as st

from core.access import Actor
from core.errors import Refusal
from core.planning import actions, queries
from core.planning.queries import Loaded, PlanView
from core.planning.rules import load, sheet
from core.planning.rules.levelling.level import Levelled, Move, level
from core.planning.rules.moments import day_of
from core.planning.rules.worktime import TICKS
from core.words import N_
from pages.parts import desk, sketch, theme
from pages.parts.desk import ask_kept, perform
from pages.parts.kit import nothing
from pages.parts.planning.grid import amount, people_by_label
from pages.parts.sketch import FAINT, HEIGHT, INK, Chart, Rows, filled, named, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import day, escaped, labelled, number, plain, several, t, tn

SECONDS = 4.0
"""What a proposal may take while somebody waits."""
CELL, TOP = 34, 50
HOUR = 60 * TICKS


def _load_sketch() -> alt.LayerChart:
    week = alt.X("week:O", title=say(N_("Week beginning on")), axis=alt.Axis(orient="top", labelAngle=0, labelOverlap=True, grid=False, domain=False, ticks=False, labelExpr="slice(datum.label, 5)"))
    base = sketch_rows().encode(x=week, y=named())
    told = (("name", N_("Person")), ("week", N_("Week beginning on")), ("asked", N_("Asked")), ("elsewhere", N_("Of it for other plans")), ("has", N_("Working time")))
    colour = alt.Color("kind:N", legend=None, scale=alt.Scale(domain=["none", "some", "full", "over"], range=["#00000000", "#4DB6C455", "#4DB6C4", theme.POOR]))
    return alt.layer(
        base.mark_rect(stroke=FAINT, strokeOpacity=0.25, cornerRadius=2).encode(color=colour, tooltip=[alt.Tooltip(f"{field}:N", title=say(label)) for field, label in told]),
        base.mark_text(fontSize=10, color=INK).encode(text="share:N"),
    ).properties(height=HEIGHT)  # fmt: skip


SKETCHES = (_load_sketch,)


def draw(actor: Actor, view: PlanView) -> None:
    """The part of the page."""
    found: Loaded = ask_kept(("plans", "calendar"), queries.loaded, actor, view.id)
    weeks = load.weekly(found.frame, found.here, found.elsewhere)
    if not weeks:
        nothing(N_("Nobody has open work in this plan yet. Choose people in the task table."))
        return
    names = {who: label for label, who in people_by_label(view).items()}
    over = [one for one in weeks if one.asked > one.has]
    if over:
        st.warning(
            tn("{count} week asks more of somebody than she has.", "{count} weeks ask more of somebody than she has.", len(over)) + "  \n"
            + several(escaped(names[who]) for who in sorted({one.person for one in over})), icon=":material/group_off:",
        )  # fmt: skip
    sketch.draw(chart(weeks, names))
    st.caption(t("Percent of the working time of each week that is asked for, by this plan and others together; red: more than there is. Work in one week may still overlap within it: the proposal below looks at every hour."))
    if view.editable:
        _levelling(actor, view, found, names)


def chart(weeks: list[load.Week], names: Mapping[int, str]) -> Chart:
    """A field for each person and week."""
    people = sorted({one.person for one in weeks}, key=lambda who: names[who])
    place = {who: number_ for number_, who in enumerate(people)}
    rows: Rows = []
    for one in weeks:
        share = one.asked / one.has if one.has else 0.0
        rows.append({
            "place": place[one.person], "week": f"{day_of(one.monday):%Y-%m-%d}", "name": names[one.person], "asked": _hours(one.asked), "elsewhere": _hours(one.elsewhere),
            "has": _hours(one.has), "share": f"{share:.0%}" if one.has and one.asked else ("!" if one.asked else ""),
            "kind": "over" if one.asked > one.has else "none" if not one.asked else "full" if share > 0.8 else "some",
        })  # fmt: skip
    said = several(f"{row['name']} {row['week']} {row['share']}" for row in rows if row["share"])
    return filled(_load_sketch, {"rows": rows}, plain("Load by person and week: {said}", said=said), height=CELL * len(people), names=[names[who] for who in people])


def _hours(ticks: int) -> str:
    return f"{number(ticks / HOUR)} {plain('h')}"


# --- levelling -------------------------------------------------------------------------------------------------------


def _levelling(actor: Actor, view: PlanView, found: Loaded, names: Mapping[int, str]) -> None:
    st.subheader(t("Levelling"), anchor=False)
    st.caption(t("Works out who would have to wait so that nobody is asked for more than she has at any hour. Links, working hours, limits and priorities are kept. Nothing changes before you accept it."))
    key = f"levelled:{view.id}"
    with st.container(horizontal=True):
        wanted = st.button(t("Propose a levelling"), key=f"{key}:propose", type="primary", icon=":material/balance:")
        if any(row.not_before is not None for row in found.rows) and st.button(t("Take earlier levellings back"), key=f"{key}:undo") and perform(
            actions.level, actor, view.id, version=view.version, moves={}
        ):
            st.session_state.pop(key, None)
            st.rerun()
    if wanted:
        with st.spinner(t("Looking for the earliest finish that nobody is too busy for")):
            try:
                proposal = level(sheet.plan(found.frame, found.rows, load.left(found.elsewhere)), SECONDS)
            except Refusal as refusal:
                desk.say(refusal)
                return
        st.session_state[key] = (found.version, proposal)
    version, proposal = st.session_state.get(key, (0, None))
    if proposal is None:
        return
    if version != found.version:
        st.info(t("The plan has changed since this proposal was made. Make a new one."), icon=":material/update:")
        return
    _proposal(actor, view, proposal, names, key)


def _proposal(actor: Actor, view: PlanView, found: Levelled, names: Mapping[int, str], key: str) -> None:
    rows = {one.row.uid: one.row for one in view.tasks}
    moves = [move for move in found.moves if not move.follows]
    if found.unsolved:
        who = several(escaped(names.get(one.person - sheet.of_person(0), "")) for one in found.unsolved)
        st.warning(t("Still asked for too much, by work that has begun, may not move or takes more than there ever is: {people}", people=who), icon=":material/group_off:")
    if not moves:
        st.success(t("Nobody is asked for more than she has. Nothing needs to move."))
        return
    proven = t("No levelled plan finishes earlier.") if found.is_optimal else t("It cannot be earlier than {day}.", day=day(day_of(found.lower_bound, ends=True)))
    st.markdown(
        " · ".join((labelled(N_("Finish now"), escaped(day(day_of(found.before.finish, ends=True)))), labelled(N_("Finish levelled"), f"**{escaped(day(day_of(found.finish, ends=True)))}**"), proven))
    )
    frame = pd.DataFrame([_line(move, rows[move.uid].name, view) for move in moves], columns=["take", "task", "before", "after", "shift", "effect"])
    config = st.column_config
    edited = st.data_editor(
        frame, key=f"{key}:{view.version}:rows", hide_index=True, disabled=["task", "before", "after", "shift", "effect"],
        column_config={
            "take": config.CheckboxColumn(plain("Accept"), width=80), "task": config.TextColumn(plain("Task"), width="large"), "before": plain("Start now"), "after": plain("Start levelled"),
            "shift": config.TextColumn(plain("Later by"), help=plain("Working time.")), "effect": config.TextColumn(plain("Effect on the finish"), help=plain("What this row alone would put the finish off.")),
        },
    )  # fmt: skip
    taken = {move.uid: move.after[0] for move, wanted in zip(moves, edited["take"], strict=True) if wanted}
    follow = len(found.moves) - len(moves)
    if follow:
        st.caption(tn("{count} more task follows by itself.", "{count} more tasks follow by themselves.", follow))
    if st.button(tn("Accept {count} row", "Accept {count} rows", len(taken)), key=f"{key}:accept", disabled=not taken) and perform(
        actions.level, actor, view.id, version=view.version, moves=taken
    ):
        st.session_state.pop(key, None)
        st.toast(t("Taken over. The history remembers what the plan was before."))
        st.rerun()


def _line(move: Move, name: str, view: PlanView) -> tuple[object, ...]:
    return (True, name, day(day_of(move.before[0])), day(day_of(move.after[0])), amount(move.shift, False, view), amount(move.effect, False, view) if move.effect else "–")


