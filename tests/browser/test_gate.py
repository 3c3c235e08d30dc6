"""The gate in front of everything, tried by hand: who gets through to what."""

import io
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from core.audit.actions import NOBODY
from core.config import settings
from core.files import rules as judged
from core.inspection.sheets import actions as sheets
from core.people import actions as people
from core.people import rules
from core.people.signin import actions as signin
from core.projects import actions as projects
from core.projects.rules import Stage
from core.work import do
from tests import cast
from tests.browser import wire
from tests.browser.server import Server

pytestmark = pytest.mark.slow
Open = tuple[Server, cast.House]
Token = Callable[[str], str]
JSON = {"Content-Type": "application/json"}
EXPECTED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}
SECRETS = (b"Hotline", b"Callers are greeted", b"INS-2026", b"Scoring sheets")


def cookie(token: str, name: str = "cockpit") -> str:
    return f"{name}={token}"


def ticket(house: cast.House, who: str = "mei") -> str:
    found = do(signin.settle, NOBODY, signin.Reserved(who, "127.0.0.1", house.people[who], None), True)
    assert found is not None
    return found


@pytest.mark.parametrize("path", ["/media/x", "/media/0123456789abcdef.jpg", "/%6dedia/x", "/_stcore/upload_file/a/b", "/_stcore/%75pload_file/a/b"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"])
def test_media_and_uploads_answer_only_to_a_session(house_open: Open, token: Token, path: str, method: str) -> None:
    base = house_open[0].base
    gone = token("lin")
    do(signin.end, NOBODY, gone)
    for held in ("", cookie("made-up"), cookie(gone), cookie(rules.token_hash(token("lin"))), "cockpit=;;=\x01", "x" * 3000):
        answer = wire.request(base, method, path, cookie=held, body=b"x" if method in ("PUT", "POST") else None)
        assert answer.status == 401
        assert answer.headers["cache-control"] == "private, no-store"
    assert wire.request(base, method, path, cookie=cookie(token("mei"))).status != 401


@pytest.mark.parametrize("who", ["", "ada"])
def test_what_tells_about_the_server_is_closed_to_everybody(house_open: Open, token: Token, who: str) -> None:
    held = cookie(token(who)) if who else ""
    for path in (
        "/_stcore/metrics", "/_stcore/metrics?families=session_events", "/_stcore/agent", "/_stcore/agent/openapi.json", "/_stcore/%61gent/x",
        "/_stcore/script-health-check", "//_stcore/metrics",
    ):  # fmt: skip
        for method in ("GET", "POST", "OPTIONS"):
            answer = wire.request(house_open[0].base, method, path, cookie=held)
            assert answer.status in (400, 404), (method, path)
            assert b"session" not in answer.body


def test_only_our_own_pages_may_open_a_connection(house_open: Open, token: Token) -> None:
    base = house_open[0].base
    for own in (base, base.replace("127.0.0.1", "localhost")):
        assert wire.refusal(base, origin=own) == 0
    for foreign in (
        None, "null", "https://evil.example", "http://localhost:3000", "http://127.0.0.1:9999", base + ".evil.example", base + "/", base.upper(),
        base.replace("http:", "https:"), "http://evil.example/" + base, base.rpartition(":")[0],
    ):  # fmt: skip
        assert wire.refusal(base, origin=foreign, cookie=cookie(token("mei"))) == 403, foreign


def test_a_stranger_hears_nothing_over_the_websocket(house_open: Open) -> None:
    base = house_open[0].base
    for page in ("", "Sheets", "Scoring_sheet", "Results", "People"):
        with wire.stream(base) as line:
            _, said = wire.run(line, page, "sheet=INS-2026-0001")
            assert not [secret for secret in SECRETS if secret in said]
            assert b"Password" in said


def test_a_stolen_session_id_is_worth_nothing_without_the_cookie(house_open: Open, token: Token) -> None:
    base, held = house_open[0].base, token("mei")
    with wire.stream(base, cookie=cookie(held)) as line:
        victim, said = wire.run(line, "Scoring_sheet", "sheet=INS-2026-0001")
        assert b"Callers are greeted" in said
        forged = {"x-cockpit-bind": rules.token_hash(held)}
        for tried in (
            {}, {"headers": forged}, {"cookie": cookie("made-up"), "headers": forged}, {"headers": {"X-Cockpit-Bind": rules.token_hash(held)}},
            {"cookie": cookie(token("kit"))}, {"cookie": cookie(token("kit")), "headers": forged},
        ):  # fmt: skip
            with wire.stream(base, session=victim, **tried) as theirs:  # type: ignore[arg-type]
                session, said = wire.run(theirs, "Scoring_sheet", "sheet=INS-2026-0001")
                assert session != victim
                assert b"Callers are greeted" not in said
    with wire.stream(base, session=victim) as theirs:  # its owner is gone for a moment: it waits for her, not for a thief
        session, said = wire.run(theirs, "Scoring_sheet", "sheet=INS-2026-0001")
        assert session != victim
        assert b"Callers are greeted" not in said
    with wire.stream(base, session=victim, cookie=cookie(held)) as line:
        assert wire.run(line, "Scoring_sheet", "sheet=INS-2026-0001")[0] == victim


def test_a_ticket_opens_one_session(house_open: Open) -> None:
    (server, house), ours = house_open, JSON | {"Origin": house_open[0].base}

    def trade(body: bytes, headers: dict[str, str] | None = None, method: str = "POST") -> wire.Answer:
        return wire.request(server.base, method, "/session/start", headers=ours if headers is None else headers, body=body)

    def handed(one: str) -> bytes:
        return json.dumps({"ticket": one}).encode()

    good = ticket(house)
    for wrong in (
        {}, JSON, {"Origin": server.base}, JSON | {"Origin": "https://evil.example"}, JSON | {"Origin": "null"},
        {"Origin": server.base, "Content-Type": "application/x-www-form-urlencoded"}, {"Origin": server.base, "Content-Type": "text/plain"},
    ):  # fmt: skip
        assert trade(handed(good), wrong).status == 403, wrong
    for body in (b"", b"{", b"[1]", b"1", b"null", b'{"ticket": 1}', b'{"ticket": null}', b'{"other": "x"}', b"\xff\xfe", b"[" * 500):
        assert trade(body).status == 400, body
    for unknown in ("", "x", "x" * 400, good[:-1], rules.token_hash(good), "\u0000"):
        assert trade(handed(unknown)).status == 403, unknown
    assert "set-cookie" not in trade(handed("x")).headers
    with ThreadPoolExecutor(8) as many:
        statuses = sorted(answer.status for answer in many.map(lambda _: trade(handed(good)), range(8)))
    assert statuses == [200] + [403] * 7
    answer = trade(handed(ticket(house)))
    kept = answer.headers["set-cookie"].lower()
    assert "httponly" in kept
    assert "samesite=lax" in kept
    assert "path=/" in kept


def test_signing_out_needs_our_own_page_and_ends_the_session_on_the_server(house_open: Open, token: Token) -> None:
    base, held = house_open[0].base, cookie(token("mei"))
    for wrong in ({}, JSON, {"Origin": base}, JSON | {"Origin": "https://evil.example"}):
        assert wire.request(base, "POST", "/session/end", cookie=held, headers=wrong, body=b"{}").status == 403
    assert wire.request(base, "GET", "/media/x", cookie=held).status == 404
    answer = wire.request(base, "POST", "/session/end", cookie=held, headers=JSON | {"Origin": base}, body=b"{}")
    assert answer.status == 200
    assert '"storage"' in answer.headers["clear-site-data"]
    assert wire.request(base, "GET", "/media/x", cookie=held).status == 401
    assert wire.request(base, "POST", "/session/end", headers=JSON | {"Origin": base}, body=b"{}").status == 200


def photo(house: cast.House, sheet_id: int) -> int:
    """A real picture at the desk item of Mei's sheet."""
    out = io.BytesIO()
    Image.new("RGB", (900, 600), (30, 120, 140)).save(out, "JPEG")
    kind, data = judged.accepted(out.getvalue())
    return do(sheets.attach, house.actor("mei"), sheet_id, house.items["photos"], data=data, kind=kind, name='a "desk"\r\n桌.jpg')


def test_a_picture_is_shown_to_whoever_may_see_its_sheet_at_this_moment(
    sqlite_database: str, house: cast.House, server: Server, token: Token
) -> None:
    base, number = server.base, photo(house, house.sheet)
    held = {who: cookie(token(who)) for who in ("mei", "kit", "lin", "hu", "mo", "ming", "pei", "ada", "cora")}

    def statuses() -> dict[str, int]:
        both = {who: [wire.request(base, "GET", f"/files/{number}{end}", cookie=one).status for end in ("", "/small")] for who, one in held.items()}
        assert all(whole == small for whole, small in both.values())
        return {who: whole for who, (whole, _) in both.items()}

    before = dict.fromkeys(("mei", "lin", "hu", "ada"), 200) | dict.fromkeys(("kit", "mo", "ming", "pei", "cora"), 404)
    assert statuses() == before
    house.finish(house.sheet)
    assert statuses() == before
    house.release()
    assert statuses() == before | {"mo": 200, "ming": 200}
    for method in ("PUT", "POST", "DELETE"):
        assert wire.request(base, method, f"/files/{number}", cookie=held["mei"], body=b"x").status == 405
    answer = wire.request(base, "GET", f"/files/{number}", cookie=held["ming"])
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].startswith("inline; filename*=UTF-8''a%20%22desk%22")
    assert Image.open(io.BytesIO(answer.body)).size == (900, 600)
    assert max(Image.open(io.BytesIO(wire.request(base, "GET", f"/files/{number}/small", cookie=held["ming"]).body)).size) == 480
    mo = house.actor("mo")
    do(
        projects.update, mo, house.projects["hotline"], version=1, name=cast.named("Hotline"), customer=cast.named("Northern Ferries"),
        stage=Stage.EXECUTION, manager_id=mo.id, started_on=None, ends_on=None, member_ids=[],
    )  # fmt: skip
    assert statuses() == before | {"mo": 200}
    do(people.end_sessions, house.actor("ada"), house.people["mei"])
    do(signin.end, NOBODY, held["lin"].removeprefix("cockpit="))
    assert statuses() == before | {"mo": 200, "mei": 401, "lin": 401}
    assert wire.request(base, "GET", f"/files/{number}").status == 401


def test_odd_numbers_of_files_are_simply_not_there(house_open: Open, token: Token) -> None:
    base, held = house_open[0].base, cookie(token("ada"))
    for number in ("0", "999", str(2**31), str(2**63), str(2**64), "9" * 80, "9" * 4000, "0" * 5000 + "1"):
        for end in ("", "/small"):
            assert wire.request(base, "GET", f"/files/{number}{end}", cookie=held).status in (404, 414), number[:30]
    for path in ("-1", "+1", "1.0", "1e3", "0x1", "%EF%BC%91", "1%00", "1%0d%0aSet-Cookie:%20a=b", "..%2f..%2fetc%2fpasswd", "../../etc/passwd", "1/large", "1/small/../..", "%5c%5cevil%5cshare"):
        answer = wire.request(base, "GET", f"/files/{path}", cookie=held)
        assert answer.status in (200, 400, 404), path
        assert answer.status != 200 or b"<!doctype html>" in answer.body[:2000].lower(), path  # Streamlit's empty page
        assert b"root:" not in answer.body
        assert "set-cookie" not in answer.headers or "a=b" not in answer.headers["set-cookie"]


def test_every_kind_of_answer_wears_the_headers(house_open: Open, token: Token) -> None:
    (server, house), held = house_open, cookie(token("mei"))
    number = photo(house, house.sheet)
    index = wire.request(server.base, "GET", "/")
    script = re.search(rb'src="\./(static/js/[^"]+)"', index.body)
    assert script is not None
    tried = [
        (200, "GET", "/", ""), (200, "HEAD", "/", ""), (200, "GET", "/Rounds", ""), (200, "GET", "/" + script[1].decode(), ""), (200, "GET", "/healthz", ""),
        (405, "POST", "/healthz", ""), (200, "GET", "/_stcore/health", ""), (204, "OPTIONS", "/_stcore/health", ""), (200, "GET", "/_stcore/host-config", ""),
        (401, "GET", "/media/x", ""), (404, "GET", "/media/x", held), (404, "GET", "/_stcore/metrics", ""), (403, "POST", "/session/start", ""),
        (403, "POST", "/session/end", held), (401, "GET", f"/files/{number}", ""), (200, "GET", f"/files/{number}", held), (404, "GET", "/files/99999", held),
        (400, "GET", "/..%2f..%2fetc", ""), (400, "GET", "//x", ""), (404, "GET", "/component/none", ""), (411, "PUT", "/_stcore/upload_file/a/b", held),
    ]  # fmt: skip
    for status, method, path, who in tried:
        answer = wire.request(server.base, method, path, cookie=who)
        assert answer.status == status, (method, path)
        assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED, path
        policy = answer.headers["content-security-policy"]
        assert "'unsafe-eval'" not in policy
        assert "'unsafe-inline'" not in policy.partition("style-src")[0]
        assert "frame-ancestors 'none'" in policy
        assert "camera=(self)" in answer.headers["permissions-policy"]
        assert answer.headers.get("access-control-allow-origin") in (None, server.base)


def test_behind_tls_cookies_and_browsers_are_told_to_stay_there(
    sqlite_database: str, house: cast.House, tmp_path: Path, token: Token
) -> None:
    outside = "https://cockpit.example"
    server = Server(settings().database_url, tmp_path, COCKPIT_URL=outside).start()
    try:
        answer = wire.request(server.base, "GET", "/_stcore/health")
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        assert "secure" in answer.headers["set-cookie"].lower()
        answer = wire.request(
            server.base, "POST", "/session/start", headers=JSON | {"Origin": outside}, body=json.dumps({"ticket": ticket(house)}).encode()
        )
        assert answer.status == 200
        kept = answer.headers["set-cookie"]
        assert kept.startswith("__Host-cockpit=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= {part.strip() for part in kept.split(";")}
        held = kept.partition(";")[0]
        assert wire.request(server.base, "GET", "/media/x", cookie=held).status == 404
        assert wire.request(server.base, "GET", "/media/x", cookie=held.replace("__Host-", "")).status == 401
        assert wire.refusal(server.base, origin=server.base) == 403
        assert wire.refusal(server.base, origin=outside, host="cockpit.example") == 0
        assert wire.refusal(server.base, origin="https://evil.example", host="evil.example") == 403
    finally:
        server.stop()
    assert server.failures() == []


def test_an_upload_names_its_length_and_stays_within_what_a_person_may_send(house_open: Open, token: Token) -> None:
    base, path = house_open[0].base, "/_stcore/upload_file/a/b"
    held, other = cookie(token("kit")), cookie(token("pei"))

    def put(length: str, who: str = held) -> int:
        return wire.request(base, "PUT", path, cookie=who, headers={"Content-Length": length}).status

    assert wire.request(base, "PUT", path, cookie=held, headers={"Transfer-Encoding": "chunked"}, body=b"1\r\nx\r\n0\r\n\r\n").status == 411
    assert put(str(2**20)) in (400, 403)  # no such page open: Streamlit's own answer
    assert put(str(500 * 2**20)) == 429
    assert put("1") == 429
    assert put("1", other) in (400, 403)


def test_a_message_larger_than_allowed_is_not_taken_in(house_open: Open) -> None:
    base = house_open[0].base
    with wire.stream(base) as line, pytest.raises(ConnectionClosed):
        _send_and_wait(line, b"\x00" * (60 * 2**20))
    assert wire.request(base, "GET", "/healthz").body == b"ok"
    for nonsense in (b"", b"\xff" * 100, b"\x0a" * 1000):  # not a message at all
        with wire.stream(base) as line:
            line.send(nonsense)
    assert wire.request(base, "GET", "/healthz").body == b"ok"


def _send_and_wait(line: ClientConnection, message: bytes) -> None:
    """Send, and read until the other side closes."""
    line.send(message)
    while True:
        line.recv(timeout=20)
