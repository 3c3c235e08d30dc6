"""The register of stakeholders on the screen: a grid of influence and interest, the list, and a form for each entry."""

import altair as alt
import pandas as pd
import streamlit as st

from core.access import Actor
from core.initiation.stakeholders import actions, queries, rules
from core.initiation.stakeholders.queries import CHANNELS, Row
from core.initiation.stakeholders.rules import Entry, Kind, Strategy
from core.projects.queries import ProjectRow
from core.words import N_
from pages.parts import theme
from pages.parts.codes import code_table
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.kit import confirm, nothing
from pages.parts.kit import row as line
from pages.parts.words import content, escaped, labelled, plain, t

KINDS = [one.value for one in Kind]
CORNERS = {(5.45, 5.45): Strategy.MANAGE_CLOSELY, (0.55, 5.45): Strategy.KEEP_SATISFIED, (5.45, 0.55): Strategy.KEEP_INFORMED, (0.55, 0.55): Strategy.MONITOR}
"""The corner in which each quadrant is named, away from everybody in it: (interest, influence)."""
EDGE = rules.HIGH - 0.5


def draw(actor: Actor, row: ProjectRow, *, writes: bool) -> None:
    """The register of a project."""
    found = ask(queries.stakeholders, actor, row.id)
    offered = code_table(CHANNELS)
    channels = {entry.code: content(entry.name) for entry in offered.entries}
    if writes:
        form = Form(actor, "new_stakeholder", record=row.code)
        with st.expander(t("New stakeholder"), icon=":material/person_add:", expanded=form.waiting or not found):
            if form.opened():
                _new(actor, row, form, channels)
    if not found:
        nothing(N_("Nobody is in the register yet. Who can help the project, stop it, or has to live with it?"))
        return
    st.altair_chart(chart(found), key="stakeholder_grid")
    st.caption(" · ".join(labelled(one.label, t(one.means), strong=True) for one in Strategy))
    for one in found:
        _line(actor, one, channels, writes=writes)


def chart(found: list[Row]) -> alt.LayerChart:
    """Influence against interest, everybody named; those at one place share its label."""
    frame = pd.DataFrame(
        [(one.entry.interest, one.entry.influence, one.entry.name, plain(one.entry.kind.label), plain(one.strategy.label)) for one in found],
        columns=["interest", "influence", "name", "kind", "strategy"],
    )
    together = frame.groupby(["interest", "influence"], as_index=False).agg(name=("name", lambda names: "\n".join(names)), strategy=("strategy", "first"))
    ends = alt.Scale(domain=[0.5, 5.5], nice=False)
    ticks = {"values": [1, 2, 3, 4, 5], "format": "d", "grid": False}
    x = alt.X("interest:Q", scale=ends, title=plain("Interest"), axis=alt.Axis(**ticks))
    y = alt.Y("influence:Q", scale=ends, title=plain("Influence"), axis=alt.Axis(**ticks))
    corners = [_corner(interest, influence, x, y, name) for (interest, influence), name in CORNERS.items()]
    edges = alt.Chart(pd.DataFrame({"at": [EDGE]}))
    across = edges.mark_rule(strokeDash=[4, 4], opacity=0.5).encode(x=alt.X("at:Q", scale=ends))
    upright = edges.mark_rule(strokeDash=[4, 4], opacity=0.5).encode(y=alt.Y("at:Q", scale=ends))
    tips = [alt.Tooltip("name:N", title=plain("Name")), alt.Tooltip("kind:N", title=plain("Type")), alt.Tooltip("strategy:N", title=plain("Strategy"))]
    points = alt.Chart(frame).mark_point(filled=True, size=120, opacity=1, color=theme.line()).encode(x=x, y=y, tooltip=tips)
    labels = alt.Chart(together).mark_text(dy=14, fontSize=11, baseline="top", lineBreak="\n", color=theme.ink()).encode(x=x, y=y, text="name:N")
    return theme.dressed(alt.layer(across, upright, *corners, points, labels).properties(height=380))  # type: ignore[no-any-return]


def _corner(interest: float, influence: float, x: alt.X, y: alt.Y, name: Strategy) -> alt.Chart:
    """A quadrant's name in the chart's corner."""
    place = pd.DataFrame([(interest, influence, plain(name.label))], columns=["interest", "influence", "name"])
    right, top = interest > EDGE, influence > EDGE
    mark = alt.Chart(place).mark_text(
        align="right" if right else "left", baseline="top" if top else "bottom", fontSize=12, color=theme.ink(faint=True)
    )  # fmt: skip
    return mark.encode(x=x, y=y, text="name:N")


def _line(actor: Actor, one: Row, channels: dict[str, str], *, writes: bool) -> None:
    entry = one.entry
    with line(f"stakeholder-{one.id}"):
        st.markdown(
            f"**{escaped(entry.name)}**{f' · {escaped(entry.position)}' if entry.position else ''} · {t(entry.kind.label)} · :blue-badge[{t(one.strategy.label)}] "
            f":gray[:small[{t('influence {influence}, interest {interest}', influence=entry.influence, interest=entry.interest)}]]"
        )
        said = [labelled(label, escaped(text)) for label, text in ((N_("Expectation"), entry.expectation), (N_("Requirement"), entry.requirement)) if text]
        if entry.channel:
            said.append(labelled(N_("Preferred channel"), escaped(channels.get(entry.channel, entry.channel))))
        if said:
            st.caption("  \n".join(said))
        if writes:
            with st.expander(t("Change this entry"), icon=":material/edit:"):
                _change(actor, one, channels)


def _fields(key: str, entry: Entry, channels: dict[str, str], form: Form | None = None) -> Entry:
    def field(name: str, present: object, options: list[object] | None = None) -> dict[str, object]:
        if form is not None:
            return form.field(f"{key}:{name}", present, options)
        st.session_state.setdefault(f"{key}:{name}", present)
        return {"key": f"{key}:{name}"}

    left, middle, right = st.columns(3)
    name = left.text_input(t("Name"), **field("name", entry.name))
    kind = middle.selectbox(t("Type"), KINDS, format_func=lambda code: plain(Kind(code).label), **field("kind", entry.kind.value, KINDS))
    position = right.text_input(t("Position"), **field("position", entry.position))
    left, right = st.columns(2)
    expectation = left.text_area(t("Expectation"), **field("expectation", entry.expectation), height=80)
    requirement = right.text_area(t("Requirement"), **field("requirement", entry.requirement), height=80)
    left, middle, right = st.columns(3)
    influence = left.slider(t("Influence"), rules.LEAST, rules.MOST, **field("influence", entry.influence))
    interest = middle.slider(t("Interest"), rules.LEAST, rules.MOST, **field("interest", entry.interest))
    codes = ["", *channels]
    channel = right.selectbox(t("Preferred channel"), codes, format_func=lambda code: channels.get(code, plain("not known")), **field("channel", entry.channel, codes))
    st.caption(t("Strategy: {name}", name=plain(rules.strategy(influence, interest).label)))
    return Entry(name, Kind(kind), position, expectation, requirement, influence, interest, channel)


def _new(actor: Actor, row: ProjectRow, form: Form, channels: dict[str, str]) -> None:
    typed = _fields(f"stakeholder:new:{row.id}", Entry("", Kind.CUSTOMER), channels, form)
    form.note()
    save = st.button(t("Add to the register"), key=f"stakeholder:new:{row.id}:save", type="primary")
    if save and perform_once(form_key("new_stakeholder"), actions.add, actor, row.id, typed):
        form.done()
        st.rerun()


def _change(actor: Actor, one: Row, channels: dict[str, str]) -> None:
    key = f"stakeholder:{one.id}:{one.version}"
    typed = _fields(key, one.entry, channels)
    with st.container(horizontal=True):
        save = st.button(t("Save"), key=f"{key}:save", type="primary")
        confirm(f"{key}:remove", N_("Remove"), N_("The entry is taken out of the register."), N_("Remove"), lambda: _remove(actor, one), icon=":material/delete:")
    if save and perform(actions.change, actor, one.id, typed, version=one.version):
        st.rerun()


def _remove(actor: Actor, one: Row) -> None:
    if perform(actions.remove, actor, one.id):
        st.rerun()
