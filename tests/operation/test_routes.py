"""What the operator's machines ask: /readyz says the first reason, /metrics exists for this machine or for the token only."""

import asyncio
import json

import pytest
from starlette.requests import Request

from core.config import settings
from core.operation import readiness
from pages.parts import gate

TOKEN = "a token for scraping 123"


def asked(route, *, client="127.0.0.1", host="127.0.0.1:8501", **headers):
    sent = [(b"host", host.encode()), *((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items())]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": sent, "client": (client, 5000), "scheme": "http", "server": ("x", 80)}
    return asyncio.run(route(Request(scope)))


class TestReady:
    @pytest.mark.parametrize("said", [readiness.DATABASE, readiness.SCHEMA, readiness.DISK])
    def test_what_is_not_ready_says_why(self, monkeypatch, said):
        monkeypatch.setattr(readiness, "lately", lambda: said)
        reply = asked(gate.ready)
        assert (reply.status_code, json.loads(reply.body)) == (503, {"state": said})
        assert reply.headers["cache-control"] == "no-store"

    def test_a_house_in_order_is(self, sqlite_database, house, monkeypatch):
        monkeypatch.setattr(readiness, "_kept", readiness._Kept())
        reply = asked(gate.ready)
        assert (reply.status_code, json.loads(reply.body)) == (200, {"state": "ready"})


class TestMetrics:
    @pytest.fixture
    def token(self, monkeypatch):
        monkeypatch.setenv("COCKPIT_METRICS_TOKEN", TOKEN)
        settings.cache_clear()
        yield TOKEN
        settings.cache_clear()

    @pytest.mark.parametrize(("client", "host"), [("127.0.0.1", "127.0.0.1:8501"), ("127.0.0.1", "localhost"), ("::1", "[::1]:8501")])
    def test_this_machine_reads_them(self, client, host):
        reply = asked(gate.metrics, client=client, host=host)
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
        assert b"# TYPE cockpit_page_seconds histogram" in reply.body or b"cockpit_kept_answers_total" in reply.body or b"# TYPE" in reply.body

    @pytest.mark.parametrize(
        "from_elsewhere",
        [
            {"client": "10.0.0.7"},
            {"client": "10.0.0.7", "host": "127.0.0.1"},
            {"host": "cockpit.example.cn"},  # through a proxy on this machine, or a name that was made to point here
            {"x_forwarded_for": "203.0.113.9"},
            {"x_forwarded_for": "127.0.0.1"},
            {"forwarded": "for=127.0.0.1"},
            {"x_real_ip": "127.0.0.1"},
            {"via": "1.1 proxy"},
            {"client": "10.0.0.7", "authorization": "Bearer "},
            {"client": "10.0.0.7", "authorization": "Bearer None"},
        ],
    )
    def test_for_others_they_do_not_exist(self, from_elsewhere):
        assert asked(gate.metrics, **from_elsewhere).status_code == 404

    def test_the_token_opens_them_from_anywhere_and_nothing_like_it_does(self, token):
        far = {"client": "10.0.0.7", "host": "cockpit.example.cn"}
        assert asked(gate.metrics, **far, authorization=f"Bearer {token}").status_code == 200
        for wrong in (f"Bearer {token}x", f"bearer {token}", token, f"Basic {token}", "Bearer", "Bearer \xe9"):
            assert asked(gate.metrics, **far, authorization=wrong.encode().decode("latin-1")).status_code == 404

    @pytest.mark.parametrize("short", ["", "x", "fifteen letters"])
    def test_a_token_that_can_be_guessed_stops_the_start(self, monkeypatch, short, capsys):
        monkeypatch.setenv("COCKPIT_METRICS_TOKEN", short)
        settings.cache_clear()
        with pytest.raises(SystemExit):
            settings()
        assert "COCKPIT_METRICS_TOKEN" in capsys.readouterr().err
        settings.cache_clear()
