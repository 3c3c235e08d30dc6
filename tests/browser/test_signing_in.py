"""Signing in with a real browser: an authenticator set up and used, and a company account against a sign-in server."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest

from core.config import settings
from tests import cast
from tests.browser.person import Person
from tests.browser.provider import Provider
from tests.browser.server import Server
from tests.cast import PASSWORD, trail

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sqlite_database")]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as running:
        yield running


@pytest.fixture
def server(sqlite_database: object, house: cast.House, provider: Provider, tmp_path: Path) -> Iterator[Server]:
    """The real server, told of the company's sign-in server."""
    running = Server(settings().database_url, tmp_path, **provider.settings).start()
    yield running
    running.stop()
    assert not running.failures(), running.said()[-4000:]


def names(one: Person) -> set[str]:
    return {cookie["name"] for cookie in one.context.cookies()}


def test_an_authenticator_is_set_up_and_asked_for_at_the_next_door(server: Server, person: Callable[..., Person]) -> None:
    mei = person()
    mei.sign_in("mei", "/Account")
    mei.spot("factor-propose").locator("button").click()
    mei.page.locator("img[src^='data:image/svg']").first.wait_for()
    shown = pyotp.TOTP(mei.page.locator("[data-testid=stCode]").first.inner_text().replace(" ", "").strip())
    mei.spot("factor-code").locator("input").fill(shown.now())
    mei.spot("factor-password").locator("input").fill(PASSWORD)
    mei.press("Turn on the second step")
    mei.sees("Keep your recovery codes")
    codes = mei.page.locator("[data-testid=stCode]").first.inner_text().split()
    assert len(codes) == 10
    mei.press("I have kept them")
    mei.sees("10 recovery codes are left.")

    phone = person(phone=True)
    phone.page.goto(server.base)
    phone.give("mei", PASSWORD)
    phone.sees("Second step")
    assert "cockpit" not in names(phone)
    phone.spot("second_step-other").locator("button").click()
    phone.spot("second_step-backup").locator("input").fill(codes[0])
    phone.page.locator("[data-testid=stFormSubmitButton] button").click()
    phone.page.locator("[data-testid=stMenuButton]").first.wait_for()
    phone.ready()
    assert "cockpit" in names(phone)
    assert trail("account:sign_in")[-1].facts == {"method": "password+backup"}


def test_a_company_account_opens_our_own_session_and_leaves_nothing_of_its_own(server: Server, provider: Provider, person: Callable[..., Person]) -> None:
    mei = person()
    mei.page.goto(server.base)
    mei.spot("company_account").locator("button").click()
    mei.page.locator("[data-testid=stMenuButton]").first.wait_for()
    mei.ready()
    assert trail("account:sign_in")[-1].facts == {"method": "oidc"}
    asked = provider.asked[-1]
    assert asked["code_challenge_method"] == "S256"
    assert asked["state"]
    assert asked["nonce"]
    assert not [name for name in names(mei) if name.startswith("_streamlit_user")]
    mei.menu("Sign out")
    mei.page.locator("input[type=password]").wait_for()
    assert "cockpit" not in names(mei)
    mei.elsewhere = [one for one in mei.elsewhere if not one.startswith(f"{provider.issuer}/authorize?")]


def test_an_unknown_company_account_is_told_so_and_its_identity_dropped(server: Server, provider: Provider, person: Callable[..., Person]) -> None:
    provider.who = {"sub": "S-2", "preferred_username": "stranger"}
    stranger = person()
    stranger.page.goto(server.base)
    stranger.spot("company_account").locator("button").click()
    stranger.sees("opens nothing here")
    for _ in range(50):
        if not [name for name in names(stranger) if name.startswith("_streamlit_user")]:
            break
        time.sleep(0.1)
    assert not [name for name in names(stranger) if name.startswith("_streamlit_user")]
    assert "cockpit" not in names(stranger)
    assert trail("account:sign_in") == []
    stranger.elsewhere = [one for one in stranger.elsewhere if not one.startswith(f"{provider.issuer}/authorize?")]
