"""Thanks and rewards, and what teams do together."""

from decimal import Decimal

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.cost import queries as cost
from core.metrics.rules import MEASURES
from core.team.appraisal import queries as sheets
from core.team.recognition import actions, queries
from core.team.recognition.queries import Row
from core.team.recognition.rules import Activity, Gathering, Kind, Proposal, State
from core.words import N_
from pages.parts import desk, kit
from pages.parts.cost.money import money
from pages.parts.customers.choose import mark
from pages.parts.draft import Form
from pages.parts.metrics import said
from pages.parts.team import bits
from pages.parts.words import c, content, day, escaped, labelled, plain, several, t

STATES = {State.PROPOSED: "orange", State.GRANTED: "green", State.DECLINED: "gray"}
ICONS = {Kind.BONUS: ":material/payments:", Kind.PROMOTION: ":material/trending_up:", Kind.COMMENDATION: ":material/workspace_premium:"}


def draw(actor: Actor) -> None:
    """The part of the page."""
    if actor.may(Permission.RECOGNITION_PROPOSE):
        _propose(actor)
    found = desk.ask(queries.listed, actor)
    if not found:
        kit.nothing(N_("Nobody was thanked yet. Whoever leads proposes a bonus, a promotion or a commendation, with its grounds; somebody else decides."), ":material/workspace_premium:")
    for one in found:
        _card(actor, one)
    st.subheader(t("Done together"), anchor=False)
    if actor.may(Permission.RECOGNITION_PROPOSE):
        _record(actor)
    for held in desk.ask(queries.activities, actor):
        with kit.row(f"activity-{held.id}"):
            where = f"{escaped(held.project_code)} {c(held.place)}" if held.place else t("The whole organisation")
            st.markdown(f"{mark('violet', t(held.kind.label))} **{escaped(held.title)}** · {day(held.on)} · {where}")
            st.markdown(escaped(held.text).replace("\n", "  \n"))
            if held.people:
                st.caption(labelled(N_("Took part"), several(c(one) for one in held.people)))


def _card(actor: Actor, one: Row) -> None:
    with kit.row(f"recognition-{one.id}"):
        whom = c(one.person) if one.person else t("The team of {project}", project=one.project_code)
        parts = [t(one.kind.label), escaped(one.post) if one.post else "", escaped(money(actor, one.amount)) if one.amount is not None else "", t("the amount is not shown") if one.hides else ""]
        st.markdown(f"{ICONS[one.kind]} {mark(STATES[one.state], t(one.state.label))} **{whom}** · {escaped(one.title)}  \n:small[{' · '.join(filter(None, parts))}]")
        if one.grounds:
            st.markdown(escaped(one.grounds).replace("\n", "  \n"))
        on = [labelled(N_("Appraisal"), escaped(one.appraisal))] if one.appraisal else []
        if one.measure in MEASURES and one.value is not None:
            measure = MEASURES[one.measure]
            on.append(t("{measure}: {value}, of {count} records", measure=plain(measure.name), value=said.value(measure, one.value), count=one.n))
        elif one.measure in MEASURES and one.grounds:
            on.append(t("{measure}: too few records, {count}", measure=plain(MEASURES[one.measure].name), count=one.n))
        st.caption(" · ".join([*on, t("proposed by {name}, {day}", name=content(one.proposed_by), day=day(one.proposed_at.date()))]))
        if one.reason:
            st.markdown(labelled(N_("Why"), escaped(one.reason)))
        if one.may_decide:
            key = f"recognition:{one.id}:{one.version}"
            reason = st.text_input(t("Why"), help=t("Needed if you decline."), key=f"{key}:reason")
            with st.container(horizontal=True):
                for label, grant in ((N_("Grant"), True), (N_("Decline"), False)):
                    if st.button(t(label), key=f"{key}:{grant}", type="primary" if grant else "secondary") and desk.perform(actions.decide, actor, one.id, grant=grant, reason=reason, version=one.version):
                        st.rerun()


def _propose(actor: Actor) -> None:
    form, key = Form(actor, "recognition"), "recognition"
    with st.expander(t("Propose a reward"), icon=":material/add:", expanded=form.waiting):
        if not form.opened():
            return
        kinds, people = [one.value for one in Kind], {one: name for one, name in bits.people(actor, Permission.RECOGNITION_PROPOSE).items() if one != actor.id}
        teams = {code: name for code, name in bits.places(actor, Permission.RECOGNITION_PROPOSE).items() if code.startswith("p")}
        kind = Kind(st.pills(t("Kind"), kinds, format_func=lambda one: t(Kind(one).label), required=True, **form.field(f"{key}:kind", Kind.COMMENDATION.value, kinds)))
        whom: dict[str, str] = {f"u{one}": name for one, name in people.items()} | (teams if kind is Kind.COMMENDATION else {})
        left, right = st.columns(2)
        chosen = left.selectbox(t("Person or team"), list(whom), format_func=whom.__getitem__, placeholder=plain("Choose somebody"), **form.field(f"{key}:whom", None, [None, *whom]))
        title = right.text_input(t("Title"), **form.field(f"{key}:title", ""))
        amount, post = None, ""
        if kind is Kind.BONUS:
            amount = left.number_input(labelled(N_("Amount"), desk.ask_kept("settings", cost.currency, actor)), min_value=0.0, step=100.0, format="%.2f", **form.field(f"{key}:amount", None))
        if kind is Kind.PROMOTION:
            post = left.text_input(t("To which post"), **form.field(f"{key}:post", ""))
        grounds = st.text_area(t("Grounds"), **form.field(f"{key}:grounds", ""))
        person = int(chosen[1:]) if chosen and chosen.startswith("u") else None
        closed = desk.ask(sheets.closed_of, actor, person) if person else {}
        known = bits.measures()
        left, right = st.columns(2)
        sheet = left.selectbox(t("Closed appraisal"), [0, *closed], format_func=lambda one: closed[one] if one else plain("None"), **form.field(f"{key}:sheet", 0, [0, *closed]))
        measure = right.selectbox(t("Figure"), ["", *known], format_func=lambda one: known[one] if one else plain("None"), help=t("As it stands today, of the last 90 days; it is kept with the proposal."), **form.field(f"{key}:measure", "", ["", *known]))
        form.note()
        if st.button(t("Propose it"), key=f"{key}:save", type="primary", disabled=chosen is None):
            project = int(chosen[1:]) if chosen and chosen.startswith("p") else None
            said_ = Proposal(kind, title, grounds, person, project, None if amount is None else Decimal(str(round(amount, 2))), post, sheet or None, measure)
            if desk.perform_once(desk.form_key("recognition"), actions.propose, actor, said_):
                form.done()
                st.rerun()


def _record(actor: Actor) -> None:
    form, key = Form(actor, "team_activity"), "activity"
    with st.expander(t("Record something done together, or the charter"), icon=":material/groups:", expanded=form.waiting):
        if not form.opened():
            return
        where, kinds, people = bits.places(actor, Permission.RECOGNITION_PROPOSE), [one.value for one in Gathering], bits.people(actor, Permission.RECOGNITION_PROPOSE)
        if not where:
            st.markdown(t("You lead no project or department that a course could belong to."))
            return
        kind = Gathering(st.pills(t("Kind"), kinds, format_func=lambda one: t(Gathering(one).label), required=True, **form.field(f"{key}:kind", Gathering.BUILDING.value, kinds)))
        left, right = st.columns(2)
        title = left.text_input(t("Title"), **form.field(f"{key}:title", ""))
        on = right.date_input(t("Day"), **form.field(f"{key}:on", today()))
        place = left.selectbox(t("Project or department"), list(where), format_func=where.__getitem__, **form.field(f"{key}:where", next(iter(where)), where))
        text = st.text_area(t("What was done, or what the team holds by"), **form.field(f"{key}:text", ""))
        took = st.multiselect(t("Took part"), list(people), format_func=people.__getitem__, placeholder=plain("Choose one or more"), **form.field(f"{key}:people", [], people))
        form.note()
        if st.button(t("Record it"), key=f"{key}:save", type="primary"):
            project, department = bits.place(place)
            said_ = Activity(kind, on if not isinstance(on, tuple) and on else today(), title, text, tuple(took), project, department)
            if desk.perform_once(desk.form_key("team_activity"), actions.record, actor, said_):
                form.done()
                st.rerun()
