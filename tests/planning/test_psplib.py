"""Instances that others have solved: the schedule must be as short as the published one, and proven so."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.planning.rules.calendars import worktime
from core.planning.rules.levelling.bounds import lower_bound
from core.planning.rules.levelling.crowd import Crowd
from core.planning.rules.levelling.level import level
from core.planning.rules.levelling.problem import NEVER
from core.planning.rules.levelling.serial import justified, searched, serial
from core.planning.rules.levelling.solver import _from_two_sides, _turned, shortest
from tests.planning.plans import STANDARD
from tests.planning.psplib import SHIFT, drawn, faults, read

PUBLISHED = {"j301_1": 43}
"""Optimal lengths from the library's own tables."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_optimum_is_found_and_proven(name: str):
    instance = read((Path(__file__).parent / "instances" / f"{name}.sm").read_text())
    assert (len(instance.length), instance.capacity) == (32, [12, 13, 4, 12])
    plan = instance.plan()
    found = level(plan, 20)
    clock = worktime(STANDARD, [plan.start // 14400])
    assert clock.between(plan.start, found.finish) == PUBLISHED[name] * SHIFT
    assert found.is_optimal
    assert not found.unsolved


@pytest.mark.parametrize("shape", [(30, 1.5, 0.25, 0.5), (30, 1.8, 0.75, 0.2), (60, 1.5, 1.0, 0.2), (120, 2.1, 0.5, 0.3)])
def test_without_the_solver_a_schedule_holds_and_gets_better(shape: tuple):
    problem = drawn(*shape, seed=1).problem()
    naive = serial(problem, problem.sorted(problem.earliest))
    assert not faults(problem, naive)
    shorter = justified(problem, naive)
    assert problem.end(shorter) <= problem.end(naive)
    found = searched(problem, lower_bound(problem), lambda: False, rounds=3)
    assert not faults(problem, found)
    assert lower_bound(problem) <= problem.end(found) <= problem.end(shorter)
    crowd = Crowd(problem)
    assert crowd.fits
    best = crowd.searched(lower_bound(problem), lambda: False, rounds=3)
    assert not faults(problem, best)
    assert lower_bound(problem) <= problem.end(best) <= problem.end(shorter)
    assert faults(problem, [start - 1 for start in found])  # nothing may begin before the beginning
    assert any(fault < 0 for fault in faults(problem, problem.heads))  # without levelling a lane does not hold


@pytest.mark.parametrize("shape", [(30, 1.8, 0.75, 0.2, 2), (30, 2.1, 0.5, 0.2, 1)])
def test_two_searches_at_once_prove_what_one_alone_proves(shape: tuple):
    """A small problem goes from both sides; where people are away for a while it cannot be turned round."""
    problem = drawn(*shape).problem()
    known = serial(problem, problem.sorted(problem.earliest))
    alone = shortest(problem, known, lower_bound(problem), problem.end(known), 60, workers=1)
    assert _turned(problem, problem.end(known)) is not None
    both = _from_two_sides(problem, known, lower_bound(problem), 60, workers=2, seed=0)
    assert (problem.end(alone.starts), alone.is_best) == (problem.end(both.starts), both.is_best) == (alone.bound, True)
    assert not faults(problem, both.starts)
    away = replace(problem, free=[((-NEVER, 20, 30), (one, 0, one)) for _, (one,) in problem.free])
    assert _turned(away, 200) is None
    known = searched(away, lower_bound(away), lambda: False, rounds=2)
    both = _from_two_sides(away, known, lower_bound(away), 60, workers=2, seed=0)
    assert both.is_best
    assert not faults(away, both.starts)
    assert problem.end(both.starts) >= problem.end(alone.starts)
