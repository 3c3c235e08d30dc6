"""The customer's way in: a link that opens one survey once, and nothing else of the house. No session, no cookie, no script.

A review of a project that a customer is invited to comes in by the same way. Unknown, used, revoked and expired links get the same answer. What was typed comes back with what is missing. The same form
sent twice (a second tap, a reload) is one answer and says thank you both times.
"""

import secrets
import threading
import time
from collections.abc import Mapping
from urllib.parse import parse_qsl

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from core import meters
from core.audit.actions import NOBODY
from core.config import settings
from core.errors import Faulty, Refusal, TryAgain
from core.satisfaction.answers import actions
from core.satisfaction.surveys import queries, rules
from core.satisfaction.surveys.queries import Opened
from core.words import Language, language_of
from pages.parts.desk import attempt_once, look_up
from pages.parts.review import by_link
from pages.parts.satisfaction import sheet

PREFIX = "/survey/"
SENT = f"{PREFIX}sent"
BODY_LIMIT = 2 * 2**20
FIELDS_LIMIT = 200
WINDOW_S, IN_A_WINDOW, ADDRESSES = 60.0, 60, 20_000

HEADERS = {
    "content-security-policy": sheet.POLICY,
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow",
}
"""In place of those of the house: stricter, for this page runs nothing."""


def masked(path: str) -> str:
    """A path as the log may hold it: a link that opens something is no matter for a log."""
    return f"{PREFIX}…" if path.startswith(PREFIX) else path


class Pace:
    """How often an address may ask within a minute: guessing is hopeless anyway, load is not."""

    def __init__(self, limit: int = IN_A_WINDOW) -> None:
        self._limit, self._lock = limit, threading.Lock()
        self._window, self._asked = 0, {}  # type: ignore[var-annotated]

    def allows(self, address: str, moment: float) -> bool:
        window = int(moment // WINDOW_S)
        with self._lock:
            if window != self._window:
                self._window, self._asked = window, {}
            if address not in self._asked and len(self._asked) >= ADDRESSES:
                address = ""  # more addresses than anybody has customers: they share one
            self._asked[address] = asked = self._asked.get(address, 0) + 1
        return asked <= self._limit


PACE = Pace()


def _address(request: Request) -> str:
    if settings().cockpit_trusted_proxy:
        return request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return request.client.host if request.client else ""


def _wanted(said: str | None) -> Language | None:
    return Language(said) if said in set(Language) else None


def _visitors(request: Request) -> Language:
    """The language of the address, else of the browser."""
    return _wanted(request.query_params.get("lang")) or language_of(request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip())


def _says(request: Request, title: str, why: str, status: int, *, switch: bool = False) -> Response:
    return HTMLResponse(sheet.message(_visitors(request), title, why, here=request.url.path if switch else ""), status)


async def survey(request: Request) -> Response:
    """The form of an open survey, and what is sent with it."""
    if not PACE.allows(_address(request), time.monotonic()):
        return _says(request, sheet.BUSY, sheet.BUSY_WHY, 429)
    token = request.path_params["token"]
    try:
        if request.method == "POST":
            return await _posted(request, token)
        found = await _opened(token)
    except TryAgain:
        return _says(request, sheet.AWAY, sheet.AWAY_WHY, 503)
    if found is None:
        return _closed(request)
    language = _wanted(request.query_params.get("lang")) or found.language
    return HTMLResponse(sheet.form(language, found.draft, found.project, form_id=secrets.token_urlsafe(16)))


def _closed(request: Request) -> Response:
    meters.REFUSALS.add("LinkInvalid")
    return _says(request, sheet.CLOSED, sheet.CLOSED_WHY, 404, switch=True)


async def _opened(token: str) -> Opened | None:
    if not rules.TOKEN.fullmatch(token):
        return None
    return await anyio.to_thread.run_sync(lambda: look_up(queries.opened, token) or by_link.opened(token))


async def _posted(request: Request, token: str) -> Response:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > BODY_LIMIT:
            return _says(request, sheet.TOO_LARGE, sheet.TOO_LARGE_WHY, 413)
    try:
        sent = dict(parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, errors="replace", max_num_fields=FIELDS_LIMIT))
    except ValueError:
        return _closed(request)
    language = _wanted(sent.get("lang")) or _wanted(sent.get("shown"))
    if "go" not in sent and "lang" in sent:
        found = await _opened(token)
        return _closed(request) if found is None else _again(found, language or found.language, sent, {}, 200)
    return await _answered(request, token, sent, language)


async def _answered(request: Request, token: str, sent: Mapping[str, str], language: Language | None) -> Response:
    if not rules.TOKEN.fullmatch(token):
        return _closed(request)
    typed = {name.removeprefix("q_"): value for name, value in sent.items() if name.startswith("q_")}
    spoken = language or _visitors(request)
    key = rules.attempt(token, sent.get("form", ""))
    try:
        await anyio.to_thread.run_sync(lambda: by_link.send(key, token, typed) if by_link.knows(token) else attempt_once(key, actions.answer, NOBODY, token, typed=typed, language=spoken))
    except Faulty as faulty:
        found = await _opened(token)
        return _closed(request) if found is None else _again(found, spoken, sent, {fault.row: fault.told_alone(spoken) for fault in faulty.faults}, 422)
    except TryAgain:
        raise
    except Refusal:
        return _closed(request)
    return RedirectResponse(f"{SENT}?lang={spoken.value}", 303)


def _again(found: Opened, language: Language, sent: Mapping[str, str], faults: Mapping[int, str], status: int) -> Response:
    """The form as it was sent, with what it holds; its mark stays, so that the same form stays the same attempt."""
    typed = {one.code: sent.get(sheet.field(one.code), "") for one in found.draft.questions}
    return HTMLResponse(sheet.form(language, found.draft, found.project, form_id=sent.get("form", "")[:64], typed=typed, faults=faults), status)


async def sent(request: Request) -> Response:
    """Thank you: says nothing of anybody, so that it may be opened by anybody."""
    return _says(request, sheet.THANKS, sheet.THANKED, 200, switch=True)


ROUTES = [Route(SENT, sent), Route(PREFIX + "{token}", survey, methods=["GET", "POST"])]
