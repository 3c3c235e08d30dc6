"""The desk between screens and core: `perform` for one deed, `ask` for one question. The pages' only doors.

A refusal is shown as a sentence in the viewer's language and returns None; what was typed stays, because nothing on
the page is reset. Answers worth keeping are kept per topic, sight and arguments, and asked anew once a deed has
touched the topic.
"""

import logging
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import streamlit as st
from sqlalchemy.orm import Session

from core import meters, work
from core.access import Actor
from core.audit import queries as audit
from core.errors import Faulty, OldSchema, Refusal, TryAgain
from core.exchange.offline.rules import FaultyForm
from core.initiation.applications.rules import Incomplete
from core.inspection.templates.rules import FaultyChecklist
from core.words import translate
from pages.parts.whole import uninterrupted
from pages.parts.words import escaped, language, t, tn

P = ParamSpec("P")
Answer = TypeVar("Answer")
log = logging.getLogger("cockpit")

KEPT_AT_MOST = 500
FAULTS_SHOWN = 100
ECHO_SECONDS = 3
"""Nobody fills in a form anew in this time; the second of two clicks, even over a slow line, is there."""
ECHO = "desk:echo"
"""Where a session keeps what it sent last."""
DRAWN = "desk:drawn"
"""Where a session counts how often its pages were drawn."""
MEANWHILE = 2
"""Drawings from a deed to its second click: the page after the deed, and the one that the click asked for."""


def sentence(refusal: Refusal) -> str:
    """A refusal as Markdown in the viewer's language. Facts that are messages themselves (field names) are translated."""
    facts = {key: escaped(translate(language(), fact)) if isinstance(fact, str) else fact for key, fact in refusal.facts.items()}
    return translate(language(), refusal.message, **facts)


def say(refusal: Refusal) -> None:
    """Show a refusal."""
    st.error(sentence(refusal), icon=":material/info:")
    if isinstance(refusal, Faulty | FaultyChecklist | FaultyForm | Incomplete):
        lines = [f"- {escaped(fault.told(language()))}" for fault in refusal.faults[:FAULTS_SHOWN]]
        st.markdown("\n".join(lines))
        if len(refusal.faults) > FAULTS_SHOWN:
            st.caption(tn("and one more", "and {count} more", len(refusal.faults) - FAULTS_SHOWN))


def attempt(action: Callable[Concatenate[Session, Actor, P], Answer], actor: Actor, *args: P.args, **kwargs: P.kwargs) -> Answer:
    """Do one deed where the page shows the refusal itself, beside the field it is about. Raises the Refusal."""
    try:
        return work.do(action, actor, *args, **kwargs)
    finally:
        _forget()


def attempt_once(
    key: str, action: Callable[Concatenate[Session, Actor, P], Answer], actor: Actor, *args: P.args, **kwargs: P.kwargs
) -> Answer:
    """Like `attempt`, but what was kept under `key` is not done again. Raises the Refusal."""
    try:
        return work.do_once(key, action, actor, *args, **kwargs)
    finally:
        _forget()


def look_up(question: Callable[Concatenate[Session, P], Answer], *args: P.args, **kwargs: P.kwargs) -> Answer:
    """Ask where no page is being drawn (a download made on demand). Raises the Refusal."""
    return work.ask(question, *args, **kwargs)


def perform(action: Callable[Concatenate[Session, Actor, P], Answer], actor: Actor, *args: P.args, **kwargs: P.kwargs) -> Answer | None:
    """Do one deed; a refusal is shown and None returned."""
    echo = st.session_state.get(ECHO)
    if echo and (echo.run is None or echo.run is not _run.get()):
        del st.session_state[ECHO]  # sent, taken back and sent again: that is no echo
    try:
        return work.do(action, actor, *args, **kwargs)
    except Refusal as refusal:
        say(refusal)
        return None
    finally:
        _forget()


def perform_once(
    key: str, action: Callable[Concatenate[Session, Actor, P], Answer], actor: Actor, *args: P.args, **kwargs: P.kwargs
) -> Answer | None:
    """Do one deed once, however often its button is clicked; `key` comes from `form_key`. A refusal is shown.

    The same form sent again within ECHO_SECONDS is the second click of a double click, made before its page had shown
    what the first one did: it has the answer of the first. It holds the same, or what an emptied form holds, which is
    refused; a refusal of what was typed since is said. That its deed is done, and that the form's next one has a key
    of its own, is one step that no click interrupts.
    """
    form, content = key.split(":")[0], (action, args, kwargs)
    with uninterrupted():
        echo = st.session_state.get(ECHO)
        again = echo is not None and echo.form == form and time.monotonic() - echo.at < ECHO_SECONDS
        if again and _same(echo.content, content):
            return cast("Answer", echo.answer)
        try:
            done = work.do_once(key, action, actor, *args, **kwargs)
        except Refusal as refusal:
            if again and st.session_state.get(DRAWN, 0) - echo.drawn <= MEANWHILE:
                return cast("Answer", echo.answer)
            say(refusal)
            return None
        finally:
            _forget()
        st.session_state[ECHO] = Echo(form, content, time.monotonic(), _run.get(), st.session_state.get(DRAWN, 0), done)
        st.session_state.pop(f"form:{form}", None)
    return done


@dataclass(frozen=True)
class Echo:
    """The form that a session sent last, what it held, when, in which run of a page and drawing, and the answer."""

    form: str
    content: object
    at: float
    run: object
    drawn: int
    answer: object


def count_drawing() -> None:
    """A whole page is drawn once more."""
    st.session_state[DRAWN] = st.session_state.get(DRAWN, 0) + 1


def _same(said: object, kept: object) -> bool:
    """Whether a deed was given the same; what cannot be compared (a frame, say) is not."""
    try:
        return bool(said == kept)
    except (TypeError, ValueError):
        return False


def form_key(form: str) -> str:
    """The key of a form's deed: the same until the deed is done, then a new one."""
    return st.session_state.setdefault(f"form:{form}", f"{form}:{uuid.uuid4().hex[:24]}")


def ask(question: Callable[Concatenate[Session, P], Answer], *args: P.args, **kwargs: P.kwargs) -> Answer:
    """Ask one question. A refusal (not found, not permitted, database away) ends the page with its sentence."""
    try:
        return work.ask(question, *args, **kwargs)
    except TryAgain as gone:
        away(gone)
        raise AssertionError from None  # away() stops the run
    except Refusal as refusal:
        say(refusal)
        st.stop()


_once: ContextVar[dict[Hashable, Any] | None] = ContextVar("once", default=None)
"""What the run that goes on in this thread has asked once; None outside of a run."""
_run: ContextVar[object] = ContextVar("run", default=None)
"""Which run of a page goes on in this thread."""


def begin_run() -> None:
    """A run of a page begins: nothing is asked yet."""
    _once.set({})
    _run.set(object())


def ask_once(question: Callable[Concatenate[Session, P], Answer], *args: P.args, **kwargs: P.kwargs) -> Answer:
    """Like `ask`, but asked once in a run of a page, or until the run does a deed: for what every row asks for (the names of a table's codes)."""
    known, key = _once.get(), (work.address(), question, args, tuple(kwargs.items()))
    if known is None:
        return ask(question, *args, **kwargs)
    if key not in known:
        known[key] = ask(question, *args, **kwargs)
    return known[key]  # type: ignore[no-any-return]


def _forget() -> None:
    """A deed was done: what was asked before may be old."""
    if known := _once.get():
        known.clear()


@st.fragment(run_every=3)
def _look_again() -> None:
    try:
        work.ask(audit.mark, "")
    except TryAgain:
        return
    st.rerun(scope="app")


def away(gone: TryAgain) -> None:
    """The database cannot be reached, or is not up to date: say so, keep what was typed, go on by itself when it is back."""
    if isinstance(gone, OldSchema):
        st.error(t(gone.message))
    else:
        st.warning(t("The database cannot be reached at the moment. Nothing was saved just now; this page continues by itself."))
    _look_again()
    st.stop()


class Shelf:
    """Answers kept in memory: bounded, oldest out first, safe between threads."""

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, threading.Lock()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable) -> tuple[bool, Any]:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return True, self._kept[key]
            return False, None

    def put(self, key: Hashable, value: Any) -> None:
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)


_shelf = Shelf(KEPT_AT_MOST)


def ask_kept(topic: str | tuple[str, ...], question: Callable[..., Answer], actor: Actor, *args: Hashable) -> Answer:
    """Like `ask`, but an answer is kept until a deed touches `topic` (or one of several).

    The key holds everything that decides the answer: the database, the question, what this person sees
    (`Actor.sight`), the arguments and the topics' numbers. So an answer is never shown to somebody who sees
    something else, and never by a run that began after the deed that changed it, in whatever process the deed was
    done. Kept answers must not be changed by their readers.
    """
    numbers = ask_once(audit.every_mark)
    mark = tuple(numbers.get(one, 0) for one in ((topic,) if isinstance(topic, str) else topic))
    key = (work.address(), f"{question.__module__}.{question.__qualname__}", actor.sight, args, topic, mark)
    known, answer = _shelf.get(key)
    meters.KEPT_ANSWERS.add("hit" if known else "miss")
    if not known:
        answer = ask(question, actor, *args)
        _shelf.put(key, answer)
    return answer
