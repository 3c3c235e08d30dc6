"""Earned value of plans as they are kept: from reports and actual dates, against the plan or a baseline; and on the screen."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction as F

import pytest
from sqlalchemy import null, update

from core import clock, db
from core.errors import NotFound, NotPermitted
from core.planning import actions as plans
from core.planning.baselines import actions as baselines
from core.planning.baselines import queries as baseline_queries
from core.planning.baselines.records import BaselineTask
from core.planning.rules.moments import midnight
from core.planning.rules.notation import Before
from core.planning.rules.sheet import Kind, Row
from core.planning.rules.worktime import TICKS
from core.progress import actions
from core.progress.rules import Report
from core.progress.value import queries, rules
from core.progress.value.queries import Asked
from core.progress.value.rules import Earning, Figure, Unit

HOUR = 60 * TICKS
MONDAY = date(2026, 11, 2)
ROWS = [
    Row(1, "Prepare"), Row(2, "Ask", 2, duration=32 * HOUR, cost=Decimal(4000)), Row(3, "Write", 2, duration=8 * HOUR, before=(Before(2),), cost=Decimal("1000.50")),
    Row(4, "Ready", 1, Kind.MILESTONE, before=(Before(3),)),
]  # fmt: skip
"""Ask runs from Monday to Thursday, Write on Friday."""


def noon(days: int):
    return clock.at(datetime(2026, 11, 2, 4, tzinfo=UTC).replace(day=2 + days))


@pytest.fixture
def plan(house, do):
    """Mo's plan of Hotline from Monday; Ming works on Ask and answers for Write."""
    made = do(plans.create, "mo", house.projects["hotline"], starts=midnight(MONDAY), rows=ROWS)
    ming = house.people["ming"]
    do(plans.change, "mo", made, seen=9, changes={2: {"people": ((ming, 100),)}, 3: {"owner": ming}})
    return made


@pytest.fixture
def value(plan, ask, hotline):
    def value_(day: int, today: int, who="mo", **more):
        with noon(today):
            return ask(queries.value, who, Asked(hotline, date(2026, 11, 2 + day), date(2026, 11, 2 + today), **more))

    return value_


@pytest.mark.usefixtures("database")
class TestOfAPlan:
    def test_what_was_reported_by_a_day_is_what_was_earned_then(self, house, plan, do, value):
        with noon(0):
            do(actions.report, "ming", house.projects["hotline"], 2, Report(percent=10, minutes=240))
        with noon(1):
            do(actions.report, "ming", house.projects["hotline"], 2, Report(percent=25, minutes=480))
        found = value(1, 2)
        told = found.figures
        assert (told[Figure.BAC], told[Figure.PV], told[Figure.EV]) == (F("5000.50"), 2000, 1000)
        assert (told[Figure.SV], told[Figure.SPI]) == (-1000, F(1, 2))
        assert (told[Figure.ES], told[Figure.SV_T], told[Figure.SPI_T], told[Figure.EAC_T]) == (1, -1, F(1, 2), 10)
        assert (found.planned_on, found.finish_on) == (MONDAY, date(2026, 11, 13))
        assert found.weightless == 0
        assert {told[one] for one in (Figure.AC, Figure.CPI, Figure.EAC_CPI, Figure.VAC)} == {rules.NO_RATES}
        assert value(0, 2).figures[Figure.EV] == 400
        assert found.packages[1] == {one: told[one] for one in found.packages[1]}
        assert found.owners[house.people["ming"]][Figure.BAC] + found.owners[None][Figure.BAC] == told[Figure.BAC]
        assert [(one.day, one.pv, one.least) for one in found.points] == [
            (date(2026, 11, 1), 0, 0), (date(2026, 11, 3), 2000, 1000), (date(2026, 11, 8), F("5000.50"), None),
        ]  # fmt: skip

    def test_in_hours_what_was_worked_is_the_cost(self, house, plan, do, value):
        assert value(0, 0, unit=Unit.HOURS).figures[Figure.CPI] == rules.NO_HOURS_YET
        with noon(1):
            do(actions.report, "ming", house.projects["hotline"], 2, Report(percent=25, minutes=600))
        told = value(1, 1, unit=Unit.HOURS).figures
        assert (told[Figure.BAC], told[Figure.PV], told[Figure.EV], told[Figure.AC], told[Figure.CPI]) == (40, 16, 8, 10, F(4, 5))
        assert value(0, 1, unit=Unit.HOURS).figures[Figure.AC] == rules.NO_HOURS_YET

    def test_what_was_entered_without_a_report_has_no_history_but_its_dates(self, plan, do, value):
        with noon(3):
            do(plans.change, "mo", plan, seen=9, changes={2: {"percent": 50, "actual_start": midnight(MONDAY)}})
        assert value(3, 3).figures[Figure.EV] == 2000
        past = value(2, 3)
        assert past.figures[Figure.EV] == past.figures[Figure.SPI_T] == rules.NO_HISTORY
        assert (past.least, past.most) == (40, 3960)
        assert value(2, 3, rule=Earning.HALVES).figures[Figure.EV] == 2000
        assert value(2, 3, rule=Earning.WHOLE).figures[Figure.EV] == 0

    def test_against_a_baseline_what_left_and_what_came_count_nowhere(self, plan, do, ask, value):
        with noon(0):
            kept = do(baselines.keep, "mo", plan, name="Approved")
            do(plans.change, "mo", plan, seen=9, changes={2: {"duration": 64 * HOUR, "cost": Decimal(9000)}})
            do(plans.remove, "mo", plan, uids=[3])
            do(plans.insert_rows, "mo", plan, rows=[Row(0, "Again", 1, duration=HOUR, cost=Decimal(77))], after=2)
        assert [one.id for one in ask(baseline_queries.baselines, "mo", plan)] == [kept]
        found = value(1, 1, baseline_id=kept)
        assert (found.figures[Figure.BAC], found.figures[Figure.PV]) == (4000, 2000)
        assert (found.dropped, found.added) == (("Write",), ("Again",))
        assert value(1, 1).figures[Figure.BAC] == 9077

    def test_a_stranger_learns_nothing_and_a_baseline_of_elsewhere_is_none(self, plan, value):
        with pytest.raises(NotFound):
            value(1, 1, baseline_id=10**6)
        with pytest.raises(NotPermitted):
            value(1, 1, who="mei")

    def test_without_costs_planned_hours_weigh(self, plan, do, value):
        do(plans.change, "mo", plan, seen=9, changes={2: {"cost": None}, 3: {"cost": None}})
        found = value(4, 4)
        assert (found.unit, found.priced, found.figures[Figure.PV], found.weightless) == (Unit.HOURS, False, 40, 0)
        assert set(value(4, 4, unit=Unit.MONEY).figures.values()) == {rules.NO_COST_PLANNED}

    def test_hours_of_a_baseline_are_those_of_the_people_it_was_kept_with(self, house, plan, do, value):
        """Ask takes 32 hours of one person. A second one at half of her time makes it 48; the baseline knows nothing of her."""
        kept = do(baselines.keep, "mo", plan, name="Approved")
        ming, mei = house.people["ming"], house.people["mei"]
        do(plans.change, "mo", plan, seen=9, changes={2: {"people": ((ming, 100), (mei, 50))}, 3: {"people": ((ming, 50),)}})
        now, then = value(1, 1, unit=Unit.HOURS), value(1, 1, unit=Unit.HOURS, baseline_id=kept)
        assert (now.figures[Figure.BAC], now.tasks[2][Figure.BAC], now.tasks[3][Figure.BAC]) == (52, 48, 4)
        assert (then.figures[Figure.BAC], then.tasks[2][Figure.BAC], then.tasks[3][Figure.BAC]) == (40, 32, 8)
        assert then.figures[Figure.PV] == 16

    def test_a_baseline_kept_before_people_were_kept_has_those_of_today(self, house, plan, do, value):
        kept = do(baselines.keep, "mo", plan, name="Approved")
        with db.writing() as session:
            session.execute(update(BaselineTask).where(BaselineTask.baseline_id == kept).values(people=null()))
        do(plans.change, "mo", plan, seen=9, changes={2: {"people": ((house.people["ming"], 50),)}})
        assert value(1, 1, unit=Unit.HOURS, baseline_id=kept).figures[Figure.BAC] == 24

    def test_who_is_done_late_gets_no_later(self, house, plan, do, value):
        kept = do(baselines.keep, "mo", plan, name="Approved")
        for day, uid in ((7, 2), (9, 3)):
            with noon(day):
                do(actions.report, "ming", house.projects["hotline"], uid, Report(percent=100))
        told = value(20, 20, baseline_id=kept).figures
        assert (told[Figure.ES], told[Figure.SV_T], told[Figure.SPI_T], told[Figure.SPI], told[Figure.EAC_T]) == (5, -3, F(5, 8), 1, 8)


@pytest.mark.usefixtures("sqlite_database")
class TestOnTheScreen:
    def texts(self, at):
        return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.subheader)).replace("\\", "")

    @pytest.fixture
    def opened(self, plan, screen, hotline):
        def opened_():
            at = screen("pages/Progress.py", "mo", query={"project": hotline})
            at.segmented_control(key="progress_part").set_value("value").run()
            assert not at.exception
            return at

        return opened_

    def test_figures_with_their_meaning_and_what_is_undefined_with_its_reason(self, house, plan, do, opened):
        with noon(1):
            do(actions.report, "ming", house.projects["hotline"], 2, Report(percent=25))
        at = opened()
        at.date_input(key=f"value:{plan}:day").set_value(date(2026, 11, 3)).run()
        assert "On Nov 3, 2026 the work is 1.0 working days behind the plan." in self.texts(at)
        assert [one.value.replace("\\", "") for one in at.metric] == ["20%", "0.50", "–", "Nov 13, 2026"]
        assert rules.NO_COST_YET in self.texts(at)
        assert "EV ÷ PV" not in self.texts(at)
        at.toggle(key=f"value:{plan}:how").set_value(True).run()
        assert "`= EV ÷ PV`" in self.texts(at)
        frames = [one.value for one in at.dataframe]
        assert list(frames[0]["name"]) == ["Prepare"]
        assert float(frames[0]["ev"][0]) == 1000
        at.segmented_control(key=f"value:{plan}:parts").set_value("owners").run()
        assert sorted(at.dataframe[0].value["name"]) == ["Ming", "Nobody answers for it"]
        at.selectbox(key=f"value:{plan}:unit").set_value(Unit.HOURS).run()
        assert not at.exception
        assert rules.NO_HOURS_YET in self.texts(at)

    def test_without_a_budget_the_page_says_why_and_draws_no_curve_of_nothing(self, plan, do, opened):
        assert "PV: what was to be done" in self.texts(opened())
        do(plans.change, "mo", plan, seen=9, changes={uid: {"cost": None, "duration": 0, "kind": Kind.MILESTONE} for uid in (2, 3)})
        at = opened()
        assert rules.NO_WORK_PLANNED in self.texts(at)
        assert "PV: what was to be done" not in self.texts(at)

    def test_a_baseline_tells_what_left_the_plan(self, plan, do, opened):
        with noon(1):
            do(baselines.keep, "mo", plan, name="Approved")
            do(plans.remove, "mo", plan, uids=[3])
        assert "1 task of the baseline has left the plan and counts nowhere: Write." in self.texts(opened())

    def test_a_plan_without_tasks_says_what_is_needed(self, plan, do, opened):
        do(plans.remove, "mo", plan, uids=[1, 4])
        assert "The plan has no task yet." in self.texts(opened())
