"""The board itself: cards that are dragged or moved with the keyboard, and beside it a plain form that does the same."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from core.access import Actor
from core.clock import today
from core.errors import Refusal
from core.planning.rules.sheet import Kind
from core.progress.cards import actions, queries, rules
from core.progress.cards.queries import BoardView, Card
from core.progress.cards.rules import State
from core.progress.iterations import queries as iterations
from core.words import N_
from pages.parts import desk
from pages.parts.desk import ask_kept, form_key, perform_once
from pages.parts.frame import fresh_actor
from pages.parts.kit import nothing
from pages.parts.progress.cards.bits import TOPICS, due, named, people
from pages.parts.words import content, day, escaped, percent, plain, several, t, tn

MOST_SHOWN = 100
"""So many cards of a column are drawn; the others are counted."""
WHOLE, OWNER, PACKAGE = "whole", "owner", "package"
LANES = {WHOLE: N_("All together"), OWNER: N_("By owner"), PACKAGE: N_("By work package")}
HERE = Path(__file__).parent
_JS, _CSS = ((HERE / name).read_text("utf-8") for name in ("board.js", "board.css"))
_ID = re.compile(r"[a-z0-9]{6,32}")


@st.fragment
def draw(code: str) -> None:
    """The part of the page. It runs alone when a card is moved."""
    actor = fresh_actor()
    _moved(actor, code)
    view: BoardView | None = ask_kept(TOPICS, queries.board, actor, code, today())
    if view is None or not view.cards:
        nothing(N_("The plan has no task yet. Each task of the plan is a card here."))
        return
    _question(actor, view)
    cards, lanes = _chosen(actor, view)
    _component(view, cards, lanes)
    _form(actor, view)


# ---------------------------------------------------------------------- what the board asks for


def _key(code: str, what: str) -> str:
    return f"board:{code}:{what}"


def _take(code: str) -> None:
    """What was moved, before the board is drawn anew."""
    found = st.session_state.get(_key(code, "cards"))
    move = found.get("move") if found else None
    if isinstance(move, dict):
        st.session_state[_key(code, "asked")] = move


def _moved(actor: Actor, code: str) -> None:
    """Do what was moved. What it lacks is asked for; a refusal is told, and the card stands where it stood."""
    asked = st.session_state.pop(_key(code, "asked"), None)
    if asked is None:
        return
    view: BoardView | None = ask_kept(TOPICS, queries.board, actor, code, today())
    told, numbers = asked.get("id"), [asked.get(name) for name in ("card", "to", "seen")]
    if view is None or not isinstance(told, str) or not _ID.fullmatch(told) or not all(str(one).isdecimal() and len(str(one)) < 10 for one in numbers):
        return
    uid, to, seen = (int(str(one)) for one in numbers)
    st.session_state[_key(code, "answer")] = told
    st.session_state.pop(_key(code, "lacks"), None)
    try:
        desk.attempt_once(f"card:{actor.id}:{told}", actions.move, actor, view.project_id, uid, to, seen=seen, called=_called(view, to))
    except (rules.SayHowFar, rules.SayWhyMore) as lack:
        st.session_state[_key(code, "lacks")] = (uid, to, seen, isinstance(lack, rules.SayHowFar))
    except Refusal as refusal:
        desk.say(refusal)


def _called(view: BoardView, number: int) -> str:
    return next((named(one) for one in view.columns if one.number == number), "")


def _question(actor: Actor, view: BoardView) -> None:
    """What a card that was moved still lacks: how far it is after all, or why a full column takes one more."""
    lacks = st.session_state.get(_key(view.project_code, "lacks"))
    card = next((one for one in view.cards if lacks and one.uid == lacks[0] and one.column == lacks[2]), None)
    if card is None:
        return
    _, to, seen, share = lacks
    key = f"card:{view.project_id}:{card.uid}:{to}"
    with st.container(border=True):
        st.markdown(t("**{task}** into “{column}”", task=card.task, column=_called(view, to)))
        how, why = _asked(key, share, not share)
        with st.container(horizontal=True):
            go = st.button(t("Move it"), key=f"{key}:go", type="primary")
            if st.button(t("Leave it where it is"), key=f"{key}:leave"):
                st.session_state.pop(_key(view.project_code, "lacks"))
                _again()
        if go and perform_once(form_key(key), actions.move, actor, view.project_id, card.uid, to, seen=seen, share=how, reason=why, called=_called(view, to)) is not None:
            st.session_state.pop(_key(view.project_code, "lacks"), None)
            _again()


def _again() -> None:
    """Draw the board again: alone if it runs alone, else with its page."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()


def _asked(key: str, share: bool, reason: bool) -> tuple[int | None, str]:
    how, why = None, ""
    if share:
        how = int(st.number_input(t("How much of it is done after all, in percent"), 1, 99, 90, key=f"{key}:share"))
    if reason:
        why = st.text_input(t("Why one more is needed"), key=f"{key}:reason", help=t("The column is full. The reason is kept with the move."))
    return how, why


# ---------------------------------------------------------------------- what is shown


def _chosen(actor: Actor, view: BoardView) -> tuple[list[Card], list[tuple[str, str]]]:
    """The cards that are asked for, and the lanes they stand in: key and name."""
    every = ask_kept("iterations", iterations.iterations, actor, view.project_code)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.segmented_control(t("Lanes"), list(LANES), format_func=lambda one: t(LANES[one]), default=WHOLE, key=_key(view.project_code, "lanes"), required=True)
        names = {one.id: one.name for one in every}
        only = st.selectbox(t("Iteration"), [0, *names], format_func=lambda one: names.get(one) or plain("All tasks"), key=_key(view.project_code, "iteration"), width=220) if every else 0
        mine = st.toggle(t("Only mine"), key=_key(view.project_code, "mine"))
    inside = ask_kept("iterations", iterations.members, actor, view.project_code) if only else {}
    cards = [one for one in view.cards if (not mine or one.mine) and (not only or inside.get(one.uid) == only)]
    if by == OWNER:
        owners = sorted({one.owner_id or 0 for one in cards}, key=lambda who: (not who, content(view.people.get(who, {}))))
        return cards, [(str(who), content(view.people.get(who, {})) if who else plain("Nobody answers for it")) for who in owners]
    if by == PACKAGE:
        found = dict.fromkeys((str(one.package_uid), one.package or plain("In no work package")) for one in cards)
        return cards, list(found)
    return cards, [("", "")]


@cache
def _registered() -> Any:
    return st.components.v2.component("cockpit_board", js=_JS, css=_CSS)


def _component(view: BoardView, cards: Sequence[Card], lanes: Sequence[tuple[str, str]]) -> None:
    """The board as it is drawn in the browser. Data only: it writes all of it as text."""
    _registered()(
        data=described(view, cards, lanes, st.session_state.get(_key(view.project_code, "lanes")) or WHOLE, st.session_state.get(_key(view.project_code, "answer"), "")),
        key=_key(view.project_code, "cards"), on_move_change=lambda: _take(view.project_code),
    )  # fmt: skip


def described(view: BoardView, cards: Sequence[Card], lanes: Sequence[tuple[str, str]], by: str, answer: str) -> dict[str, Any]:
    """What the board in the browser is told: columns, lanes, cards and words, in the viewer's language."""
    columns, told = [], []
    for column in view.columns:
        here = [one for one in cards if one.column == column.number]
        done = column.means is State.DONE
        here.sort(key=lambda one: (one.done_on or one.due_on, one.uid), reverse=done)
        more = len(here) - MOST_SHOWN
        columns.append({
            "n": column.number, "name": named(column), "most": column.most or 0, "more": max(0, more) + view.counts[column.number] - len(here) if column.most else max(0, more),
            "told": tn("and {count} more card", "and {count} more cards", more) if more > 0 else "",
        })  # fmt: skip
        told += [_card(view, one, by) for one in here[:MOST_SHOWN]]
    words = {
        "board": plain("Board of {project}", project=content(view.project)),
        "help": plain("Arrow keys go from card to card. The space bar picks a card up, left and right move it, the space bar puts it down, Escape leaves it where it was."),
        "picked": plain("{task} picked up, in {column}", task="{task}", column="{column}"), "over": plain("{task} over {column}", task="{task}", column="{column}"),
        "moved": plain("{task} moved to {column}", task="{task}", column="{column}"), "left": plain("{task} stays in {column}", task="{task}", column="{column}"),
        "back": plain("{task} was put back to {column}", task="{task}", column="{column}"),
        "fixed": plain("{task} can be moved by who works on it or plans the project", task="{task}"),
    }  # fmt: skip
    return {"columns": columns, "lanes": [{"key": key, "name": name} for key, name in lanes], "cards": told, "words": words, "answer": answer}


def _card(view: BoardView, one: Card, by: str) -> dict[str, Any]:
    who, when = people(view, one), due(one)
    stone = "" if one.kind is Kind.TASK else plain(one.kind.label)
    said = [one.task, stone, who, when, percent(one.percent / 100) if 0 < one.percent < 100 else "", plain("held up: {what}", what=one.blocker) if one.blocker else ""]
    lane = str(one.owner_id or 0) if by == OWNER else str(one.package_uid) if by == PACKAGE else ""
    return {
        "id": str(one.uid), "column": one.column, "lane": lane, "task": f"◆ {one.task}" if stone else one.task, "people": who, "due": when, "late": one.overdue, "held": one.blocker,
        "percent": one.percent, "movable": one.movable, "said": several(filter(None, said)),
    }  # fmt: skip


# ---------------------------------------------------------------------- the same by a form


def _form(actor: Actor, view: BoardView) -> None:
    """A card and a column, for whoever would rather not drag."""
    cards = {one.uid: one for one in view.cards if one.movable}
    if not cards:
        st.caption(t("Cards are moved by who works on them and by who plans the project."))
        return
    key = f"move:{view.project_id}"
    with st.expander(t("Move a card with a form"), icon=":material/move_item:", key=f"{key}:form", on_change="rerun") as panel:
        if not panel.open:
            return
        names = {one.number: named(one) for one in view.columns}
        uid = st.selectbox(t("Card"), list(cards), format_func=lambda one: f"{cards[one].task} ({names[cards[one].column]})", key=f"{key}:card")
        card = cards[uid]
        others = [one for one in view.columns if one.number != card.column]
        to = st.selectbox(t("Into column"), [one.number for one in others], format_func=lambda one: names[one], key=f"{key}:{uid}:{card.column}:to")
        into = next(one for one in others if one.number == to)
        full = into.most is not None and view.counts[to] >= into.most
        how, why = _asked(f"{key}:{uid}:{to}", card.done_on is not None and into.means is State.HAND, full and view.editable)
        st.caption(several((people(view, card), due(card))) if card.owner_id or card.people else escaped(due(card)))
        if st.button(t("Move it"), key=f"{key}:go", type="primary") and perform_once(
            form_key(key), actions.move, actor, view.project_id, uid, to, seen=card.column, share=how, reason=why, called=names[to]
        ) is not None:
            st.toast(t("{task} moved to {column}", task=card.task, column=names[to]))
            _again()
        _history(actor, view, uid)


def _history(actor: Actor, view: BoardView, uid: int) -> None:
    told = desk.ask(queries.moves, actor, view.project_code, uid=uid, limit=10)
    if told:
        names = {one.number: named(one) for one in view.columns}
        st.caption("  \n".join(moved(one, names) for one in told))


def moved(one: queries.Move, names: dict[int, str]) -> str:
    """A move as a line of Markdown."""
    into = names.get(one.into, plain("a column that is no more")) if one.into is not None else plain("off the board")
    reason = f" · {escaped(one.reason)}" if one.reason else ""
    return f"{escaped(day(one.at.date()))} · {escaped(content(one.by))} → {escaped(into)}{reason}"
