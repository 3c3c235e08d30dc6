"""Long forms and grids in a real browser: what was typed outlives the tab, and a changed cell is what is saved."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from core import work
from core.drafts import queries as drafts
from core.inspection.rounds import queries as rounds
from core.projects import queries as projects
from core.reference import queries as reference
from tests import cast
from tests.browser.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("sqlite_database")]


def test_a_form_begun_at_the_desk_is_finished_on_the_phone(house: cast.House, person: Callable[..., Person]) -> None:
    desk = person()
    desk.arrive("lin", "/Rounds")
    desk.page.get_by_text("New round", exact=True).first.click()
    desk.page.get_by_label("Name", exact=True).fill("Autumn <b>")
    desk.page.keyboard.press("Tab")  # left without any button
    desk.until(lambda: work.ask(drafts.mine, house.actor("lin"), "new_round") is not None)
    desk.close()

    phone = person(phone=True)
    phone.arrive("lin", "/Rounds")
    phone.sees("You have a draft from")
    phone.press("Continue with it")
    expect(phone.page.get_by_label("Name", exact=True)).to_have_value("Autumn <b>")
    expect(phone.page.get_by_label("Name", exact=True)).to_be_visible()  # the form did not fold itself up
    phone.press("Prepare the round")
    phone.sees("In preparation")
    assert "Autumn <b>" in [one.name for one in work.ask(rounds.rounds, house.actor("lin"))]
    assert work.ask(drafts.mine, house.actor("lin"), "new_round") is None


def test_a_cell_changed_in_the_grid_is_saved_and_the_grid_goes_on(house: cast.House, person: Callable[..., Person]) -> None:
    ada = person()
    ada.arrive("ada", "/Reference_tables?table=channel")
    grid = ada.page.locator("[data-testid=stDataFrame]").first
    grid.locator("canvas").first.wait_for()
    for name in ("Call", "Ring"):  # the second time over the version that the first one made
        ada.page.wait_for_timeout(2000)  # a grid is painted, and its columns take their widths, after it stands
        box = grid.bounding_box()
        assert box is not None
        ada.page.mouse.dblclick(box["x"] + box["width"] * 0.36, box["y"] + 35 * 1.5)
        cell = ada.page.locator("textarea.gdg-input")  # the first letters typed before it stands are lost
        cell.fill(name)
        cell.press("Enter")
        ada.page.wait_for_timeout(600)
        ada.press("Save the table")
        ada.until(lambda: work.ask(reference.table, "channel").names["phone"]["en"] == name)  # noqa: B023
        ada.sees("Last changed")
        ada.ready()
        expect(ada.page.get_by_text("in the meantime")).to_have_count(0)


def test_a_double_click_is_one_deed(house: cast.House, person: Callable[..., Person]) -> None:
    """However soon the second click comes: before the deed, during it, or before its page has shown what was done."""
    ada = person()
    ada.arrive("ada", "/Projects")
    for gap_ms in (20, 60, 120, 200):
        ada.go("/Projects")
        ada.page.get_by_text("New project").click()
        for key in ("name", "customer"):
            field = ada.page.locator(f"[class*='st-key-project-new-{key}-en'] input")
            field.fill(f"After {gap_ms} ms")
            field.blur()
            ada.page.wait_for_timeout(300)
        ada.ready()
        ada.twice("Create the project", gap_ms)
        expect(ada.page.locator("[class*='st-key-project-new-name-en'] input")).to_have_value("")
        assert [one.name["en"] for one in work.ask(projects.projects, house.actor("ada"))].count(f"After {gap_ms} ms") == 1
    for gap_ms in (20, 60, 120, 200):
        ada.go("/Rounds")
        ada.page.get_by_text("New round", exact=True).first.click()
        name = ada.page.get_by_label("Name", exact=True)
        name.fill(f"After {gap_ms} ms")
        name.blur()
        ada.page.wait_for_timeout(300)
        ada.ready()
        ada.twice("Prepare the round", gap_ms)
        ada.page.get_by_role("heading", level=1).filter(has_text=f"After {gap_ms} ms").wait_for()  # shown, too
        assert [one.name for one in work.ask(rounds.rounds, house.actor("lin"))].count(f"After {gap_ms} ms") == 1
