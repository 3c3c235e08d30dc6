"""Reviews of cost: how it stood, what was found, what is done about it, what was learned."""

from datetime import date, timedelta

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.cost.control import rules as control
from core.cost.control.queries import Control
from core.cost.reviews import actions, queries
from core.cost.reviews.queries import Review
from core.words import N_
from pages.parts.cost.money import money
from pages.parts.desk import ask_kept, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.followup import opening
from pages.parts.kit import nothing
from pages.parts.words import c, day, escaped, moment, percent, t

PARTS = ((N_("Findings"), "findings"), (N_("Measures to be taken"), "measures"), (N_("Lessons"), "lessons"))


def draw(actor: Actor, found: Control) -> None:
    """The part of the page."""
    listed: list[Review] = ask_kept("cost", queries.reviews, actor, found.code)
    if found.editable:
        _new(actor, found, listed)
    if not listed:
        nothing(N_("The cost of this project was not reviewed yet. A review keeps how it stands, with findings, measures and lessons."))
    for one in listed:
        with st.container(border=True, key=f"row-review:{one.id}"):
            st.markdown(f"**{escaped(day(one.first))} – {escaped(day(one.last))}** · {c(one.by)} · {escaped(moment(one.at))}")
            whole = control.together(one.lines.values())
            share = "" if whole.share is None else f" ({percent(float(whole.share))})"
            st.caption(t("Budget {planned}, spent {spent}, ordered {committed}", planned=money(actor, whole.planned), spent=money(actor, whole.spent), committed=money(actor, whole.committed)) + escaped(share))
            for label, name in PARTS:
                if said := getattr(one, name):
                    st.markdown(f"**{t(label)}**  \n" + escaped(said).replace("\n", "  \n"))
            if one is listed[0] and found.editable and actor.may(Permission.FOLLOWUP_OPEN):
                opening.form(actor, found.code, source_kind=queries.KIND, source_id=one.id)


def _new(actor: Actor, found: Control, listed: list[Review]) -> None:
    form, key = Form(actor, "cost_review", record=found.code), f"review:{found.project_id}"
    with st.expander(t("Review the cost"), icon=":material/rate_review:", expanded=form.waiting):
        if not form.opened():
            return
        begin = listed[0].last + timedelta(days=1) if listed else today().replace(day=1)
        left, right = st.columns(2)
        first = left.date_input(t("From"), **form.field(f"{key}:first", min(begin, today())))
        last = right.date_input(t("To"), **form.field(f"{key}:last", today()))
        said = {name: st.text_area(t(label), height=100, **form.field(f"{key}:{name}", "")) for label, name in PARTS}
        form.note()
        st.caption(t("The figures as they stand now are kept with it."))
        if st.button(t("Keep the review"), key=f"{key}:save", type="primary") and perform_once(
            form_key(key), actions.review, actor, found.project_id, first=first if isinstance(first, date) else today(), last=last if isinstance(last, date) else today(), **said
        ):
            form.done()
            st.toast(t("Saved."))
            st.rerun()
