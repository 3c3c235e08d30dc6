"""The pages Acceptance and Closing, as their users meet them; the customer's page for signing."""

import pytest

from core.closing.acceptance import queries
from core.closing.acceptance.rules import Verdict
from core.closing.endings import actions as endings
from core.closing.endings import queries as ending_queries
from core.words import Language
from tests.closing import cleared, formal, preliminary

pytestmark = pytest.mark.usefixtures("sqlite_database")


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.title, *at.markdown, *at.caption, *at.error, *at.warning, *at.info, *at.success))


def test_an_acceptance_begins_is_agreed_on_and_says_what_comes_next(house, screen, do, ask, hotline):
    at = screen("pages/Acceptance.py", "mo", query={"project": hotline})
    assert not at.exception
    assert "No acceptance has begun" in text(at)
    at.button(key=f"acceptance:{house.projects['hotline']}:begin").click().run()
    assert not at.exception
    (one,) = ask(queries.acceptances, "mo", hotline).attempts
    assert "Next: agree on day, way and people" in text(at)
    key = f"agree:{one.id}"
    at.text_input(key=f"{key}:invited").set_value("Ms Ferry").run()
    for name, who in (("team", "ming"), ("first", "hu"), ("second", "hu"), ("verifier", "ming")):
        at.selectbox(key=f"{key}:{name}").set_value(house.people[who]).run()
    at.button(key=f"{key}:save").click().run()
    assert "must be three different people" in text(at)
    at = screen("pages/Acceptance.py", "mo", query={"project": hotline})  # what was typed outlives its tab
    at.button(key=f"draft:acceptance_agreement:{one.code}:continue").click().run()
    at.selectbox(key=f"{key}:second").set_value(house.people["lin"]).run()
    at.button(key=f"{key}:save").click().run()
    assert not at.exception
    assert ask(queries.acceptances, "mo", hotline).attempts[0].agreement.invited == "Ms Ferry"
    at = screen("pages/Acceptance.py", "mo", query={"project": hotline, "part": "standards"}, language=Language.SIMPLIFIED)
    assert not at.exception
    assert "交付标准" in text(at)


def test_who_is_named_signs_and_a_remark_waits(house, screen, do, ask, hotline):
    made = formal(do, house)
    at = screen("pages/Acceptance.py", "hu")
    assert "Waits for your signature" in text(at)
    at = screen("pages/Acceptance.py", "hu", query={"project": hotline})
    assert not at.exception
    key = f"sign:{made}:first"
    at.radio(key=f"{key}:verdict").set_value(Verdict.REMARKS.value).run()
    at.button(key=f"{key}:save").click().run()
    assert "one remark a line" in text(at)
    at.text_area(key=f"{key}:text").set_value("Label <b>it</b>").run()
    at.button(key=f"{key}:save").click().run()
    assert not at.exception
    assert list(at.dataframe[0].value["text"]) == ["Label <b>it</b>"]
    at = screen("pages/Acceptance.py", "lin", query={"project": hotline}, language=Language.TRADITIONAL)
    assert f"sign:{made}:second:save" in [one.key for one in at.button]
    assert f"sign:{made}:first:save" not in [one.key for one in at.button]


def test_a_closing_lists_what_blocks_it_and_is_signed_and_closed(house, screen, do, ask, hotline):
    at = screen("pages/Closing.py", "mo", query={"project": hotline})
    at.button(key=f"closing:{house.projects['hotline']}:begin").click().run()
    assert not at.exception
    assert "The project is not accepted" in text(at)
    assert "12 parts of the archive are missing" in text(at)
    (one,) = ask(ending_queries.view, "mo", hotline).versions
    assert at.button(key=f"closing:{one.id}:close").disabled
    for part in ("result", "archive", "resources", "work", "sign"):
        at = screen("pages/Closing.py", "mo", query={"project": hotline, "part": part}, language=Language.SIMPLIFIED)
        assert not at.exception, part


def test_a_cleared_project_is_closed_and_stands_in_the_library(house, screen, do, ask, hotline):
    made = cleared(do, house)
    do(endings.sign, "hu", made)
    at = screen("pages/Closing.py", "mo", query={"project": hotline, "part": "sign"})
    at.button(key=f"closing:{made}:sign").click().run()
    at = screen("pages/Closing.py", "mo", query={"project": hotline})
    at.button(key=f"closing:{made}:close").click().run()
    assert not at.exception
    assert "Figures as they were when the project was closed" in text(at)
    at = screen("pages/Closing.py", "lin", query={"part": "library"})
    assert not at.exception
    assert list(at.dataframe[0].value["archive"]) == ["12/12"]
    at.text_input(key="library:text").set_value("nowhere").run()
    assert "No closed project is left by these filters" in text(at)


def test_a_stranger_sees_nothing(house, screen, do, hotline):
    preliminary(do, house)
    for page in ("pages/Acceptance.py", "pages/Closing.py"):
        assert "does not exist" in text(screen(page, "pei", query={"project": hotline}))


