"""The own hours on the first page, and what projects cost, as their users meet them."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from core.clock import today
from core.cost.hours import queries
from core.cost.hours.rules import monday
from core.cost.rates import queries as rates
from core.planning import actions as plans
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import TICKS

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
    from core.cost.hours import actions
    from core.cost.hours.rules import Cell

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
    one = screen("pages/Costs.py", "mo", query={"project": hotline})
    assert list(one.dataframe[0].value["task"]) == ["Ask"]
