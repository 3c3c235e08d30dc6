"""Schedule risk: every run is the schedule of its durations; shares and correlations where they can be known beforehand."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.rules.plan import Assignment, Constraint, Plan
from core.planning.rules.risk import (
    RUNS_AT_MOST,
    Estimate,
    NoSuchEstimated,
    NotThreePoints,
    Risk,
    RunsOutOfRange,
    Shape,
    _durations,
    risk,
)
from core.planning.rules.schedule import passes_of, schedule
from core.planning.rules.worktime import DAY
from tests.planning.plans import HOUR, STANDARD, at, link, plan, task, told
from tests.planning.test_laws import HOLIDAYS, plans


def days(best: float, likely: float, worst: float, shape: Shape = Shape.TRIANGULAR) -> Estimate:
    return Estimate(*(round(one * 8 * HOUR) for one in (best, likely, worst)), shape)


def by_uid(found: Risk) -> dict:
    return {one.uid: one for one in found.tasks}


def test_a_single_task_is_done_when_its_duration_says():
    found = risk(plan(task(1, 5)), {1: days(1, 5, 9)}, runs=20_000)
    assert told(found.planned) == "Fri 8 17:00"
    # Half of a symmetric triangle lies below its middle, four fifths below 9 - sqrt(0.2 * 8 * 4) = 6.47 days.
    assert at("2024-03-08 12:00") < found.by(0.5) < at("2024-03-11 12:00")
    assert at("2024-03-12 08:00") < found.by(0.8) < at("2024-03-12 17:00")
    assert abs(found.chance(found.planned) - 0.5) < 0.02
    assert by_uid(found)[1].criticality == 1
    assert by_uid(found)[1].cruciality > 0.999
    assert by_uid(found)[1].finish == (found.by(0.5), found.by(0.8))


def test_pert_keeps_closer_to_the_likeliest():
    wide = risk(plan(task(1, 5)), {1: days(1, 5, 9)}, runs=4000)
    close = risk(plan(task(1, 5)), {1: days(1, 5, 9, Shape.PERT)}, runs=4000)
    assert close.by(0.95) < wide.by(0.95)
    assert close.by(0.05) > wide.by(0.05)


def test_of_two_alike_each_decides_in_half_of_the_runs():
    tasks = (task(1, 5), task(2, 5), task(3, 1), task(4, 1))
    found = by_uid(risk(plan(*tasks, links=(link(1, 3), link(2, 3))), {1: days(1, 5, 9), 2: days(1, 5, 9)}, runs=4000))
    assert abs(found[1].criticality - 0.5) < 0.04
    assert abs(found[1].criticality + found[2].criticality - 1) < 0.02
    assert (found[3].criticality, found[4].criticality) == (1, 0)
    assert 0.5 < found[1].cruciality < 0.9
    assert found[3].cruciality == 0


def test_more_ways_that_must_all_be_done_make_the_plan_late():
    """Each is done in time in half of the runs, all five of them in one of 32."""
    tasks = [task(uid, 5) for uid in range(1, 6)]
    found = risk(plan(*tasks), {uid: days(1, 5, 9) for uid in range(1, 6)}, runs=4000)
    assert abs(found.chance(found.planned) - 1 / 32) < 0.015


def test_the_seed_is_kept_and_one_more_estimate_changes_no_other_draw():
    plan_ = plan(task(1, 5), task(2, 3), links=(link(1, 2),))
    one = risk(plan_, {1: days(1, 5, 9)}, seed=7)
    assert one == risk(plan_, {1: days(1, 5, 9)}, seed=7)
    assert one != risk(plan_, {1: days(1, 5, 9)}, seed=8)
    assert by_uid(risk(plan_, {1: days(1, 5, 9), 2: days(1, 2, 3)}, seed=7))[1].finish == by_uid(one)[1].finish


def test_what_is_done_or_stands_does_not_vary():
    done = task(1, 5, actual_start=at("2024-03-04 08:00"), actual_finish=at("2024-03-06 17:00"), percent=100)
    placed = task(2, 5, manual=True, start=at("2024-03-04 08:00"), finish=at("2024-03-05 17:00"))
    found = risk(plan(done, placed), {1: days(1, 5, 9), 2: days(1, 5, 9)})
    assert set(found.finishes) == {found.planned}


def test_an_interrupted_task_goes_on_as_planned_and_one_in_hand_varies():
    begun = task(1, 5, actual_start=at("2024-03-04 08:00"))
    assert len(set(risk(plan(begun), {1: days(3, 5, 9)}).finishes)) > 500
    resumed = replace(begun, resume=at("2024-03-07 08:00"), remaining=2 * 8 * HOUR)
    assert len(set(risk(plan(resumed), {1: days(3, 5, 9)}).finishes)) == 1


@pytest.mark.parametrize("wrong", [days(2, 1, 3), days(1, 4, 3), days(-1, 0, 1)])
def test_estimates_that_make_no_sense_are_refused(wrong: Estimate):
    with pytest.raises(NotThreePoints):
        risk(plan(task(1, 5)), {1: wrong})


def test_what_is_not_there_is_refused():
    with pytest.raises(NoSuchEstimated):
        risk(plan(task(1, 5)), {2: days(1, 2, 3)})
    for runs in (0, RUNS_AT_MOST + 1):
        with pytest.raises(RunsOutOfRange):
            risk(plan(task(1, 5)), {}, runs=runs)


@given(plans(lags=(0, 5, -4)))
def test_without_estimates_it_is_the_schedule(found: Plan):
    expected = schedule(found)
    sure = risk(found, {}, runs=2)
    assert set(sure.finishes) == {expected.finish}
    rows = {one.uid: one for one in sure.tasks}
    for row in expected.tasks:
        assert rows[row.uid].finish == (row.early_finish, row.early_finish)


@given(plans(lags=(0, 5)))
def test_without_constraints_what_decides_has_no_slack(found: Plan):
    """What decides is critical. The other way round a task may have no slack although no link holds it: at its own earliest."""
    critical = {row.uid for row in schedule(found).tasks if row.critical}
    decides = {one.uid for one in risk(found, {}, runs=1).tasks if one.criticality}
    assert decides
    assert decides <= critical


@given(
    plans(lags=(0, 5, -4)), st.lists(st.tuples(st.sampled_from(list(Constraint)), st.integers(0, 20), st.booleans(), st.booleans()), min_size=9, max_size=9),
    st.integers(0, 100), st.sampled_from(list(Shape)),
)  # fmt: skip
@settings(max_examples=100)
def test_every_run_is_the_schedule_of_its_durations(found: Plan, asked: list, seed: int, shape: Shape):
    """With constraints, elapsed tasks, people who drive them, and a second calendar."""
    tasks = []
    for number, (one, (kind, when, elapsed, staffed)) in enumerate(zip(found.tasks, asked, strict=False)):
        kind = Constraint.AS_SOON_AS_POSSIBLE if kind == Constraint.AS_LATE_AS_POSSIBLE else kind
        parts = (Assignment(2, one.duration, one.duration, 0),) if staffed and not elapsed else ()
        tasks.append(replace(one, constraint=kind, constraint_at=found.start + when * DAY, elapsed=elapsed, calendar=2 if number % 3 == 1 else None, assignments=parts))
    found = replace(found, tasks=tasks, calendars={1: STANDARD, 2: HOLIDAYS})
    estimates = {one.uid: Estimate(max(1, one.duration // 2), one.duration, one.duration * 3, shape) for one in tasks if one.uid % 4}
    together = risk(found, estimates, runs=3, seed=seed)
    passes, _ = passes_of(found)
    drawn = _durations(passes, estimates, 3, seed)
    finishes = []
    for run in range(3):
        alone = []
        for place, one in enumerate(tasks):
            duration = int(drawn[place][run]) if place in drawn else one.duration
            parts = tuple(replace(part, amount=duration, remaining=duration) for part in one.assignments)
            alone.append(replace(one, duration=duration, assignments=parts))
        finishes.append(schedule(replace(found, tasks=alone)).finish)
    assert sorted(finishes) == list(together.finishes)
