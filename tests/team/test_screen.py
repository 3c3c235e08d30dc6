"""The team's page as its users meet it."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from core.clock import today
from core.team.appraisal import actions as appraisals
from core.team.appraisal import kept
from core.team.appraisal import queries as sheets
from core.team.appraisal.rules import Kind as Kind_
from core.team.appraisal.rules import State
from core.team.recognition import queries as rewards
from core.team.training import actions as training
from core.team.training import queries as trainings
from core.team.training.rules import Course, Kind, Planned, Result
from core.words import Language

pytestmark = pytest.mark.usefixtures("sqlite_database")


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.markdown, *at.caption, *at.error, *at.warning, *at.info, *at.title))


def test_a_course_is_offered_planned_and_recorded_on_the_screen(house, do, ask, screen):
    at = screen("pages/Team.py", "mo")
    at.text_input(key="course:title").set_value("Talking with <b>callers</b>").run()
    at.text_area(key="course:topic").set_value("Listening").run()
    at.button(key="course:save").click().run()
    assert "at least one way of training" in text(at)
    made = do(training.offer, "mo", Course("Talking", "Listening", Kind.BASIC, ("theory",), measure="service.resolved", project_id=house.projects["hotline"]))
    lesson = do(training.plan, "mo", made, Planned(today() + timedelta(days=1), D(2), (house.people["ming"],), trainer="Academy"))
    (row,) = ask(trainings.courses, "mo")
    at = screen("pages/Team.py", "mo", query={"part": "training", "course": row.code})
    key = f"session:{lesson}:hold:1"
    at.date_input(key=f"{key}:on").set_value(today()).run()
    at.button(key=f"{key}:save").click().run()
    assert "Say of everybody" in text(at)
    at.button_group(key=f"{key}:{house.people['ming']}:result").set_value(Result.PASSED.value).run()
    at.button(key=f"{key}:save").click().run()
    assert not at.exception
    assert "Too little data" in text(at)
    for language in Language:
        assert not screen("pages/Team.py", "ming", language=language, query={"course": row.code}).exception


def test_an_appraisal_is_written_signed_and_answered_on_the_screen(house, do, ask, screen):
    at = screen("pages/Team.py", "lin", query={"part": "appraisals"})
    at.button(key="template:adopt").click().run()
    assert not at.exception
    do(appraisals.open_cycle, "hu", name="Half <b>year</b>", first=today() - timedelta(days=90), last=today(), pairs={house.people["ming"]: house.people["mo"]})
    (head,) = ask(sheets.mine, "ming")
    query, key = {"part": "appraisals", "appraisal": head.code}, f"view:{head.id}:1"
    at = screen("pages/Team.py", "mo", query=query)
    at.button(key=f"{key}:save").click().run()
    assert "is not judged" in text(at)
    for item in kept.shipped():
        if item.kind is Kind_.JUDGEMENT:
            at.number_input(key=f"{key}:{item.code}").set_value(80)
    at.run()
    at.button(key=f"{key}:save").click().run()
    assert not at.exception
    at = screen("pages/Team.py", "ming", query=query)
    at.button(key=f"answer:{head.id}:2:contest").click().run()
    assert "What you contest" in text(at), "words are needed to contest"
    at.text_area(key=f"answer:{head.id}:2:words").set_value("Not so in May").run()
    at.button(key=f"answer:{head.id}:2:contest").click().run()
    assert ask(sheets.sheet, "ming", head.code).head.state is State.CONTESTED
    for language in Language:
        for who, where in (("hu", query), ("mo", {"part": "appraisals"})):
            assert not screen("pages/Team.py", who, language=language, query=where).exception


def test_a_reward_is_proposed_on_the_screen_and_granted_by_another(house, do, ask, screen):
    at = screen("pages/Team.py", "mo", query={"part": "recognition"})
    at.selectbox(key="recognition:whom").set_value(f"u{house.people['ming']}").run()
    at.text_input(key="recognition:title").set_value("Thanks").run()
    at.text_area(key="recognition:grounds").set_value("Calm <i>always</i>").run()
    at.button(key="recognition:save").click().run()
    assert "The grounds point to something" in text(at)
    at.selectbox(key="recognition:measure").set_value("service.resolved").run()
    at.button(key="recognition:save").click().run()
    (row,) = ask(rewards.listed, "mo")
    at = screen("pages/Team.py", "hu", query={"part": "recognition"})
    at.button(key=f"recognition:{row.id}:1:True").click().run()
    assert not at.exception
    assert ask(rewards.listed, "ming")[0].state == "granted"
