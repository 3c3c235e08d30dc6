"""What is foretold follows published examples and only from what was known; problems that come back are listed and visited once."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import db, work
from core.audit.actions import NOBODY
from core.clock import at, now, today
from core.customers import actions as customers
from core.customers.care import actions as care
from core.customers.care import queries as cares
from core.customers.care.rules import Kind, problem
from core.errors import NotPermitted
from core.service.analysis import actions as sums
from core.service.analysis.queries import Asked, anew
from core.service.analysis.rules import monday
from core.service.closing import actions as closing
from core.service.forecast import actions, queries, rules
from core.service.forecast.rules import LEAST, Method, Point
from core.service.intake import actions as intake
from core.service.requests.rules import Intake

FIRST = date(2026, 3, 2)
OIL = (445.36, 453.20, 454.41, 422.38, 456.04, 440.39, 425.19, 486.21, 500.43, 521.28, 508.95, 488.89, 509.87, 456.72, 473.82, 525.95, 549.83, 542.34)


def test_smoothing_tells_what_is_published():
    """Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 2nd edition, 7.1: oil production, alpha 0.8339, level 446.5868."""
    assert round(rules.smoothed(OIL, 0.8339, 446.5868), 2) == 542.68
    assert round(rules.smoothed(OIL[:7], 0.8339, 446.5868), 2) == 428.02


def test_a_steady_number_is_foretold_for_sure_and_a_trend_is_followed():
    found = rules.forecast([7.0] * 20, FIRST)
    assert (found.method, found.best.miss, found.best.scaled) == (Method.MEAN, 0, None)
    assert found.points[0] == Point(FIRST, 7, 7, 7)
    assert [one.week for one in found.points] == [FIRST + timedelta(days=7 * step) for step in range(rules.AHEAD)]
    rising = rules.forecast([float(n) for n in range(40)], FIRST)
    assert rising.method is Method.DAMPED
    assert rising.points[-1].expected > 41
    assert rising.best.scaled < 1.5 < next(one.scaled for one in rising.tried if one.method is Method.MEAN)


def test_a_year_that_repeats_is_foretold_by_the_year_before():
    year = [float(5 + week * week % 23) for week in range(52)]
    found = rules.forecast((year * 2)[:90], FIRST)
    assert (found.method, found.best.miss) == (Method.SEASON, 0)
    assert [one.expected for one in found.points] == year[90 - 52 : 98 - 52]
    assert Method.SEASON not in {one.method for one in rules.forecast(year, FIRST).tried}


def test_too_few_weeks_are_said_with_what_is_missing():
    assert LEAST == 15
    found = rules.forecast([3.0] * 11, FIRST)
    assert (found.used, found.lacks, found.points, found.tried) == (11, 4, (), ())
    assert len(rules.forecast([3.0, 4.0, 5.0] * 5, FIRST).points) == rules.LEAST_AHEAD
    assert rules.held_out([3] * 18, FIRST) is None
    assert rules.held_out([3] * 19, FIRST).met == rules.Met(4, 4, 0)


def test_a_bound_is_the_rank_that_four_of_five_do_not_exceed():
    assert rules.bound([1, 2, 3, 9]) == 9
    assert rules.bound(range(1, 10)) == 8
    assert rules.bound(range(1, 20)) == 16


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=LEAST, max_size=70), st.integers(1, 3))
def test_intervals_hold_the_expected_widen_and_do_not_know_the_future(series, later):
    found = rules.forecast(series, FIRST)
    widths = [one.high - one.expected for one in found.points]
    assert all(0 <= one.low <= one.expected <= one.high for one in found.points)
    assert all(after >= before - 1e-9 for before, after in pairwise(widths))
    assert found.best.miss == min(one.miss for one in found.tried)
    assert rules.forecast([*series], FIRST) == found
    kept = rules.held_out([*series, *[later] * 4], FIRST)
    other = rules.held_out([*series, *[later + 40] * 4], FIRST)
    assert [one.expected for one in kept.points] == [one.expected for one in other.points], "what came cannot change what would have been foretold"


def test_weeks_without_a_request_count_and_the_running_one_does_not():
    found = {FIRST: 2, FIRST + timedelta(days=21): 1, FIRST + timedelta(days=28): 9}
    assert rules.weekly(found, FIRST + timedelta(days=28)) == (FIRST, [2, 0, 0, 1])
    assert rules.weekly({}, FIRST) == (FIRST, [])


def test_a_problem_comes_again_at_its_pace():
    assert rules.again_on(date(2026, 3, 1), date(2026, 3, 21), 3) == date(2026, 3, 31)
    assert rules.again_on(FIRST, FIRST, 4) == FIRST + timedelta(days=1)
    assert rules.go_by(date(2026, 3, 31), date(2026, 3, 21)) == date(2026, 3, 28)
    assert rules.go_by(date(2026, 3, 1), date(2026, 3, 21)) == date(2026, 3, 22)


# --- with a database ---------------------------------------------------------------------------------------------------


def register(house, do, who, moment, customer, project="hotline", type_="process_billing", channel="phone"):
    with at(moment):
        return do(intake.register, who, house.projects[project], Intake(customer, channel, "Invoices are wrong", problem_class=type_.partition("_")[0], problem_type=type_))


@pytest.mark.usefixtures("database")
def test_what_is_foretold_is_counted_from_kept_sums_and_what_changed_and_kept_once_a_week(house, hotline, do, ask):
    ferries = do(customers.enter, "lin", name="Northern Ferries", project_ids=[house.projects["hotline"], house.projects["harbour"]])
    moment = now()
    ago = lambda weeks: moment - timedelta(days=7 * weeks)  # noqa: E731
    for weeks in range(16, 0, -1):
        register(house, do, "ming", ago(weeks), ferries)
    for weeks in (1, 2):
        register(house, do, "pei", ago(weeks), ferries, "harbour", channel="email")
    assert ask(queries.outlook, "lin", Asked()).series == (1,) * 14 + (2, 2)
    with db.writing() as session:
        sums.refresh(session, NOBODY, anew(session))
    last = register(house, do, "ming", ago(1), ferries)
    twin = register(house, do, "ming", ago(1), ferries)
    wanted = {"": (1,) * 14 + (2, 4), "email": (1, 1), "phone": (1,) * 15 + (3,)}
    for channel, series in wanted.items():
        assert ask(queries.outlook, "lin", Asked(channel=channel)).series == series
    do(closing.merge, "ming", twin, into=ask(_code, "ming", last), reason="Twice.")
    assert ask(queries.outlook, "mo", Asked()).series == (1,) * 15 + (2,), "a manager's own projects, a merged one left out"
    assert ask(queries.outlook, "lin", Asked(channel="phone", problem_class="process")).series == (1,) * 15 + (2,)
    assert ask(queries.outlook, "lin", Asked(department="quality")).series == (1, 1)
    found = ask(queries.outlook, "mo", Asked())
    assert (found.forecast.used, len(found.forecast.points), found.earlier) == (16, 5, ())
    with pytest.raises(NotPermitted):
        ask(queries.outlook, "mei", Asked())

    with db.writing() as session:
        sums.refresh(session, NOBODY, anew(session))
        assert actions.keep(session, NOBODY) == 2, "all together, and Hotline: Harbour has too few weeks"
    with db.writing() as session:
        assert actions.keep(session, NOBODY) == 0
    with at(moment + timedelta(days=7)):
        earlier = ask(queries.outlook, "mo", Asked(project=hotline)).earlier
        assert [(one.week, one.used, one.met.weeks) for one in earlier] == [(monday(today()) - timedelta(days=7), 16, 1)]
        assert [one.used for one in ask(queries.outlook, "lin", Asked()).earlier] == [16]
        assert ask(queries.outlook, "lin", Asked(channel="phone")).earlier == ()


def _code(session, actor, request_id):
    from core.service.requests.queries import place

    return place(session, actor, request_id).code


@pytest.mark.usefixtures("database")
def test_who_had_the_same_again_and_again_is_visited_once(house, do, ask):
    ferries = do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])
    for days in (41, 21, 1):
        register(house, do, "ming", now() - timedelta(days=days), ferries)
    register(house, do, "ming", now() - timedelta(days=2), ferries, type_="process_handover")
    (one,) = ask(queries.recurring, "mo", Asked())
    assert (one.customer_name, one.problem_type, one.n, one.planned) == ("Northern Ferries", "process_billing", 3, None)
    assert one.expected == one.last + timedelta(days=20)
    assert one.go_by == today() + timedelta(days=14)
    made = do(care.plan, "ming", ferries, kind=Kind.VISIT, title="Before it comes again", due_on=one.go_by, cause=problem(one.problem_type))
    assert do(care.plan, "mo", ferries, kind=Kind.VISIT, title="Again", due_on=one.go_by, cause=problem(one.problem_type)) == made
    assert ask(queries.recurring, "mo", Asked())[0].planned == one.go_by
    planned = work.ask(cares.of_customer, house.actor("mo"), ferries)
    assert [row.title for row in planned] == ["Before it comes again"]
    do(care.finish, "ming", made, version=planned[0].version, result="Meter replaced.")
    assert ask(queries.recurring, "mo", Asked())[0].planned is None, "it was done: if it comes again, somebody goes again"
    assert ask(queries.recurring, "pei", Asked()) == []
