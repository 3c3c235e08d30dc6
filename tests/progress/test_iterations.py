"""Iterations as they are kept: what every deed on the plan does to them, and what is left when one is closed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core import clock
from core.errors import NotFound, NotPermitted, Stale
from core.planning import actions as plans
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import TICKS
from core.progress.cards import actions as cards
from core.progress.iterations import actions, queries, rules
from core.progress.iterations.rules import Draft, Why

pytestmark = pytest.mark.usefixtures("database")

HOUR = 60 * TICKS
MONDAY = date(2026, 11, 2)
ROWS = [Row(1, "Ask", duration=16 * HOUR), Row(2, "Write", duration=8 * HOUR), Row(3, "Read", duration=4 * HOUR), Row(4, "Print", duration=2 * HOUR)]
TODO, HAND, DONE = 1, 2, 3


def noon(days: int):
    return clock.at(datetime(2026, 11, 2, 4, tzinfo=UTC) + timedelta(days=days))


def draft(name: str = "First", first: int = 0, last: int = 4) -> Draft:
    return Draft(name, MONDAY + timedelta(days=first), MONDAY + timedelta(days=last), "Callers are served.", Decimal("12.5"))


@pytest.fixture
def hot(house):
    return house.projects["hotline"]


@pytest.fixture
def plan(do, hot):
    with noon(0):
        return do(plans.create, "mo", hot, starts=midnight(MONDAY), rows=ROWS)


@pytest.fixture
def first(do, hot, plan):
    """From Monday to Friday, with Ask, Write and Read."""
    with noon(0):
        made = do(actions.create, "mo", hot, draft())
        do(actions.assign, "mo", made, [1, 2, 3])
    return made


def test_what_a_week_comes_to(hot, plan, first, do, ask, hotline, house):
    with noon(1):
        do(cards.move, "mo", hot, 1, DONE, seen=TODO)
        do(plans.change, "mo", plan, seen=99, changes={2: {"duration": 10 * HOUR, "people": ((house.people["ming"], 50),)}})
    with noon(2):
        do(actions.assign, "mo", first, [4])
        do(actions.take_out, "mo", first, [3])
        do(cards.move, "mo", hot, 1, HAND, seen=DONE, share=50)
    with noon(3):
        do(plans.remove, "mo", plan, uids=[4])
    told = ask(queries.burn, "mo", first, MONDAY + timedelta(days=3))
    assert [(one.scope, one.done, one.left, one.more, one.fewer) for one in told.tasks] == [
        (3, 0, 3, 0, 0), (3, 1, 2, 0, 0), (3, 0, 3, 1, 1), (2, 0, 2, 0, 1), (None, None, None, 0, 0),
    ]  # fmt: skip
    hours = [(one.scope, one.done) for one in told.work if one.scope is not None]
    assert [(scope / HOUR, done / HOUR) for scope, done in hours] == [(28, 0), (25, 16), (23, 0), (21, 0)]
    assert [one.ideal for one in told.tasks][-1] == 0
    assert [(one.task, one.why) for one in reversed(told.changes)][3:] == [
        ("Ask", Why.DONE), ("Write", Why.ESTIMATE), ("Print", Why.ADDED), ("Read", Why.TAKEN_OUT), ("Ask", Why.REOPENED), ("Print", Why.GONE),
    ]  # fmt: skip


def test_a_closed_one_stays_as_it_was_and_what_is_left_goes_on(hot, plan, first, do, ask, hotline, traced, refused):
    with noon(2):
        do(cards.move, "mo", hot, 1, DONE, seen=TODO)
        second = do(actions.create, "mo", hot, draft("Second", 5, 9))
        with refused(rules.NotIntoItself):
            do(actions.close, "mo", first, version=1, into=first)
    with noon(4), traced("iteration:close", "mo") as entry:
        do(actions.close, "mo", first, version=1, into=second)
    assert entry[0].facts["after"] == {"unfinished": ["Write", "Read"], "into": second}
    with noon(5):
        do(cards.move, "mo", hot, 2, DONE, seen=TODO)
        do(cards.move, "mo", hot, 1, HAND, seen=DONE, share=90)  # its iteration is closed
        do(actions.assign, "mo", second, [1])
        with refused(rules.IterationClosed):
            do(actions.assign, "mo", first, [4])
    listed = {one.name: (one.tasks, one.done_tasks, one.work // HOUR, one.done_work // HOUR) for one in ask(queries.iterations, "mo", hotline)}
    assert listed == {"First": (3, 1, 28, 16), "Second": (3, 1, 28, 8)}
    told = ask(queries.burn, "mo", first, MONDAY + timedelta(days=9))
    assert told.unfinished == ("Read", "Write")
    assert [one.left for one in told.tasks] == [3, 3, 2, 2, 2]
    assert ask(queries.members, "ming", hotline) == {1: second, 2: second, 3: second}
    tasks, _ = queries.velocity(ask(queries.iterations, "mo", hotline))
    assert (tasks.iterations, tasks.least, tasks.most, tasks.mean) == (1, 1, 1, None)
    with noon(9):
        do(actions.close, "mo", second, version=1)
    assert ask(queries.members, "ming", hotline) == {2: second}  # what was not finished is in none


def test_who_may_and_what_stands_in_the_way(hot, plan, first, do, ask, hotline, traced, refused):
    with refused(rules.Overlaps):
        do(actions.create, "mo", hot, draft("Other", 4, 6))
    with refused(NotPermitted):
        do(actions.create, "ming", hot, draft("Other", 5, 6))
    with refused(Stale):
        do(actions.change, "mo", first, draft("Later"), version=7)
    with traced("iteration:change", "mo"):
        do(actions.change, "mo", first, draft("Later", 1, 5), version=1)
    with refused(rules.NothingToAssign):
        do(actions.assign, "mo", first, [1, 2])
    with refused(rules.NothingToAssign):
        do(actions.take_out, "mo", first, [4])
    with pytest.raises(NotFound):
        ask(queries.iterations, "pei", hotline)
    with pytest.raises(NotFound):
        ask(queries.burn, "pei", first, MONDAY)


def test_a_task_goes_from_one_open_iteration_to_another(hot, plan, first, do, ask, hotline):
    with noon(1):
        second = do(actions.create, "mo", hot, draft("Second", 5, 9))
        do(actions.assign, "mo", second, [3])
    listed = {one.name: (one.tasks, one.work // HOUR) for one in ask(queries.iterations, "mo", hotline)}
    assert listed == {"First": (2, 24), "Second": (1, 4)}
