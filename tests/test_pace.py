"""What the house does by itself waits for a pause between people's clicks, and never for ever."""

import contextvars

import pytest

from core import pace
from core.routines import actions, rules


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.at = 100.0

    def monotonic(self):
        return self.at

    def sleep(self, seconds):
        self.at += seconds


@pytest.fixture
def clock(monkeypatch):
    found = Clock()
    monkeypatch.setattr(pace, "time", found)
    monkeypatch.setattr(pace, "_now", 0)
    monkeypatch.setattr(pace, "_last", float("-inf"))
    return found


def waited(clock, at_most, *, ends=lambda: False):
    """Seconds that a patient thread gave way."""
    began = clock.at

    def run():
        with pace.patient(ends):
            pace.give_way(at_most)

    contextvars.copy_context().run(run)
    return round(clock.at - began, 6)


def test_who_is_not_patient_never_waits(clock):
    with pace.drawing():
        pace.give_way(10)
    assert clock.at == 100


def test_in_an_empty_house_nobody_waits(clock):
    assert waited(clock, 10) == 0


def test_while_a_page_is_drawn_it_waits_but_not_for_ever(clock):
    with pace.drawing(), pace.drawing():
        assert waited(clock, 10) == 10
        assert waited(clock, 0.2) == 0.2


def test_after_a_page_it_waits_for_a_pause(clock):
    with pace.drawing():
        pass
    assert pace.QUIET_S <= waited(clock, 10) <= pace.QUIET_S + pace.LOOK_EVERY_S
    assert waited(clock, 10) == 0, "the pause goes on"


def test_a_page_that_fails_is_over_too(clock):
    with pytest.raises(ValueError, match="x"), pace.drawing():
        raise ValueError("x")
    assert 0 < waited(clock, 10) < 1


def test_who_is_asked_to_end_waits_no_longer(clock):
    with pace.drawing():
        assert waited(clock, 10, ends=lambda: clock.at >= 101) < 1.1


@pytest.mark.usefixtures("database")
def test_routines_and_their_portions_give_way_each(monkeypatch):
    gone: list[float] = []
    monkeypatch.setattr(rules, "_KNOWN", {})
    monkeypatch.setattr(pace, "give_way", gone.append)
    hour = rules.timedelta(hours=1)
    rules.routine("plain", hour, lambda session, actor: 1)
    rules.routine("portions", hour, lambda session, actor, found: found, lambda session: rules.Portions([1, 2, 3]))
    assert actions.run_due() == {"plain": 1, "portions": 6}
    assert gone == [actions.GIVE_WAY_S] * 2 + [actions.PORTION_S] * 2
