"""Open sign-ins, refused tries and locks on the screen."""

import pandas as pd
import streamlit as st

from core.access import Actor
from core.people import actions as people
from core.people.signin import actions, queries
from core.people.signin.queries import PAGE, Inside
from core.people.signin.rules import Method
from core.words import N_
from pages.parts import desk, kit
from pages.parts.account import browser
from pages.parts.words import c, content, escaped, moment, plain, t, tn


def _pager(key: str, total: int) -> int:
    """Which page of a long list is shown; nothing is drawn for a short one."""
    pages = max(1, -(-total // PAGE))
    if pages == 1:
        return 0
    return int(st.number_input(t("Page {number} of {pages}", number=st.session_state.get(key, 1), pages=pages), 1, pages, key=key, width=160)) - 1


def inside(actor: Actor) -> None:
    """Who is signed in, last used first; a chosen row can be ended, or all of that person's."""
    words = st.text_input(t("Search"), key="inside:words", placeholder=plain("Name, user name or address"), icon=":material/search:", width=340)
    _, total = desk.ask(queries.everybody_inside, actor, words)
    st.caption(tn("{count} open sign-in", "{count} open sign-ins", total))
    page = _pager("inside:page", total)
    rows, _ = desk.ask(queries.everybody_inside, actor, words, page)
    if not rows:
        kit.nothing(N_("Nobody here fits. Clear the search to see all open sign-ins."), ":material/search_off:")
        return
    frame = pd.DataFrame(
        [
            (f"{content(one.name)} ({one.username})", plain(Method(one.method).label), moment(one.since), moment(one.last_seen),
             one.address, browser(one.browser))
            for one in rows
        ],
        columns=["person", "method", "since", "seen", "address", "browser"],
    )  # fmt: skip
    config = {
        "person": plain("Person"), "method": plain("Signed in by"), "since": plain("Since"), "seen": plain("Last used"),
        "address": plain("Network address"), "browser": plain("Browser"),
    }  # fmt: skip
    # Of what is listed: a row chosen in one list must not stand for the row that is there in the next.
    key = f"inside:{hash(tuple(one.id for one in rows))}"
    picked = st.dataframe(frame, column_config=config, hide_index=True, key=key, on_select="rerun", selection_mode="single-row")
    chosen = picked["selection"]["rows"]  # type: ignore[index]
    if chosen:
        _end(actor, rows[chosen[0]])
    else:
        st.caption(t("Choose a row to end a sign-in."))


def _end(actor: Actor, one: Inside) -> None:
    here = f" :green-badge[{t('this one')}]" if one.current else ""
    with st.container(border=True):
        st.markdown(f"**{c(one.name)}** ({escaped(one.username)}) · {escaped(browser(one.browser))} · {escaped(one.address)}{here}")

        def this() -> None:
            if desk.perform(actions.end_session, actor, one.id):
                st.rerun()

        def every() -> None:
            if desk.perform(people.end_sessions, actor, one.person_id):
                st.rerun()

        with st.container(horizontal=True):
            kit.confirm(f"inside:{one.id}:end", N_("End this sign-in"), N_("The person is signed out in this browser."), N_("End it"), this)
            kit.confirm(f"inside:{one.id}:all", N_("End all sign-ins"), N_("The person is signed out in every browser."), N_("End them"), every)


def refused(actor: Actor) -> None:
    """Who is locked, and the tries that were refused in the last days."""
    st.subheader(t("Locked at the moment"), anchor=False)
    locked = desk.ask(queries.locked, actor)
    if not locked:
        st.caption(t("Nobody is locked."))
    for one in locked:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{c(one.name)}** ({escaped(one.username)}) · {t('until {time}', time=moment(one.until))}")
            if st.button(t("Unlock"), key=f"unlock:{one.person_id}", icon=":material/lock_open:") and desk.perform(actions.unlock, actor, one.person_id):
                st.rerun()
    st.subheader(t("Refused in the last seven days"), anchor=False)
    _, total = desk.ask(queries.turned_away, actor)
    st.caption(tn("{count} refused try", "{count} refused tries", total))
    rows, _ = desk.ask(queries.turned_away, actor, _pager("refused:page", total))
    if rows:
        frame = pd.DataFrame(
            [(moment(one.at), one.username or plain("a name that nobody has"), one.address) for one in rows], columns=["at", "who", "address"]
        )
        st.dataframe(
            frame, column_config={"at": plain("Time"), "who": plain("User name"), "address": plain("Network address")}, hide_index=True, key="refused_table"
        )
