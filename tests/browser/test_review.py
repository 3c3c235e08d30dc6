"""A project is reviewed by three groups with one missing, and reported as Word."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from docx import Document
from playwright.sync_api import expect

from core import db
from core.clock import today
from core.projects.records import Project
from core.review import actions
from core.review.records import Review
from core.review.rules import Group, Point
from core.review.summary import actions as summary
from core.words import Language
from core.work import do
from tests import cast
from tests.browser.person import Person
from tests.house.review_deeds import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("sqlite_database")]


def test_a_project_is_reviewed_with_a_group_missing_and_reported_as_word(house: cast.House, person: Callable[..., Person]) -> None:
    mo, hotline = house.actor("mo"), house.projects["hotline"]
    made = do(actions.open_, mo, hotline, point=Point.CLOSING, due_on=today() + timedelta(days=3))
    for group, people in ((Group.TEAM, ("ming", "kit", "mei")), (Group.MANAGEMENT, ("lin", "hu", "yan"))):
        for who in people:
            do(actions.invite, mo, made, person_id=house.people[who], group=group)
    for who, group, score in (("kit", Group.TEAM, 5), ("mei", Group.TEAM, 3), ("lin", Group.MANAGEMENT, 2), ("hu", Group.MANAGEMENT, 3), ("yan", Group.MANAGEMENT, 4)):
        do(actions.rate, house.actor(who), made, group=group, scores={"goals": score, "cooperation": score}, texts={"": "We helped each other."})
    token = do(actions.invite_customer, mo, made, name="Buyer", language=Language.ENGLISH)
    with db.reading() as session:
        review, project = session.get_one(Review, made).code, session.get_one(Project, hotline).code

    customer = person(phone=True)  # one customer alone: below the floor
    customer.page.goto(f"{customer.base}/survey/{token}")
    customer.page.locator("input[name=q_goals][value='1']").check(force=True)
    customer.page.get_by_role("button", name="Send my answers").click()
    expect(customer.page.get_by_text("Your answers have arrived")).to_be_visible()

    ming = person()
    ming.arrive("ming", f"/Reviews?review={review}")
    ming.page.get_by_role("radiogroup", name="The project reaches what it set out to reach").get_by_text("4", exact=True).click()
    ming.page.get_by_role("radiogroup", name="People work well together").get_by_text("4", exact=True).click()
    ming.press("Send my judgement")
    ming.sees("Answers are being collected")

    manager = person()
    manager.arrive("mo", f"/Reviews?review={review}")
    manager.confirm("Close the review", "Close it now")
    manager.sees("Not all groups count")
    manager.sees("Team 62%, Management 38%")  # 40 and 25 of 65
    manager.sees("3.62")  # 4 and 3 by those weights

    report = do(summary.begin, mo, hotline)
    do(summary.write, mo, report, texts=WORDS, version=1)
    manager.go(f"/Reviews?project={project}&part=summary")
    manager.press("Issue the report")
    manager.press("Word report")
    with manager.page.expect_download() as caught:
        manager.page.get_by_role("button", name="Save Word report").click()
    document = Document(io.BytesIO(caught.value.path().read_bytes()))
    said = "\n".join([*(one.text for one in document.paragraphs), *(cell.text for table in document.tables for row in table.rows for cell in row.cells)])
    for words in ("1 Targets reached", "5 Lessons", "Said.", review, "3.62", "Customer"):
        assert words in said
