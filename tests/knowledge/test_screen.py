"""The library as people meet it: written with a draft, approved, found, adopted where a project is planned."""

import pytest

from core import db
from core.knowledge import actions
from core.knowledge.rules import Kind, Text
from core.projects.records import Project
from core.words import Language
from tests.knowledge.test_knowledge import CALLS, approved, code_of, version

pytestmark = pytest.mark.usefixtures("sqlite_database")


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.title, *at.markdown, *at.caption, *at.error, *at.warning, *at.info, *at.success))


def test_an_article_is_written_and_refused_with_its_text_kept(house, screen):
    at = screen("pages/Knowledge.py", "ming")
    assert not at.exception
    at.text_input(key="article:new::title").set_value("<b>Two</b> **on** each shift").run()
    at.button(key="article:new::submit").click().run()
    assert "Situation" in at.error[0].value
    assert at.text_input(key="article:new::title").value == "<b>Two</b> **on** each shift"
    for name in ("situation", "action", "result", "advice"):
        at.text_area(key=f"article:new::{name}").set_value(f"What of {name}")
    at.button(key="article:new::submit").click().run()
    assert not at.error
    assert "\\<b\\>Two\\</b\\> \\*\\*on" in at.title[0].value  # shown letter by letter
    assert "Waits for approval" in text(at)


@pytest.mark.parametrize("language", [Language.SIMPLIFIED, Language.TRADITIONAL])
def test_list_and_article_speak_every_language_to_who_decides(house, do, screen, language):
    do(actions.write, "ming", CALLS, submit=True)
    made = approved(do, house, Text(Kind.METHOD, "Ask twice", "a", "b", "c", "d"))
    at = screen("pages/Knowledge.py", "lin", language=language)
    assert not at.exception
    assert "Ask twice" in text(at)
    page = screen("pages/Knowledge.py", "lin", query={"article": code_of(made)}, language=language)
    assert not page.exception
    assert "Ask twice" in page.title[0].value


def test_it_is_approved_on_its_page_and_adopted_where_a_project_is_planned(house, do, screen):
    made = do(actions.write, "ming", CALLS, submit=True)
    at = screen("pages/Knowledge.py", "lin", query={"article": code_of(made)})
    at.button(key=f"article:{made}:approve").click().run()
    assert "Approved" in text(at)
    plan = screen("pages/Plan.py", "mo", query={"project": _hotline()})
    assert not plan.exception
    plan.button(key=f"adopt:project:{house.projects['hotline']}:{made}").click().run()
    assert not plan.exception
    assert "Not judged yet" in text(plan)
    assert version(made) == 3


def _hotline() -> str:
    with db.reading() as session:
        return next(code for code, name in session.query(Project.code, Project.name) if name["en"] == "Hotline")
