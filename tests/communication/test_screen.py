"""Communication as its users meet it."""

from datetime import timedelta

import pytest

from core import db
from core.clock import today
from core.communication.meetings import actions as meetings
from core.communication.meetings import queries
from core.communication.meetings.rules import Said, Sort
from core.communication.opinions import queries as voices
from core.communication.plans import actions
from core.communication.plans import queries as plans
from core.communication.plans.rules import Frequency
from core.projects.records import Project
from core.words import Language
from tests.house.communication_deeds import line, told

pytestmark = pytest.mark.usefixtures("sqlite_database")


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.markdown, *at.caption, *at.error, *at.warning, *at.info, *at.title))


@pytest.fixture
def hotline(house):
    with db.reading() as session:
        return session.get_one(Project, house.projects["hotline"]).code


def test_a_plan_begins_with_the_standard_and_what_is_typed_outlives_the_tab(house, screen, ask, hotline):
    at = screen("pages/Communication.py", "mo", query={"project": hotline})
    assert not at.exception
    at.button(key="communication:take:0:save").click().run()
    assert not at.exception
    taken = ask(plans.plan, "mo", hotline)
    assert {one.item for one in taken.rows} == {one.code for one in plans.standard().values() if one.usual}
    at.text_input(key="communication:new:content").set_value("Who needs what").run()
    at = screen("pages/Communication.py", "mo", query={"project": hotline})
    at.button(key=f"draft:communication_row:{hotline}:continue").click().run()
    assert at.text_input(key="communication:new:content").value == "Who needs what"
    at.button(key="communication:new:save").click().run()
    assert not at.exception
    assert len(ask(plans.plan, "mo", hotline).rows) == len(taken.rows) + 1


@pytest.mark.parametrize("language", list(Language))
def test_plan_list_meeting_and_opinions_speak_every_language(house, do, screen, ask, hotline, language):
    project = house.projects["hotline"]
    do(actions.write, "mo", project, line(house, frequency=Frequency.WEEKLY, first_on=today() - timedelta(days=30)))
    made = do(meetings.prepare, "mo", project, told(house, title="The <b>first</b>", purpose="Who does what"))
    do(meetings.write, "mo", made, Said(Sort.OPINION, "Too *slow*"))
    do(meetings.issue, "mo", made, version=1)
    listed = screen("pages/Communication.py", "ming", language=language)
    plan = screen("pages/Communication.py", "mo", language=language, query={"project": hotline})
    many = screen("pages/Communication.py", "mo", language=language, query={"project": hotline, "part": "meetings"})
    one = screen("pages/Communication.py", "mo", language=language, query={"meeting": ask(queries.meetings, "mo", hotline)[0].code})
    said = screen("pages/Communication.py", "mo", language=language, query={"project": hotline, "part": "opinions"})
    for at in (listed, plan, many, one, said):
        assert not at.exception
        assert [message.value for message in at.error] == []
    assert hotline in text(plan)
    assert "The \\<b\\>first" in text(one)
    assert "Too \\*slow\\*" in text(said)


def test_something_is_put_into_the_box_and_answered(house, screen, ask, hotline):
    at = screen("pages/Communication.py", "ming", query={"project": hotline, "part": "opinions"})
    assert "2 people" in text(at)
    at.button(key="communication:box:save").click().run()
    assert "Please fill in" in text(at)
    at.text_area(key="communication:box:0").set_value("Too loud.").run()
    at.button(key="communication:box:save").click().run()
    (one,) = ask(voices.voices, "ming", hotline).opinions
    at = screen("pages/Communication.py", "mo", query={"project": hotline, "part": "opinions"})
    at.text_area(key=f"opinion:{one.id}:1:text").set_value("We move the printer.").run()
    at.selectbox(key=f"opinion:{one.id}:1:outcome").set_value("none").run()
    at.button(key=f"opinion:{one.id}:1:save").click().run()
    assert not at.exception
    assert ask(voices.voices, "ming", hotline).opinions[0].outcome == "none"
