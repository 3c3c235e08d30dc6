"""A customer with a phone, a link and nothing else: answers once, in her language, and gets no further."""

import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from core.satisfaction.answers import queries
from core.satisfaction.surveys import actions
from core.words import Language
from core.work import ask, do
from tests import cast
from tests.browser.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("sqlite_database")]
TOUCHABLE = 44


def test_a_customer_answers_on_a_phone_without_an_account(house: cast.House, person: Callable[..., Person]) -> None:
    token = secrets.token_urlsafe(32)
    do(actions.send, house.actor("mo"), house.projects["hotline"], token=token, language=Language.SIMPLIFIED)
    customer = person(phone=True, locale="zh-CN")
    page = customer.page
    page.goto(f"{customer.base}/survey/{token}")
    expect(page.get_by_text("总体而言，您对我们的服务满意吗？")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the phone"
    small = [box for box in (one.bounding_box() for one in page.locator(".scale span, .choice span, .send").all()) if box and box["height"] < TOUCHABLE]
    assert small == []
    page.get_by_text("哪些地方需要改进").click()  # the label leads into its field
    page.keyboard.type("很快，谢谢 <script>alert(1)</script>")
    page.get_by_role("button", name="发送我的答复").click()
    expect(page.get_by_text("请选择一个答案。")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("很快，谢谢 <script>alert(1)</script>")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("How satisfied are you with our service overall?")).to_be_visible()
    page.locator("input[name=q_overall][value='5']").click()
    page.locator("input[name=q_recommend][value='9']").click()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_text("Your answers have arrived")).to_be_visible()
    assert customer.context.cookies() == []
    found, _ = ask(queries.answers, house.actor("mo"))
    assert [(one.csat, one.nps, one.text) for one in found] == [(5, 9, "很快，谢谢 <script>alert(1)</script>")]
    assert ask(queries.answered, house.actor("mo"), found[0].code).language is Language.ENGLISH

    assert [one for one in customer.complaints if "422" not in one] == []  # the form that came back
    page.goto(f"{customer.base}/survey/{token}")
    expect(page.get_by_text("此链接不能使用")).to_be_visible()
    customer.complaints.clear()  # the browser says that it was a 404
    page.goto(f"{customer.base}/Satisfaction")  # nothing else of the house opens
    expect(page.locator("input[type=password]")).to_be_visible()
    assert "很快" not in page.content()
