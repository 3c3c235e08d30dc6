"""The own hours on the first page, and what projects cost, as their users meet them."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from core.approval import actions as approvals
from core.approval.rules import Verdict
from core.clock import today
from core.cost.budgets import queries as budgets
from core.cost.budgets.rules import Planned
from core.cost.claims import queries as claims
from core.cost.claims.rules import State
from core.cost.control import queries as control
from core.cost.hours import actions, queries
from core.cost.hours.rules import Cell, monday
from core.cost.rates import queries as rates
from core.planning import actions as plans
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import TICKS
from pages.parts.cost.charts import SKETCHES
from pages.parts.sketch import sketched
from tests.cost.test_spending import approved, order, spend

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def plan(house, do):
    """A plan of Hotline that began three weeks ago; Ming works on Ask."""
    rows = [Row(1, "Ask", duration=400 * 60 * TICKS, people=((house.people["ming"], 100),)), Row(2, "Write", duration=60 * TICKS)]
    return do(plans.create, "mo", house.projects["hotline"], starts=midnight(today() - timedelta(days=21)), rows=rows)


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.markdown, *at.caption, *at.error, *at.warning, *at.info))


def test_a_week_is_filled_in_refused_beside_the_fields_and_saved(house, screen, plan, ask):
    first = monday(today()) - timedelta(days=7)
    at = screen("pages/My_work.py", "ming", state={"my_hours": True, "my_hours:week": first})
    assert not at.exception
    key = f"my_hours:{first}:{house.projects['hotline']}:1"
    at.number_input(key=f"{key}:0").set_value(7.5).run()
    at.number_input(key=f"{key}:4").set_value(2.0).run()
    assert "Together: **9\\.5 h**" in text(at)
    at = screen("pages/My_work.py", "ming", state={"my_hours": True, "my_hours:week": first})  # what was typed outlives its tab
    at.button(key=f"draft:my_hours:{first}:continue").click().run()
    at.button(key="my_hours:save").click().run()
    assert not at.exception
    assert ask(queries.week, "ming", first).rows[0].minutes == (450, 0, 0, 0, 120, 0, 0)
    assert at.button(key="my_hours:save").disabled


def test_a_rate_gives_hours_their_price(house, screen, plan, do, ask, hotline):
    do(actions.enter, "ming", [Cell(house.projects["hotline"], 1, today(), 120, 0)])
    at = screen("pages/Costs.py", "mo")
    assert not at.exception
    assert list(at.dataframe[0].value["unpriced"]) == ["2.0"]
    at = screen("pages/Costs.py", "lin", state={"costs_part": "rates"})
    at.text_input(key="rate:amount").set_value("much").run()
    at.button(key="rate:put").click().run()
    assert "“much” is not a number" in text(at)
    at.text_input(key="rate:amount").set_value("120.50").run()
    at.button(key="rate:put").click().run()
    assert not at.exception
    assert [one.amount for one in ask(rates.rates, "lin")] == [D("120.50")]
    at = screen("pages/Costs.py", "mo")
    assert list(at.dataframe[0].value["spent"]) == ["CN¥241.00"]
    assert not at.button_group
    one = screen("pages/Costs.py", "mo", query={"project": hotline}, state={"cost_part": "hours"})
    assert list(one.dataframe[0].value["task"]) == ["Ask"]


def test_a_budget_is_planned_and_its_lines_are_watched(house, screen, do, ask, hotline):
    project = house.projects["hotline"]
    at = screen("pages/Costs.py", "mo", query={"project": hotline}, state={"cost_part": "budget"})
    at.number_input(key=f"budget:{project}:amount:travel").set_value(500.5).run()
    at.button(key=f"budget:{project}:save").click().run()
    assert not at.exception
    assert "CN¥500\\.50" in text(at)
    assert [one for one in at.button if str(one.key).startswith("submit-budget")]
    waiting = do(approvals.submit, "mo", "budget", ask(budgets.budgets, "mo", hotline)[0].id)
    do(approvals.decide, "lin", waiting, step=0, verdict=Verdict.APPROVE)
    bought = order(do, project, "100")
    spend(do, project, "450", order_id=bought)
    at = screen("pages/Costs.py", "mo", query={"project": hotline})
    assert not at.exception
    assert list(at.dataframe[0].value["share"]) == ["90%", "90%"]
    spend(do, project, "100")
    at = screen("pages/Costs.py", "mo", query={"project": hotline})
    assert "Nobody has said yet why" in text(at)
    key = f"explain:{project}:travel"
    at.button(key=f"{key}:save").click().run()
    assert "Please fill in" in text(at)
    at.text_area(key=f"{key}:cause").set_value("Prices *rose*").run()
    at.text_area(key=f"{key}:measure").set_value("Meet online").run()
    at.button(key=f"{key}:save").click().run()
    assert "Prices \\*rose\\*" in text(at)
    reader = screen("pages/Costs.py", "lin", query={"project": hotline}, state={"cost_part": "expenses"})
    assert list(reader.dataframe[0].value["amount"]) == ["CN¥100.00", "CN¥450.00"]


def test_orders_beyond_the_budget_are_refused_and_expenses_kept(house, screen, do, ask, hotline):
    project = house.projects["hotline"]
    approved(do, project, [Planned("travel", D(100))])
    at = screen("pages/Costs.py", "mo", query={"project": hotline}, state={"cost_part": "orders"})
    key = f"order:{project}"
    at.selectbox(key=f"{key}:line").set_value("travel").run()
    at.text_input(key=f"{key}:supplier").set_value("Rail").run()
    at.text_input(key=f"{key}:subject").set_value("Tickets").run()
    at.text_input(key=f"{key}:amount").set_value("100.01").run()
    at.button(key=f"{key}:save").click().run()
    assert "has 100.00 left" in text(at).replace("\\", "")
    at.text_input(key=f"{key}:amount").set_value("60").run()
    at.button(key=f"{key}:save").click().run()
    assert not at.exception
    assert ask(control.control, "mo", hotline).whole.committed == 60
    at = screen("pages/Costs.py", "mo", query={"project": hotline}, state={"cost_part": "expenses"})
    key = f"expense:{project}"
    at.selectbox(key=f"{key}:line").set_value("travel").run()
    at.text_input(key=f"{key}:subject").set_value("=1+1").run()
    at.text_input(key=f"{key}:amount").set_value("60.00").run()
    at.button(key=f"{key}:save").click().run()
    assert not at.exception
    assert list(at.dataframe[0].value["state"]) == ["over the budget, waits for a change"]


@pytest.mark.parametrize("sketch", SKETCHES)
def test_a_chart_is_as_vega_lite_wants_it(sketch):
    assert "layer" in sketched(sketch)
    sketch().to_dict(validate=True)


def test_a_member_claims_and_the_manager_accepts_on_another_line(house, screen, do, ask, hotline):
    at = screen("pages/My_work.py", "ming", state={"my_claims": True})
    assert not at.exception
    at.text_input(key="claim:new:subject").set_value("Train *there*").run()
    at.button(key="claim:new:save").click().run()
    assert at.error  # no amount yet
    at.text_input(key="claim:new:amount").set_value("31.50").run()
    at.button(key="claim:new:save").click().run()
    assert not at.exception
    assert "Train \\*there\\*" in text(at)
    (one,) = ask(claims.mine, "ming")
    assert (one.amount, one.state) == (D("31.50"), State.OPEN)
    assert "1 claimed expense waits for your decision" in text(screen("pages/My_work.py", "mo"))
    at = screen("pages/Costs.py", "mo", query={"project": hotline, "part": "expenses"})
    at.selectbox(key=f"claim:{one.id}:line").set_value("office").run()
    at.button(key=f"claim:{one.id}:accept").click().run()
    assert not at.exception
    assert ask(claims.mine, "ming")[0].state is State.ACCEPTED
    assert list(at.dataframe[0].value["line"]) == ["Office"]
