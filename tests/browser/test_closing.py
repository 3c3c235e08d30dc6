"""A project is accepted by two acceptors and the customer's link, cleared of what blocks it, closed, and its acceptance report is taken along as Word."""

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.closing.acceptance.rules import Seat, Verdict
from core.closing.endings import actions as endings
from core.closing.signing import actions as signing
from core.projects import queries as projects
from core.work import ask, do
from tests import cast, closing
from tests.browser.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("sqlite_database")]


def test_a_project_is_accepted_by_two_signers_and_a_link_then_cleared_and_closed(house: cast.House, person: Callable[..., Person], tmp_path: Path) -> None:
    def act(deed: Callable[..., object], who: object, *args: object, **more: object) -> object:
        return do(deed, house.actor(who) if isinstance(who, str) else who, *args, **more)

    made, token, project = closing.formal(act, house), secrets.token_urlsafe(32), house.projects["hotline"]
    code = next(row.code for row in ask(projects.projects, house.actor("lin")) if row.id == project)
    act(signing.link, "mo", made, Seat.OUTSIDE, token=token, name="Ms Ferry")

    customer = person(phone=True, locale="zh-CN")
    page = customer.page
    page.goto(f"{customer.base}/acceptance/{token}")
    expect(page.get_by_role("heading", name="成果验收")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the phone"
    page.get_by_role("button", name="English").click()
    page.locator("input[name=verdict][value=remarks]").click()
    page.locator("#office").fill("Northern Ferries <b>operations</b>")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("one remark a line").first).to_be_visible()
    expect(page.locator("#office")).to_have_value("Northern Ferries <b>operations</b>")
    page.locator("input[name=verdict][value=accept]").click()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Your signature has arrived")).to_be_visible()
    assert customer.context.cookies() == []
    page.goto(f"{customer.base}/acceptance/{token}?lang=en")
    expect(page.get_by_text("This link was used already: your signature has arrived and is kept.")).to_be_visible()
    customer.complaints.clear()  # the form that came back, and the link that is gone

    act(signing.sign, "hu", made, Seat.FIRST, verdict=Verdict.ACCEPT)
    acceptor = person()
    acceptor.sign_in("lin", f"/Acceptance?project={code}")
    acceptor.page.get_by_role("button", name="Sign", exact=True).click()
    acceptor.page.get_by_text("You sign with your account").wait_for(state="detached")
    assert closing.state(made) == "passed"

    act(endings.begin, "mo", project)
    closing.archived(act, project)
    closing.released(act, project)
    row = closing.present(project)
    closing.confirmed(act, row)
    act(endings.settle, "mo", row)
    act(endings.sign, "hu", row)

    manager = person()
    manager.sign_in("mo", f"/Closing?project={code}&part=sign")
    page = manager.page
    expect(page.get_by_role("button", name="Close the project")).to_be_disabled()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Nothing stands in the way of closing any more.")).to_be_visible()
    page.get_by_role("button", name="Close the project").click()
    expect(page.get_by_text("Figures as they were when the project was closed.")).to_be_visible()

    page.goto(f"{manager.base}/Acceptance?project={code}")
    page.get_by_role("button", name="Word report").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save Word report").click()
    saved.value.save_as(tmp_path / "report.docx")
    assert (tmp_path / "report.docx").read_bytes()[:2] == b"PK"
