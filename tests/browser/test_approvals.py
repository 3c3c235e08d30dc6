"""An approval, done by two people with their own devices: submitted by one, returned and approved by another."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from core.inspection.templates import actions as templates
from core.inspection.templates import queries as checklists
from core.inspection.templates.rules import State
from tests import cast
from tests.browser.person import Person

pytestmark = pytest.mark.browser


def test_a_checklist_is_confirmed_by_a_second_person(
    sqlite_database: str, house: cast.House, person: Callable[..., Person], do: Callable[..., Any], ask: Callable[..., Any]
) -> None:
    version = do(templates.create, "ada", cast.draft("evening"))
    ada, lin = person(), person(phone=True)
    ada.arrive("ada", f"/Checklists?version={version}")
    ada.sees("Draft")
    ada.confirm("Submit for approval", "Submit")
    ada.sees("Asked: Lin, Yan")
    ada.follow("Open the submission")
    ada.sees("The copy as it was submitted")
    for label in ("Approve", "Return", "Turn down"):  # nobody decides the own submission
        expect(ada.page.get_by_role("button", name=label, exact=True)).to_have_count(0)

    lin.arrive("lin")
    lin.follow("One approval waits for you")
    lin.follow("Hotline check")
    lin.press("Return")
    lin.sees("Please fill in “Comment”.")
    lin.page.get_by_role("textbox", name="Comment").fill("Greet first, then count.")
    lin.press("Return")
    lin.sees("Returned · Lin")

    ada.go(f"/Checklists?version={version}")
    ada.sees("Greet first, then count.")
    ada.press("Submit again")
    ada.page.locator("[data-testid=stPopoverBody]").get_by_role("textbox", name="Comment").fill("It is so already: see the first item.")
    ada.page.locator("[data-testid=stPopoverBody]").get_by_role("button", name="Submit", exact=True).click()
    ada.sees("submission no. 2")

    lin.go("/Approvals")
    lin.follow("Hotline check")
    lin.sees("Nothing: it was submitted again as it was.")
    lin.confirm("Approve", "Approve")
    lin.sees("Approved · Lin")
    assert ask(checklists.version, "ada", version).state is State.CONFIRMED
    ada.go(f"/Checklists?version={version}")
    ada.sees("Confirmed")
    expect(ada.page.get_by_role("button", name="Submit again", exact=True)).to_have_count(0)
