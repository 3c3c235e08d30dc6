"""The parts “Updates” and “Milestone trend” of the page of progress, and the newest update on the pages of projects."""

from datetime import timedelta

import pytest

from core.clock import today
from core.planning import actions as plans
from core.planning.baselines import actions as baselines
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Kind, Row
from core.planning.rules.worktime import TICKS
from core.progress.updates import queries
from core.progress.updates.rules import Health

pytestmark = pytest.mark.usefixtures("sqlite_database")

HOUR = 60 * TICKS


@pytest.fixture
def plan(house, do):
    """A plan of Hotline that should be done since last week, and has not begun."""
    rows = [Row(1, "Ask", duration=40 * HOUR), Row(2, "Ready", 1, Kind.MILESTONE)]
    made = do(plans.create, "mo", house.projects["hotline"], starts=midnight(today() - timedelta(days=20)), rows=rows)
    do(baselines.keep, "mo", made, name="Approved")
    return made


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.markdown, *at.caption, *at.error, *at.warning, *at.info, *at.subheader))


def opened(screen, who, hotline, part):
    at = screen("pages/Progress.py", who, query={"project": hotline, "part": part})
    assert not at.exception
    return at


def test_who_judges_better_than_the_figures_says_why_and_both_are_shown(house, screen, plan, ask, hotline):
    at, key = opened(screen, "mo", hotline, "updates"), f"update:{house.projects['hotline']}"
    assert "By the figures" in text(at)
    measured = at.button_group(key=f"{key}:health").value
    assert measured in (Health.OFF_TRACK, Health.AT_RISK)
    at.button_group(key=f"{key}:health").set_value("on_track").run()
    at.text_area(key=f"{key}:text").set_value("All **well**").run()
    at.button(key=f"{key}:save").click().run()
    assert "You judge the project better than the figures do" in text(at)
    assert at.text_area(key=f"{key}:text").value == "All **well**"
    at.text_area(key=f"{key}:reason").set_value("It begins today.").run()
    at.button(key=f"{key}:save").click().run()
    assert not at.exception
    assert [(one.health, one.text) for one in ask(queries.history, "mo", hotline)] == [(Health.ON_TRACK, "All **well**")]
    at = opened(screen, "ming", hotline, "updates")
    assert "All \\*\\*well\\*\\*" in text(at)
    assert "It begins today" in text(at)
    assert not [one for one in at.button if str(one.key).startswith("update")]
    listed = screen("pages/Progress.py", "mo")
    assert "On track" in listed.dataframe[0].value["update"].iloc[0]
    project = screen("pages/Projects.py", "mo", query={"project": hotline})
    assert "On track" in text(project)


def test_milestones_and_the_expected_finish(screen, plan, hotline):
    at = opened(screen, "ming", hotline, "trend")
    assert "What is left cannot be done by the planned finish" in text(at)
    assert list(at.dataframe[0].value["name"]) == ["Ready"]
