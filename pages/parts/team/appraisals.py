"""Appraisals: the viewer's own, those she writes, those she may read; cycles and the template's versions."""

from dataclasses import replace
from datetime import date

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.metrics.rules import MEASURES
from core.team.appraisal import actions, queries
from core.team.appraisal.queries import Head, Version
from core.team.appraisal.rules import GROUPS, Item, Kind, Outcome, Part, State
from core.words import N_
from pages.parts import desk, kit
from pages.parts.customers.choose import mark
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.words import c, content, day, escaped, labelled, number, plain, t

STATES = {State.OPEN: "blue", State.PUBLISHED: "orange", State.CONTESTED: "red", State.CLOSED: "green"}


def draw(actor: Actor) -> None:
    """The part of the page."""
    st.caption(t("Facts are counted, with how many records they are of; judgements are given by words that describe them. What is not known is left out and named. Only the person, the appraiser, whoever decides and the heads above see a sheet."))
    if actor.may(Permission.APPRAISAL_LEAD):
        _begin(actor)
    mine, write = desk.ask(queries.mine, actor), desk.ask(queries.to_write, actor)
    others = desk.ask(queries.of_others, actor) if actor.may(Permission.APPRAISAL_READ) else []
    for label, heads in ((N_("My own appraisals"), mine), (N_("Appraisals that I write"), write), (N_("Other appraisals"), others)):
        if heads:
            st.subheader(t(label), anchor=False)
            with st.container(gap="xsmall"):
                for one in heads:
                    _card(one)
    if not (mine or write or others):
        kit.nothing(N_("There is no appraisal of yours yet. The head of a department begins them for a period that is over."), ":material/rule:")
    _template(actor)


def badge(one: Head) -> str:
    """State, and once it is closed how, as coloured words."""
    if one.outcome is not None:
        return mark("green" if one.outcome in (Outcome.CONFIRMED, Outcome.UPHELD) else "orange", t(one.outcome.label))
    return mark(STATES[one.state], t(one.state.label))


def _card(one: Head) -> None:
    with kit.row(f"appraisal-{one.id}"):
        lead(f"**{escaped(one.code)} {c(one.person)}** · {escaped(one.cycle)}", "Team.py", part="appraisals", appraisal=one.code)
        parts = [labelled(N_("Appraiser"), c(one.appraiser))]
        if one.total is not None:
            parts.append(t("{points} of 100", points=number(one.total)))
        if one.state is State.PUBLISHED:
            parts.append(t("answer by {day}", day=day(one.answer_by)))
        if one.state is State.OPEN:
            parts.append(t("own view written") if one.own_told else t("own view not written yet"))
        st.markdown(f"{badge(one)}  \n:small[{' · '.join(parts)}]")


def _begin(actor: Actor) -> None:
    form, key = Form(actor, "appraisal_cycle"), "cycle"
    with st.expander(t("Begin appraisals"), icon=":material/add:", expanded=form.waiting):
        if not desk.ask(queries.versions, actor):
            st.markdown(t("There is no template yet: take over the one that ships, below."))
            return
        if not form.opened():
            return
        known, who = desk.ask(queries.candidates, actor), desk.ask(queries.appraisers, actor)
        name = st.text_input(t("Name"), placeholder=plain("Such as the half year"), **form.field(f"{key}:name", ""))
        left, right = st.columns(2)
        first_of_year = date(today().year, 1, 1)
        first = left.date_input(t("From"), **form.field(f"{key}:first", first_of_year))
        last = right.date_input(t("Until"), **form.field(f"{key}:last", today()))
        people = st.multiselect(t("Who is appraised"), list(known), format_func=lambda one: content(known[one][0]), placeholder=plain("Choose one or more"), **form.field(f"{key}:people", [], known))
        by = st.selectbox(
            t("Who appraises them"), list(who), format_func=lambda one: content(who[one]), help=t("Nobody appraises herself or himself. Of a single sheet this can be changed later, until it is signed."),
            placeholder=plain("Choose somebody"), **form.field(f"{key}:by", None, [None, *who]),
        )  # fmt: skip
        form.note()
        ready = by is not None and isinstance(first, date) and isinstance(last, date)
        if st.button(t("Begin"), key=f"{key}:save", type="primary", disabled=not ready) and desk.perform_once(
            desk.form_key("appraisal_cycle"), actions.open_cycle, actor, name=name, first=first, last=last, pairs=dict.fromkeys(people, by)
        ):
            form.done()
            st.rerun()


def _template(actor: Actor) -> None:
    found = desk.ask(queries.versions, actor)
    designs = actor.may(Permission.APPRAISAL_DESIGN)
    with st.expander(t("What an appraisal asks") + (f" · {t('version {number}', number=found[0].number)}" if found else ""), icon=":material/list_alt:", expanded=False):
        if not found:
            st.markdown(t("No template is in force yet."))
            if designs and st.button(t("Take over the template that ships"), key="template:adopt", type="primary") and desk.perform_once(desk.form_key("template_adopt"), actions.adopt, actor):
                st.rerun()
            return
        for part in Part:
            items = [one for one in found[0].items if one.part is part]
            st.markdown(f"**{t(part.label)}** · {t('{count} of 100', count=sum(one.weight for one in items))}")
            st.markdown("\n".join(f"- {c(one.title)} · {one.weight}% :gray[:small[{described(one)}]]" for one in items))
        for one in found:
            st.caption(t("Version {number}, {day}, {name}", number=one.number, day=day(one.at.date()), name=content(one.by)) + (f" · {escaped(one.reason)}" if one.reason else ""))
        if designs:
            _revise(actor, found[0])


def described(one: Item) -> str:
    """Where the points of an item come from, in a few words."""
    parts = [t(GROUPS[one.group])] if one.group in GROUPS else []
    parts.append(t(one.kind.label))
    if one.measure in MEASURES:
        parts.append(t(MEASURES[one.measure].name) if one.kind is Kind.FACT else t("beside it: {measure}", measure=plain(MEASURES[one.measure].name)))
    return " · ".join(parts)


def _revise(actor: Actor, last: Version) -> None:
    form, key = Form(actor, "appraisal_template", version=last.number), f"template:{last.number}"
    st.markdown(f"**{t('A new version')}**")
    if not form.opened():
        return
    st.caption(t("Weights come to 100 together; an item with the weight 0 is left out. A new version holds for appraisals to come."))
    items = []
    for place in range(0, len(last.items), 2):
        columns = st.columns(2)
        for column, one in zip(columns, last.items[place : place + 2], strict=False):
            weight = column.number_input(content(one.title), 0, 100, step=1, **form.field(f"{key}:{one.code}", one.weight))
            if weight:
                items.append(replace(one, weight=int(weight)))
    st.markdown(t("Together: {sum} of 100", sum=sum(one.weight for one in items)))
    reason = st.text_input(t("Why"), **form.field(f"{key}:reason", ""))
    form.note()
    if st.button(t("Put it in force"), key=f"{key}:save") and desk.perform_once(desk.form_key(f"template_{last.number}"), actions.revise, actor, items, reason=reason, number=last.number):
        form.done()
        st.rerun()
