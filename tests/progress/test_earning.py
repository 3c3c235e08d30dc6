"""How tasks earn: weighted milestones, level of effort, and work that is cancelled."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import NotPermitted
from core.planning import actions as plans
from core.planning import queries as planning
from core.planning.rules.edits import TaskGone
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import TICKS
from core.progress import actions as progress
from core.progress import queries as reports
from core.progress.rules import ContainsOthers, Report
from core.progress.updates import queries as updates
from core.progress.value import actions, choices, queries, rules
from core.progress.value.choices import Part
from core.progress.value.queries import Asked
from core.progress.value.rules import Earning, Figure, Item, Mark
from pages.parts.progress import ahead, bullseye

HOUR = 60 * TICKS
MONDAY = date(2026, 11, 2)


class TestWeights:
    def test_each_counts_in_full_on_the_day_it_is_reached(self):
        steps = rules.milestone_steps([(date(2026, 11, 5), 30), (None, 50), (date(2026, 11, 3), 15), (date(2026, 11, 5), 5)])
        assert [rules.at_day(steps, date(2026, 11, day))[0] for day in (2, 3, 4, 5, 30)] == [0, 15, 15, 50, 50]

    def test_planned_by_their_days_whatever_the_task_does_between(self):
        item = Item(1, F(200), 0, 100, ends=100, rule=Earning.MILESTONES, parts=((10, 25), (60, 75)))
        assert [rules.planned_share(item, Mark(n, n), Earning.PERCENT) for n in (9, 10, 59, 60)] == [0, F(1, 4), F(1, 4), 1]
        assert rules.Curve([item], Earning.PERCENT).at(Mark(10, 10)) == 50

    @pytest.mark.parametrize(
        ("parts", "refusal"),
        [
            ((), choices.NoMilestones), ((Part("a", 50), Part("b", 49)), choices.WeightsNotWhole), ((Part("a", 0), Part("b", 100)), choices.WeightNotAPercentage),
            ((Part("a", 100, None, MONDAY.replace(day=3)),), choices.ReachedTomorrow), (tuple(Part(str(n), 1) for n in range(31)), choices.NoMilestones),
        ],
    )  # fmt: skip
    def test_they_make_a_whole(self, parts, refusal):
        with pytest.raises(refusal):
            choices.cleaned(parts, MONDAY)

    @given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.data())
    def test_what_is_kept_is_read_as_it_was(self, weights, data):
        days = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
        parts = tuple(Part(f"m{n}", one, data.draw(days), data.draw(days)) for n, one in enumerate(weights))
        assert choices.read(choices.told(parts)) == parts
        steps = rules.milestone_steps((one.reached_on, one.percent) for one in parts)
        assert steps[-1][1][0] == sum(one.percent for one in parts if one.reached_on)
        assert [on for on, _ in steps] == sorted({on for on, _ in steps})


def at(day: int):
    return clock.at(datetime(2026, 11, day, 4, tzinfo=UTC))


@pytest.fixture
def plan(house, do):
    """Mo's plan of Hotline: two tasks of a working week each from Monday, 1000 and 3000, in a package; Ming works on both."""
    who = ((house.people["ming"], 100),)
    rows = [Row(1, "Prepare"), Row(2, "Ask", 2, duration=40 * HOUR, cost=Decimal(1000), people=who), Row(3, "Watch", 2, duration=40 * HOUR, cost=Decimal(3000), people=who)]
    with at(1):
        return do(plans.create, "mo", house.projects["hotline"], starts=midnight(MONDAY), rows=rows)


@pytest.fixture
def found(ask, hotline, plan):
    def found_(day: int, **more):
        with at(max(day, 4)):
            return ask(queries.value, "mo", Asked(hotline, date(2026, 11, day), date(2026, 11, max(day, 4)), **more))

    return found_


@pytest.mark.usefixtures("database")
class TestOfAPlan:
    def test_a_task_earns_by_its_milestones(self, house, plan, do, found):
        with at(4):
            parts = (Part("Asked", 30, MONDAY, date(2026, 11, 3)), Part("Answered", 70, date(2026, 11, 4)))
            do(actions.choose, "mo", house.projects["hotline"], 2, rule=Earning.MILESTONES, parts=parts)
        told = found(4)
        assert (told.tasks[2][Figure.PV], told.tasks[2][Figure.EV]) == (1000, 300)
        assert [(one.pv, one.least) for one in found(2).points if one.day == MONDAY] == [(300 + 600, 0)]
        assert found(4, rule=Earning.WHOLE).tasks[2][Figure.EV] == 0

    def test_effort_is_earned_as_it_is_planned_and_said(self, house, plan, do, found):
        with at(4):
            do(actions.choose, "mo", house.projects["hotline"], 3, rule=Earning.EFFORT)
            do(actions.choose, "mo", house.projects["hotline"], choices.PROJECT, rule=Earning.HALVES)
        told = found(4)
        assert told.tasks[3][Figure.PV] == told.tasks[3][Figure.EV] == 1800
        assert (told.tasks[2][Figure.PV], told.tasks[2][Figure.EV]) == (500, 0)
        assert told.effort == 3000
        assert next(one for one in told.points if one.day == date(2026, 11, 4)).least == 1800

    def test_what_is_cancelled_counts_nowhere_from_that_day_on(self, house, plan, do, ask, found, hotline, traced):
        with at(3):
            do(progress.report, "ming", house.projects["hotline"], 2, Report(percent=20))
        with at(4), traced("plan:cancel", "mo") as entry:
            do(actions.cancel, "mo", house.projects["hotline"], 3, reason="Not wanted")
        assert entry[0].facts["reason"] == "Not wanted"
        told = found(4)
        assert (told.figures[Figure.BAC], told.figures[Figure.PV], told.figures[Figure.EV], told.cancelled) == (1000, 600, 200, ("Watch",))
        assert found(3).figures[Figure.BAC] == 4000
        with at(30):
            assert [one.tasks for one in ask(reports.silent, "mo", hotline)] == [("Ask",)]
            assert [one.task for one in ask(reports.mine, "ming")] == ["Ask"]
        with at(5), pytest.raises(choices.IsCancelled):
            do(progress.report, "ming", house.projects["hotline"], 3, Report(percent=20))
        with at(5):
            do(actions.take_up, "mo", house.projects["hotline"], 3, reason="Wanted after all")
        assert found(5).figures[Figure.BAC] == 4000
        with at(5), pytest.raises(choices.NotCancelled):
            do(actions.take_up, "mo", house.projects["hotline"], 3, reason="Again")

    def test_a_package_is_cancelled_but_not_what_is_done(self, house, plan, do, found):
        project = house.projects["hotline"]
        with at(4):
            do(progress.report, "ming", project, 2, Report(percent=100))
            do(actions.cancel, "mo", project, 1, reason="Stopped")
            assert found(4).figures[Figure.BAC] == 1000
            for uid, refusal in ((1, choices.IsCancelled), (2, choices.IsFinished), (9, TaskGone)):
                with pytest.raises(refusal):
                    do(actions.cancel, "mo", project, uid, reason="Stopped")
            for uid, rule, refusal in ((1, Earning.WHOLE, ContainsOthers), (0, Earning.EFFORT, choices.NotForAll), (9, None, TaskGone), (2, Earning.MILESTONES, choices.NoMilestones)):
                with pytest.raises(refusal):
                    do(actions.choose, "mo", project, uid, rule=rule)
            with pytest.raises(NotPermitted):
                do(actions.cancel, "ming", project, 3, reason="I do not want to")

    def test_what_is_cancelled_leaves_both_sides_of_what_the_plan_says_is_done(self, house, plan, do, ask, hotline):
        project = house.projects["hotline"]
        with at(4):
            do(progress.report, "ming", project, 2, Report(percent=100))
            before = ask(planning.plan, "mo", hotline).share_done
            do(actions.cancel, "mo", project, 3, reason="Stopped")
            view, frame = ask(planning.plan, "mo", hotline), ask(planning.portfolio, "mo")
            left = [one for one in view.leaves if one.row.uid != 3]
            share = sum(one.row.duration * one.row.percent for one in left) / 100 / sum(one.row.duration for one in left)
            assert view.share_done == share > before
            assert view.done[1] == int(100 * share) > view.tasks.done[1]  # the summary above it all
            assert frame.set_index("project").loc[hotline, "done"] == 100 * share
            assert ask(updates.figures, "mo", hotline).percent == int(100 * share + 0.5)
        with at(30):
            assert (view.late(10**12), ask(planning.portfolio, "mo").set_index("project").loc[hotline, "late"]) == (len(left) - 1, len(left) - 1)

    def test_cancelling_everything_leaves_nothing_to_count(self, house, plan, do, found):
        with at(4):
            do(actions.cancel, "mo", house.projects["hotline"], 1, reason="Stopped")
        assert found(4) is None

    def test_the_bands_ahead_begin_where_the_work_is(self, house, plan, do, found):
        with at(4):
            do(progress.report, "ming", house.projects["hotline"], 2, Report(percent=40))
        told = found(4)
        coming = ahead.forecast(told, date(2026, 11, 4))
        assert coming.how is ahead.How.TWO  # days, not weeks, have been
        assert (coming.done[0]["least"], coming.done[0]["most"]) == (400, 400)
        assert (coming.done[-1]["least"], coming.done[-1]["most"]) == (4000, 4000)
        assert coming.cost == []
        assert told.rest_on < told.finish_on


def test_the_quadrants_are_named_by_both_indexes():
    assert bullseye.quadrant(F(1), F(1)) == bullseye.QUADRANTS[True, True]
    assert bullseye.quadrant(F(9, 10), F(11, 10)) == bullseye.QUADRANTS[False, True]
    assert len(set(bullseye.QUADRANTS.values())) == 4


@pytest.mark.usefixtures("sqlite_database")
def test_the_manager_chooses_and_cancels_on_the_screen(house, plan, do, screen, hotline):
    at_ = screen("pages/Progress.py", "mo", query={"project": hotline})
    at_.session_state["progress_part"] = "value"
    at_.session_state[f"earn:{plan}"] = True
    at_.run()
    assert not at_.exception
    at_.selectbox(key=f"earn:{plan}:task").set_value(3).run()
    at_.selectbox(key=f"earn:{plan}:3:rule").set_value(Earning.EFFORT).run()
    at_.button(key=f"earn:{plan}:3:save").click().run()
    assert any("level of effort" in one.value for one in at_.caption)
    at_.selectbox(key=f"earn:{plan}:task").set_value(2).run()
    at_.button(key=f"earn:{plan}:2:cancel:cancel").click().run()
    assert at_.error
    at_.text_input(key=f"earn:{plan}:2:cancel:reason").set_value("The customer *left*").run()
    at_.button(key=f"earn:{plan}:2:cancel:cancel").click().run()
    assert not at_.exception
    assert any("~~Ask~~" in one.value and "\\*left\\*" in one.value for one in at_.markdown)
    member = screen("pages/Progress.py", "ming", query={"project": hotline})
    assert not [one for one in member.button if str(one.key).startswith("earn")]


@pytest.mark.usefixtures("sqlite_database")
def test_time_and_money_are_one_picture(house, plan, do, screen, hotline):
    with at(4):
        do(progress.report, "ming", house.projects["hotline"], 2, Report(percent=40, minutes=600))
    at_ = screen("pages/Progress.py", "mo", query={"project": hotline})
    at_.session_state["progress_part"] = "value"
    at_.run()
    at_.selectbox(key=f"value:{plan}:unit").set_value(rules.Unit.HOURS).run()
    assert not at_.exception
    assert any("planned" in one.value and one.value.startswith("**On ") for one in at_.markdown)
