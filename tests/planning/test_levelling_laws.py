"""Laws of every levelling, and a reference for small problems that tries every order, hour by hour."""

from dataclasses import replace
from itertools import permutations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.planning.rules.calendars import worktime
from core.planning.rules.levelling.bounds import lower_bound
from core.planning.rules.levelling.crowd import Crowd
from core.planning.rules.levelling.jobs import jobs
from core.planning.rules.levelling.level import accepted, level
from core.planning.rules.levelling.load import overloads
from core.planning.rules.levelling.problem import NEVER, Problem
from core.planning.rules.levelling.serial import justified, rules, searched, serial
from core.planning.rules.levelling.solver import least_shift, shortest
from core.planning.rules.plan import FOREVER, Assignment, Constraint, Demand, LinkType, Person, Plan
from core.planning.rules.schedule import schedule
from core.planning.rules.worktime import DAY
from tests.planning.plans import HOUR, NIGHT, STANDARD
from tests.planning.psplib import faults
from tests.planning.test_laws import HOLIDAYS, plans


@st.composite
def problems(draw: st.DrawFn, most: int = 5) -> Problem:
    """Up to five jobs of one to three steps, with links of any gap and lanes that are short for a while."""
    count = draw(st.integers(1, most))
    length = [draw(st.integers(0, 3)) for _ in range(count)]
    lanes = draw(st.integers(1, 2))
    free = []
    for _ in range(lanes):
        cuts = sorted(draw(st.lists(st.integers(1, 6), unique=True, max_size=2)))
        free.append(((-NEVER, *cuts), (*(draw(st.integers(0, 3)) for _ in cuts), 3)))
    into, takes = [], []
    for job in range(count):
        into.append([(before, draw(st.sampled_from((length[before], 0, length[before] + 1, length[before] - length[job], -1)))) for before in range(job) if draw(st.booleans())])
        takes.append([(lane, draw(st.integers(1, 3)), 0, length[job]) for lane in range(lanes) if length[job] and draw(st.booleans())])
    earliest = [draw(st.integers(0, 2)) for _ in range(count)]
    alone = Problem(length, earliest, [None] * count, into, takes, free)
    return Problem(length, alone.heads, [None] * count, into, takes, free, [draw(st.integers(1, 3)) for _ in range(count)])


def reference(problem: Problem) -> tuple[int, int]:
    """The earliest end, and the least cost of those that end then: every start of every job, by brute force."""
    horizon = max(problem.heads) + sum(problem.length) + 8
    best: list[tuple[int, int]] = []

    def go(job: int, starts: list[int], left: list[list[int]]) -> None:
        if job == len(problem.length):
            best.append((problem.end(starts), problem.cost(starts)))
            return
        low = max([problem.earliest[job], *(starts[before] + gap for before, gap in problem.into[job])])
        for start in range(low, min(low + 10, horizon)):
            after = [list(row) for row in left]
            for lane, units, offset, length in problem.takes[job]:
                for step in range(start + offset, start + offset + length):
                    after[lane][step] -= units
            if all(amount >= 0 for row in after for amount in row):
                go(job + 1, [*starts, start], after)

    free = [[next(amount for at, amount in reversed(list(zip(*steps, strict=True))) if at <= step) for step in range(horizon + 20)] for steps in problem.free]
    go(0, [], free)
    return min(best)


def orders(problem: Problem) -> list[tuple[int, ...]]:
    return [order for order in permutations(range(len(problem.length))) if all(order.index(before) < order.index(job) for job in order for before, _ in problem.into[job])]


@given(problems(most=3))
@settings(max_examples=40, deadline=None)
def test_the_solver_finds_what_brute_force_finds(problem: Problem):
    end, cost = reference(problem)
    assert lower_bound(problem) <= end
    start = searched(problem, lower_bound(problem), lambda: True)
    found = shortest(problem, start, lower_bound(problem), problem.end(start), 20, workers=1)
    assert found.is_best
    assert found.bound == problem.end(found.starts) == end
    assert not faults(problem, found.starts)
    shifted = least_shift(problem, found.starts, end, 20, workers=1)
    assert (problem.end(shifted.starts), problem.cost(shifted.starts)) == (end, cost)
    assert not faults(problem, shifted.starts)


@given(problems())
@settings(deadline=None)
def test_one_of_the_orders_is_best_and_none_breaks_anything(problem: Problem):
    ends = []
    for order in orders(problem):
        starts = serial(problem, order)
        assert not faults(problem, starts)
        ends.append(problem.end(starts))
        assert problem.end(justified(problem, starts)) <= ends[-1]
    found = searched(problem, -NEVER, lambda: False, rounds=20)
    assert not faults(problem, found)
    assert lower_bound(problem) <= min(ends) <= problem.end(found)


@given(problems(most=8))
@settings(deadline=None, max_examples=60)
def test_a_crowd_is_placed_as_each_alone(problem: Problem):
    """Side by side every order gives the schedule it gives by itself, there and back, and a search breaks nothing."""
    steady = replace(problem, free=[((-NEVER,), (3,)) for _ in problem.free])
    crowd = Crowd(steady)
    assume(crowd.fits)
    keys = np.random.default_rng(1).permuted(np.tile(np.arange(len(steady.length)), (6, 1)), axis=1)
    orders_ = crowd.ordered(keys)
    placed = crowd._sides[0].placed(orders_) + crowd.base
    assert placed.tolist() == [serial(steady, order) for order in orders_.tolist()]
    back = crowd.ordered(-placed, backwards=True)
    assert crowd._sides[1].placed(back).tolist() == [serial(steady.mirrored, order, 0) for order in back.tolist()]
    found = crowd.searched(-NEVER, lambda: False, rounds=2)
    assert not faults(steady, found)
    assert lower_bound(steady) <= steady.end(found) <= min(steady.end(justified(steady, serial(steady, steady.sorted(key)))) for key in rules(steady))


@given(problems(most=8))
@settings(deadline=None)
def test_the_mirror_of_the_mirror_is_the_problem(problem: Problem):
    again = problem.mirrored.mirrored
    assert ([sorted(one) for one in again.into], again.takes, again.free) == ([sorted(one) for one in problem.into], problem.takes, [tuple(map(tuple, one)) for one in problem.free])
    for key in rules(problem):
        placed = {job: place for place, job in enumerate(problem.sorted(key))}
        assert all(placed[before] < placed[job] for job in placed for before, _ in problem.into[job])


@st.composite
def staffed(draw: st.DrawFn) -> Plan:
    """Plans of the schedule's laws, with people on several calendars who are not always there."""
    found = draw(plans(lags=(0, 5, -4)))
    calendars = {1: found.calendars[1], 2: STANDARD, 3: HOLIDAYS, 4: NIGHT} if draw(st.booleans()) else found.calendars
    whole = st.sampled_from((1, 2, 3))
    people = {}
    for uid in (1, 2):
        later = ((found.start + draw(st.integers(1, 9)) * DAY, draw(whole)),) if draw(st.booleans()) else ()
        people[uid] = Person(uid, "", draw(st.sampled_from([None, *calendars])), ((FOREVER, draw(whole)), *later, (found.start + 40 * DAY, 3)))
    tasks = [
        replace(task, demands=tuple(Demand(uid, draw(whole)) for uid in people if draw(st.booleans())), priority=draw(st.sampled_from((0, 500, 500, 900))))
        for task in found.tasks
    ]  # fmt: skip
    return replace(found, tasks=tasks, calendars=calendars, people=people)


def asked_too_much(plan: Plan, starts: dict[int, tuple[int, int]]) -> set[int]:
    """By the hour: who is asked for more than there is, counting only hours in which both the task and the person work."""
    clocks = {uid: worktime(calendar, [plan.start // DAY]) for uid, calendar in plan.calendars.items()}
    used: dict[tuple[int, int], int] = {}
    for task in plan.tasks:
        start, finish = starts[task.uid]
        for demand in task.demands:
            own = plan.people[demand.person].calendar
            clock = clocks[1 if own is None else own]
            for hour in range(start, finish, HOUR):
                if clock.between(hour, hour + HOUR):
                    used[demand.person, hour] = used.get((demand.person, hour), 0) + demand.units
    return {person for (person, hour), units in used.items() if units > max((at, amount) for at, amount in plan.people[person].capacity if at <= hour)[1]}


@given(staffed())
@settings(max_examples=40, deadline=None)
def test_nobody_is_asked_for_more_than_there_is(plan: Plan):
    found = level(plan, 0.3, workers=1)
    dates = {task.uid: stands for task, stands in zip(plan.tasks, found.dates, strict=True)}
    unsolved = {one.person for one in found.unsolved}
    assert asked_too_much(plan, dates) <= unsolved
    too_large = {one.person for task in plan.tasks for one in task.demands if one.units > max(units for _, units in plan.people[one.person].capacity)}
    assert unsolved <= too_large


@given(staffed())
@settings(max_examples=40, deadline=None)
def test_nothing_gets_earlier_and_every_link_holds(plan: Plan):
    found = level(plan, 0.3, workers=1)
    before = {row.uid: row for row in schedule(plan).tasks}
    dates = {task.uid: stands for task, stands in zip(plan.tasks, found.dates, strict=True)}
    clock = worktime(plan.calendars[1], [plan.start // DAY])
    for uid, row in before.items():
        assert dates[uid][0] >= row.early_start
    for link in plan.links:
        if link.lag == 0:
            of_first = dates[link.predecessor][link.type in (LinkType.FINISH_FINISH, LinkType.FINISH_START)]
            of_second = dates[link.successor][link.type not in (LinkType.START_START, LinkType.FINISH_START)]
            assert clock.between(of_first, of_second) >= 0  # Friday at 17:00 and Monday at 08:00 are the same to a link
    assert found.before.finish <= found.lower_bound <= found.finish
    assert found.is_optimal == (found.lower_bound == found.finish)
    again = accepted(plan, found.moves, [move.uid for move in found.moves])
    assert schedule(again) == found.after
    assert overloads(jobs(again)) == list(found.unsolved)
    moved = {move.uid for move in found.moves}
    assert all((row.early_start, row.early_finish) == dates[uid] for uid, row in before.items() if uid not in moved)


@given(staffed())
@settings(max_examples=25, deadline=None)
def test_what_is_levelled_needs_no_levelling(plan: Plan):
    found = level(plan, 0.3, workers=1)
    if not found.unsolved:
        again = level(accepted(plan, found.moves, [move.uid for move in found.moves]), 1.0, workers=1)
        assert not again.moves
        assert again.after == found.after


@st.composite
def motley(draw: st.DrawFn) -> Plan:
    """The same with summaries, constraints, deadlines, elapsed and manual tasks, work in hand, parts of tasks, leave without end."""
    found = draw(staffed())
    tasks = []
    for number, task in enumerate(found.tasks):
        when = found.start + draw(st.integers(0, 12)) * DAY + draw(st.sampled_from((0, 8, 9, 17))) * HOUR
        more = draw(
            st.sampled_from(
                (
                    {}, {}, {}, {"constraint": draw(st.sampled_from(list(Constraint))), "constraint_at": when}, {"deadline": when}, {"elapsed": True}, {"priority": 1000},
                    {"manual": True, "start": when, "finish": when + task.duration}, {"actual_start": found.start}, {"actual_start": found.start, "actual_finish": when + DAY, "percent": 100},
                    {"duration": 0}, {"inactive": True}, {"delay": 5 * HOUR}, {"calendar": draw(st.sampled_from(list(found.calendars)))}, {"fixed": True, "early": (when, when + DAY)},
                    {"demands": tuple(replace(one, delay=2 * HOUR, amount=draw(st.integers(1, 20)) * HOUR) for one in task.demands)},
                    {"assignments": tuple(Assignment(found.people[one.person].calendar, task.duration, task.duration, 0) for one in task.demands)},
                )
            )
        )  # fmt: skip
        tasks.append(replace(task, level=draw(st.integers(1, 2)) if number else 1, **more))
    gone = draw(st.booleans())
    people = {uid: replace(one, capacity=(*one.capacity[:-1], (found.start + 20 * DAY, 0))) if gone else one for uid, one in found.people.items()}
    return replace(found, tasks=tasks, people=people)


@given(motley())
@settings(max_examples=60, deadline=None)
def test_whatever_a_plan_is_made_of_a_proposal_holds_or_says_where_not(plan: Plan):
    try:
        before = schedule(plan)
    except Refusal:
        return
    found = level(plan, 0.3, workers=1)
    assert found.before == before
    assert before.finish <= found.lower_bound <= max(found.finish, before.finish)
    moved = {move.uid: move for move in found.moves}
    for task, row, stands in zip(plan.tasks, before.tasks, found.dates, strict=True):
        if task.priority == 1000 or task.manual or task.fixed or task.inactive or task.actual_start is not None:
            assert task.uid not in moved
        if task.uid in moved:  # what is done as late as possible stands at its late date, which may lie before its early one
            move = moved[task.uid]
            assert move.before[0] in (row.early_start, row.late_start)
            assert move.before[0] <= move.after[0] == stands[0]
    again = accepted(plan, found.moves, moved)
    assert schedule(again) == found.after
    assert overloads(jobs(again)) == list(found.unsolved)
