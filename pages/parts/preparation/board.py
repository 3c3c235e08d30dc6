"""The preparations of all projects side by side, and of one with its lines."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.projects import queries as projects
from core.projects.rules import Stage
from core.service.preparation import actions, queries, rules
from core.service.preparation.queries import Prepared
from core.service.preparation.rules import PROJECT_KINDS, Kind, Standing
from core.service.requests import queries as requests
from core.words import N_
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.frame import lead, link
from pages.parts.kit import linked_table, nothing
from pages.parts.preparation import fields, lines
from pages.parts.service import bits
from pages.parts.words import c, called, content, day, plain, t, tn

HEADINGS = {"address": N_("Project"), "name": N_("Name"), "share": N_("Ready"), "told": N_("Of what is needed"), "ran_out": N_("Ran out"), "late": N_("Overdue"), "stage": N_("Stage"), "started_on": N_("Begins")}
SHOWN = {"all": N_("All"), "open": N_("Not ready"), "staff": N_("Qualified people")}


def listed(actor: Actor) -> None:
    """Every project that is not closed, with how far it is."""
    st.caption(t("What must stand before a service begins: tools, software, material, qualified people, place, tidiness and digital tools. Each line is checked by somebody on a day."))
    rows = [row for row in desk.ask_kept("projects", projects.projects, actor) if row.stage is not Stage.CLOSED]
    if not rows:
        nothing(N_("You are in no project yet. A project manager adds you to a team."))
        return
    shares = desk.ask(queries.shares, actor)
    frame = pd.DataFrame(
        [
            (
                link("Preparation.py", project=row.code), content(row.name), None if share.share is None else int(share.share * 100),
                plain("{ready} of {needed}", ready=share.ready, needed=share.needed) if share.needed else plain("no list yet"), str(share.ran_out or ""), str(share.late or ""),
                plain(row.stage.label), day(row.started_on),
            )
            for row in rows
            for share in [shares.get(row.id, rules.Share())]
        ],
        columns=list(HEADINGS),
    )  # fmt: skip
    linked_table(
        frame, HEADINGS, links={"address": r"project=(.*)$"}, key="preparations",
        share=st.column_config.ProgressColumn(plain("Ready"), format="%d%%", min_value=0, max_value=100, help=plain("Ready lines of those that are needed. A qualification that ran out is not ready.")),
    )  # fmt: skip


def one(actor: Actor, code: str) -> None:
    """One project: how far it is, what is added, and its lines."""
    found = desk.ask(queries.prepared, actor, code)
    st.title(c(found.project), anchor=False)
    kinds = bits.names(PROJECT_KINDS)
    begins = t("begins {day}", day=day(found.started_on)) if found.started_on else ""
    st.markdown(" · ".join(filter(None, (f"**{found.project_code}**", kinds.get(found.kind, found.kind), begins))))
    with st.container(horizontal=True):
        lead(t("Project {code}", code=found.project_code), "Projects.py", icon=":material/work:", project=found.project_code)
        lead(t("Service requests"), "Requests.py", icon=":material/support_agent:")
    team = desk.ask(requests.team_of, actor, found.project_id)
    if found.lines:
        _progress(found)
    elif not found.may_edit:
        nothing(N_("Nobody has written yet what must stand before this service begins. Its manager does so."))
    if found.may_edit:
        _take(actor, found, team)
        _write(actor, found, team)
    if found.lines:
        _lines(actor, found, team)


def _progress(found: Prepared) -> None:
    share = found.share
    if share.share is None:
        st.markdown(t("Nothing of the list is needed here."))
        return
    st.progress(share.share, text=plain("{ready} of {needed} ready", ready=share.ready, needed=share.needed))
    marks = []
    if share.whole:
        marks.append(f":green-badge[{t('Everything is ready')}]")
    if share.ran_out:
        marks.append(f":red-badge[{tn('One qualification ran out', '{count} qualifications ran out', share.ran_out)}]")
    if share.late:
        marks.append(f":orange-badge[{tn('One line is overdue', '{count} lines are overdue', share.late)}]")
    if marks:
        st.markdown(" ".join(marks))


def _take(actor: Actor, found: Prepared, team: dict[int, dict[str, str]]) -> None:
    """Items of the reference table: those meant for this kind of project are chosen already while the list is empty."""
    proposed, entries = desk.ask(queries.offered, actor, found.kind)
    left = {code: content(name) for code, name in entries.items() if code not in found.known}
    if not left:
        return
    begins = not found.lines
    form = Form(actor, "preparation_take", record=found.project_code)
    with st.expander(t("Begin with what is usual for this kind of project") if begins else t("Add from the table"), icon=":material/playlist_add:", expanded=begins or form.waiting):
        if not form.opened():
            return
        key = "preparation:take"
        chosen = st.multiselect(
            t("Preparations"), list(left), format_func=lambda one: called(plain(rules.kind_of(one).label), left[one]), placeholder=plain("Choose one or more"),
            **form.field(f"{key}:items:{len(found.known)}", [code for code in proposed if code in left] if begins else [], list(left)),
        )  # fmt: skip
        one, two = st.columns(2)
        with one:
            responsible = fields.person(form, f"{key}:responsible", N_("Responsible"), team)
        usual = found.started_on - timedelta(days=3) if found.started_on and found.started_on > today() else None
        due_on = two.date_input(t("Due"), **form.field(f"{key}:due", usual))
        form.note()
        if st.button(tn("Take one line", "Take {count} lines", len(chosen)), key=f"{key}:save", type="primary", disabled=not chosen):
            made = desk.perform_once(desk.form_key(f"preparation_take_{found.project_code}"), actions.take, actor, found.project_id, chosen, responsible_id=responsible, due_on=due_on)
            if made:
                form.done()
                st.rerun()


def _write(actor: Actor, found: Prepared, team: dict[int, dict[str, str]]) -> None:
    form = Form(actor, "preparation_new", record=found.project_code)
    with st.expander(t("Write a line"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        line = fields.line(form, "preparation:new", rules.Line(Kind.TOOL, ""), team)
        form.note()
        if st.button(t("Add it"), key="preparation:new:save", type="primary"):
            made = desk.perform_once(desk.form_key(f"preparation_new_{found.project_code}"), actions.write, actor, found.project_id, line)
            if made:
                form.done()
                st.rerun()


def _lines(actor: Actor, found: Prepared, team: dict[int, dict[str, str]]) -> None:
    shown = st.segmented_control(t("Lines"), list(SHOWN), format_func=lambda one: t(SHOWN[one]), default="all", key="preparation:shown", label_visibility="collapsed", required=True)
    before, count = None, 0
    for one in found.lines:
        if (shown == "open" and one.standing in (Standing.READY, Standing.NOT_NEEDED)) or (shown == "staff" and one.kind is not Kind.STAFF):
            continue
        if one.kind is not before:
            of_kind = [line for line in found.lines if line.kind is one.kind]
            count_of = rules.counted(line.standing for line in of_kind)
            st.markdown(f"##### {t(one.kind.label)} :gray[:small[{t('{ready} of {needed} ready', ready=count_of.ready, needed=count_of.needed)}]]")
            before = one.kind
        lines.draw(actor, found, one, team)
        count += 1
    if not count:
        st.markdown(t("Nothing of this kind is in the list.") if shown == "staff" else t("Everything that is needed is ready."))


