"""What browser tests stand on: a Chromium, a real server on the test's database, and people who use them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.config import settings
from tests import cast
from tests.browser.person import PATIENCE_MS, Person
from tests.browser.server import Server
from tests.databases import Shelf, living_at

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed  # type: ignore[attr-defined]
    return report


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """An installed Chromium, one for a file of tests; everybody in it has cookies of her own."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield found
        found.close()


def _running(server: Server) -> Iterator[Server]:
    yield server.start()
    server.stop()
    assert not server.failures(), server.said()[-4000:]


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A real server on the database of this test: needs `database` or `sqlite_database`, and usually `house`, beside it."""
    request.getfixturevalue("database" if "database" in request.fixturenames else "sqlite_database")
    yield from _running(Server(settings().database_url, tmp_path))


@pytest.fixture(scope="module")
def house_open(sqlite_shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, cast.House]]:
    """A server and the cast for a whole file of tests that leave nothing behind that disturbs the next."""
    folder, url = tmp_path_factory.mktemp("open"), sqlite_shelf.fresh(["house"])
    with living_at(url, folder):
        running = _running(Server(url, folder))
        yield next(running), sqlite_shelf.furnished
        next(running, None)


@pytest.fixture
def person(request: pytest.FixtureRequest, browser: Any, tmp_path: Path) -> Iterator[Callable[..., Person]]:
    """`person(phone=True)`: somebody with a browser before the server of this test. Nothing may disturb her."""
    if "house_open" in request.fixturenames:
        base = request.getfixturevalue("house_open")[0].base
    else:
        base = request.getfixturevalue("server").base
    here: list[Person] = []

    def person_(**how: Any) -> Person:
        here.append(Person(browser, base, key=request.getfixturevalue("token"), **how))
        return here[-1]

    yield person_
    failed = request.node.stash.get(FAILED, False)
    for number, one in enumerate(here):
        if failed:
            one.page.screenshot(path=tmp_path / f"screen-{number}.png")
        one.close()
    if not failed:
        for one in here:
            one.undisturbed()
