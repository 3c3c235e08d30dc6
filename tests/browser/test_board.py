"""A card is moved with the mouse and with the keyboard, and stands where it was put after the page is loaded anew."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from core.clock import today
from core.planning import actions as plans
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.progress.cards import queries
from tests import cast
from tests.browser.person import Person

pytestmark = pytest.mark.browser
TODO, HAND, DONE = 0, 1, 2


def test_a_card_is_moved_by_mouse_and_by_keyboard_and_a_refused_one_is_put_back(
    sqlite_database: str, house: cast.House, person: Callable[..., Person], do: Callable[..., Any], ask: Callable[..., Any], hotline: str
) -> None:
    ming = house.people["ming"]
    rows = [Row(1, "Ask <b>them</b>", duration=4800, owner=ming), Row(2, "Write", duration=4800, owner=ming, percent=50, actual_start=midnight(today() - timedelta(days=5)))]
    do(plans.create, "mo", house.projects["hotline"], starts=midnight(today() - timedelta(days=5)), rows=rows)
    she = person()
    she.arrive("ming", f"/Board?project={hotline}")

    def stands(card: str, place: int) -> None:
        """The card is in the column, and the server has said so."""
        expect(she.page.locator(".cell").nth(place).locator(".card").filter(has_text=card)).to_have_count(1)
        expect(she.page.locator(".card.sent")).to_have_count(0)

    def press(card: str, *keys: str) -> None:
        she.page.locator(".card").filter(has_text=card).focus()
        for key in keys:
            she.page.keyboard.press(key)

    stands("Ask <b>them</b>", TODO)  # as it was typed
    card, into = (she.page.locator(which).bounding_box() for which in (".card >> nth=0", f".cell >> nth={HAND}"))
    she.page.mouse.move(card["x"] + 20, card["y"] + 15)
    she.page.mouse.down()
    she.page.mouse.move(card["x"] + 60, card["y"] + 30, steps=3)
    she.page.mouse.move(into["x"] + 60, into["y"] + 40, steps=3)
    she.page.mouse.up()
    stands("Ask <b>them</b>", HAND)
    press("Ask", "Space", "ArrowRight", "Escape")
    stands("Ask", HAND)
    press("Ask", "Space", "ArrowRight", "Space")
    stands("Ask", DONE)
    expect(she.page.get_by_role("status").filter(has_text="moved to Finished")).to_have_count(1)
    press("Write", "Space", "ArrowLeft", "Enter")  # half of it is done: it has begun
    she.sees("so it has begun")
    stands("Write", HAND)
    she.page.reload()
    stands("Ask", DONE)
    stands("Write", HAND)
    assert [(one.came_from, one.into, one.by_hand) for one in ask(queries.moves, "mo", hotline, uid=1)] == [(2, 3, True), (1, 2, True), (None, 1, False)]
