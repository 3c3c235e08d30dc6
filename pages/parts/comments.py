"""What people say about a record, and its timeline: two folded panels for the page of any record, loaded when opened."""

import re
import time
from dataclasses import dataclass
from itertools import groupby

import streamlit as st

from core.access import Actor, Permission
from core.comments import actions, queries
from core.comments.queries import Said
from core.words import N_
from pages.parts import desk
from pages.parts.deeds import HOUSE, OTHER, PHRASES
from pages.parts.frame import SAME_RUN_S, fresh_actor
from pages.parts.kit import confirm
from pages.parts.words import c, content, escaped, moment, plain, several, t, tn

A_PAGE, A_PAGE_OF_EVENTS = 20, 50
KNOWN_FOR_S = 120.0
"""Seconds for which a tab remembers who may be called by name: finding out asks once for each person."""


@dataclass(frozen=True)
class _Panel:
    """A panel of one record, drawn with its page and then by itself."""

    actor: Actor
    drawn: float
    kind: str
    id: int

    @property
    def viewer(self) -> Actor:
        """Who looks at it now: a panel that runs by itself asks anew."""
        return self.actor if time.monotonic() - self.drawn < SAME_RUN_S else fresh_actor()

    def key(self, name: str) -> str:
        return f"{name}:{self.kind}:{self.id}"


def thread(actor: Actor, kind: str, subject_id: int) -> None:
    """The comments on a record that `actor` may see, with a field for one's own."""
    _thread(_Panel(actor, time.monotonic(), kind, subject_id))


def timeline(actor: Actor, kind: str, subject_id: int) -> None:
    """Who did what to a record that `actor` may see, newest first."""
    _timeline(_Panel(actor, time.monotonic(), kind, subject_id))


def written(body: str) -> str:
    """What somebody typed as Markdown that shows it letter by letter, with its line breaks and its indents."""
    lines = []
    for line in re.sub(r"([=&])", r"\\\1", escaped(body)).split("\n"):
        text = line.lstrip(" \t\u3000")
        lines.append("\u00a0" * (len(line) - len(text)) + text)
    return "  \n".join(line or "\u00a0" for line in lines)


@st.fragment
def _thread(panel: _Panel) -> None:
    box = st.expander(t("Comments"), icon=":material/forum:", on_change="rerun", key=panel.key("comments"))
    if not box.open:
        return
    actor, page = panel.viewer, max(1, int(st.session_state.get(panel.key("comments_page")) or 1))
    with box:
        if actor.may(Permission.COMMENT_WRITE):
            _compose(panel, actor)
        said, total = desk.ask(queries.thread, actor, panel.kind, panel.id, page=page, size=A_PAGE)
        if not total:
            st.caption(t("Nobody has commented yet."))
        for one in said:
            _one(panel, actor, one)
        if total > A_PAGE:
            st.pagination(-(-total // A_PAGE), key=panel.key("comments_page"))


def _compose(panel: _Panel, actor: Actor) -> None:
    turn = st.session_state.setdefault(panel.key("comment_turn"), 0)
    place = f"{panel.key('comment')}:{turn}"
    body = st.text_area(
        t("Your comment"), key=f"{place}:body", height=90, label_visibility="collapsed",
        placeholder=t("Write a comment; @user name calls somebody"),
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        called = _callable(panel, actor)
        chosen = st.multiselect(
            t("Mention"), list(called), format_func=lambda one: called[one], key=f"{place}:mentions", label_visibility="collapsed",
            placeholder=t("Mention"), width=320,
        )  # fmt: skip
        send = st.button(t("Send the comment"), key=f"{place}:send", type="primary", icon=":material/send:")
    if send:
        made = desk.perform_once(
            desk.form_key(f"comment-{panel.kind}-{panel.id}"), actions.write, actor, panel.kind, panel.id, body=body, mention_ids=chosen
        )
        if made:
            st.session_state[panel.key("comment_turn")] = turn + 1
            st.rerun(scope="fragment")


def _callable(panel: _Panel, actor: Actor) -> dict[int, str]:
    """Who may be called by name: names by id, remembered by the tab for a while."""
    key = panel.key("mentionable")
    kept = st.session_state.get(key)
    if kept is None or time.monotonic() - kept[0] > KNOWN_FOR_S:
        kept = (time.monotonic(), desk.ask(queries.mentionable, actor, panel.kind, panel.id))
        st.session_state[key] = kept
    return {one: f"{content(name)} (@{username})" for one, username, name in kept[1]}


def _one(panel: _Panel, actor: Actor, one: Said) -> None:
    place = f"{panel.key('said')}:{one.id}"
    with st.container(border=True, key=place):
        head = f"**{c(one.author)}** :gray[{moment(one.at)}]"
        if one.struck_at is not None:
            st.markdown(f"{head}  \n:gray[:material/block: {t('Taken back by its author, {time}', time=moment(one.struck_at))}]")
            return
        st.markdown(head + (f" :gray[· {t('changed {time}', time=moment(one.edited_at))}]" if one.edited_at else ""))
        if st.session_state.get(f"{place}:editing") == one.version and one.editable:
            _edit(place, actor, one)
            return
        st.markdown(written(one.body))
        if one.mentions:
            st.caption(f":material/alternate_email: {several(c(name) for name in one.mentions)}")
        with st.container(horizontal=True, vertical_alignment="center"):
            if one.former:
                with st.popover(t("Earlier wording"), type="tertiary", icon=":material/history:"):
                    for until, body in reversed(one.former):
                        st.caption(t("Until {time}", time=moment(until)))
                        st.markdown(written(body))
            if one.editable and st.button(t("Edit"), key=f"{place}:edit", type="tertiary", icon=":material/edit:"):
                st.session_state[f"{place}:editing"] = one.version
                st.rerun(scope="fragment")
            if one.mine:
                confirm(
                    f"{place}:strike", N_("Take back"), N_("The words disappear; that you wrote and took back something stays."), N_("Take back"),
                    lambda: _strike(actor, one),
                )  # fmt: skip


def _strike(actor: Actor, one: Said) -> None:
    if desk.perform(actions.strike, actor, one.id):
        st.rerun(scope="fragment")


def _edit(place: str, actor: Actor, one: Said) -> None:
    body = st.text_area(t("Your comment"), value=one.body, key=f"{place}:body:{one.version}", label_visibility="collapsed")
    with st.container(horizontal=True):
        save = st.button(t("Save"), key=f"{place}:save", type="primary")
        leave = st.button(t("Cancel"), key=f"{place}:cancel")
    if leave or (save and desk.perform(actions.edit, actor, one.id, version=one.version, body=body)):
        st.session_state.pop(f"{place}:editing", None)
        st.rerun(scope="fragment")


@st.fragment
def _timeline(panel: _Panel) -> None:
    box = st.expander(t("Timeline"), icon=":material/timeline:", on_change="rerun", key=panel.key("timeline"))
    if not box.open:
        return
    page = max(1, int(st.session_state.get(panel.key("timeline_page")) or 1))
    events, total = desk.ask(queries.timeline, panel.viewer, panel.kind, panel.id, page=page, size=A_PAGE_OF_EVENTS)
    with box:
        if not total:
            st.caption(t("Nothing has happened to this record yet."))
        lines = []
        for (_, deed), same in groupby(events, key=lambda one: (one.who, one.deed)):
            alike = list(same)
            lines += [_line(one, 1) for one in alike] if deed == "comment:write" else [_line(alike[0], len(alike))]  # each comment has its own words
        st.markdown("  \n".join(lines))
        if total > A_PAGE_OF_EVENTS:
            st.pagination(-(-total // A_PAGE_OF_EVENTS), key=panel.key("timeline_page"))


def _line(event: queries.Event, times: int) -> str:
    """One line: when, who did what, how often in a row; of a comment its beginning."""
    phrase = t(PHRASES.get(event.deed, OTHER), who=content(event.who) if event.who else plain(HOUSE))
    often = f" :gray[{tn('once', '{count} times', times)}]" if times > 1 else ""
    words = f" :gray[{written(event.words)}]" if event.words else ""
    return f":gray[{moment(event.at)}] · {phrase}{often}{words}"
