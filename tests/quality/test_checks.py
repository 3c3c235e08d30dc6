"""Quality checks on both databases: planned, drawn, answered, registered, finished, looked at again."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import select

from core import clock, db, work
from core.audit.actions import NOBODY
from core.errors import NotFound, NotPermitted, WrongState
from core.inspection.sampling import rules as sampling
from core.metrics import queries as metrics
from core.metrics.rules import Period, Subject
from core.quality.checks import actions, queries, rules
from core.quality.checks.actions import Wanted
from core.quality.checks.queries import Filter
from core.quality.checks.records import CheckAnswer
from core.quality.checks.recurring import actions as recurring
from core.quality.checks.recurring import queries as recurring_queries
from core.quality.checks.rules import Given, Kind, Mark, Point, Principle, Rhythm, State, Tolerance, Verdict
from core.quality.nonconformities import queries as nonconformities
from core.quality.nonconformities.rules import Basis, Metric, Origin, Severity

pytestmark = pytest.mark.usefixtures("database")
DAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 4, tzinfo=UTC)
POLITE = Point("Callers are greeted")
SPEED = Point("Answered within", True, "s", Tolerance(None, D(15), D(20)))
CONFORMS, FAILS = Given(mark=Mark.CONFORMS), Given(mark=Mark.FAILS)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(START):
        yield


def wanted(house, who="mei", kind=Kind.SELF, points=(POLITE, SPEED), **more) -> Wanted:
    return Wanted(kind, Principle.PROCESS, "Calls", house.people[who], points, **more)


def planned(house, do, who="mei", **more) -> int:
    return do(actions.plan, "mo", house.projects["hotline"], wanted(house, who, **more), due_on=DAY + timedelta(days=5))


def points(made: int) -> list[int]:
    return [row.id for row in work.ask(lambda session: queries.point_rows(session, made))]


def test_a_self_check_is_answered_in_stages_and_finished(house, do, ask, refused, traced):
    made = planned(house, do)
    code = ask(queries.code_of, "mei", made)
    polite, speed = points(made)
    with traced("check:answer", "mei"):
        do(actions.answer, "mei", made, point_id=polite, given=FAILS)
    assert ask(queries.view, "mo", code).row.state is State.RUNNING
    with refused(rules.Unanswered):
        do(actions.finish, "mei", made)
    do(actions.answer, "mei", made, point_id=speed, given=Given(D("21.5")), note_="Line 3.")
    do(actions.answer, "mei", made, point_id=speed, given=Given(D(20)))
    with refused(rules.NothingDone):
        do(actions.finish, "mei", made)
    with refused(rules.NothingFailed):
        do(actions.contain, "mei", made, point_id=speed, containment="Stopped.")
    for who in ("mo", "kit"):
        with refused(NotPermitted):
            do(actions.contain, who, made, point_id=polite, containment="Said so.")
    do(actions.contain, "mei", made, point_id=polite, containment="Said so.")
    do(actions.finish, "mei", made, summary="Fine but for the greeting.")
    seen = ask(queries.view, "mo", code)
    assert (seen.row.state, seen.row.verdict, seen.unanswered, seen.may_repeat) == (State.DONE, Verdict.FAILED, 0, True)
    with db.reading() as session:
        kept = session.scalars(select(CheckAnswer).where(CheckAnswer.point_id == speed).order_by(CheckAnswer.id)).all()
    assert [(one.value, one.mark, one.newest) for one in kept] == [(D("21.5"), Mark.FAILS, False), (D(20), Mark.CONFORMS, True)]
    with refused(WrongState):
        do(actions.answer, "mei", made, point_id=speed, given=Given(D(1)))


def test_a_spot_check_draws_a_sample_that_anybody_draws_again(house, do, ask, refused):
    listed = tuple(f"WO-{number:03}" for number in range(40))
    made = planned(house, do, kind=Kind.SPOT, size=5, listed=listed, seed="lot 7")
    seen = ask(queries.view, "mo", ask(queries.code_of, "mo", made))
    expected = sampling.draw([sampling.Unit(one) for one in listed], sampling.Plan(size=5), seed="lot 7").chosen
    assert (seen.draw.chosen, seen.units, seen.draw.seed, len(seen.answers)) == (expected, expected, "lot 7", 10)
    assert (ask(queries.redrawn, "ming", seen.row.code).frame_holds, ask(queries.redrawn, "ming", seen.row.code).same) == (True, True)
    with refused(rules.DrawnAlready):
        do(actions.draw, "mo", made, size=5, listed=listed)
    with refused(rules.UnitUnknown):
        do(actions.answer, "mei", made, point_id=points(made)[0], unit="WO-999", given=CONFORMS)
    bare = planned(house, do, kind=Kind.SPOT)
    with refused(rules.SampleMissing):
        do(actions.answer, "mei", bare, point_id=points(bare)[0], given=CONFORMS)
    with refused(sampling.NothingToDraw):
        do(actions.draw, "mo", bare, size=3)


def test_what_fails_too_often_must_become_a_major_nonconformity(house, do, ask, refused):
    made = planned(house, do, kind=Kind.SPOT, size=3, listed=("A", "B", "C"), points=(POLITE,))
    (point,) = points(made)
    for unit, said in (("A", FAILS), ("B", FAILS), ("C", CONFORMS)):
        do(actions.answer, "mei", made, point_id=point, unit=unit, given=said)
        if said is FAILS:
            do(actions.contain, "mei", made, point_id=point, unit=unit, containment="Called back.")
    with refused(rules.MustBeRegistered):
        do(actions.finish, "mei", made)
    found = do(actions.register, "mei", made, point_id=point, unit="B", class_="attitude", finding="Two of three were not greeted.")
    assert do(actions.register, "mei", made, point_id=point, unit="A", class_="attitude", finding="Again.") == found
    seen = ask(nonconformities.view, "mei", ask(nonconformities.code_of, "mei", found)).row
    assert (seen.severity, seen.origin, seen.containment, seen.source_code) == (Severity.MAJOR, Origin.CHECK, "Called back.", ask(queries.code_of, "mo", made))
    do(actions.finish, "mei", made)
    again = do(actions.repeat, "mo", made, checker_id=house.people["kit"], due_on=DAY + timedelta(days=20))
    view = ask(queries.view, "kit", ask(queries.code_of, "kit", again))
    assert (sorted(view.units), view.repeats, len(view.points)) == (["A", "B"], ask(queries.code_of, "mo", made), 1)
    with refused(rules.NothingToRepeat):
        do(actions.repeat, "mo", made, checker_id=house.people["kit"], due_on=DAY + timedelta(days=20))


@pytest.mark.parametrize("kind", [Kind.CROSS, Kind.AUDIT])
def test_nobody_of_the_checked_department_cross_checks(house, do, ask, refused, kind):
    for who in ("ming", "mo", "hu"):
        with refused(rules.NotIndependent):
            planned(house, do, who, kind=kind)
    made = planned(house, do, "mei", kind=kind)
    with refused(rules.NotIndependent):
        do(actions.reassign, "mo", made, checker_id=house.people["ming"], due_on=DAY + timedelta(days=5), version=1)
    with db.writing() as session:  # she moves into the department that she was to look at
        from core.people.records import Person

        session.get_one(Person, house.people["mei"]).department_id = house.departments["service"]
    with refused(rules.NotIndependent):
        do(actions.answer, "mei", made, point_id=points(made)[0], given=CONFORMS)


def test_bad_input_is_refused_and_changes_nothing(house, do, refused):
    project = house.projects["hotline"]
    for due_on, refusal in ((DAY - timedelta(days=1), rules.CheckInPast), (date(2036, 1, 1), rules.CheckTooFar)):
        with refused(refusal):
            do(actions.plan, "mo", project, wanted(house), due_on=due_on)
    upside = Point("Speed", True, "s", Tolerance(D(20), None, D(10)))
    for bad, refusal in (((), rules.PointsMissing), ((upside,), rules.PointLimitsUpsideDown), ((Point("Speed", True),), rules.NoLimit), ((POLITE,) * 61, rules.TooManyPoints)):
        with refused(refusal):
            do(actions.plan, "mo", project, wanted(house, points=bad), due_on=DAY)
    with refused(NotPermitted):
        do(actions.plan, "ming", project, wanted(house), due_on=DAY)
    with refused(rules.PlanEndsBefore):
        do(recurring.make_plan, "mo", project, wanted(house), rhythm=Rhythm.WEEKLY, first_on=DAY, until=DAY - timedelta(days=1))


def test_what_recurs_becomes_checks_in_time_once(house, do, ask):
    made = do(recurring.make_plan, "mo", house.projects["hotline"], wanted(house), rhythm=Rhythm.WEEKLY, first_on=DAY + timedelta(days=1), until=DAY + timedelta(days=60))
    assert [work.do(recurring.raise_due, NOBODY) for _ in range(2)] == [1, 0]
    with clock.at(START + timedelta(days=10)):
        assert work.do(recurring.raise_due, NOBODY) == 1  # the one of the day before yesterday was never made, and is not made up
        days = ask(recurring_queries.calendar, "mo", DAY, DAY + timedelta(days=30))
        assert [(one.on - DAY).days for one in days] == [1, 15, 22, 29]
        assert [bool(one.code) for one in days] == [True, True, False, False]
        assert [one.late for one in days] == [True, False, False, False]
        (plan,) = ask(recurring_queries.plans, "mo")
        assert (plan.next_on - DAY).days == 22
        do(recurring.end_plan, "mo", made)
        assert len(ask(recurring_queries.calendar, "mo", DAY, DAY + timedelta(days=30))) == 2
    ended = do(recurring.make_plan, "mo", house.projects["hotline"], wanted(house, kind=Kind.CROSS), rhythm=Rhythm.WEEKLY, first_on=DAY + timedelta(days=2), until=DAY + timedelta(days=60))
    with db.writing() as session:
        from core.people.records import Person

        session.get_one(Person, house.people["mei"]).department_id = house.departments["service"]
    assert work.do(recurring.raise_due, NOBODY) == 0
    assert next(one for one in ask(recurring_queries.plans, "mo") if one.id == ended).ended


def test_lists_and_counts_show_what_one_may_see(house, do, ask):
    mine = planned(house, do)
    done = planned(house, do, points=(POLITE,))
    do(actions.answer, "mei", done, point_id=points(done)[0], given=CONFORMS)
    do(actions.finish, "mei", done)
    do(actions.plan, "pei", house.projects["harbour"], wanted(house, "kit"), due_on=DAY)
    assert [one.id for one in ask(queries.listed, "mei", Filter())[0]] == [mine, done]
    assert len(ask(queries.listed, "lin", Filter())[0]) == 3
    with clock.at(START + timedelta(days=40)):
        assert ask(queries.counts, "mei") == {"mine": 1, "overdue": 1, "repeat": 0, "done": 1, "all": 2}
        (late, *_) = ask(queries.listed, "mei", Filter(tab="overdue"))[0]
        assert (late.overdue, late.missed) == (True, True)
    with pytest.raises(NotFound):
        ask(queries.view, "pei", ask(queries.code_of, "lin", mine))


def test_the_same_point_tells_whether_it_helped_and_checks_are_measured(house, do):
    for said in (Given(D(10)), Given(D(30))):
        made = planned(house, do, points=(SPEED,))
        (point,) = points(made)
        do(actions.answer, "mei", made, point_id=point, given=said)
        if said.value > 20:
            do(actions.contain, "mei", made, point_id=point, containment="Called back.")
        do(actions.finish, "mei", made)
    period, project = Period(DAY, DAY), house.projects["hotline"]
    found = work.ask(queries.share_conforming, Metric(Basis.CHECK, "Answered within", "Speed"), project, period)
    assert (found.value, found.n) == (50, 2)
    told = work.ask(metrics.of_many, ["check.passed", "check.in_time", "nonconformity.a_month"], Subject.PROJECT, Period(DAY, DAY + timedelta(days=9)), [project])
    assert {code: one[project].n for code, one in told.items()} == {"check.passed": 2, "check.in_time": 2, "nonconformity.a_month": 0}
