"""The customer's page: one link, one answer, nothing else of the house."""

import asyncio
import re
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette

from core.clock import at, now
from core.satisfaction.surveys import actions as surveys
from core.satisfaction.surveys.rules import Standing
from pages.parts import gate
from pages.parts.satisfaction import public, sheet
from tests.cast import trail

pytestmark = pytest.mark.usefixtures("sqlite_database")
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Browser:
    """Asks the gate and its routes alone, and takes any cookie it is given."""

    def __init__(self):
        self._transport, self.cookies = httpx.ASGITransport(Starlette(routes=gate.ROUTES, middleware=gate.MIDDLEWARE)), {}

    def _asked(self, method, path, **more):
        async def go():
            async with httpx.AsyncClient(transport=self._transport, base_url="http://127.0.0.1:8501", cookies=self.cookies) as client:
                found = await client.request(method, path, **more)
                self.cookies.update(client.cookies)
                return found

        return asyncio.run(go())

    def get(self, path):
        return self._asked("GET", path)

    def post(self, path, **more):
        return self._asked("POST", path, **more)


@pytest.fixture
def customer(monkeypatch):
    monkeypatch.setattr(public, "PACE", public.Pace())
    browser = Browser()
    yield browser
    assert not browser.cookies


def fields(**typed):
    return {sheet.field(code): value for code, value in typed.items()}


def mark(page):
    return re.search(r'name="form" value="([^"]+)"', page.text)[1]


def post(customer, token, form="one", **sent):
    return customer.post(f"/survey/{token}", content=urlencode({"form": form, "go": "send", **sent}), headers=FORM)


def test_a_link_opens_its_questions_and_nothing_of_the_house(customer, sending):
    _, token = sending.survey()
    page = customer.get(f"/survey/{token}")
    assert page.status_code == 200
    assert "总体而言" in page.text  # the language it was sent in
    assert "How satisfied are you" in customer.get(f"/survey/{token}?lang=en").text
    assert "Mo" not in page.text.replace("Mobi", "")
    assert "<script" not in page.text
    for secret in ("SUR-", "PRJ-", "/Projects", "session"):
        assert secret not in page.text
    assert page.headers["content-security-policy"] == sheet.POLICY
    assert "script" not in sheet.POLICY
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-frame-options"] == "DENY"


def test_an_answer_is_kept_once_however_often_it_is_sent(customer, sending):
    made, token = sending.survey()
    form = mark(customer.get(f"/survey/{token}"))
    sent = fields(overall="5", recommend="9", comment="<b>=1+1</b>")
    first, again = post(customer, token, form, **sent), post(customer, token, form, **sent)
    assert [one.status_code for one in (first, again)] == [303, 303]
    assert "Thank you" in customer.get(first.headers["location"].split("?")[0] + "?lang=en").text
    assert len(trail("survey:answer")) == 1
    assert sending.row(made).standing is Standing.ANSWERED
    other = post(customer, token, "another tab", **sent)
    assert other.status_code == 404
    assert len(trail("survey:answer")) == 1


def test_unknown_used_revoked_and_expired_links_look_alike(customer, sending, do):
    unknown = sending.token()
    _, used = sending.survey()
    sending.answer(used)
    revoked_survey, revoked = sending.survey()
    do(surveys.revoke, "mo", revoked_survey, version=1)
    _, expired = sending.survey()
    _, lost = (made := sending.survey())
    do(surveys.relink, "mo", made[0], version=1, token=sending.token())
    found = {}
    for name, token in {"unknown": unknown, "used": used, "revoked": revoked, "lost": lost, "short": "x", "odd": "%00%27", "long": "x" * 4000}.items():
        page, sent = customer.get(f"/survey/{token}"), post(customer, token, **fields(overall="5"))
        found[name] = {(page.status_code, page.text.replace(f"/survey/{token}", "")), (sent.status_code, sent.text.replace(f"/survey/{token}", ""))}
    with at(now() + timedelta(days=14, seconds=1)):
        late = customer.get(f"/survey/{expired}")
    found["expired"] = {(late.status_code, late.text.replace(f"/survey/{expired}", ""))}
    alike = found["unknown"]
    assert len(alike) == 1
    assert all(one == alike for name, one in found.items() if name != "odd")
    assert customer.get("/survey/%00%27").status_code == 404


def test_what_was_typed_stays_when_an_answer_is_missing(customer, sending):
    made, token = sending.survey()
    page = post(customer, token, **fields(comment="</textarea><script>alert(1)</script>", recommend="7"), shown="en")
    assert page.status_code == 422
    assert "Please choose an answer" in page.text
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script" not in page.text
    assert re.search(r'name="q_recommend" value="7"[^>]* checked', page.text)
    assert sending.row(made).standing is Standing.OPEN


def test_a_language_is_changed_without_losing_a_word(customer, sending):
    _, token = sending.survey()
    sent = urlencode({"form": "one", "lang": "zh_Hant", "shown": "en", **fields(overall="3", comment="half a sent")})
    page = customer.post(f"/survey/{token}", content=sent, headers=FORM)
    assert page.status_code == 200
    assert 'lang="zh-Hant"' in page.text
    assert "整體而言" in page.text
    assert "half a sent" in page.text
    assert re.search(r'name="q_overall" value="3"[^>]* checked', page.text)
    assert not trail("survey:answer")


def test_a_text_without_end_is_refused_and_comes_back(customer, sending):
    made, token = sending.survey()
    page = post(customer, token, **fields(overall="5", comment="长" * 100_000))
    assert page.status_code == 422
    assert page.text.count("长") >= 100_000
    assert post(customer, token, **fields(overall="5", comment="x" * (public.BODY_LIMIT + 1))).status_code == 413
    assert customer.post(f"/survey/{token}", content=b"&".join(b"a=1" for _ in range(5000)), headers=FORM).status_code == 404
    assert customer.post(f"/survey/{token}", content=b"\xff\xfe\x00", headers=FORM).status_code == 422
    assert sending.row(made).standing is Standing.OPEN


def test_an_address_that_asks_too_often_waits(customer, sending):
    pace = public.Pace(limit=2)
    assert [pace.allows("a", 0), pace.allows("a", 1), pace.allows("a", 2), pace.allows("b", 3), pace.allows("a", 61)] == [True, True, False, True, True]
    for _ in range(public.IN_A_WINDOW):
        customer.get("/survey/x")
    page = customer.get("/survey/x?lang=en")
    assert page.status_code == 429
    assert "wait a minute" in page.text


def test_a_link_is_no_matter_for_the_log(customer, sending, monkeypatch, caplog):
    _, token = sending.survey()

    def broken(*_):
        raise RuntimeError("broken")

    monkeypatch.setattr(public.queries, "opened", broken)
    assert customer.get(f"/survey/{token}").status_code == 500
    assert token not in caplog.text
    assert any(getattr(record, "path", "") == "/survey/…" for record in caplog.records)


@pytest.mark.parametrize("path", ["/media/x", "/_stcore/upload_file/x", "/files/1"])
def test_a_link_opens_no_other_door(customer, sending, path):
    _, token = sending.survey()
    customer.get(f"/survey/{token}")
    assert customer.get(path).status_code in (401, 405)
