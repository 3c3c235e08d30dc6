"""From an unfinished application to a project with charter and plan, by three people with their own devices."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from core.initiation.applications import queries
from tests import cast
from tests.browser.person import Person
from tests.initiation.made import apply

pytestmark = pytest.mark.browser


def test_an_application_is_finished_approved_twice_and_becomes_a_project(
    sqlite_database: str, house: cast.House, person: Callable[..., Person], ask: Callable[..., Any]
) -> None:
    code = ask(queries.code_of, "mo", apply(house, customer={}, background=""))
    mo, hu, lin = person(), person(phone=True), person()
    mo.sign_in("mo", f"/Applications?application={code}")
    mo.sees("2 things are missing before it can be submitted")
    mo.sees("Name the customer.")
    mo.page.get_by_role("textbox", name="Background").fill("Calls at night go unanswered.")
    mo.page.get_by_role("textbox", name="Background").press("Tab")
    mo.sees("One thing is missing before it can be submitted")
    mo.page.get_by_role("textbox", name="Customer · English").fill("Northern Ferries")
    mo.page.get_by_role("textbox", name="Customer · English").press("Tab")
    mo.sees("Nothing is missing.")
    expect(mo.page.get_by_role("button", name="Submit for approval", exact=True)).to_have_count(0)  # not before it is saved
    mo.press("Save")
    mo.confirm("Submit for approval", "Submit")
    mo.sees("Asked: Hu")

    for who, name in ((hu, "hu"), (lin, "lin")):
        who.sign_in(name)
        who.follow("One approval waits for you")
        who.follow("Night line")
        who.sees("The copy as it was submitted")
        who.confirm("Approve", "Approve")
        who.sees(f"Approved · {name.title()}")

    mo.go(f"/Applications?application={code}")
    mo.follow("Charter, scope and everybody concerned")
    mo.sees("As approved")
    mo.sees("Nine of ten calls are answered within twenty seconds.")
    mo.page.get_by_text("Initiation pack", exact=True).first.click()
    mo.sees("4 of 11 pieces are there")
