"""What people say of the pages: how clear each is to them, and what waits for a reply."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.resources.usability import actions, queries
from core.resources.usability.queries import Remark
from core.resources.usability.rules import LEAST, Clear, Outcome
from core.words import N_
from pages.parts.customers.choose import mark
from pages.parts.desk import ask, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.frame import DOORS
from pages.parts.kit import linked_table, nothing, row
from pages.parts.words import c, day, escaped, labelled, percent, plain, t, tn

COLOURS = {Outcome.CHANGED: "green", Outcome.PLANNED: "blue", Outcome.EXPLAINED: "green", Outcome.LEFT: "gray"}


def draw(actor: Actor) -> None:
    """The view of the page Health."""
    found = ask(queries.voices, actor)
    st.caption(t("Everybody finds “Is this page clear?” in the account menu, once a month for each page, without a name."))
    if not found.pages:
        nothing(N_("Nobody has said yet whether a page is clear."), ":material/sentiment_satisfied:")
        return
    titles = {door.path: plain(door.title) for door in DOORS}
    shown = pd.DataFrame([(titles.get(page, page), _share(clear), _between(clear), clear.n) for page, clear in found.pages], columns=["page", "share", "between", "n"])
    linked_table(shown, {"page": N_("Page"), "share": N_("Clear to"), "between": N_("95 % interval"), "n": N_("n")}, key="health_voices")
    st.caption(t("The last twelve months, the least clear first. Below {least} answers no share is told.", least=LEAST))
    if not found.remarks:
        return
    st.subheader(tn("In words: {count} waits for a reply", "In words: {count} wait for a reply", found.waiting), anchor=False)
    for one in found.remarks:
        with row(f"remark-{one.id}"):
            _one(actor, one, titles.get(one.page, one.page), found.may_reply)


def _share(clear: Clear) -> str:
    return percent(clear.share)


def _between(clear: Clear) -> str:
    return "–" if clear.low is None else f"{percent(clear.low)}–{percent(clear.high)}"


def _one(actor: Actor, one: Remark, title: str, may_reply: bool) -> None:
    state = mark(COLOURS[one.outcome], t(one.outcome.label)) if one.outcome else mark("orange", t("Waits for an answer"))
    st.markdown(f"{state} **{escaped(title)}** · {one.month:%Y-%m}  \n{escaped(one.text)}".replace("\n", "  \n"))
    if one.outcome:
        st.caption(f"{labelled(N_('Reply'), escaped(one.reply))} · {c(one.replied_by)} · {day(one.replied_on)}")
    if may_reply:
        _reply(actor, one)


def _reply(actor: Actor, one: Remark) -> None:
    form, key = Form(actor, "page_reply", record=str(one.id), version=one.version), f"page_reply:{one.id}"
    with st.expander(t("Reply") if not one.outcome else t("Correct the reply"), expanded=form.waiting):
        if not form.opened():
            return
        outcome = st.selectbox(t("What becomes of it"), list(Outcome), format_func=lambda value: plain(value.label), **form.field(f"{key}:outcome", one.outcome or Outcome.PLANNED, list(Outcome)))
        text = st.text_area(t("Reply"), height=80, **form.field(f"{key}:text", one.reply), help=t("Everybody who opens the question on this page reads it."))
        form.note()
        if st.button(t("Send the reply"), key=f"{key}:save", type="primary", disabled=not text.strip()) and perform_once(
            form_key(key.replace(":", "_")), actions.reply, actor, one.id, outcome=outcome, text=text, version=one.version
        ):
            form.done()
            st.rerun()
