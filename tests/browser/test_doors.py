"""Who comes in, and what those outside learn: nothing."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from core.access import GRANTS, Role
from core.errors import NotPermitted
from core.people import actions as people
from core.people import passwords
from core.people.rules import SignInRefused
from core.words import Language, translate
from core.work import do
from pages.parts.frame import DOORS
from pages.parts.signin import HEARTBEAT_SECONDS
from tests import cast
from tests.browser import wire
from tests.browser.person import Person
from tests.browser.server import Server

pytestmark = pytest.mark.browser
Open = tuple[Server, cast.House]

REFUSED = translate(Language.ENGLISH, SignInRefused.message)
HIDDEN = ("Hotline", "Harbour", "Northern Ferries", "PRJ-2026", "INS-2026", "RND-2026", "Spring", "Callers are greeted", "85.0")
"""Content that only somebody signed in may learn."""
ADMINISTRATION = [door for door in DOORS if door.section == "Administration" and not door.hidden and Role.TEAM_MEMBER not in GRANTS[door.permission]]


def told(one: Person) -> bytes:
    """Everything the server said over the websocket so far."""
    return b"\n".join(one.frames)


def only_the_form(one: Person) -> None:
    form = one.page.locator("[data-testid=stForm] input[type=text]")
    form.wait_for()
    one.ready()
    expect(one.page.locator("input[type=password]")).to_have_count(1)
    assert one.page.locator("[data-testid=stDialog], [data-testid=stSidebarNav], [data-testid=stException]").count() == 0
    form.fill("can be typed in")  # nothing lies over it
    expect(form).to_have_value("can be typed in")


@pytest.mark.parametrize("first", ["/Results", "/Scoring_sheet?sheet=INS-2026-0001"])
def test_a_fresh_server_shows_strangers_the_form_and_nothing_else_whatever_they_ask_for(
    sqlite_database: str, house: cast.House, submitted: int, person: Callable[..., Person], first: str
) -> None:
    stranger = person()
    for path in [first, "/", "/no_such_page", "/Projects?project=PRJ-2026-0001"] if first == "/Results" else [first]:
        stranger.frames.clear()
        stranger.page.goto(stranger.base + path)
        only_the_form(stranger)
        assert leaked(told(stranger), path) == []
    for path in (*(door.path for door in DOORS), "Scoring_sheet?sheet=INS-2026-0001") if first == "/Results" else ():
        page, _, query = path.partition("?")
        with wire.stream(stranger.base) as line:
            _, said = wire.run(line, page, query)
        assert b"Password" in said
        assert leaked(said, path) == []


def leaked(said: bytes, path: str) -> list[str]:
    """What a stranger who asked for `path` was told and should not have been."""
    asked = path.strip("/").partition("?")[0]
    assert said
    own = next((door.title for door in DOORS if door.path == asked), DOORS[0].title)
    for word in filter(None, (own, asked, asked.replace("_", " "))):  # what was asked for comes back in the address and the window's title
        said = said.replace(word.encode(), b"")
    words = (*HIDDEN, *(door.path for door in DOORS), *(door.file for door in DOORS), *(door.title for door in DOORS))
    return [word for word in words if re.search(rf"(?<![A-Za-z]){re.escape(word)}(?![a-z])".encode(), said)]


def test_a_member_is_told_nothing_of_administration(house_open: Open, person: Callable[..., Person], token: Callable[[str], str]) -> None:
    secrets = (*(f"{door.path}.py" for door in ADMINISTRATION), "Harbour Office", "people_table", "sheet:answer", "account:sign_in")
    held = f"cockpit={token('ming')}"
    for door in ADMINISTRATION:
        with wire.stream(house_open[0].base, cookie=held) as line:
            _, said = wire.run(line, door.path)
        assert [secret for secret in secrets if secret.encode() in said] == [], door.path
        assert translate(Language.ENGLISH, NotPermitted.message).encode() in said, door.path
    ming = person()
    ming.sign_in("ming")
    for path in (ADMINISTRATION[0].path, "no_such_page"):
        ming.frames.clear()
        ming.page.goto(f"{ming.base}/{path}")
        ming.page.locator("[data-testid=stMenuButton]").wait_for(state="attached")
        ming.ready()
        assert [secret for secret in secrets if secret.encode() in told(ming)] == []
        ming.sees(translate(Language.ENGLISH, NotPermitted.message))
        assert not [door.title for door in ADMINISTRATION if door.title in ming.text()]


def test_the_cookie_is_out_of_reach_of_scripts_and_dies_on_the_server_with_the_sign_out(
    house_open: Open, person: Callable[..., Person]
) -> None:
    mei = person()
    mei.sign_in("mei")
    cookie = next(one for one in mei.context.cookies() if one["name"] == "cockpit")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    assert cookie["value"] not in mei.page.evaluate("document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert cookie["value"].encode() not in told(mei)
    thief = person()
    thief.context.add_cookies([{"name": "cockpit", "value": cookie["value"], "url": thief.base}])
    thief.go("/")
    thief.sees("Mei")
    mei.menu("Sign out")
    only_the_form(mei)
    assert not [one for one in mei.context.cookies() if one["name"] == "cockpit"]
    thief.page.reload()
    only_the_form(thief)
    assert "Mei" not in thief.text()


def test_signing_out_everywhere_throws_an_open_tab_out_without_a_click(
    house_open: Open, person: Callable[..., Person]
) -> None:
    desk, phone = person(), person(phone=True)
    phone.sign_in("lin", "/Projects")
    desk.sign_in("lin", "/Account")
    desk.sees("Where I am signed in")
    expect(desk.page.get_by_role("button", name="End", exact=True).first).to_be_visible()
    desk.confirm("Sign out everywhere", "Sign out everywhere")
    only_the_form(desk)
    phone.page.locator("input[type=password]").wait_for(timeout=(HEARTBEAT_SECONDS + 15) * 1000)
    only_the_form(phone)
    assert "Hotline" not in phone.text()


def test_a_wrong_password_a_wrong_name_and_a_locked_account_get_one_and_the_same_sentence(
    house_open: Open, person: Callable[..., Person]
) -> None:
    one = person()
    one.page.goto(one.base)
    for name, password in [("nobody", "seven lanterns"), *(("kit", f"wrong {number}") for number in range(5)), ("kit", cast.PASSWORD)]:
        one.give(name, password)
        one.sees(REFUSED)
        one.ready()
        assert one.page.locator("[data-testid=stAlert]").all_inner_texts() == [REFUSED] or REFUSED in one.text()
        assert one.page.locator("[data-testid=stMenuButton]").count() == 0
        one.page.reload()
        one.page.locator("input[type=password]").wait_for()
        one.ready()


def test_a_first_password_opens_nothing_but_the_way_to_a_second(house_open: Open, person: Callable[..., Person]) -> None:
    do(
        people.create, house_open[1].actor("ada"), username="new", name=cast.named("Newcomer"), roles=[cast.Role.ADMINISTRATOR], department_id=None,
        password_hash=passwords.hashed("handed over at nine"), language=Language.ENGLISH,
    )  # fmt: skip
    new = person()
    new.page.goto(f"{new.base}/People")
    new.give("new", "handed over at nine")
    new.sees("Choose your own password")
    for path in ("/People", "/Audit_trail", "/"):
        new.frames.clear()
        new.page.goto(new.base + path)
        new.sees("Choose your own password")
        assert b"Hotline" not in told(new)
        assert b"sheet:assign" not in told(new)
    for new_password, again, answer in (
        ("short", "short", "A password needs at least 12 characters"),
        ("password1234", "password1234", "This password is too common"),
        ("handed over at nine", "handed over at nine", "The new password must differ from the present one."),
        ("a boat on the western lake", "a boat on the eastern lake", "The two new passwords differ."),
        ("a boat on the western lake", "a boat on the western lake", ""),
    ):
        new.page.get_by_label("Present password").fill("handed over at nine")
        new.page.get_by_label("New password", exact=True).fill(new_password)
        new.page.get_by_label("New password once more").fill(again)
        new.press("Change password")
        if answer:
            new.sees(answer)
    new.page.locator("[data-testid=stForm] input[type=text]").wait_for()
    only_the_form(new)
    new.give("new", "handed over at nine")
    new.sees(REFUSED)
    new.page.reload()
    new.give("new", "a boat on the western lake")
    new.page.get_by_role("heading", level=1).filter(has_text="My work").wait_for()


def test_the_way_in_speaks_three_languages(house_open: Open, person: Callable[..., Person]) -> None:
    one = person(locale="zh-TW")
    one.page.goto(one.base)
    for language in (Language.TRADITIONAL, Language.SIMPLIFIED, Language.ENGLISH):
        if language is not Language.TRADITIONAL:
            one.page.get_by_role("radio", name=language.own_name).or_(one.page.get_by_role("button", name=language.own_name)).first.click()
        for message in ("User name", "Password", "Sign in", "No account, or the password is lost? An administrator gives you a first password."):
            one.sees(translate(language, message))
    one.give("mei", "wrong")
    one.sees(REFUSED)


def test_who_chose_no_language_is_spoken_to_in_the_browsers(house_open: Open, person: Callable[..., Person]) -> None:
    do(
        people.create, house_open[1].actor("ada"), username="quiet", name=cast.named("Quiet"), roles=[cast.Role.TEAM_MEMBER], department_id=None, password_hash=passwords.hashed("a-password-of-nobody-else-1"),
        first_password=False,
    )  # fmt: skip
    one = person(locale="zh-CN")
    one.arrive("quiet")
    one.sees(translate(Language.SIMPLIFIED, "Project reviews"))
    one.menu("繁體中文")
    one.sees(translate(Language.TRADITIONAL, "Project reviews"))
