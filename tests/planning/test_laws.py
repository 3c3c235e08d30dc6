"""Laws of every schedule, and a slow reference that knows nothing but hours.

The reference relaxes all links again and again until nothing moves, in working hours counted from the start, and then
walks the calendar hour by hour.
"""

from dataclasses import replace
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from core.planning.rules import counted
from core.planning.rules.calendars import Calendar
from core.planning.rules.plan import Constraint, Link, LinkType, Plan, Task
from core.planning.rules.schedule import Dates, Schedule, schedule
from core.planning.rules.worktime import DAY
from tests.planning.plans import HOUR, NIGHT, STANDARD, WEEK, holiday, plan

HOLIDAYS = Calendar("Holidays", WEEK, exceptions=(holiday("2024-03-07", "2024-03-12"), holiday("2024-03-16", "2024-03-16", ((9 * HOUR, 12 * HOUR),))))
CALENDARS = (STANDARD, HOLIDAYS, NIGHT)


@st.composite
def plans(draw: st.DrawFn, lags: tuple[int, ...] = (0, 0, 3, 8, 13)) -> Plan:
    """Up to nine tasks of whole hours, linked forwards."""
    count = draw(st.integers(1, 9))
    tasks = [Task(number + 1, duration=draw(st.integers(1, 30)) * HOUR) for number in range(count)]
    pairs = [(first, second) for second in range(count) for first in range(second)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=14)) if pairs else []
    links = [
        Link(first + 1, second + 1, draw(st.sampled_from(list(LinkType))), draw(st.sampled_from(lags)) * HOUR)
        for first, second in chosen
    ]  # fmt: skip
    return plan(*tasks, links=tuple(links), calendars={1: draw(st.sampled_from(CALENDARS))})


def working_hours(found: Plan) -> list[int]:
    """The beginnings of the working hours from the start of the plan on."""
    calendar = found.calendars[1]
    hours: list[int] = []
    day = found.start // DAY
    while len(hours) < 600:
        windows = calendar.week[(day + 3) % 7] or ()
        for one in calendar.exceptions:
            if one.first <= day <= one.last:
                windows = one.windows
        hours += [day * DAY + at for start, end in windows for at in range(start, end, HOUR) if day * DAY + at >= found.start]
        day += 1
    return sorted(hours)


def reference(found: Plan) -> dict[int, tuple[int, int, int, int, int]]:
    """Early and late dates and total slack in hours, by relaxing until nothing moves."""
    length = {task.uid: task.duration // HOUR for task in found.tasks}
    start, moved = dict.fromkeys(length, 0), True
    waits = {link.successor for link in found.links}
    start = {uid: -10_000 if uid in waits else 0 for uid in length}
    while moved:
        moved = False
        for link in found.links:
            a, b, lag = link.predecessor, link.successor, link.lag // HOUR
            asked = {
                LinkType.FINISH_START: start[a] + length[a] + lag, LinkType.START_START: start[a] + lag,
                LinkType.FINISH_FINISH: max(0, start[a] + length[a] + lag - length[b]), LinkType.START_FINISH: start[a] + lag - length[b],
            }[link.type]  # fmt: skip
            if asked > start[b]:
                start[b], moved = asked, True
    end = max(start[uid] + length[uid] for uid in length)
    finish, moved = dict.fromkeys(length, end), True
    while moved:
        moved = False
        for link in found.links:
            a, b, lag = link.predecessor, link.successor, link.lag // HOUR
            allowed = {
                LinkType.FINISH_START: finish[b] - length[b] - lag, LinkType.START_START: finish[b] - length[b] - lag + length[a],
                LinkType.FINISH_FINISH: finish[b] - lag, LinkType.START_FINISH: finish[b] - lag + length[a],
            }[link.type]  # fmt: skip
            if allowed < finish[a]:
                finish[a], moved = allowed, True
    hours = working_hours(found)
    return {
        uid: (hours[start[uid]], hours[start[uid] + length[uid] - 1] + HOUR, hours[finish[uid] - length[uid]], hours[finish[uid] - 1] + HOUR, finish[uid] - start[uid] - length[uid])
        for uid in length
        if start[uid] >= 0
    }


@given(plans())
def test_the_schedule_is_the_slow_reference(found: Plan):
    expected = reference(found)
    for row in schedule(found).tasks:
        if row.uid in expected:  # a task that a start-to-finish link puts before the project has no hours there
            assert (row.early_start, row.early_finish, row.late_start, row.late_finish, row.total_slack // HOUR) == expected[row.uid]


@given(plans())
def test_without_constraints_nobody_is_late(found: Plan):
    result = schedule(found)
    for row in result.tasks:
        assert row.early_start <= row.late_start
        assert row.early_finish <= row.late_finish <= result.finish
        assert row.free_slack >= 0
        assert row.critical == (row.total_slack == 0)
    assert any(row.critical for row in result.tasks)
    assert max(row.early_finish for row in result.tasks) == result.finish
    assert not result.conflicts


@given(plans(), st.data())
def test_one_more_link_makes_nothing_earlier(found: Plan, data: st.DataObject):
    first, second = sorted(data.draw(st.lists(st.integers(1, 10), min_size=2, max_size=2, unique=True)))
    found = replace(found, tasks=[*found.tasks, *(Task(uid, duration=HOUR) for uid in range(len(found.tasks) + 1, 11))])
    less = by_uid(schedule(found))
    more = by_uid(schedule(replace(found, links=[*found.links, Link(first, second)])))
    assert all(more[uid].early_start >= less[uid].early_start for uid in less)


def by_uid(found: Schedule) -> dict[int, Dates]:
    return {row.uid: row for row in found.tasks}


@given(plans(lags=(0, 5, -4)), st.randoms(use_true_random=False))
def test_the_order_and_the_numbers_of_rows_do_not_matter(found: Plan, dice):
    tasks, links = list(found.tasks), [replace(link, predecessor=link.predecessor * 7, successor=link.successor * 7) for link in found.links]
    tasks = [replace(task, uid=task.uid * 7) for task in tasks]
    dice.shuffle(tasks)
    dice.shuffle(links)
    before, after = by_uid(schedule(found)), by_uid(schedule(replace(found, tasks=tasks, links=links)))
    assert all(after[uid * 7]._replace(uid=uid) == row for uid, row in before.items())


@given(plans(lags=(0, 5, -4)), st.lists(st.tuples(st.sampled_from(list(Constraint)), st.integers(0, 20)), min_size=9, max_size=9), st.booleans())
def test_whatever_is_asked_dates_and_slack_agree(found: Plan, asked: list, backwards: bool):
    """Whatever the constraints: a late date before the early one is negative slack, and what is critical has no slack."""
    tasks = [replace(task, constraint=kind, constraint_at=found.start + days * DAY) for task, (kind, days) in zip(found.tasks, asked, strict=False)]
    found = replace(found, tasks=tasks, finish=found.start + 30 * DAY if backwards else None)
    for task, row in zip(tasks, schedule(found).tasks, strict=True):
        assert row.early_start <= row.early_finish
        assert row.late_start <= row.late_finish
        assert row.free_slack >= 0
        assert row.critical == (row.total_slack <= 0)
        if task.constraint == Constraint.AS_LATE_AS_POSSIBLE:
            assert row.total_slack == 0
        elif row.late_finish < row.early_finish:
            assert row.total_slack <= 0


@given(plans(lags=(0, 5, -4)), st.data())
def test_the_quick_way_and_the_long_way_agree(found: Plan, data: st.DataObject):
    """Whatever is counted and whatever goes by dates, and where one meets the other: the schedule is the same."""
    places = range(len(found.tasks))
    asked = data.draw(st.lists(st.tuples(st.sampled_from(list(Constraint)), st.integers(0, 20), st.sampled_from((None, None, 2)), st.booleans()), min_size=9, max_size=9))
    tasks = [
        replace(task, constraint=kind, constraint_at=found.start + days * DAY, calendar=calendar, deadline=found.start + days * DAY if has_deadline else None)
        for task, (kind, days, calendar, has_deadline) in zip(found.tasks, asked, strict=False)
    ]  # fmt: skip
    elapsed = data.draw(st.sets(st.sampled_from(range(len(found.links))))) if found.links else set()
    links = [replace(link, elapsed=number in elapsed) for number, link in enumerate(found.links)]
    found = replace(found, tasks=tasks, links=links, calendars={1: found.calendars[1], 2: NIGHT}, several_critical_paths=data.draw(st.booleans()))
    by_dates = data.draw(st.sets(st.sampled_from(places)))
    quick, countable = schedule(found), counted._lengths_of_countable
    with patch.object(counted, "_lengths_of_countable", lambda *of: [0 if place in by_dates else length for place, length in enumerate(countable(*of))]):
        mixed = schedule(found)
    with patch.object(counted, "_lengths_of_countable", lambda *_: [0 for _ in places]):
        long = schedule(found)
    assert quick == mixed == long
