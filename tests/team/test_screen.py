"""The team's page as its users meet it."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from core.clock import today
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
