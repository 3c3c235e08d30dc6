"""Instances that others have solved: the schedule must be as short as the published one, and proven so."""

from pathlib import Path

import pytest

from core.planning.rules.calendars import worktime
from core.planning.rules.levelling.bounds import lower_bound
from core.planning.rules.levelling.level import level
from core.planning.rules.levelling.serial import justified, searched, serial
from tests.planning.plans import STANDARD
from tests.planning.psplib import SHIFT, drawn, read

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
    assert not problem.faults(naive)
    shorter = justified(problem, naive)
    assert problem.end(shorter) <= problem.end(naive)
    found = searched(problem, lower_bound(problem), lambda: False, rounds=3)
    assert not problem.faults(found)
    assert lower_bound(problem) <= problem.end(found) <= problem.end(shorter)
    assert problem.faults([start - 1 for start in found])  # nothing may begin before the beginning
    assert any(fault < 0 for fault in problem.faults(problem.heads))  # without levelling a lane does not hold
