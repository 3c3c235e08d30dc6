"""Reviews as people meet them: judged on the page or by link, closed, read; the report issued and taken along."""

import pytest

from core import db
from core.clock import today
from core.knowledge.records import Article
from core.review import actions, queries
from core.review.records import Review
from core.review.risks import actions as risks
from core.review.rules import Group, Point
from core.words import Language
from core.work import ask as look
from pages.parts.satisfaction import public
from tests.house.review_deeds import RISK
from tests.review.test_reviews import _hotline, code_of, invite, rated, version
from tests.satisfaction.test_public import FORM, Browser, fields, mark

pytestmark = pytest.mark.usefixtures("sqlite_database")


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.title, *at.subheader, *at.markdown, *at.caption, *at.error, *at.warning, *at.info, *at.success))


@pytest.fixture
def opened(house, do):
    return do(actions.open_, "mo", house.projects["hotline"], point=Point.EXECUTION, due_on=today())


def test_a_judgement_is_sent_once_and_what_was_typed_survives_a_refusal(house, do, screen, opened):
    invite(do, house, opened, Group.TEAM, "ming")
    assert "Nobody asks you" in text(screen("pages/Reviews.py", "mei"))
    at = screen("pages/Reviews.py", "ming", query={"review": code_of(opened)})
    assert not at.exception
    at.text_area(key=f"review:{opened}:t:").set_value("More <b>people</b>").run()
    at.button(key=f"review:{opened}:send").click().run()
    assert "judge at least one question" in at.error[0].value
    assert at.text_area(key=f"review:{opened}:t:").value == "More <b>people</b>"
    at.button_group(key=f"review:{opened}:q:goals").set_value(4).run()
    at.button(key=f"review:{opened}:send").click().run()
    assert [one.value for one in at.error] == []
    assert "1 of 2 have answered" in text(at)


@pytest.mark.parametrize("language", list(Language))
def test_all_parts_speak_every_language_and_say_who_is_missing(house, do, screen, opened, language):
    invite(do, house, opened, Group.TEAM, "ming", "kit", "mei")
    invite(do, house, opened, Group.MANAGEMENT, "lin")
    rated(do, opened, Group.TEAM, ming=4, kit=5, mei=3)
    rated(do, opened, Group.MANAGEMENT, lin=1)
    rated(do, opened, Group.SELF, mo=5)
    do(actions.close, "mo", opened, version=version(opened, Review))
    do(risks.enter, "mo", house.projects["hotline"], RISK)
    one = screen("pages/Reviews.py", "mo", query={"review": code_of(opened)}, language=language)
    assert not one.exception
    assert len(one.warning) == 1  # customer and management do not count
    assert "1.00" not in " ".join(str(of.value) for of in one.metric)  # what the one of the management gave is nowhere
    for query in ({}, {"project": _hotline()}, {"project": _hotline(), "part": "risks"}, {"project": _hotline(), "part": "compared"}, {"part": "instrument"}):
        at = screen("pages/Reviews.py", "lin", query=query, language=language)
        assert not at.exception, query


def test_a_report_is_refused_with_an_empty_section_then_issued_with_a_lesson(house, do, screen):
    query = {"project": _hotline(), "part": "summary"}
    at = screen("pages/Reviews.py", "mo", query=query)
    at.button(key=f"summary:{house.projects['hotline']}:begin").click().run()
    assert not at.exception
    for name in ("targets", "dates", "result", "problems"):
        at.text_area(key=f"summary:1:{name}").set_value(f"Of {name} **much**.")
    at.button(key="summary:1:issue").click().run()
    assert "Lessons" in at.error[0].value
    assert at.text_area(key="summary:1:targets").value == "Of targets **much**."
    at.text_input(key="summary:1:lesson:title").set_value("Two on each shift")
    for name in ("situation", "action", "result", "advice"):
        at.text_area(key=f"summary:1:lesson:{name}").set_value("Said.")
    at.button(key="summary:1:lesson:save").click().run()
    with db.reading() as session:
        assert [(one.state, one.origin_kind) for one in session.query(Article)] == [("submitted", "summary_report")]
    at.text_area(key="summary:1:lessons").set_value("Two on each shift.")
    at.button(key="summary:1:issue").click().run()
    assert not at.error
    seen = screen("pages/Reviews.py", "ming", query=query)
    assert "Of targets \\*\\*much\\*\\*" in text(seen)
    seen.button(key="summary:1:docx").click().run()
    assert not seen.exception
    kept = seen.session_state["summary_report_file"]
    assert kept[2].startswith(b"PK")


def test_a_customer_judges_by_link_once(house, do, opened, monkeypatch):
    monkeypatch.setattr(public, "PACE", public.Pace())
    token = do(actions.invite_customer, "mo", opened, name="Buyer", language=Language.ENGLISH)
    customer = Browser()
    page = customer.get(f"/survey/{token}")
    assert page.status_code == 200
    assert "The project reaches what it set out to reach" in page.text
    assert "People, money and equipment" not in page.text  # not asked of customers
    assert "5 completely" in page.text
    assert "satisfied" not in page.text  # it is agreement that is asked for
    empty = customer.post(f"/survey/{token}", content=f"form={mark(page)}&go=send&lang=en&q_text=Nothing", headers=FORM)
    assert empty.status_code == 422
    assert "judge at least one question" in empty.text
    assert "Nothing</textarea>" in empty.text
    body = "&".join(f"{name}={value}" for name, value in {**fields(goals="4", response="9", resources="1"), "form": mark(page), "go": "send", "lang": "en"}.items())
    refused = customer.post(f"/survey/{token}", content=body, headers=FORM)
    assert refused.status_code == 404  # a score for what is not asked of this group
    good = "&".join(f"{name}={value}" for name, value in {**fields(goals="4", response="2"), "form": mark(page) + "x", "go": "send", "lang": "en"}.items())
    assert [customer.post(f"/survey/{token}", content=good, headers=FORM).status_code for _ in range(2)] == [303, 303]  # a second tap is the same answer
    assert customer.get(f"/survey/{token}").status_code == 404
    assert look(queries.review, house.actor("mo"), code_of(opened)).counts[Group.CUSTOMER] == (1, 1)
