"""The closing of one project: what still blocks it, what was reached, and its parts."""

import streamlit as st

from core.access import Actor
from core.closing.endings import actions, queries
from core.closing.endings.queries import Version, View
from core.closing.endings.rules import State
from core.closing.readiness.rules import TOLD, Blocker, open_ones
from core.closing.scorecard.rules import Figure, Scored
from core.cost.queries import currency
from core.projects.rules import Stage
from core.words import N_
from pages.parts import comments
from pages.parts.closing import archive, ending, resources
from pages.parts.desk import ask, ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead, on_phone
from pages.parts.words import c, content, day, escaped, labelled, moment, number, percent, plain, several, t, tn

TOPICS = ("closing", "projects", "plans", "progress", "cards", "requests", "followups", "nonconformities", "cost", "surveys", "settings")
"""Every room whose deeds change what blocks or what a figure says."""
PARTS = {
    "ready": N_("What blocks closing"), "result": N_("Confirmed result"), "archive": N_("Archive"), "resources": N_("Resources"), "work": N_("Work that remains"), "sign": N_("Signatures"),
    "history": N_("Earlier closings"),
}  # fmt: skip
SOURCES = {Figure.COMPLETION: ("Plan.py", N_("Plan")), Figure.SATISFACTION: ("Satisfaction.py", N_("Satisfaction")), Figure.BUDGET: ("Costs.py", N_("Costs")), Figure.HOURS: ("Costs.py", N_("Costs"))}
"""Where the records behind a figure stand."""
COLOURS = {State.OPEN: "blue", State.CLOSED: "green", State.REOPENED: "orange"}


def one(actor: Actor, code: str) -> None:
    """The page of a project."""
    view: View = ask_kept(TOPICS, queries.view, actor, code)
    st.title(c(view.name), anchor=False)
    st.markdown(f":blue-badge[{t(view.stage.label)}] **{view.code}** · {labelled(N_('Customer'), c(view.customer))} · {labelled(N_('Manager'), c(view.manager))}")
    with st.container(horizontal=True):
        lead(t("Project {code}", code=code), "Projects.py", icon=":material/work:", project=code)
        lead(t("Acceptance"), "Acceptance.py", icon=":material/verified:", project=code)
    _head(actor, view)
    present = view.present
    closed = present is not None and present.state is State.CLOSED
    figures(actor, view, present.scorecard if closed and present else view.scorecard, frozen=present.closed_on if closed and present else None)
    part = _part(view)
    if part == "ready":
        _blockers(actor, view)
    elif part == "result":
        ending.result(actor, view)
    elif part == "archive":
        archive.draw(actor, view)
    elif part == "resources":
        resources.draw(actor, view)
    elif part == "work":
        ending.work(actor, view)
    elif part == "sign":
        ending.sign(actor, view)
    else:
        _history(view)
    if present is not None:
        comments.thread(actor, queries.KIND, present.id)


def _head(actor: Actor, view: View) -> None:
    """How it stands, and the deeds that begin, close and reopen."""
    present = view.present
    if present is None:
        if view.stage is Stage.CLOSED:
            st.info(t("This project was closed before closings were kept here."), icon=":material/inventory_2:")
        elif view.editable:
            st.caption(t("Closing begins with the list of what still blocks it. People and budget come on the list of what is given back."))
            if st.button(t("Begin the closing"), key=f"closing:{view.project_id}:begin", type="primary", icon=":material/play_arrow:") and perform_once(
                form_key(f"closing_begin_{view.project_id}_{len(view.versions)}"), actions.begin, actor, view.project_id
            ):
                st.rerun()
        return
    badge = f":{COLOURS[present.state]}-badge[{t(present.state.label)}]"
    st.markdown(f"{badge} **{present.code}** · {t('closing {number}', number=present.number)}")
    if present.state is State.CLOSED:
        st.success(t("Closed on {day} by {who}.", day=day(present.closed_on), who=content(present.closed_by)), icon=":material/inventory_2:")
        if view.reopens:
            _reopen(actor, present)
        return
    left = open_ones(view.counts)
    if left:
        st.warning(tn("{count} kind of open matter stands in the way of closing.", "{count} kinds of open matters stand in the way of closing.", len(left)), icon=":material/block:")
    else:
        st.success(t("Nothing stands in the way of closing any more."), icon=":material/check_circle:")
    if view.editable and st.button(t("Close the project"), key=f"closing:{present.id}:close", type="primary", icon=":material/lock:", disabled=bool(left)) and perform(
        actions.close, actor, present.id, version=present.version
    ) is not None:
        st.rerun()


def _reopen(actor: Actor, present: Version) -> None:
    form = Form(actor, "closing_reopen", record=present.code, version=present.version)
    with st.popover(t("Reopen the project"), icon=":material/lock_open:"):
        if not form.opened():
            return
        st.caption(t("This closing stays as it is, and the next one begins."))
        why = st.text_area(t("Why"), height=80, **form.field(f"reopen:{present.id}:why", ""))
        form.note()
        if st.button(t("Reopen"), key=f"reopen:{present.id}", type="primary") and perform(actions.reopen, actor, present.id, version=present.version, why=why) is not None:
            form.done()
            st.rerun()


def figures(actor: Actor, view: View, ones: tuple[Scored, ...], *, frozen: object = None) -> None:
    """The scorecard: each figure with what it is made of, how many records are behind it and the way to them."""
    if on_phone():  # four tiles under each other would hide what blocks
        told = [labelled(one.figure.label, f"**{'–' if one.percent is None else percent(float(one.percent) / 100, 1)}** :gray[{t(one.why, n=one.n, least=one.least) if one.why else _made_of(actor, one)}]") for one in ones]
        st.markdown("  \n".join(told))
        if frozen:
            st.caption(t("Figures as they were when the project was closed."))
        return
    columns = st.columns(4)
    for column, one in zip(columns, ones, strict=False):
        with column.container(border=True, key=f"row-figure:{one.figure}"):
            st.metric(t(one.figure.label), "–" if one.percent is None else percent(float(one.percent) / 100, 1), help=t(one.figure.formula))
            st.caption(t(one.why, n=one.n, least=one.least) if one.why else _made_of(actor, one))
            file, label = SOURCES[one.figure]
            lead(t(label), file, icon=":material/table_rows:", project=view.code)
    if frozen:
        st.caption(t("Figures as they were when the project was closed."))


def _made_of(actor: Actor, one: Scored) -> str:
    if one.part is None or one.whole is None:
        return t("n = {count}", count=one.n)
    if one.figure is Figure.COMPLETION:
        return tn("{count} task", "{count} tasks", one.n)
    if one.figure is Figure.SATISFACTION:
        return t("{part} of {whole} answers", part=number(one.part, 0), whole=number(one.whole, 0))
    if one.figure is Figure.HOURS:
        return t("{part} of {whole} hours", part=number(one.part), whole=number(one.whole))
    return t("{part} of {whole} {currency}", part=number(one.part, 2), whole=number(one.whole, 2), currency=ask(currency, actor))


def _part(view: View) -> str:
    codes = [one for one in PARTS if one != "history" or len(view.versions) > 1]
    asked = st.query_params.get("part", "")
    return st.segmented_control(t("Part"), codes, format_func=lambda one: t(PARTS[one]), default=asked if asked in codes else "ready", key=f"closing_part:{asked}", label_visibility="collapsed", required=True)


def _blockers(actor: Actor, view: View) -> None:
    """The list: what is open leads to where it is cleared."""
    if view.present is not None and view.present.state is State.CLOSED:
        st.caption(t("The project is closed: nothing blocks any more."))
        return
    left = open_ones(view.counts)
    for one in left:
        told, count = TOLD[one], view.counts[one]
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"row-blocker:{one}"):
            st.markdown(f":red[■] {t(told.one if count == 1 else told.many, count=count)}", width="stretch")
            lead(t("Go there"), f"{told.page}.py", icon=":material/arrow_forward:", **{told.parameter: view.code, **told.more})
    clear = [f":green[●] :gray[{t(CLEAR[one])}]" for one in Blocker if one not in left]
    if clear:
        st.markdown("  \n".join(clear))


CLEAR = {
    Blocker.TASKS: N_("All tasks are done"), Blocker.REQUESTS: N_("No service request is open"), Blocker.FOLLOWUPS: N_("No follow-up is open"), Blocker.NONCONFORMITIES: N_("All nonconformities are closed"),
    Blocker.ACCEPTANCE: N_("The project is accepted"), Blocker.ORDERS: N_("All orders are closed"), Blocker.PURCHASES: N_("All purchases are decided"), Blocker.CLAIMS: N_("All claimed expenses are decided"),
    Blocker.CONFIRMATION: N_("The result is confirmed"), Blocker.ARCHIVE: N_("The archive is complete"), Blocker.RESOURCES: N_("All resources are given back"),
    Blocker.WORK: N_("It is settled what remains to be done"), Blocker.SIGNATURES: N_("Enough people have signed"),
}  # fmt: skip


def _history(view: View) -> None:
    for one in view.versions[1:]:
        with st.container(border=True, key=f"row-version:{one.id}"):
            st.markdown(f"**{one.code}** · {t('closing {number}', number=one.number)} · {t('Closed on {day} by {who}.', day=day(one.closed_on), who=content(one.closed_by))}")
            if one.reopened_at is not None:
                st.markdown(f":orange-badge[{t(State.REOPENED.label)}] {escaped(moment(one.reopened_at))} · {c(one.reopened_by)} · {escaped(one.reopened_why)}")
            told = [labelled(figure.figure.label, "–" if figure.percent is None else f"**{percent(float(figure.percent) / 100, 1)}**") for figure in one.scorecard]
            st.markdown(" · ".join(told))
            st.caption(labelled(N_("Signatures"), several(content(signed.person) for signed in one.signatures) or plain("none")))
