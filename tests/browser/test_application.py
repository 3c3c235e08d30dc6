"""From an unfinished application to a levelled, baselined plan in a file, by three people with their own devices."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, TimeoutError, expect

from core.exchange.mspdi.reading import read
from core.initiation.applications import queries
from core.planning import queries as planning
from core.planning.rules.schedule import schedule
from tests import cast
from tests.browser.person import Person
from tests.initiation.made import apply

pytestmark = pytest.mark.browser


def test_an_application_is_approved_twice_becomes_a_project_and_its_plan_is_levelled_kept_and_taken_along(
    sqlite_database: str, house: cast.House, person: Callable[..., Person], ask: Callable[..., Any], tmp_path: Path
) -> None:
    code = ask(queries.code_of, "mo", apply(house, customer={}, background=""))
    mo, hu, lin = person(), person(phone=True), person()
    mo.arrive("mo", f"/Applications?application={code}")
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
        who.arrive(name)
        who.follow("One approval waits for you")
        who.follow("Night line")
        who.sees("The copy as it was submitted")
        who.confirm("Approve", "Approve")
        who.sees(f"Approved · {name.title()}")

    mo.go(f"/Applications?application={code}")
    mo.follow("Charter, scope and everybody concerned")
    mo.sees("As approved")
    mo.sees("90 % · by May 31, 2027")
    mo.ready()
    mo.page.get_by_role("radio", name="Initiation pack").click()
    mo.sees("4 of 11 pieces are there")

    project = mo.page.url.split("project=")[1].split("&")[0]
    mo.go(f"/Plan?project={project}")
    mo.sees("Add rows").click()
    mo.page.get_by_role("textbox", name="One task a line").fill("Prepare\n  Hire\t3d\n  Train\t4d")
    mo.page.keyboard.press("Tab")
    mo.press("Add 3 rows")
    expect(mo.page.get_by_role("textbox", name="One task a line")).to_have_value("")
    for row in ("Hire", "Train"):
        give_to(mo, row, "Mo")

    mo.page.get_by_text("People and load", exact=True).click()
    mo.press("Propose a levelling")
    mo.press("Accept 1 row")
    mo.sees("Take earlier levellings back")
    mo.page.get_by_text("Baselines", exact=True).click()
    mo.press("Keep a baseline")
    mo.page.get_by_role("textbox", name="Name", exact=True).fill("As agreed")
    mo.page.keyboard.press("Tab")
    mo.press("Keep it")
    mo.sees("The finish stands where it stood")

    mo.page.get_by_text("Files", exact=True).first.click()
    with mo.page.expect_download() as taken:
        mo.press("Microsoft Project (XML)")
    taken.value.save_as(tmp_path / "plan.xml")
    plan = ask(planning.plan, "mo", project)
    assert [one.row.name for one in plan.tasks] == ["Line open", "First review", "Prepare", "Hire", "Train"]  # the application's milestones come first
    (_, done), (begun, _) = sorted((one.starts, one.ends) for one in plan.tasks[3:])
    assert done <= begun  # Mo does one after the other
    assert schedule(read(tmp_path / "plan.xml")).finish == plan.finish


def give_to(mo: Person, row: str, who: str) -> None:
    """Let somebody work on a row, in its form."""
    panel = mo.page.locator("[data-testid=stExpander]").filter(has_text="One row in full").last
    if not panel.locator("[data-testid=stSelectbox]").count():
        panel.get_by_text("One row in full").click()
    choose(mo, panel.locator("[data-testid=stSelectbox] input").first, row)
    expect(panel.get_by_role("textbox", name="Task", exact=True)).to_have_value(row)
    mo.ready()
    choose(mo, panel.locator("[data-testid=stMultiSelect] input"), who)
    mo.page.keyboard.press("Escape")
    mo.sees(f"{who}: share of the working time, in percent")
    mo.press("Save the row")
    mo.page.wait_for_timeout(1000)
    mo.ready()


def choose(mo: Person, field: Locator, entry: str) -> None:
    """Type and take what is offered. A list that a redrawn page has folded up is opened again, as anybody would."""
    option = mo.page.get_by_role("option", name=entry).last
    for _ in range(5):
        field.fill(entry)
        try:
            option.click(timeout=8000)
            return
        except TimeoutError:
            mo.page.keyboard.press("Escape")
            mo.ready()
    option.click()
