"""What tests stand on: real databases of both kinds, the cast, ways to act and to ask, and the screen."""

import functools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine

import core.everything  # noqa: F401 - declares every table
from core import db, work
from core.access import Actor
from core.audit.actions import NOBODY
from core.errors import Refusal
from core.people import passwords
from core.people.actions import choose_language
from core.people.signin import actions as signin
from core.people.signin.rules import Method
from core.projects import queries as projects
from core.words import Language
from tests import cast
from tests.databases import NOWHERE, NOWHERE_ON_DISK, SECRET, Postgresql, Shelf, Sqlite, forget, settle

ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
os.environ.update(DATABASE_URL=NOWHERE, FILES_DIR=str(NOWHERE_ON_DISK), COCKPIT_SECRET=SECRET)


settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60, print_blob=True,
    derandomize="SERVICE_COCKPIT_SAME_DICE" in os.environ,  # the gate says the same twice; at a desk the dice are new each time
)  # fmt: skip
settings.load_profile("house")  # a busy machine is no counterexample


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes more than five seconds; leave out with -m 'not slow'")
    config.addinivalue_line(
        "markers", "browser: drives an installed Chromium; skipped without one unless SERVICE_COCKPIT_REQUIRE_BROWSER is set"
    )


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of an installed Chromium. Without one the test is skipped, or fails where one is required."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        missing = "no Chromium is installed (apt-get install chromium fonts-noto-cjk)"
        if os.environ.get("SERVICE_COCKPIT_REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> None:
    """The slow hash is slow on purpose; what tests look at is that it is called."""
    passwords.COST = 4


@pytest.fixture(scope="session", autouse=True)
def _one_dialect_a_kind() -> None:
    """Every test has a database and an engine of its own; what SQLAlchemy once made of a statement serves them all."""
    first: dict[str, Engine] = {}
    connect = db.connect

    def connect_(url: str) -> Engine:
        made = connect(url)
        known = first.setdefault(made.dialect.name, made)
        if known is made:
            made._compiled_cache.capacity = 4000  # type: ignore[union-attr]
        else:
            made.dialect, made._compiled_cache = known.dialect, known._compiled_cache
        return made

    db.connect = connect_


@pytest.fixture(scope="session")
def sqlite_shelf() -> Iterator[Shelf]:
    place = Sqlite()
    yield Shelf(place, cast.STAGES)
    place.stop()


@pytest.fixture(scope="session")
def postgresql_shelf() -> Iterator[Shelf]:
    place = Postgresql()
    yield Shelf(place, cast.STAGES)
    place.stop()


@contextmanager
def _database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, kind: str, folder: Path) -> Iterator[Shelf]:
    shelf: Shelf = request.getfixturevalue(f"{kind}_shelf")
    shelf.here = shelf.fresh(request.fixturenames)
    settle(monkeypatch, shelf.here, folder)
    yield shelf
    forget()
    shelf.place.drop(shelf.here)  # a scene has put one of its own there


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database of each kind; the cast lives in it if the test asks for `house` too."""
    with _database(request, monkeypatch, request.param, tmp_path):
        yield request.param


@pytest.fixture
def sqlite_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """Like `database`, where one kind is enough."""
    with _database(request, monkeypatch, "sqlite", tmp_path):
        yield "sqlite"


@pytest.fixture
def shelf(request: pytest.FixtureRequest) -> Shelf:
    """Where the database of this test came from, for tests that need another one."""
    kind = request.getfixturevalue("database" if "database" in request.fixturenames else "sqlite_database")
    found: Shelf = request.getfixturevalue(f"{kind}_shelf")
    return found


@pytest.fixture
def house(shelf: Shelf) -> cast.House:
    """The cast, furnished and started: needs `database` or `sqlite_database` beside it."""
    assert isinstance(shelf.furnished, cast.House)
    return shelf.furnished


@pytest.fixture
def submitted(house: cast.House) -> int:
    """Mei's sheet for Hotline, submitted with half the points for the greeting (85 in all)."""
    return house.sheet


@pytest.fixture
def released(submitted: int) -> int:
    """The same, its round closed and released."""
    return submitted


@pytest.fixture
def contested(released: int) -> int:
    """The same, contested by Ming; Lin and Hu have scored the item blind and may decide."""
    return released


@pytest.fixture
def actor(house: cast.House) -> Callable[[str], Actor]:
    """`actor("mei")`: the person as the database knows her at this moment."""
    return house.actor


@pytest.fixture
def do(house: cast.House) -> Callable[..., Any]:
    """`do(sheets.submit, "mei", sheet_id, ...)`: one deed in one transaction, by name or by Actor."""

    def do_(action: Callable[..., Any], who: str | Actor, *args: Any, **kwargs: Any) -> Any:
        return work.do(action, house.actor(who) if isinstance(who, str) else who, *args, **kwargs)

    return do_


@pytest.fixture
def ask(house: cast.House) -> Callable[..., Any]:
    """`ask(queries.sheet, "mei", code)`: one question, by name or by Actor."""

    def ask_(question: Callable[..., Any], who: str | Actor, *args: Any, **kwargs: Any) -> Any:
        return work.ask(question, house.actor(who) if isinstance(who, str) else who, *args, **kwargs)

    return ask_


@pytest.fixture
def hotline(house: cast.House, ask: Callable[..., Any]) -> str:
    """The code of the project Hotline."""
    return next(row.code for row in ask(projects.projects, "lin") if row.id == house.projects["hotline"])


@pytest.fixture
def refused() -> Callable[[type[Refusal]], AbstractContextManager[Any]]:
    """`with refused(Incomplete): ...`: exactly this refusal is raised, and not one row differs afterwards."""

    @contextmanager
    def refused_(kind: type[Refusal]) -> Iterator[pytest.ExceptionInfo[Refusal]]:
        before = cast.mark()
        with pytest.raises(Refusal) as caught:
            yield caught
        assert type(caught.value) is kind
        assert cast.mark() == before

    return refused_


@pytest.fixture
def traced() -> Callable[..., AbstractContextManager[Any]]:
    """`with traced("sheet:submit", "mei") as entry: ...`: one audit entry more, of this deed and this person, in a sound chain."""

    @contextmanager
    def traced_(deed: str, who: str) -> Iterator[list[Any]]:
        before, entry = len(cast.trail()), []
        yield entry
        new = cast.trail()[before:]
        assert [one.deed for one in new] == [deed]
        assert new[0].origin == "test"
        with cast.db.reading() as session:
            assert new[0].actor_id == cast.person_acting(session, who, origin="").id
        assert cast.sound_chain()
        entry += new

    return traced_


@pytest.fixture
def token() -> Callable[[str], str]:
    """`token("mei")`: the secret id of a real new session of hers, as her cookie would hold it."""

    def token_(who: str) -> str:
        person = work.ask(cast.person_acting, who, origin="test")
        # What stands behind every door, so that a person with a second step has a session too.
        ticket = work.do(lambda session, _: signin._ticket(session, person.id, Method.PASSWORD, "127.0.0.1"), NOBODY)
        return work.do(signin.start, NOBODY, ticket, "a test", None)

    return token_


@functools.cache
def _components() -> list[Any]:
    """What Streamlit finds when it looks through every installed package for components: asked once, not for each page of each test."""
    from streamlit.components.v2.manifest_scanner import scan_component_manifests

    return scan_component_manifests()


@pytest.fixture
def screen(house: cast.House, token: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`screen("pages/3_Scoring.py", "mei", language=Language.TRADITIONAL, state={...}, query={...})`: one page, run headless.

    Without a person nobody is signed in. The identity is a real session in the database; only the cookie is stood in
    for, and links to other pages, which are drawn as Markdown.
    """
    import streamlit as st
    from streamlit.components.v2 import manifest_scanner
    from streamlit.testing.v1 import AppTest

    import pages.parts.signin as door

    def page_link(page: str, *, label: str = "", query_params: dict[str, str] | None = None, **_: object) -> None:
        # Streamlit links only to what st.navigation has registered, and a page on its own has no navigation.
        assert (ROOT / page).exists(), page
        st.markdown(f"[{label}]({page}?{urlencode(query_params or {})})")

    monkeypatch.setattr(st, "page_link", page_link)
    components = _components()
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", lambda: components)
    st.cache_data.clear()
    st.cache_resource.clear()

    def open_(
        page: str,
        who: str | None = None,
        *,
        language: Language | None = None,
        state: dict[str, Any] | None = None,
        query: dict[str, str] | None = None,
        run: bool = True,
    ) -> Any:
        if who and language:
            work.do(choose_language, house.actor(who), language)
        held = token(who) if who else None
        monkeypatch.setattr(door, "read_token", lambda *_, **__: held)
        at = AppTest.from_file(str(ROOT / page), default_timeout=30)
        for name, value in (state or {}).items():
            at.session_state[name] = value
        for name, value in (query or {}).items():
            at.query_params[name] = value
        return at.run() if run else at

    return open_
