"""The acceptance of one project: where it stands, what comes next, and its parts."""

import streamlit as st

from core.access import Actor
from core.closing.acceptance import actions, queries, rules
from core.closing.acceptance.queries import OfProject, Whole
from core.closing.acceptance.rules import SEATS, State
from core.words import N_
from pages.parts import about, comments
from pages.parts.closing import agreement, pack, report, signing, standards
from pages.parts.desk import ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.kit import nothing
from pages.parts.words import c, content, day, escaped, labelled, number, plain, several, t, tn

COLOURS = {State.PREPARING: "gray", State.PRELIMINARY: "blue", State.FORMAL: "violet", State.PASSED: "green", State.REJECTED: "red", State.WITHDRAWN: "gray"}
PARTS = {"agreement": (N_("Agreement"), agreement.draw), "pack": (N_("Pack"), pack.draw), "standards": (N_("Delivery standards"), standards.draw), "signing": (N_("Signatures and remarks"), signing.draw)}
"""The parts by the word that the address knows them by."""


def one(actor: Actor, code: str) -> None:
    """The page of a project."""
    found: OfProject = ask_kept(("closing", "projects", "followups"), queries.acceptances, actor, code)
    st.title(c(found.name), anchor=False)
    st.markdown(f":blue-badge[{t(found.stage.label)}] **{found.code}** · {labelled(N_('Customer'), c(found.customer))}")
    with st.container(horizontal=True):
        lead(t("Project {code}", code=code), "Projects.py", icon=":material/work:", project=code)
        lead(t("Closing"), "Closing.py", icon=":material/inventory_2:", project=code)
    if not found.attempts:
        nothing(N_("No acceptance has begun. It goes from the agreement and the pack over the preliminary acceptance to the formal one."))
    shown = _chosen(found)
    if found.editable and (shown is None or found.attempts[0].state in (State.REJECTED, State.WITHDRAWN)):
        _begin(actor, found)
    if shown is None:
        return
    _head(actor, found, shown)
    part = _part(shown)
    PARTS[part][1](actor, found, shown)
    about.links(about.NONCONFORMITIES, actor, queries.KIND, shown.id)
    comments.thread(actor, queries.KIND, shown.id)


def _chosen(found: OfProject) -> Whole | None:
    if len(found.attempts) < 2:
        return found.attempts[0] if found.attempts else None
    names = {one.id: f"{one.code} · {plain('attempt {number}', number=one.attempt)} · {plain(one.state.label)}" for one in found.attempts}
    chosen = st.selectbox(t("Attempt"), list(names), format_func=names.__getitem__, key=f"acceptance:{found.project_id}:attempt:{len(names)}")
    return next(one for one in found.attempts if one.id == chosen)


def _begin(actor: Actor, found: OfProject) -> None:
    again = bool(found.attempts)
    with st.container(border=True):
        offered = {one.code: one.name for one in queries.templates(found.kind, found.customer_type)}
        codes = (["", *offered] if again else list(offered))
        template = st.selectbox(
            t("Delivery standards from"), codes, format_func=lambda code: content(offered[code]) if code else plain("The attempt before"), key=f"acceptance:{found.project_id}:template",
            help=t("Those that fit the kind of project and the customer stand first. All of them can be changed."),
        )  # fmt: skip
        label = N_("Begin another attempt") if again else N_("Begin the acceptance")
        if st.button(t(label), key=f"acceptance:{found.project_id}:begin", type="primary", icon=":material/play_arrow:") and perform_once(
            form_key(f"acceptance_begin_{found.project_id}_{len(found.attempts)}"), actions.begin, actor, found.project_id, template=template
        ):
            st.rerun()


def _head(actor: Actor, found: OfProject, shown: Whole) -> None:
    """The state, what comes next, and the deeds that go on."""
    score = "" if shown.score is None else f" · {labelled(N_('Delivery standards'), f'**{number(shown.score)} %**')}"
    waits = f" · :orange[{tn('{count} remark is open', '{count} remarks are open', shown.open_remarks)}]" if shown.open_remarks else ""
    badge = f":{COLOURS[shown.state]}-badge[{t(shown.state.label)}]"
    st.markdown(f"{badge} **{shown.code}** · {t('attempt {number}', number=shown.attempt)}{score}{waits}")
    if shown.state in (State.REJECTED, State.WITHDRAWN) and shown.why:
        st.warning(f"{day(shown.decided_on)} · {escaped(shown.why)}", icon=":material/block:")
    elif shown.state is State.PASSED:
        st.success(t("Accepted on {day}.", day=day(shown.decided_on)), icon=":material/verified:")
    else:
        st.info(_next(shown), icon=":material/arrow_forward:")
    with st.container(horizontal=True):
        if found.editable and shown.state is State.PREPARING and st.button(t("Open the preliminary acceptance"), key=f"acceptance:{shown.id}:submit", type="primary"):
            _go(perform(actions.submit, actor, shown.id, version=shown.version))
        if found.editable and shown.state is State.PRELIMINARY and st.button(t("Open the formal acceptance"), key=f"acceptance:{shown.id}:formal", type="primary"):
            _go(perform(actions.open_formal, actor, shown.id, version=shown.version))
        report.files(actor, shown)
        if found.editable and shown.state in rules.LIVING:
            _withdraw(actor, shown)


def _go(done: object) -> None:
    if done is not None:
        st.rerun()


def _next(shown: Whole) -> str:
    """One sentence: what is to be done."""
    if shown.state is State.PREPARING:
        if shown.agreement is None:
            return t("Next: agree on day, way and people.")
        lacking = [one for one in shown.papers if not one.good]
        if lacking:
            return t("Next: complete the pack ({count} of {all} parts are ready).", count=len(shown.papers) - len(lacking), all=len(shown.papers))
        return t("Everything is ready for the preliminary acceptance.") if shown.criteria else t("Next: write the delivery standards.")
    missing = [seat for seat in SEATS[shown.state] if shown.signed(seat) is None]
    if missing:
        return t("Signatures are waited for: {seats}", seats=several(plain(seat.label) for seat in missing))
    if shown.open_remarks:
        return t("All have signed. The acceptance waits until the remarks are verified closed.")
    if any(one.points is None for one in shown.criteria) or shown.presented_on is None:
        return t("Next: record the presentation and score all delivery standards.")
    return t("Everything is ready for the formal acceptance.")


def _withdraw(actor: Actor, shown: Whole) -> None:
    form = Form(actor, "acceptance_withdraw", record=shown.code, version=shown.version)
    with st.popover(t("Withdraw"), icon=":material/undo:"):
        if not form.opened():
            return
        why = st.text_area(t("Why"), height=80, **form.field(f"acceptance:{shown.id}:why", ""))
        form.note()
        if st.button(t("Withdraw this attempt"), key=f"acceptance:{shown.id}:withdraw", type="primary") and perform(actions.withdraw, actor, shown.id, version=shown.version, why=why) is not None:
            form.done()
            st.rerun()


def _part(shown: Whole) -> str:
    """The part that is looked at: what the address asks for, else where work is."""
    codes, asked = list(PARTS), st.query_params.get("part", "")
    usual = "signing" if shown.state is not State.PREPARING else "agreement" if shown.agreement is None else "pack"
    return st.segmented_control(
        t("Part"), codes, format_func=lambda one: t(PARTS[one][0]), default=asked if asked in PARTS else usual, key=f"acceptance_part:{shown.id}:{shown.state}", label_visibility="collapsed", required=True
    )


