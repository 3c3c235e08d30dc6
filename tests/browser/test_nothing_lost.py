"""What was acknowledged stays, whatever happens to the line, the browser, the server or a second device."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from core.inspection.sheets import queries as sheets
from core.work import ask
from tests import cast
from tests.browser.person import PATIENCE_MS, Person
from tests.browser.server import Server

pytestmark = pytest.mark.browser

ANSWERS, KILLS = 12, 2
LEVELS = ["100", "50", "0"]
"""What the radio of an item in levels offers, in its order."""


@pytest.fixture
def code(house: cast.House) -> str:
    """Mei's open sheet for Hotline."""
    return ask(sheets.code_of, house.actor("mei"), house.sheet)


def at_the_sheet(mei: Person, code: str) -> Person:
    mei.arrive("mei", f"/Scoring_sheet?sheet={code}")
    return mei


def box(mei: Person, house: cast.House, item: str) -> Locator:
    return mei.spot(f"item-{house.sheet}-{house.items[item]}")


def choose(where: Locator, number: int) -> None:
    where.locator("[data-testid=stRadioOption]").nth(number).click()


def chosen(where: Locator) -> Locator:
    """The choice that the screen shows as made."""
    return where.locator("[data-testid=stRadioOption]").filter(has=where.page.locator("input:checked")).first


def kept(house: cast.House) -> dict[str, str | None]:
    """What the database holds of Mei's sheet, by item."""
    view = ask(sheets.sheet, house.actor("mei"), ask(sheets.code_of, house.actor("mei"), house.sheet))
    values = {code: view.answer(item_id) for code, item_id in house.items.items()}
    return {code: one.mark and (f"{one.raw.normalize():f}" if one.raw is not None else one.na_reason) for code, one in values.items()}


def test_two_devices_answer_the_same_item_and_both_answers_are_shown(
    sqlite_database: str, house: cast.House, code: str, person: Callable[..., Person]
) -> None:
    phone, desk = at_the_sheet(person(phone=True), code), at_the_sheet(person(), code)
    there, here = box(desk, house, "greeting"), box(phone, house, "greeting")
    choose(there, 0)
    desk.sees("Saved", within=there)
    choose(here, 2)
    phone.sees("This item was answered on another device in the meantime. Both answers are shown: choose one.", within=here)
    expect(here).to_contain_text("100 · Good")
    expect(here).to_contain_text("0 · Poor")
    assert kept(house)["greeting"] == "100"
    phone.press("Use mine")
    expect(here.get_by_text("Both answers are shown")).to_have_count(0)
    expect(chosen(here)).to_have_text("0 · Poor")
    assert kept(house)["greeting"] == "0"
    choose(there, 1)
    desk.sees("Both answers are shown", within=there)
    desk.press("Keep the other")
    expect(there.get_by_text("Both answers are shown")).to_have_count(0)
    expect(chosen(there)).to_have_text("0 · Poor")
    assert kept(house)["greeting"] == "0"


def test_an_answer_given_just_before_another_part_is_opened_is_kept(
    sqlite_database: str, house: cast.House, code: str, person: Callable[..., Person]
) -> None:
    """The click that follows at once must not interrupt what keeps the answer."""
    mei = at_the_sheet(person(phone=True), code)
    field = box(mei, house, "speed").locator("input[type=text]")
    for number in range(1, 9):
        mei.page.get_by_role("radio", name="Contact").click()
        field.wait_for()
        mei.ready()
        field.fill(str(number))
        field.press("Enter")
        mei.page.get_by_role("radio", name="Check and submit").click()
        mei.until(lambda: kept(house)["speed"] == str(number))  # noqa: B023 - asked before the next number
        field.wait_for(state="hidden")  # kept is before drawn: the next click is for who sees the other part


def test_two_devices_write_the_same_note_and_no_word_is_lost(
    sqlite_database: str, house: cast.House, code: str, person: Callable[..., Person]
) -> None:
    phone, desk = at_the_sheet(person(phone=True), code), at_the_sheet(person(), code)
    for one in (phone, desk):
        box(one, house, "greeting").get_by_role("button", name="Note").click()
    desk.page.get_by_label("Facts found").fill("Three of ten were greeted.")
    desk.page.get_by_label("Facts found").blur()
    desk.sees("Note ✓")
    phone.page.get_by_label("Facts found").fill("Four of ten were greeted.")
    phone.page.get_by_label("Facts found").blur()
    phone.sees("Another device wrote this note in the meantime. Your text is kept here to copy.")
    phone.sees("Four of ten were greeted.")
    phone.sees("Three of ten were greeted.")


def test_a_reload_keeps_answers_notes_and_files(
    sqlite_database: str, house: cast.House, code: str, person: Callable[..., Person], tmp_path: Path
) -> None:
    from PIL import Image

    Image.new("RGB", (640, 480), (200, 90, 30)).save(tmp_path / "desk.png")
    mei = at_the_sheet(person(phone=True), code)
    here = box(mei, house, "greeting")
    choose(here, 1)
    mei.sees("Saved", within=here)
    here.get_by_role("button", name="Note").click()
    mei.page.get_by_label("Facts found").fill("五次里有三次。\nThree of five.")
    mei.page.get_by_label("Facts found").blur()
    mei.sees("Note ✓")
    mei.page.keyboard.press("Escape")
    here.get_by_role("button", name="Photo or file").click()
    mei.page.locator("[data-testid=stPopoverBody] input[type=file]").set_input_files(tmp_path / "desk.png")
    expect(here.locator("img")).to_be_visible()
    mei.page.keyboard.press("Escape")
    number = box(mei, house, "speed").locator("input[type=text]")
    number.fill("7.5")
    number.blur()
    mei.sees("2 of 5 items answered")
    mei.page.reload()
    mei.sees("2 of 5 items answered")
    expect(chosen(here)).to_have_text("50 · Fair")
    expect(here).to_contain_text("五次里有三次。")
    expect(here.locator("img")).to_be_visible()
    expect(number).to_have_value("7.5")


def test_the_server_is_killed_between_and_during_answers_and_every_acknowledged_one_is_there(
    database: str, house: cast.House, code: str, server: Server, person: Callable[..., Person]
) -> None:
    """Kills come before a tap and right after one; the page finds its way back each time, and so does the tap."""
    dice = random.Random(database)
    mei = at_the_sheet(person(phone=True), code)
    mei.patient = True
    here = box(mei, house, "greeting")
    before = set(dice.sample(range(1, ANSWERS), KILLS))
    acknowledged = []
    for number in range(ANSWERS):
        wanted = dice.choice([one for one in range(3) if LEVELS[one] != kept(house)["greeting"]])
        if number in before:
            server.kill()
            server.start()
        _tap(mei, here, wanted)
        mei.until(lambda wanted=wanted: kept(house)["greeting"] == LEVELS[wanted])
        acknowledged.append(LEVELS[wanted])
        if number % 10 == 9:  # a tap that nobody can tell about: kept or not, the screen says which when it is back
            choose(here, (wanted + 1) % 3)
            server.kill()
            server.start()
            mei.page.reload()
            expect(chosen(here)).to_contain_text(kept(house)["greeting"] or "")
    told = [entry.facts["after"]["raw"] for entry in cast.trail("sheet:answer")]
    rest = iter(told)
    assert all(answer in rest for answer in acknowledged), (acknowledged, told)
    assert len(acknowledged) == ANSWERS
    assert cast.sound_chain()
    mei.page.reload()
    expect(chosen(here)).to_contain_text(kept(house)["greeting"] or "")


def _tap(mei: Person, here: Locator, wanted: int) -> None:
    """Choose, and look until the answer is drawn anew: that is how the screen acknowledges it."""
    name = here.locator("input[type=radio]").first
    drawn = name.get_attribute("name")
    choose(here, wanted)
    expect(name).not_to_have_attribute("name", drawn or "", timeout=PATIENCE_MS)
    mei.ready()
    expect(chosen(here)).to_contain_text(LEVELS[wanted])


def test_a_phone_that_slept_longer_than_its_session_was_kept_still_saves_the_next_tap(
    sqlite_database: str, house: cast.House, code: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL", "1")
    mei: Person = request.getfixturevalue("person")(phone=True)
    lines = []
    mei.page.route_web_socket(re.compile("/_stcore/stream"), lambda line: lines.append((line, line.connect_to_server())))
    at_the_sheet(mei, code)
    here = box(mei, house, "greeting")
    choose(here, 0)
    mei.sees("Saved", within=here)
    with mei.offline():
        for line, there in lines:
            line.close()
            there.close()
        mei.page.wait_for_timeout(3000)
        assert chosen(here).is_disabled() or here.locator("input:disabled").count()
    choose(here, 2)
    expect(chosen(here)).to_contain_text("0 · Poor")
    mei.until(lambda: kept(house)["greeting"] == "0")
