"""The part “Deviations” of the page of progress, as a manager and a member meet it."""

from datetime import timedelta

import pytest

from core.clock import today
from core.drafts import queries as drafts
from core.drafts.actions import keep
from core.planning import actions as plans
from core.planning.baselines import actions as baselines
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import TICKS
from core.progress.deviations import actions, queries
from core.progress.deviations.rules import Answer, Measure, State

pytestmark = pytest.mark.usefixtures("sqlite_database")

HOUR = 60 * TICKS


@pytest.fixture
def plan(house, do):
    """A plan of Hotline whose task Ask takes ten days instead of five."""
    made = do(plans.create, "mo", house.projects["hotline"], starts=midnight(today()), rows=[Row(1, "Ask **now**", duration=40 * HOUR, owner=house.people["ming"])])
    do(baselines.keep, "mo", made, name="Approved")
    do(plans.change, "mo", made, seen=9, changes={1: {"duration": 80 * HOUR}})
    return made


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.markdown, *at.caption, *at.error, *at.warning, *at.info, *at.subheader))


def opened(screen, who, hotline):
    at = screen("pages/Progress.py", who, query={"project": hotline, "part": "deviations"})
    assert not at.exception
    return at


def test_a_deviation_is_answered_told_and_accepted(house, screen, plan, ask, hotline):
    at = opened(screen, "mo", hotline)
    assert "1 deviation needs cause and measure" in text(at)
    assert "Ask \\*\\*now\\*\\*" in text(at)
    assert at.button(key="owed:1:save").disabled
    at.selectbox(key="owed:1:cause").set_value("estimate")
    at.selectbox(key="owed:1:measure").set_value("resources").run()
    at.button(key="owed:1:save").click().run()
    assert at.error  # nothing was said of what is done
    assert at.selectbox(key="owed:1:cause").value == "estimate"
    at.text_area(key="owed:1:words").set_value("Two *more* people").run()
    at.button(key="owed:1:save").click().run()
    assert not at.exception
    (one,) = ask(queries.recorded, "mo", hotline)
    assert (one.cause, one.measure, one.words, one.owner_id) == ("estimate", Measure.RESOURCES, "Two *more* people", house.people["ming"])
    at = opened(screen, "mo", hotline)
    assert "Nothing is too late without a measure" in text(at)
    assert "Two \\*more\\* people" in text(at)
    key = f"deviation:{one.id}:accept"
    at.text_area(key=f"{key}:reason").set_value("Agreed").run()
    at.button(key=f"{key}:save").click().run()
    assert ask(queries.recorded, "mo", hotline)[0].state is State.ACCEPTED


def test_who_sees_to_it_says_how_it_stands_and_plans_nothing(house, screen, plan, do, ask, hotline):
    said = Answer("estimate", Measure.TASKS, "Split.", house.people["ming"], today() + timedelta(days=9))
    made = do(actions.answer, "mo", house.projects["hotline"], 1, said)
    at = opened(screen, "ming", hotline)
    assert not [one for one in at.button if "accept" in str(one.key) or "owed" in str(one.key)]
    key = f"deviation:{made}:look"
    at.text_area(key=f"{key}:words").set_value("Half of it is split.").run()
    at.button(key=f"{key}:save").click().run()
    assert not at.exception
    assert [one.words for one in ask(queries.recorded, "mo", hotline)[0].steps] == ["Half of it is split.", "Split."]


def test_what_is_typed_outlives_the_tab_and_nothing_of_it_is_left_once_it_is_sent(house, screen, plan, do, ask, hotline):
    at = opened(screen, "mo", hotline)
    at.selectbox(key="owed:1:cause").set_value("estimate").run()
    at.text_area(key="owed:1:words").set_value("Two *more* people").run()
    at.date_input(key="owed:1:until").set_value(today() + timedelta(days=3)).run()
    at = opened(screen, "mo", hotline)  # the tab is gone, the browser too
    assert "You have a draft from" in text(at)
    at.button(key=f"draft:deviation:{hotline}:1:continue").click().run()
    assert (at.selectbox(key="owed:1:cause").value, at.text_area(key="owed:1:words").value) == ("estimate", "Two *more* people")
    assert at.date_input(key="owed:1:until").value == today() + timedelta(days=3)
    at.selectbox(key="owed:1:measure").set_value("resources").run()
    at.button(key="owed:1:save").click().run()
    assert not at.exception
    assert not ask(drafts.all_mine, "mo", ["deviation"])
    (one,) = ask(queries.recorded, "mo", hotline)
    for kind, field in (("look", "words"), ("accept", "reason")):
        at = opened(screen, "mo", hotline)
        at.text_area(key=f"deviation:{one.id}:{kind}:{field}").set_value(f"About to {kind}").run()
        at = opened(screen, "mo", hotline)
        at.button(key=f"draft:deviation_{kind}:{one.id}:continue").click().run()
        assert at.text_area(key=f"deviation:{one.id}:{kind}:{field}").value == f"About to {kind}"
        at.button(key=f"deviation:{one.id}:{kind}:save").click().run()
        assert not at.exception
        assert not at.error
    assert ask(queries.recorded, "mo", hotline)[0].state is State.ACCEPTED
    assert not ask(drafts.all_mine, "mo", ["deviation_look", "deviation_accept"])


def test_a_day_that_went_by_since_it_was_typed_stands_as_it_was_typed(house, screen, plan, do, hotline):
    do(keep, "mo", "deviation", {"owed:1:words": "Late", "owed:1:until": today() - timedelta(days=1)}, record=f"{hotline}:1")
    at = opened(screen, "mo", hotline)
    at.button(key=f"draft:deviation:{hotline}:1:continue").click().run()
    assert not at.exception
    assert at.date_input(key="owed:1:until").value == today() - timedelta(days=1)  # and is refused in words once it is sent
    assert at.text_area(key="owed:1:words").value == "Late"


def test_without_a_baseline_it_says_what_lacks(house, screen, do, hotline):
    do(plans.create, "mo", house.projects["hotline"], starts=midnight(today()), rows=[Row(1, "Ask", duration=40 * HOUR)])
    assert "There is no baseline to compare with yet" in text(opened(screen, "mo", hotline))
