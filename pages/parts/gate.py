"""The gate in front of Streamlit: our own routes for session and files, headers, and who gets through to what.

Streamlit serves uploads, media and the websocket to whoever asks; here the asker's session is looked at first. The
websocket carries the session's fingerprint into Streamlit (trustedUserHeaders), so that a stolen session id is worth
nothing without the cookie.
"""

import base64
import hashlib
import hmac
import json
import logging
import re
import threading
import time
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core import log, meters, work
from core.audit.actions import NOBODY
from core.config import settings
from core.errors import NotFound, Refusal, TryAgain
from core.files import queries as files
from core.files import rules as judged
from core.files import store
from core.operation import readiness
from core.people import queries as people
from core.people.signin import actions as signing
from core.projects import queries as projects
from pages.parts import company, shell
from pages.parts.closing import public as signing_public
from pages.parts.satisfaction import public
from pages.parts.signin import cookie_name

GATED = ("/media/", "/_stcore/upload_file/")
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
BIND = "x-cockpit-bind"
UPLOAD_WINDOW_S, UPLOAD_BYTES = 600, 300 * 2**20
THUMBNAIL_SIDE = 480


def _inline_scripts() -> str:
    """Hashes of the inline scripts in the page that is served, so that exactly these may run and no others."""
    bodies = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", shell.page(), re.S)
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}'" for body in bodies)


def headers() -> dict[str, str]:
    """Headers of every answer."""
    policy = (
        f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {_inline_scripts()} blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-src 'self'; "
        "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
    )
    found = {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "x-frame-options": "DENY",
        "permissions-policy": "camera=(self), geolocation=(), microphone=()",
        "cross-origin-opener-policy": "same-origin",
    }
    if settings().secure:
        found["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    return found


def _token(found: Headers) -> str | None:
    try:
        jar = SimpleCookie(found.get("cookie", ""))
    except CookieError:
        return None
    kept = jar.get(cookie_name())
    return kept.value if kept else None


async def _actor(found: Headers) -> Any:
    token = _token(found)
    if token is None:
        return None
    known = await anyio.to_thread.run_sync(lambda: work.ask(projects.acting, token))
    return known[0] if known else None


class Quota:
    """Bytes a person may upload in a window: Streamlit keeps every uploaded byte in memory and has no limit of its own."""

    def __init__(self) -> None:
        self._lock, self._spent = threading.Lock(), {}  # type: ignore[var-annotated]

    def allows(self, person_id: int, size: int) -> bool:
        window = int(time.monotonic() // UPLOAD_WINDOW_S)
        with self._lock:
            self._spent = {key: spent for key, spent in self._spent.items() if key[1] == window}
            spent = self._spent.get((person_id, window), 0) + size
            self._spent[person_id, window] = spent
        return spent <= UPLOAD_BYTES


class Gate:
    """ASGI middleware before everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.quota, self.headers = app, Quota(), headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = Headers(scope=scope)
        code = None
        if found.get("origin") not in settings().allowed_origins:  # a missing Origin is not a browser of ours either
            code = 1008
        else:
            try:
                actor = await _actor(found)
            except TryAgain:  # fail closed; the browser comes back by itself
                code = 1013
        if code is not None:
            await receive()
            await send({"type": "websocket.close", "code": code})
            return
        bind = actor.session_key if actor else "stranger"
        kept = [(name, value) for name, value in scope["headers"] if name != BIND.encode()]
        await self.app({**scope, "headers": [*kept, (BIND.encode(), bind.encode())]}, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        begun = False

        async def dressed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                reply = MutableHeaders(scope=message)
                own = public.HEADERS if path.startswith((public.PREFIX, signing_public.PREFIX)) else {}
                for name, value in (self.headers | own).items():
                    reply[name] = value
                if path.startswith(GATED):
                    reply["cache-control"] = "private, no-store"
                if settings().secure:
                    message["headers"] = [
                        (n, v + b"; Secure" if n == b"set-cookie" and b"secure" not in v.lower() else v) for n, v in message["headers"]
                    ]
            await send(message)

        with log.about(request=log.request_id()) as about:
            try:
                refusal = await self._refusal(scope, path)
                await (refusal or self.app)(scope, receive, dressed)
            except Exception:
                if begun:
                    raise
                # Starlette's own answer to a fault is given outside of this gate, without its headers.
                logging.getLogger("cockpit").exception("request failed", extra={"path": signing_public.masked(public.masked(path)), "reference": about["request"]})
                await PlainTextResponse(f"something went wrong, reference {about['request']}", 500)(scope, receive, dressed)

    async def _refusal(self, scope: Scope, path: str) -> Response | None:
        if path.startswith(CLOSED):
            return PlainTextResponse("not found", 404)
        if not path.startswith(GATED):
            return None
        found = Headers(scope=scope)
        try:
            actor = await _actor(found)
        except TryAgain:
            return PlainTextResponse("database unavailable", 503)
        if actor is None or actor.is_held:
            return PlainTextResponse("sign in first", 401)
        if scope["method"] == "PUT":
            length = found.get("content-length", "")
            if not length.isdigit():
                return PlainTextResponse("length required", 411)
            if not self.quota.allows(actor.id, int(length)):
                return PlainTextResponse("too much at once", 429)
        return None


def _ours(request: Request) -> bool:
    kind = request.headers.get("content-type", "")
    return request.headers.get("origin") in settings().allowed_origins and kind.startswith("application/json")


async def start(request: Request) -> Response:
    """Trade a ticket for the cookie, once."""
    if not _ours(request):
        return JSONResponse({"error": "origin"}, 403)
    try:
        ticket = json.loads((await request.body())[:512])["ticket"]
    except (ValueError, KeyError, TypeError):
        return JSONResponse({"error": "form"}, 400)
    if not isinstance(ticket, str):
        return JSONResponse({"error": "form"}, 400)
    browser, before = request.headers.get("user-agent", ""), request.cookies.get(cookie_name())
    try:
        life = await anyio.to_thread.run_sync(lambda: work.ask(people.session_life))
        token = await anyio.to_thread.run_sync(lambda: work.do(signing.start, NOBODY, ticket, browser, before))
    except TryAgain:
        return JSONResponse({"error": "database"}, 503)
    except Refusal:
        return JSONResponse({"error": "ticket"}, 403)
    reply = JSONResponse({"ok": True})
    reply.set_cookie(
        cookie_name(), token, path="/", httponly=True, secure=settings().secure, samesite="lax",
        max_age=int(life.total_seconds()),
    )  # fmt: skip
    _drop_company_cookies(request, reply)
    return reply


def _drop_company_cookies(request: Request, reply: Response) -> None:
    """Streamlit's own identity has done its work, or never does any."""
    for name in request.cookies:
        if name.startswith(company.COOKIES):
            reply.delete_cookie(name, path="/")


async def forget(request: Request) -> Response:
    """Drop what Streamlit keeps of a company account in the browser; it opened nothing, or has opened already."""
    if not _ours(request):
        return JSONResponse({"error": "origin"}, 403)
    reply = JSONResponse({"ok": True})
    _drop_company_cookies(request, reply)
    return reply


async def end(request: Request) -> Response:
    """Sign out: the session ends on the server, the cookie goes."""
    if not _ours(request):
        return JSONResponse({"error": "origin"}, 403)
    token = request.cookies.get(cookie_name())
    if token:
        try:
            await anyio.to_thread.run_sync(lambda: work.do(signing.end, NOBODY, token))
        except TryAgain:
            return JSONResponse({"error": "database"}, 503)
    reply = JSONResponse({"ok": True})
    reply.delete_cookie(cookie_name(), path="/", secure=settings().secure, httponly=True, samesite="lax")
    _drop_company_cookies(request, reply)
    reply.headers["clear-site-data"] = '"cache", "storage"'
    return reply


async def file(request: Request) -> Response:
    """A stored file for whoever may see its record at this moment; a picture also as a small one."""
    try:
        actor = await _actor(request.headers)
        if actor is None or actor.is_held:
            return PlainTextResponse("sign in first", 401)
        digits, small = request.path_params["number"], request.url.path.endswith("/small")
        if not re.fullmatch(r"[0-9]{1,18}", digits):  # longer ones are no database's numbers
            raise NotFound()
        return await anyio.to_thread.run_sync(lambda: _file(actor, int(digits), small))
    except TryAgain:
        return PlainTextResponse("database unavailable", 503)
    except (Refusal, FileNotFoundError):
        return PlainTextResponse("not found", 404)


def _file(actor: Any, number: int, small: bool) -> Response:
    sha256, kind, name = work.ask(files.readable, actor, number)
    data = store.read(sha256)
    known = judged.FileKind(kind)
    if small and known.is_picture:
        data, known = judged.thumbnail(data, THUMBNAIL_SIDE), judged.FileKind.JPEG
    where = "inline" if known.is_picture else "attachment"
    return Response(
        data,
        media_type=known.media_type,
        headers={"content-disposition": f"{where}; filename*=UTF-8''{quote(name)}", "cache-control": "private, no-store"},
    )


async def healthy(_: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


async def ready(_: Request) -> Response:
    """Whether this process can serve, and if not the first reason: database, schema or disk."""
    said = await anyio.to_thread.run_sync(readiness.lately)
    return JSONResponse({"state": said}, 200 if said == readiness.READY else 503, headers={"cache-control": "no-store"})


LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def _from_here(request: Request) -> bool:
    """Asked on this machine by whoever runs it: by its own name, and not carried here by a proxy."""
    asked = request.url.hostname or ""
    near = request.client is not None and request.client.host in LOOPBACK
    return near and asked in LOOPBACK and not any(name in request.headers for name in FORWARDED)


def _bears_token(request: Request) -> bool:
    given, token = request.headers.get("authorization", ""), settings().cockpit_metrics_token
    return token is not None and hmac.compare_digest(given.encode(), f"Bearer {token.get_secret_value()}".encode())


async def metrics(request: Request) -> Response:
    """What the process counts, for Prometheus: from this machine, or with the token. To others it does not exist."""
    if not (_from_here(request) or _bears_token(request)):
        return PlainTextResponse("not found", 404)
    said = await anyio.to_thread.run_sync(meters.exposed)
    return PlainTextResponse(said, media_type="text/plain; version=0.0.4", headers={"cache-control": "no-store"})


ROUTES = [
    Route("/session/start", start, methods=["POST"]),
    Route("/session/end", end, methods=["POST"]),
    Route("/session/forget", forget, methods=["POST"]),
    Route("/files/{number}", file),
    Route("/files/{number}/small", file),
    Route("/healthz", healthy),
    Route("/readyz", ready),
    Route("/metrics", metrics),
    *public.ROUTES,
    *signing_public.ROUTES,
    *shell.ROUTES,
]
MIDDLEWARE = [Middleware(Gate)]
