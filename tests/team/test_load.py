"""What plans ask of people, and which departments take part: worked out from plans and hours, nothing is typed."""

from datetime import UTC, date, datetime, time

import pytest

from core import clock
from core.errors import NotFound
from core.planning import actions as plans
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import TICKS
from core.team.load import queries
from core.team.phases import queries as phases
from core.team.phases.rules import Row as PlanRow
from core.team.phases.rules import Share, shares
from core.words import Language

HOUR = 60 * TICKS
MONDAY = date(2026, 11, 2)


@pytest.fixture
def plan(house, do):
    """Mo's plan of Hotline: Ming has two tasks at once in the first week."""
    rows = [Row(1, "Ask"), Row(2, "Call", level=2, duration=40 * HOUR, people=((house.people["ming"], 100),)), Row(3, "Write", level=2, duration=16 * HOUR, people=((house.people["ming"], 100),))]
    return do(plans.create, "mo", house.projects["hotline"], starts=midnight(MONDAY), rows=rows)


def on_monday():
    return clock.at(datetime.combine(MONDAY, time(4), UTC))


def test_each_phase_names_the_departments_whose_people_work_there():
    rows = [PlanRow(1, 1, "Build", frozenset()), PlanRow(2, 2, "Wire", frozenset({10, 11})), PlanRow(3, 2, "Test", frozenset({10})), PlanRow(4, 1, "Hand over", frozenset({12}))]
    minutes = {(2, 10): 90, (3, 20): 30, (9, 12): 15}
    assert shares(rows, minutes, {10: 1, 11: 1, 12: 2, 20: None}) == [
        Share("Build", 1, 2, 1, 90), Share("Build", None, 1, 1, 30), Share("Hand over", 2, 1, 0, 0), Share("", 2, 1, 1, 15),
    ]  # fmt: skip


@pytest.mark.usefixtures("database")
class TestAsked:
    def test_of_all_plans_week_by_week(self, house, plan, do, ask):
        with on_monday():
            found = {one.name["en"]: one for one in ask(queries.loads, "mo")}
            (ming,) = [one for one in found.values() if one.person_id == house.people["ming"]]
            assert [(week.monday, week.asked, week.has, week.over) for week in ming.weeks[:2]] == [(MONDAY, 56.0, 40.0, True), (date(2026, 11, 9), 0.0, 40.0, False)]
            assert len(ming.weeks) == queries.WEEKS
            assert (ming.plans, ming.hidden) == (("PRJ-2026-0001",), 0)
            assert ask(queries.loads, "ming") == [ming], "whoever leads nobody sees herself"
            assert house.people["ming"] not in {one.person_id for one in ask(queries.loads, "pei")}

    def test_departments_come_from_plan_and_hours(self, house, plan, do, ask):
        assert [(one.share.phase, one.share.people, one.share.minutes) for one in ask(phases.taking_part, "mo", "PRJ-2026-0001")] == [("Ask", 1, 0)]
        with pytest.raises(NotFound):
            ask(phases.taking_part, "pei", "PRJ-2026-0001")


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("part", ["load", "departments"])
def test_on_the_screen(house, plan, do, screen, part, language):
    page = screen("pages/Team.py", "mo", query={"part": part}, language=language)
    assert not page.exception
    assert not page.error
