"""Hours as they are kept: entered for a week or with a report, priced by the rate of their day, summed as they change."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from fractions import Fraction

import pytest
from sqlalchemy import select

from core import clock, db
from core.cost.hours import actions, queries, rules
from core.cost.hours.records import TimeEntry
from core.cost.hours.rules import Cell
from core.cost.rates import actions as rates
from core.cost.rates import queries as rate_queries
from core.cost.records import CostTotal
from core.errors import NotFound, NotPermitted
from core.planning import actions as plans
from core.planning import queries as planning
from core.planning.rules.edits import TaskGone
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import TICKS
from core.progress import actions as progress
from core.progress.rules import Report
from core.progress.value import queries as value
from core.progress.value.queries import Asked
from core.progress.value.rules import NO_RATES, Figure, Unit
from core.projects import actions as projects
from core.projects.queries import member_ids, project_for_update
from core.projects.rules import Stage

pytestmark = pytest.mark.usefixtures("database")

MONDAY = date(2026, 11, 2)
ROWS = [Row(1, "Prepare"), Row(2, "Ask", 2, duration=16 * 60 * TICKS, cost=D(4000)), Row(3, "Write", 2, duration=8 * 60 * TICKS)]


@pytest.fixture(autouse=True)
def friday():
    with clock.at(datetime(2026, 11, 6, 4, tzinfo=UTC)):
        yield


@pytest.fixture
def hotline_id(house, do):
    """Hotline with a plan in which Ming works on Ask and answers for Write."""
    made = do(plans.create, "mo", house.projects["hotline"], starts=midnight(MONDAY), rows=ROWS)
    do(plans.change, "mo", made, seen=9, changes={2: {"people": ((house.people["ming"], 100),)}, 3: {"owner": house.people["ming"]}})
    return house.projects["hotline"]


def cell(project: int, hours: float, *, uid: int = 2, day: int = 0, seen: float = 0) -> Cell:
    return Cell(project, uid, MONDAY + timedelta(days=day), round(hours * 60), round(seen * 60))


def total(project: int) -> tuple[D, int, int] | None:
    with db.reading() as session:
        found = session.execute(select(CostTotal.labour, CostTotal.minutes, CostTotal.unpriced).where(CostTotal.project_id == project, CostTotal.line == "labour")).one_or_none()
        kept = session.scalars(select(TimeEntry).where(TimeEntry.project_id == project, TimeEntry.back_at.is_(None))).all()
        recounted = (sum((one.amount or 0 for one in kept), D(0)), sum(one.minutes for one in kept), sum(one.minutes for one in kept if one.amount is None))
        assert found is None or tuple(found) == recounted
    return found and tuple(found)


class TestAWeek:
    def test_hours_are_entered_changed_and_taken_back(self, house, hotline_id, do, ask, traced, hotline):
        with traced("hours:enter", "ming") as entry:
            assert do(actions.enter, "ming", [cell(hotline_id, 2), cell(hotline_id, 3, day=1), cell(hotline_id, 1, uid=3)]) == 3
        assert [one["after"] for one in entry[0].facts["hours"]] == [120, 180, 60]
        week = ask(queries.week, "ming", MONDAY)
        assert [(row.task, row.minutes, row.open) for row in week.rows] == [("Write", (60, 0, 0, 0, 0, 0, 0), True), ("Ask", (120, 180, 0, 0, 0, 0, 0), True)]
        assert week.totals == (180, 180, 0, 0, 0, 0, 0)
        do(actions.enter, "ming", [cell(hotline_id, 0.5, seen=2)])
        assert do(actions.enter, "ming", [cell(hotline_id, 0.5, seen=0.5)]) == 0
        assert ask(queries.week, "ming", MONDAY).rows[1].minutes[0] == 30
        assert [(one.minutes, one.back_at is None) for one in ask(queries.entries, "mo", hotline) if one.day == MONDAY and one.task == "Ask"] == [(30, True), (120, False)]
        assert total(hotline_id) == (0, 270, 270)

    def test_what_cannot_have_been_is_refused_and_nothing_of_it_kept(self, house, hotline_id, do, refused, ask):
        with refused(rules.TooManyHours) as caught:
            do(actions.enter, "ming", [cell(hotline_id, 20), cell(hotline_id, 5, uid=3)])
        assert caught.value.facts == {"hours": "25", "day": MONDAY}
        with refused(rules.HoursToCome):
            do(actions.enter, "ming", [cell(hotline_id, 1, day=5)])
        with refused(rules.NoHours):
            do(actions.enter, "ming", [cell(hotline_id, 25)])
        with refused(TaskGone):
            do(actions.enter, "ming", [cell(hotline_id, 1, uid=1)])  # it contains others
        with refused(NotPermitted):
            do(actions.enter, "mei", [cell(hotline_id, 1)])
        with refused(NotFound):
            do(actions.enter, "ming", [cell(999, 1)])
        do(actions.enter, "ming", [cell(hotline_id, 20)])
        with refused(rules.OthersHours):
            do(actions.enter, "ming", [cell(hotline_id, 4)])
        do(actions.enter, "ming", [cell(hotline_id, 4, seen=20), cell(hotline_id, 20, uid=3)])  # moved from one task to another

    def test_the_24_hours_are_those_of_all_projects(self, house, hotline_id, do, refused):
        row = _row(house, "harbour")
        do(projects.update, "lin", row["id"], **{**row["told"], "member_ids": [*row["told"]["member_ids"], house.people["ming"]]})
        do(plans.create, "pei", row["id"], starts=midnight(MONDAY), rows=ROWS)
        do(actions.enter, "ming", [cell(hotline_id, 20)])
        with refused(rules.TooManyHours):
            do(actions.enter, "ming", [cell(row["id"], 5)])

    def test_a_closed_project_takes_none(self, house, hotline_id, do, ask, refused):
        do(actions.enter, "ming", [cell(hotline_id, 2)])
        house.close(hotline_id)
        with refused(rules.ClosedForHours):
            do(actions.enter, "ming", [cell(hotline_id, 3, seen=2)])
        assert [(one.task, one.open) for one in ask(queries.week, "ming", MONDAY).rows] == [("Ask", False)]

    def test_hours_outlive_their_task(self, house, hotline_id, do, ask, refused, hotline):
        do(actions.enter, "ming", [cell(hotline_id, 2)])
        do(plans.remove, "mo", ask(planning.plan, "mo", hotline).id, uids=[2])
        with refused(TaskGone):
            do(actions.enter, "ming", [cell(hotline_id, 3, seen=2)])
        do(actions.enter, "ming", [cell(hotline_id, 0, seen=2)])
        assert total(hotline_id) == (0, 0, 0)


class TestWithAReport:
    def test_its_hours_are_hours_like_all_others(self, house, hotline_id, do, ask, hotline, refused):
        do(progress.report, "ming", hotline_id, 2, Report(percent=25, minutes=90))
        do(progress.report, "ming", hotline_id, 2, Report(percent=30, minutes=0))
        assert [(one.task, one.minutes[4]) for one in ask(queries.week, "ming", MONDAY).rows] == [("Write", 0), ("Ask", 90)]
        with refused(rules.TooManyHours):
            do(progress.report, "ming", hotline_id, 2, Report(percent=35, minutes=23 * 60))
        figures = ask(value.value, "mo", Asked(hotline, date(2026, 11, 6), date(2026, 11, 6), unit=Unit.HOURS)).figures
        assert figures[Figure.AC] == D("1.5")

    def test_what_hours_cost_is_the_actual_cost(self, house, hotline_id, do, ask, hotline):
        do(progress.report, "ming", hotline_id, 2, Report(percent=25, minutes=90))
        asked = Asked(hotline, date(2026, 11, 6), date(2026, 11, 6), unit=Unit.MONEY)
        assert ask(value.value, "mo", asked).figures[Figure.CPI] == NO_RATES
        do(rates.put, "lin", valid_from=MONDAY, amount=D(400))
        figures = ask(value.value, "mo", asked).figures
        assert (figures[Figure.AC], figures[Figure.EV], figures[Figure.CPI]) == (600, 1000, Fraction(5, 3))


class TestRates:
    def test_hours_are_priced_when_entered_and_anew_when_a_rate_changes(self, house, hotline_id, do, ask, traced):
        ming = house.people["ming"]
        do(rates.put, "lin", valid_from=MONDAY + timedelta(days=1), amount=D("100.01"))
        do(actions.enter, "ming", [cell(hotline_id, 2), cell(hotline_id, 1.5, day=1)])
        assert total(hotline_id) == (D("150.02"), 210, 120)
        with traced("rate:put", "lin") as entry:
            hers = do(rates.put, "lin", valid_from=MONDAY, amount=D(200), person_id=ming)
        assert entry[0].facts["priced"] == 2
        assert total(hotline_id) == (D(700), 210, 0)
        do(rates.put, "lin", valid_from=MONDAY, amount=D(300), person_id=ming, project_id=hotline_id)
        do(rates.put, "lin", valid_from=MONDAY, amount=D(1), project_id=house.projects["harbour"])
        assert total(hotline_id) == (D(1050), 210, 0)
        assert do(rates.put, "lin", valid_from=MONDAY, amount=D(240), person_id=ming) == hers
        assert total(hotline_id) == (D(1050), 210, 0)
        (here,) = [one.id for one in ask(rate_queries.rates, "lin") if one.person and one.project]
        with traced("rate:drop", "lin"):
            do(rates.drop, "lin", here)
        assert total(hotline_id) == (D(840), 210, 0)
        do(rates.drop, "lin", hers)
        assert total(hotline_id) == (D("150.02"), 210, 120)

    def test_pay_is_seen_by_few(self, house, hotline_id, do, ask, refused):
        do(rates.put, "lin", valid_from=MONDAY, amount=D(100))
        do(rates.put, "lin", valid_from=MONDAY, amount=D(200), person_id=house.people["ming"])
        do(rates.put, "lin", valid_from=MONDAY, amount=D(300), person_id=house.people["pei"])
        assert sorted(one.amount for one in ask(rate_queries.rates, "lin")) == [100, 200, 300]
        assert sorted(one.amount for one in ask(rate_queries.rates, "hu")) == [100, 200]  # of the own department
        for who in ("mo", "ming", "mei"):
            with pytest.raises(NotPermitted):
                ask(rate_queries.rates, who)
        for who in ("hu", "mo"):
            with refused(NotPermitted):
                do(rates.put, who, valid_from=MONDAY, amount=D(1))


def _row(house, name):
    with db.reading() as session:
        row = project_for_update(session, house.projects[name])
        told = {
            "version": row.version, "name": row.name, "customer": row.customer, "stage": Stage(row.stage), "manager_id": row.manager_id, "started_on": row.started_on,
            "ends_on": row.ends_on, "member_ids": sorted(member_ids(session, row.id)),
        }  # fmt: skip
        return {"id": row.id, "told": told}

