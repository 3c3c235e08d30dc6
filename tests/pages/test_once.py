"""What every row asks for is asked once in a run of a page, and again after a deed."""

import contextvars
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pandas as pd
import pytest

from core import work
from core.audit import note
from core.audit.actions import touch
from core.errors import NotFound
from core.projects import queries as projects
from pages.parts import desk


@pytest.fixture
def asked(monkeypatch):
    """Each question that is really asked."""
    seen = []
    monkeypatch.setattr(desk.work, "ask", lambda question, *args, **kwargs: seen.append((question, args)) or len(seen))
    monkeypatch.setattr(desk.work, "do", lambda action, actor, *args, **kwargs: action(actor))
    return seen


def in_a_thread(run):
    """As Streamlit runs a page: what one run knows is not known to another."""
    return contextvars.copy_context().run(run)


def test_it_is_asked_once_in_a_run_and_anew_after_a_deed_and_in_the_next_run(asked, house):
    def names():
        """A question."""

    def run():
        desk.begin_run()
        assert [desk.ask_once(names, "channel") for _ in range(3)] == [1, 1, 1]
        assert desk.ask_once(names, "cause") == 2
        desk.perform(lambda actor: actor, house.actor("mei"))
        assert [desk.ask_once(names, "channel") for _ in range(2)] == [3, 3]
        desk.begin_run()
        assert desk.ask_once(names, "channel") == 4

    in_a_thread(run)
    assert len(asked) == 4
    assert [in_a_thread(lambda: desk.ask_once(names, "channel")) for _ in range(2)] == [5, 6], "outside of a run nothing is remembered"


def test_what_a_run_keeps_is_of_one_moment_and_a_deed_of_its_own_ends_that(database, house, do):
    """A run reads the marks of all topics once; kept answers are asked anew after a deed of this run, and by the next run after anybody's."""
    mo, count = house.actor("mo"), []

    def named(session, actor):
        count.append(1)
        return len(projects.projects(session, actor))

    def kept():
        return desk.ask_kept("projects", named, mo), len(count)

    def run():
        desk.begin_run()
        first = kept()
        work.do(rename, mo)  # somebody else's, as far as this run knows
        assert kept() == first
        desk.begin_run()
        assert kept() == (first[0], first[1] + 1)
        desk.perform(rename, mo)
        assert kept() == (first[0], first[1] + 2)

    def rename(session, actor):
        touch(session, "projects")
        note(session, actor, "test:rename", "project", None)
        return 1

    in_a_thread(run)


@pytest.fixture
def sent(monkeypatch):
    """What `perform_once` really does: key and content of each deed; each gives the next number."""
    seen = []
    monkeypatch.setattr(desk, "st", SimpleNamespace(session_state={}))
    monkeypatch.setattr(desk.work, "do_once", lambda key, action, actor, *args, **kwargs: seen.append((key, *args)) or len(seen))
    return seen


def note_down(session, actor, text):
    """A deed."""


def test_the_second_of_two_clicks_has_the_answer_of_the_first_and_its_form_goes_on(sent, monkeypatch):
    def click(text):
        return desk.perform_once(desk.form_key("note"), note_down, None, text)

    assert [click("Ring"), click("Ring")] == [1, 1]
    assert click("Call") == 2, "other content is another deed"
    assert click("Ring") == 3
    later = time.monotonic() + desk.ECHO_SECONDS
    monkeypatch.setattr(desk.time, "monotonic", lambda: later)
    assert click("Ring") == 4, "the same once more, later"
    assert len({key for key, _ in sent}) == 4, "each deed has a key of its own"


def test_what_is_sent_taken_back_and_sent_again_is_no_echo(sent, monkeypatch):
    monkeypatch.setattr(desk.work, "do", lambda *_, **__: True)

    def send():
        return desk.perform_once(desk.form_key("note"), note_down, None, "Ring")

    def click(*deeds):
        desk.begin_run()
        return [one() for one in deeds]

    def tidy():
        return desk.perform(note_down, None, "a draft")

    assert in_a_thread(lambda: click(send, tidy)) == [1, True]
    assert in_a_thread(lambda: click(send, tidy)) == [1, True], "what belongs to the first click leaves the echo"
    assert in_a_thread(lambda: click(tidy)) == [True]
    assert in_a_thread(lambda: click(send)) == [2]


def test_what_cannot_be_compared_is_never_taken_for_an_echo(sent):
    assert [desk.perform_once(desk.form_key("note"), note_down, None, pd.DataFrame({"a": [1, 2]})) for _ in range(2)] == [1, 2]


@pytest.fixture
def refused(monkeypatch):
    """`with refused(): ...` - every deed is refused; what was said."""
    said = []
    monkeypatch.setattr(desk, "say", said.append)

    @contextmanager
    def refused_():
        def refuse(*_, **__):
            raise NotFound

        with monkeypatch.context() as once:
            once.setattr(desk.work, "do_once", refuse)
            yield said

    return refused_


def test_a_refused_deed_is_tried_anew(sent, refused):
    key = desk.form_key("note")
    with refused() as said:
        assert desk.perform_once(key, note_down, None, "Ring") is None
        assert len(said) == 1
    assert desk.form_key("note") == key
    assert desk.perform_once(key, note_down, None, "Ring") == 1


def test_a_second_click_that_meets_the_emptied_form_has_the_answer_of_the_first(sent, refused, monkeypatch):
    def click(form, text):
        return desk.perform_once(desk.form_key(form), note_down, None, text)

    assert click("note", "Ring") == 1
    with refused() as said:
        desk.count_drawing()  # emptied
        desk.count_drawing()
        assert click("note", "") == 1
        assert click("other", "") is None
        desk.count_drawing()  # something was typed
        assert click("note", "Ring, too") is None
        assert len(said) == 2
        later = time.monotonic() + desk.ECHO_SECONDS
        monkeypatch.setattr(desk.time, "monotonic", lambda: later)
        assert click("note", "Ring") is None
