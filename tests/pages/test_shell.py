"""The empty page that every address begins with, and moments as a reader wants them."""

import base64
import hashlib
import re
from datetime import UTC, datetime

import anyio
import pytest
from starlette.requests import Request

from core.words import Language, minute
from pages.parts import gate, shell
from pages.parts.frame import DOORS


def answer(path: str, **headers: str):
    endpoint = {route.path: route.endpoint for route in shell.ROUTES}[path]
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return anyio.run(endpoint, Request({"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": sent}))


def test_the_page_is_told_where_its_server_is_before_its_program_begins():
    page = answer("/Inbox").body.decode()
    assert page.count(shell.TOLD) == 1, "Streamlit builds its page otherwise: the console would say 404 at every opening"
    assert page.index(shell.TOLD) < page.index("/static/js/index")


def test_the_policy_allows_the_line_we_added():
    (body,) = re.findall(r"<script>(.*)</script>", shell.TOLD)
    said = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
    assert f"'sha256-{said}'" in gate.headers()["content-security-policy"]


def test_a_page_that_the_browser_has_is_not_sent_again():
    whole = answer("/")
    again = answer("/", if_none_match=f'W/{whole.headers["etag"]}')
    assert (again.status_code, again.body) == (304, b"")
    assert again.headers["etag"] == whole.headers["etag"]


def test_every_door_answers_and_the_first_by_its_name_leads_to_the_root():
    for door in DOORS[1:]:
        assert answer(f"/{door.path}").status_code == 200
    first = answer(f"/{DOORS[0].path}")
    assert (first.status_code, first.headers["location"]) == (307, "/")


@pytest.mark.parametrize(
    ("language", "said"),
    [(Language.ENGLISH, "Nov 2, 2026, 18:05"), (Language.SIMPLIFIED, "2026年11月2日 18:05"), (Language.TRADITIONAL, "2026年11月2日 18:05")],
)
def test_a_moment_is_said_to_the_minute(language, said):
    assert minute(datetime(2026, 11, 2, 18, 5, 59, tzinfo=UTC), language) == said
