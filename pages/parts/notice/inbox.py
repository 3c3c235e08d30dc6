"""The inbox: what one was told, where it leads, and when one wants mail about it. And the number in the head of every page."""

import time
from zoneinfo import ZoneInfo

import streamlit as st

from core.access import Actor
from core.clock import now
from core.config import settings
from core.notice import actions, queries, rules
from core.notice.queries import COUNTED_TO, Line
from core.people.queries import own_email
from core.words import N_
from pages.parts import desk
from pages.parts.kit import nothing, row
from pages.parts.words import escaped, language, lately, t, tn

A_PAGE = 20
LOOK_AGAIN_S = 15.0
"""Seconds for which a tab believes the number of unread notices that it has seen."""
_COUNT = "inbox:count"


def unread(actor: Actor) -> int:
    """How many unread notices the head shows. Asked anew after a while or a click in the inbox, not at every run."""
    kept = st.session_state.get(_COUNT)
    if kept is None or kept[0] != actor.id or time.monotonic() - kept[1] > LOOK_AGAIN_S:
        kept = (actor.id, time.monotonic(), desk.ask(queries.unread, actor))
        st.session_state[_COUNT] = kept
    return kept[2]


def number(count: int) -> str:
    """A number of notices as the head has room for it."""
    return f"{COUNTED_TO - 1}+" if count >= COUNTED_TO else str(count)


def sentence(line: Line) -> str:
    """A notice as Markdown in the reader's language; what people typed stays text."""
    return rules.told(line.message, line.values, language(), ZoneInfo(settings().cockpit_timezone), escape=escaped)


def draw(actor: Actor) -> None:
    """The notices, and when they are mailed."""
    notices, wishes = st.tabs([t("Notices"), t("Mail")])
    with notices:
        _notices(actor)
    with wishes:
        _wishes(actor)


def _forget_the_count() -> None:
    st.session_state.pop(_COUNT, None)


def _notices(actor: Actor) -> None:
    which = st.segmented_control(
        t("Show"), ["unread", "all"], default="unread", required=True, key="inbox:which", label_visibility="collapsed",
        format_func=lambda code: {"unread": t("Unread"), "all": t("All")}[code],
    )  # fmt: skip
    page = max(1, int(st.session_state.get("inbox:page") or 1))
    lines, total = desk.ask(queries.inbox, actor, unread=which == "unread", page=page, size=A_PAGE)
    if not lines and page > 1:  # the last one of this page was read
        st.session_state.pop("inbox:page", None)
        lines, total = desk.ask(queries.inbox, actor, unread=which == "unread", page=1, size=A_PAGE)
    if not total:
        nothing(N_("Nothing unread. Whoever mentions you, or does something you should know of, is heard here."), icon=":material/mark_email_read:")
        return
    if any(not line.read for line in lines):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(tn("one notice", "{count} notices", total))
            all_ = st.button(t("Mark all as read"), key="inbox:read_all", icon=":material/done_all:", type="tertiary")
            if all_ and desk.perform(actions.read_all, actor) is not None:
                _forget_the_count()
                st.rerun()
    with st.container(gap="xsmall"):
        for line in lines:
            draw_line(actor, line, "inbox")
    if total > A_PAGE:
        st.pagination(-(-total // A_PAGE), key="inbox:page")


def draw_line(actor: Actor, line: Line, place: str) -> None:
    """One notice: what it says, when, the way to the record (which marks it as read), and marking it as read."""
    from pages.parts.frame import BY_FILE, lead, on_phone, page_of  # the frame draws the number of unread ones itself

    page, _, query = line.path.partition("?")
    file, name, value = f"{page}.py", *query.partition("=")[::2]
    record = {name: value} if name else {}
    with row(f"{place}-{line.id}"):
        text, deed = (st.container(), st.container()) if on_phone() else st.columns([5, 1], vertical_alignment="center")
        with text, st.container(gap=None):
            if file not in BY_FILE:
                st.markdown(sentence(line))
            elif line.read:
                lead(sentence(line), file, **record)
            elif st.button(f":blue[●] {sentence(line)}", key=f"{place}:open:{line.id}", type="tertiary"):
                desk.perform(actions.read, actor, [line.id])
                _forget_the_count()
                st.switch_page(page_of(file), query_params=record)
            st.caption(lately(line.at, now()))
        if line.read:
            return
        with deed, st.container(horizontal_alignment="left" if on_phone() else "right"):
            if st.button(t("Mark as read"), key=f"{place}:read:{line.id}", icon=":material/done:", type="tertiary"):
                desk.perform(actions.read, actor, [line.id])
                _forget_the_count()
                st.rerun()


def _wishes(actor: Actor) -> None:
    if not settings().mails:
        st.caption(t("No mail server is set up; notices stand here only. What you choose holds as soon as there is one."))
    elif not desk.ask(own_email, actor):
        st.caption(t("You have no e-mail address yet; enter it under “My account”."))
    st.caption(t("Here you find every notice. By mail it comes:"))
    for code, chosen in desk.ask(queries.preferences, actor).items():
        key = f"inbox:mail:{code}"
        wish = st.segmented_control(
            t(rules.kind(code).label), list(rules.Mail), default=chosen, required=True, key=key, format_func=lambda one: t(rules.Mail(one).label),
        )  # fmt: skip
        if wish and wish != chosen:
            desk.perform(actions.prefer, actor, code, rules.Mail(wish))


def newest(actor: Actor) -> bool:
    """The newest unread notices, for the first page; whether there are any."""
    from pages.parts.frame import lead

    if not unread(actor):
        return False
    lines, total = desk.ask(queries.inbox, actor, unread=True, size=3)
    if not lines:
        return False
    st.subheader(t("New for you"), anchor=False)
    with st.container(gap="xsmall"):
        for line in lines:
            draw_line(actor, line, "newest")
    if total > len(lines):
        lead(tn("one notice", "{count} notices", total), "Inbox.py", icon=":material/inbox:")
    return True
