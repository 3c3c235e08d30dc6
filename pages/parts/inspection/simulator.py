"""A draft of a checklist tried on released sheets: who would have another grade, and which items decide nothing."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from core.access import Actor
from core.inspection.rules import shown
from core.inspection.simulation import queries, rules
from core.inspection.simulation.rules import CHOICES, SHARED, ItemFinding, Miss, Rescored, Simulation
from core.inspection.templates.queries import VersionRow
from core.inspection.templates.rules import Choice, Draft
from core.words import N_
from pages.parts import desk
from pages.parts.words import NOTHING, c, content, escaped, number, percent, plain, several, t, tn


def simulator(actor: Actor, row: VersionRow, draft: Draft) -> None:
    """The choice of sheets and, once asked for, what this version makes of them."""
    st.caption(t("Scores the newest released sheets of this checklist again, under this version. Nothing is changed by it."))
    key = f"simulate:{row.id}:{row.version}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        last = st.segmented_control(
            t("How many of the newest sheets"), CHOICES, default=CHOICES[1], required=True, key=f"{key}:last", format_func=lambda n: str(n)
        )
        if st.button(t("Try it"), key=key, type="primary", icon=":material/play_arrow:"):
            st.session_state[f"{key}:asked"] = last
    asked = st.session_state.get(f"{key}:asked")
    if asked is None:
        return
    # Kept until a result or this checklist changes: a second look must not score everything again.
    found = desk.ask_kept("results", queries.tried, actor, row.id, int(asked), row.version)
    _told(found, draft)


def _told(found: Simulation, draft: Draft) -> None:
    if not found.sheets:
        st.info(t("No sheet of this checklist is released yet. Start a trial, or come back after a round."), icon=":material/hourglass_empty:")
        return
    _figures(found)
    if found.enough:
        _changes(found, draft)
        _items(found)
    _unmatched(found)


def _figures(found: Simulation) -> None:
    few = len(found.sheets) - found.n
    if not found.enough:
        st.warning(
            t("Too few sheets to compare: {n}. At least {least} are needed to conclude anything.", n=found.n, least=rules.LEAST),
            icon=":material/info:",
        )
    with st.container(horizontal=True):
        st.metric(t("Sheets compared"), f"{found.n} / {len(found.sheets)}", border=True, width=180)
        if found.enough:
            st.metric(t("Other grade"), str(len(found.changed)), border=True, width=150)
            st.metric(t("Mean moves by"), _moved(found), border=True, width=150, help=t("Points of 100, over the sheets compared."))
            order = t("1 is the same order, 0 no relation. Spearman compares ranks, Kendall pairs; equal scores share a rank.")
            for label, value in ((t("Order (Spearman)"), found.spearman), (t("Order (Kendall)"), found.kendall)):
                st.metric(label, NOTHING if value is None else number(value, 2), border=True, width=170, help=order)
    if few:
        st.caption(t("Not compared: {n}. They have no score, or share less than {share} of this version's weight.", n=few, share=percent(float(SHARED))))
    if found.enough and found.spearman is None:
        st.caption(t("All scores of one side are equal: there is no order to compare."))


def _moved(found: Simulation) -> str:
    if found.shift is None:
        return NOTHING
    return f"{'+' if found.shift > 0 else '−' if found.shift < 0 else '±'}{number(abs(shown(found.shift, 2)), 2)}"


def _changes(found: Simulation, draft: Draft) -> None:
    st.markdown(f"#### {t('Who would have another grade')}")
    if not found.changed:
        st.caption(t("Nobody: every sheet keeps its grade."))
        return
    names = {band.code: band for band in draft.bands}
    rows = [_change(one, names) for one in found.changed]
    headings = {"sheet": N_("Sheet"), "project": N_("Project"), "before": N_("Score then"), "after": N_("Score now"), "grade": N_("Grade then"), "now": N_("Grade now")}
    frame = pd.DataFrame(rows, columns=list(headings))
    st.dataframe(frame, column_config={key: plain(label) for key, label in headings.items()}, hide_index=True)


def _change(one: Rescored, names: dict[str, Choice]) -> tuple[str, ...]:
    def grade(code: str | None) -> str:
        return content(names[code].name) if code in names else code or NOTHING

    after = NOTHING if one.after is None else number(shown(one.after))
    return one.code, content(one.project), number(one.before), after, grade(one.band_before), grade(one.band_after)


def _items(found: Simulation) -> None:
    st.markdown(f"#### {t('Items that decide nothing')}")
    kinds: tuple[tuple[str, str, Callable[[ItemFinding], bool]], ...] = (
        (t("Dead weight"), t("without its weight no sheet changes its grade or its place"), lambda one: one.dead is True and not one.answered_by_nobody),
        (t("Passed by all"), t("every rated sheet earned everything"), lambda one: one.passed_by_all),
        (t("Answered by nobody"), t("it never applied, or nobody claimed it"), lambda one: one.answered_by_nobody),
    )
    some = False
    for label, meaning, holds in kinds:
        those = [one for one in found.items if holds(one)]
        if those:
            some = True
            st.markdown(f"**{label}** – {meaning}  \n" + "  \n".join(_named(one) for one in those))
    if not some:
        st.caption(t("None: every item moves a grade or a place, and none is passed by all or answered by nobody."))


def _named(one: ItemFinding) -> str:
    counted = t("{n} sheets, {full} with full points", n=one.rated, full=one.full)
    return f"- **{escaped(one.code)}** {c(one.text)} · :gray[{counted}]"


def _unmatched(found: Simulation) -> None:
    nowhere = [one for one in found.items if one.unmatched]
    partly = [one for one in found.items if one.missed and not one.unmatched]
    if not (nowhere or partly or found.gone):
        return
    with st.expander(t("What could not be matched"), icon=":material/link_off:"):
        for one in (*nowhere, *partly):
            why = several(tn("one sheet: {reason}", "{count} sheets: {reason}", n, reason=plain(miss.label)) for miss, n in _counted(one))
            st.markdown(f"- **{escaped(one.code)}** {c(one.text)} · :gray[{why}]")
        if found.gone:
            st.markdown(t("No longer asked: {codes}", codes=several(found.gone)))
        st.caption(t("Items are matched by their code. What has no match leaves both sums."))


def _counted(one: ItemFinding) -> list[tuple[Miss, int]]:
    return [(miss, one.missed[miss]) for miss in Miss if miss in one.missed]
