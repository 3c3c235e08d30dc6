"""The empty page every address begins with: Streamlit's own, told where its server is.

Streamlit's page does not know whether `/Inbox` is a page of an application at `/` or an application mounted at `/Inbox`:
it asks both, and the first answers "404" in the console of every visitor and costs a round trip before the page opens.
Ours stands at the root of its host (cookies and routes say so), so the page is told.
"""

import functools
import hashlib
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pages.parts.frame import DOORS

TOLD = '<script>window.__streamlit={BACKEND_BASE_URL:location.origin+"/"}</script>'
BEFORE = '<script type="module"'


def page() -> str:
    """Streamlit's page with our one line before its program; as it stands, should a newer Streamlit build it otherwise."""
    return (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8").replace(BEFORE, TOLD + BEFORE, 1)


@functools.cache
def _answer() -> tuple[bytes, str]:
    body = page().encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


async def shell(request: Request) -> Response:
    """The page at each of our addresses; browsers keep it and ask whether it is still the same."""
    body, tag = _answer()
    kept = {"cache-control": "no-cache", "etag": tag}
    if request.headers.get("if-none-match", "").removeprefix("W/") == tag:
        return Response(status_code=304, headers=kept)
    return Response(body, media_type="text/html", headers=kept)


async def home(_: Request) -> Response:
    """The first page answers to "/" alone; whoever types its name is led there, not told that it does not exist."""
    return RedirectResponse("/")


FIRST, *OTHERS = DOORS
ROUTES = [Route("/", shell), Route(f"/{FIRST.path}", home), *(Route(f"/{door.path}", shell) for door in OTHERS)]
