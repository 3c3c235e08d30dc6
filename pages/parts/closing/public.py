"""The customer's way to sign: a link that signs once, and nothing else of the house. No session, no cookie, no script.

A link that was used, replaced or is late says so in a whole sentence, and what was written comes back with it. The same form
sent twice (a second tap, a reload) is one signature and says thank you both times.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from core import meters
from core.audit.actions import NOBODY
from core.clock import here
from core.closing.acceptance.rules import Verdict
from core.closing.signing import actions, queries, rules
from core.closing.signing.queries import Opened
from core.closing.signing.rules import Standing
from core.errors import Refusal, TryAgain
from core.projects import queries as projects
from core.words import Language, translate
from pages.parts.closing import sheet
from pages.parts.desk import attempt_once, look_up
from pages.parts.satisfaction import sheet as messages
from pages.parts.satisfaction.public import BODY_LIMIT, FIELDS_LIMIT, HEADERS, PACE, _address, _visitors, _wanted
from pages.parts.signin import cookie_name

PREFIX = "/acceptance/"
SENT = f"{PREFIX}sent"
__all__ = ["HEADERS", "PREFIX", "ROUTES"]


def masked(path: str) -> str:
    """A path as the log may hold it: a link that signs something is no matter for a log."""
    return f"{PREFIX}…" if path.startswith(PREFIX) else path


async def _asked(question: Callable[[], Any]) -> Any:
    return await anyio.to_thread.run_sync(question)


async def acceptance(request: Request) -> Response:
    """The form of an open link, and what is sent with it."""
    language = _visitors(request)
    if not PACE.allows(_address(request), time.monotonic()):
        return HTMLResponse(messages.message(language, messages.BUSY, messages.BUSY_WHY), 429)
    token = request.path_params["token"]
    try:
        found = await _asked(lambda: look_up(queries.opened, token)) if rules.TOKEN.fullmatch(token) else None
        if request.method == "POST":
            return await _posted(request, token, found)
    except TryAgain:
        return HTMLResponse(messages.message(language, messages.AWAY, messages.AWAY_WHY), 503)
    language = _wanted(request.query_params.get("lang")) or (found.language if found else language)
    if found is None or found.standing is not Standing.OPEN:
        return _closed(found, language)
    return HTMLResponse(sheet.form(found, language, form_id=secrets.token_urlsafe(16)))


def _closed(found: Opened | None, language: Language, words: str = "") -> Response:
    """Why the link opens nothing. Whoever holds a link of 256 bits may know how it stands."""
    kind = {None: rules.LinkUnknown, Standing.USED: rules.LinkUsed, Standing.REVOKED: rules.LinkRevoked, Standing.LATE: rules.LinkLate}[found.standing if found else None]  # type: ignore[index]
    meters.REFUSALS.add(kind.__name__)
    until = f"{here(found.expires_at):%Y-%m-%d %H:%M}" if found else ""
    return HTMLResponse(sheet.closed(language, translate(language, kind.message, until=until), words=words), 404 if found is None else 410)


async def _posted(request: Request, token: str, found: Opened | None) -> Response:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > BODY_LIMIT:
            return HTMLResponse(messages.message(_visitors(request), messages.TOO_LARGE, messages.TOO_LARGE_WHY), 413)
    try:
        sent = dict(parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, errors="replace", max_num_fields=FIELDS_LIMIT))
    except ValueError:
        return _closed(None, _visitors(request))
    language = _wanted(sent.get("lang")) or _wanted(sent.get("shown")) or (found.language if found else _visitors(request))
    if found is None:
        return _closed(None, language, sent.get("words", ""))
    if "go" not in sent and "lang" in sent:
        return _again(found, language, sent, "", 200) if found.standing is Standing.OPEN else _closed(found, language, sent.get("words", ""))
    return await _signed(request, token, found, sent, language)


async def _signed(request: Request, token: str, found: Opened, sent: Mapping[str, str], language: Language) -> Response:
    if sent.get("verdict") not in set(Verdict):
        return _again(found, language, sent, translate(language, sheet.CHOOSE), 422) if found.standing is Standing.OPEN else _closed(found, language, sent.get("words", ""))
    here_ = await _asked(lambda: _account(request))
    key = rules.attempt(token, sent.get("form", ""))
    given = {"name": sent.get("name", ""), "office": sent.get("office", ""), "verdict": Verdict(sent["verdict"]), "text": sent.get("words", ""), "signed_in": here_}
    try:
        await _asked(lambda: attempt_once(key, actions.sign_by_link, NOBODY, token, **given))
    except TryAgain:
        raise
    except (rules.LinkUnknown, rules.LinkUsed, rules.LinkRevoked, rules.LinkLate):
        now_ = await _asked(lambda: look_up(queries.opened, token))
        return _closed(now_, language, sent.get("words", ""))
    except Refusal as refusal:
        meters.REFUSALS.add(type(refusal).__name__)
        facts = {name: translate(language, fact) if isinstance(fact, str) else fact for name, fact in refusal.facts.items()}
        return _again(found, language, sent, translate(language, refusal.message, **facts), 422)
    return RedirectResponse(f"{SENT}?lang={language.value}", 303)


def _account(request: Request) -> int:
    """The account whose session came along, or 0: whoever has an account signs with it."""
    try:
        jar = SimpleCookie(request.headers.get("cookie", ""))
    except CookieError:
        return 0
    held = jar.get(cookie_name())
    known = look_up(projects.acting, held.value) if held else None
    return known[0].id if known else 0


def _again(found: Opened, language: Language, sent: Mapping[str, str], fault: str, status: int) -> Response:
    """The form as it was sent, with what it holds; its mark stays, so that the same form stays the same attempt."""
    return HTMLResponse(sheet.form(found, language, form_id=sent.get("form", "")[:64], typed=sent, fault=fault), status)


async def sent(request: Request) -> Response:
    """Thank you: says nothing of anybody, so that it may be opened by anybody."""
    return HTMLResponse(messages.message(_visitors(request), sheet.THANKS, sheet.THANKED, here=request.url.path))


ROUTES = [Route(SENT, sent), Route(PREFIX + "{token}", acceptance, methods=["GET", "POST"])]
