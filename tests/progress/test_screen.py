"""The report on the first page and the reports of a plan, as their users meet them."""

from datetime import timedelta

import pytest

from core.clock import today
from core.planning import actions as plans
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Kind, Row
from core.planning.rules.worktime import TICKS
from core.progress import queries

pytestmark = pytest.mark.usefixtures("sqlite_database")

HOUR = 60 * TICKS


@pytest.fixture
def plan(house, do):
    """A plan of Hotline that began twenty days ago; Ming works on Ask and answers for Ready."""
    ming = house.people["ming"]
    rows = [Row(1, "Ask", duration=320 * HOUR, people=((ming, 100),)), Row(2, "Ready", 1, Kind.MILESTONE, owner=ming)]
    return do(plans.create, "mo", house.projects["hotline"], starts=midnight(today() - timedelta(days=20)), rows=rows)


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.markdown, *at.caption, *at.error, *at.warning, *at.info))


def opened(screen, uid: int, house):
    key = f"report_on:{house.projects['hotline']}:{uid}"
    at = screen("pages/My_work.py", "ming", state={key: True})
    assert not at.exception
    return at, f"report:{house.projects['hotline']}:{uid}"


def test_a_task_is_reported_on_from_the_first_page(house, screen, plan, ask, hotline):
    at, key = opened(screen, 1, house)
    assert "Report is due" in text(at)
    at.button_group(key=f"{key}:state").set_value("going").run()
    at.text_input(key=f"{key}:left").set_value("soon").run()
    at.number_input(key=f"{key}:hours").set_value(2.5).run()
    at.button(key=f"{key}:send").click().run()
    assert "“soon” is no duration" in text(at)
    assert at.number_input(key=f"{key}:hours").value == 2.5  # what was typed stays
    at.text_input(key=f"{key}:left").set_value("").run()
    at.text_area(key=f"{key}:blocker").set_value("No **line** yet").run()
    at.button(key=f"{key}:send").click().run()
    assert not at.exception
    (told,) = ask(queries.reports, "mo", hotline)
    assert (told.percent, told.minutes, told.blocker, told.started_on) == (5, 150, "No **line** yet", today())
    assert "No \\*\\*line\\*\\* yet" in text(at)


def test_a_milestone_is_reached_or_not(house, screen, plan, ask, hotline):
    at, key = opened(screen, 2, house)
    at.button_group(key=f"{key}:state").set_value("done").run()
    at.button(key=f"{key}:send").click().run()
    assert not at.exception
    assert [(one.task, one.percent, one.finished_on) for one in ask(queries.reports, "mo", hotline)] == [("Ready", 100, today())]


def test_the_manager_sees_who_is_silent_and_reminds(house, screen, plan, hotline):
    at = screen("pages/Progress.py", "mo", query={"project": hotline})
    assert not at.exception
    assert "One person owes" in text(at) or "1 person owes a report" in text(at)
    at.button(key=f"remind:{plan}").click().run()
    assert not at.exception
    member = screen("pages/Progress.py", "ming", query={"project": hotline})
    assert not [one for one in member.button if str(one.key).startswith("remind")]
