"""Targets that several inspect, on the screen: how far they are apart, and the record of their talk."""

from decimal import Decimal

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.inspection.finals.queries import Told
from core.inspection.finals.rules import COMPUTED, Way
from core.inspection.objects.queries import label
from core.inspection.rounds.queries import RoundRow
from core.inspection.rounds.rules import State
from core.inspection.rules import shown
from core.inspection.several import actions, queries
from core.inspection.several.queries import Target
from core.inspection.several.rules import Standing
from core.inspection.sheets.rules import State as SheetState
from core.inspection.templates.queries import Checklist, checklist
from core.words import N_
from pages.parts.desk import ask, perform
from pages.parts.frame import link
from pages.parts.inspection.review import agreed
from pages.parts.kit import badge_text, linked_table
from pages.parts.words import c, content, day, escaped, number, plain, t, tn

HEADINGS = {"address": N_("Sheet"), "total": N_("Score"), "inspector": N_("Inspector"), "state": N_("State")}


def draw(actor: Actor, row: RoundRow) -> None:
    """The targets of a round with several inspectors; nothing where each has one."""
    found = ask(queries.targets, actor, row.id)
    if not found:
        return
    needed = sum(one.standing is Standing.TO_TALK for one in found)
    title = t("Scored by several inspectors") + (f" · {tn('one talk needed', '{count} talks needed', needed)}" if needed else "")
    with st.expander(title, icon=":material/groups:", expanded=bool(needed)):
        st.caption(t("They score without seeing each other's sheets. If they are too far apart, they talk before the results are released. Each target counts once. From several sheets: {way}.", way=plain(row.combining.label)))
        whole = ask(checklist, row.template_version_id)
        for target in found:
            with st.container(border=True):
                _one(actor, row, target, whole)


def _one(actor: Actor, row: RoundRow, target: Target, whole: Checklist) -> None:
    colour = {Standing.SCORING: "open", Standing.CLOSE: "released", Standing.TO_TALK: "missed", Standing.TALKED: "acknowledged"}[target.standing]
    points = "" if target.apart.points is None else f" · {t('{points} points apart', points=number(target.apart.points))}"
    st.markdown(f"**{escaped(target.code)} · {c(label(target.name, target.object))}** · {badge_text(colour, target.standing.label)}{points}")
    frame = pd.DataFrame(
        [
            (link("Scoring_sheet.py", sheet=one.code), number(one.total) if isinstance(one.total, Decimal) else "", content(one.inspector), plain(SheetState(one.state).label))
            for one in target.sheets
        ],
        columns=list(HEADINGS),
    )
    linked_table(frame, HEADINGS, links={"address": r"sheet=(.*)$"}, key=f"several:{row.id}:{target.project_id}:{target.object_id}")
    if target.apart.items:
        lines = [f"- {c(whole.question(item).draft.text)} · {tn('one step', '{count} steps', steps)}" for item, steps in target.apart.items]
        st.markdown(t("Items on which they are far apart:") + "\n" + "\n".join(lines))
    if target.final is not None:
        _counts_as(target.final, whole)
    if target.talk:
        said = t("Talked about on {day}, recorded by {name}", day=day(target.talk.held_on), name=content(target.talk.by))
        st.markdown(f"{said}  \n{escaped(target.talk.outcome)}")
    if target.standing in (Standing.TO_TALK, Standing.CLOSE) and row.state in (State.RUNNING, State.CLOSED):
        _record(actor, row, target)
    if target.final is not None and (row.state is not State.RELEASED or target.final.stale):
        _agree(actor, row, target, target.final)


def _counts_as(final: Told, whole: Checklist) -> None:
    """The final, and every word of the leader about it."""
    band = next((c(choice.name) for choice in whole.bands if choice.code == final.band), "")
    total = number(final.total) if final.total is not None else plain("Not ratable")
    st.markdown(t("Counts as **{total}** ({way})", total=total, way=plain(final.way.label)) + (f" · {band}" if band else ""))
    if final.stale:
        st.warning(t("A sheet was corrected after this total was agreed on. It counts until you confirm or replace it."))
    if final.agreed:
        st.caption("  \n".join(agreed(one) for one in final.agreed))


def _agree(actor: Actor, row: RoundRow, target: Target, final: Told) -> None:
    """The leader's total in consensus: once the inspectors have talked."""
    if (target.talk is None and not final.agreed) or not final.rated:
        return
    key = f"agree:{row.id}:{target.project_id}:{target.object_id}"
    with st.popover(t("Total in consensus"), icon=":material/handshake:"):
        st.caption(t("What came of the talk counts instead of the computed total ({way}). The sheets stay as they are; every total that was set stays in the record.", way=plain(final.computed.label)))
        start = final.total if final.total is not None else Decimal(0)
        total = st.number_input(t("Total"), min_value=0.0, max_value=100.0, step=0.5, value=float(shown(start)), format="%.1f", key=f"{key}:total")
        reason = st.text_area(t("Reason"), key=f"{key}:reason")
        with st.container(horizontal=True):
            label = t("Confirm or replace") if final.stale else t("Set the total")
            values = {"project_id": target.project_id, "object_id": target.object_id, "reason": reason}
            if st.button(label, key=f"{key}:save", type="primary") and perform(actions.agree, actor, row.id, total=Decimal(str(total)), **values):
                st.rerun()
            taken_back = final.way is Way.CONSENSUS and st.button(t("Take it back"), key=f"{key}:withdraw")
            if taken_back and perform(actions.agree, actor, row.id, total=None, **values):
                st.rerun()


def way(actor: Actor, row: RoundRow) -> None:
    """How several inspectors' sheets become one: to be chosen until the first is submitted."""
    if row.state not in (State.DRAFT, State.RUNNING) or row.submitted:
        return
    names = {one: plain(one.label) for one in COMPUTED}
    chosen = st.segmented_control(
        t("What several inspect counts by"), list(COMPUTED), format_func=lambda one: names[one], default=row.combining, required=True, key=f"way:{row.id}",
        help=t("Of three scores the median is the middle one: a single outlier does not move it. It can be chosen until the first sheet is submitted."),
    )  # fmt: skip
    if chosen and Way(chosen) is not row.combining and perform(actions.combine, actor, row.id, way=Way(chosen)):
        st.rerun()


def _record(actor: Actor, row: RoundRow, target: Target) -> None:
    key = f"talk:{row.id}:{target.project_id}:{target.object_id}"
    with st.popover(t("Record the talk"), icon=":material/forum:"):
        st.caption(t("Each inspector corrects the own sheet as a revision, if the talk calls for it. What is still too far apart then wants another talk."))
        held = st.date_input(t("Held on"), today(), key=f"{key}:day")
        outcome = st.text_area(t("What came of it"), key=f"{key}:outcome")
        done = st.button(t("Record"), key=f"{key}:save", type="primary") and perform(
            actions.record_talk, actor, row.id, project_id=target.project_id, object_id=target.object_id, outcome=outcome, held_on=held
        )
        if done:
            st.rerun()
