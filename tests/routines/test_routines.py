"""What the house does by itself: due or not, one process at a time, nothing by halves."""

import multiprocessing
import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest

from core import clock, work
from core.audit import note
from core.routines import actions, queries, rules
from tests.cast import trail
from tests.routines import elsewhere

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(minutes):
    return clock.at(NOON + timedelta(minutes=minutes))


@pytest.fixture
def declared(monkeypatch):
    """`declared(deed)`: the only routine there is, "test", every ten minutes."""
    monkeypatch.setattr(rules, "_KNOWN", {})
    return lambda deed: rules.routine("test", timedelta(minutes=10), deed)


def test_a_routine_is_due_when_its_time_has_come_and_nobody_holds_it():
    soon = NOON + timedelta(minutes=1)
    assert rules.is_due(NOON, due_at=None, lease_until=None)
    assert rules.is_due(NOON, due_at=NOON, lease_until=NOON)
    assert not rules.is_due(NOON, due_at=soon, lease_until=None)
    assert not rules.is_due(NOON, due_at=None, lease_until=soon)


def test_failures_rest_longer_and_longer_up_to_an_hour():
    assert [(rules.rests_until(NOON, n) - NOON).total_seconds() // 60 for n in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize(("name", "every"), [("", timedelta(1)), ("x" * 41, timedelta(1)), ("x", timedelta(0))])
def test_what_is_no_routine_is_not_declared(name, every):
    with pytest.raises(ValueError, match="no routine"):
        rules.routine(name, every, lambda session, actor: 0)


@pytest.mark.usefixtures("database")
class TestRunning:
    def test_it_runs_when_due_and_not_before(self, declared):
        seen = []
        declared(lambda session, actor: seen.append(actor) or 3)
        with at(0):
            assert actions.run_due() == {"test": 3}
        with at(9):
            assert actions.run_due() == {}
            assert actions.run_due(at_once=True) == {"test": 3}
        with at(18):
            assert actions.run_due() == {}
        with at(19):
            assert actions.run_due(only=["another"]) == {}
            assert actions.run_due() == {"test": 3}
        assert len(seen) == 3
        assert (seen[0].id, seen[0].roles, seen[0].origin) == (0, frozenset(), "routine: test")

    def test_what_it_did_and_that_it_did_are_kept_together(self, declared):
        def half(session, actor):
            note(session, actor, "test:half", "routine", None)
            raise RuntimeError("in the middle")

        declared(half)
        with at(0):
            assert actions.run_due() == {}
        assert trail("test:half") == []
        (standing,) = work.ask(queries.standings)
        assert (standing.failures, standing.error, standing.due_at) == (1, "RuntimeError: in the middle", NOON + timedelta(minutes=1))
        declared(lambda session, actor: note(session, actor, "test:whole", "routine", None) or 1)
        with at(1):
            assert actions.run_due() == {"test": 1}
        (standing,) = work.ask(queries.standings)
        assert (standing.failures, standing.error, standing.things) == (0, None, 1)
        assert len(trail("test:whole")) == 1

    def test_what_is_much_is_done_in_portions_and_done_with_the_last(self, declared):
        kept, held = [], []

        def deed(session, actor, portion):
            if portion == "broken":
                raise RuntimeError("in the third")
            kept.append(portion)
            return portion

        def begun(*found):
            declared(deed)
            rules.routine("test", timedelta(minutes=10), deed, lambda session: rules.Portions(found))

        begun(1, 2, 4)
        with at(0):
            assert actions.run_due() == {"test": 7}
        assert kept == [1, 2, 4]
        begun(8, 16, "broken", 32)
        with at(10):
            assert actions.run_due() == {}
        assert kept == [1, 2, 4, 8, 16]  # what was done stays done, and the routine is tried again
        (standing,) = work.ask(queries.standings)
        assert (standing.failures, standing.done_at, standing.things) == (1, NOON, 7)

        def taken_over(session, actor, portion):
            held.append(portion)
            if portion == "first":
                actions.queries.lease_for_update(session, "test").token = "somebody else's"
            return 1

        rules.routine("test", timedelta(minutes=10), taken_over, lambda session: rules.Portions(("first", "second")))
        with at(20):
            assert actions.run_due() == {}
        assert held == ["first"]

    def test_what_takes_long_is_found_out_while_others_write(self, declared):
        handed = []

        def look(session):
            beside = threading.Thread(target=lambda: work.do(actions.take, actions.NOBODY, "beside", token="another's"))
            beside.start()
            beside.join(5)
            return "found", not beside.is_alive()

        rules.routine("test", timedelta(minutes=10), lambda session, actor, found: handed.append(found) or 1, look)
        with at(0):
            assert actions.run_due(only=["test"]) == {"test": 1}
        assert handed == [("found", True)]

    def test_a_look_that_fails_is_put_off(self, declared):
        rules.routine("test", timedelta(minutes=10), lambda session, actor, found: 1, lambda session: 1 // 0)
        with at(0):
            assert actions.run_due(only=["test"]) == {}
        assert work.ask(queries.standings)[0].failures == 1

    def test_one_that_fails_holds_up_no_other(self, declared):
        declared(lambda session, actor: 1 // 0)
        rules.routine("zest", timedelta(minutes=10), lambda session, actor: 1)
        with at(0):
            assert actions.run_due() == {"zest": 1}

    def test_one_that_is_held_is_left_alone_until_its_holder_is_given_up(self, declared):
        declared(lambda session, actor: 1)
        with at(0):
            assert work.do(actions.take, actions.NOBODY, "test", token="somebody else's")
        with at(9):
            assert actions.run_due(at_once=True) == {}
        with at(10):
            assert actions.run_due() == {"test": 1}

    def test_who_was_given_up_does_nothing_any_more(self, declared):
        declared(lambda session, actor: 1)
        with at(0):
            work.do(actions.take, actions.NOBODY, "test", token="slow")
        with at(10):
            actions.run_due()
            assert work.do(actions.carry_out, actions.NOBODY, "test", token="slow") is None
            work.do(actions.put_off, actions.NOBODY, "test", token="slow", error="late")
        assert work.ask(queries.standings)[0].failures == 0


def test_of_several_processes_one_does_it(database, house, monkeypatch):
    """Four processes wake at the same moment, again and again; each turn is done once."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["core.everything", "core.routines.actions", "tests.routines.elsewhere"])
    environment = {name: os.environ[name] for name in ("DATABASE_URL", "FILES_DIR", "COCKPIT_SECRET")}
    turns = 6
    with context.Manager() as manager, context.Pool(4) as pool:
        done = pool.starmap(elsewhere.wake, [(environment, manager.Barrier(4), turns)] * 4, chunksize=1)
    each_turn = [sum(one[turn] for one in done) for turn in range(turns)]
    assert each_turn == [1] * turns
    assert len(trail("test:routine")) == turns
