"""What people type stays text: nothing of it runs, loads, links, hides or forges anything, wherever it is shown."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from core.inspection.rounds import actions as rounds
from core.inspection.sheets import actions as sheets
from core.inspection.sheets import queries as sheet_queries
from core.inspection.sheets.objections import actions as objections
from core.inspection.templates import actions as templates
from core.inspection.templates import queries as checklists
from core.inspection.templates.rules import Choice, Draft, ItemDraft, LevelDraft, SectionDraft
from core.people import actions as people
from core.people import passwords
from core.projects import actions as projects
from core.words import Language
from core.work import ask, do
from pages.parts.frame import DOORS
from tests import cast
from tests.browser import wire
from tests.browser.person import Person
from tests.browser.server import Server

pytestmark = pytest.mark.browser
Open = tuple[Server, cast.House]

SHORT = {
    "picture": "![p](https://evil.example/p.png)",
    "link": "[l](https://evil.example/l) <https://evil.example/m>",
    "script": "<script>window.owned=1</script>",
    "image": "<img src=https://evil.example/i onerror=owned=1>",
    "frame": "<iframe srcdoc='<script>parent.owned=1</script>'></iframe>",
    "style": "<style>body{display:none}</style><b>bold</b>",
    "address": "[a](javascript:window.owned=1) https://evil.example/bare",
    "words": "**b** _i_ `c` $x$ :red[r] :material/home: :smile: {name} {0} %s",
    "formula": '=HYPERLINK("https://evil.example/f","f")',
    "quotes": "\"'];window.owned=1//</textarea>",
    "table": "a | b || --- | ![t](https://evil.example/t)",
}
"""Each short enough for a name."""
LONG = " ".join(SHORT.values()) + "\n\n# Heading\n- [x] done\n\n| a |\n|---|\n| ![t](//evil.example/t) |\n\n[r]: https://evil.example/r\n[r] ![r]"
INVISIBLE = "cod\u202egpj.exe\u2066 \u200b\u00ad\ufeff"
CONTROL = "nul\x00 bell\x07 escape\x1b[31m line\u2028feed\x85"
ENDLESS = "长" * 100_000


def seen(one: Person) -> None:
    """What must not have happened on this page. An address that somebody typed may be a link, if it says where it leads."""
    found = one.page.evaluate(
        """() => ({
            owned: window.owned || null,
            pictures: [...document.images].map(one => one.src).filter(at => at && !/^(data|blob):/.test(at) && new URL(at).host !== location.host),
            disguised: [...document.links].filter(one => one.host !== location.host && decodeURI(one.getAttribute('href')) !== one.innerText)
                .map(one => one.outerHTML.slice(0, 300)),
            frames: document.querySelectorAll('iframe').length,
            shown: getComputedStyle(document.body).display !== 'none',
            drawn: [...document.querySelectorAll('[data-testid=stMain] b, [data-testid=stMain] script, [data-testid=stMain] h2')]
                .map(one => one.innerText).filter(text => /bold|owned|Heading/.test(text)),
            failed: document.querySelectorAll('[data-testid=stException]').length,
        })"""
    )
    assert found == {"owned": None, "pictures": [], "disguised": [], "frames": 0, "shown": True, "drawn": [], "failed": 0}, one.page.url
    assert "Something went wrong" not in one.text()


def draft() -> Draft:
    """A checklist whose every text is hostile."""
    wild = cast.named(LONG[:990])

    def name(key: str) -> dict[str, str]:
        return cast.named(SHORT[key])

    levels = tuple(LevelDraft(cast.Decimal(points), name(key)) for points, key in ((0, "picture"), (100, "image")))
    items = tuple(ItemDraft(f"wild-{key}", cast.Decimal(100 if key == "script" else 0), wild, wild, wild, wild, levels=levels) for key in ("script",))
    return Draft(
        code="wild", name=name("script"), description=wild, sections=(SectionDraft("wild", cast.Decimal(100), name("frame"), items),),
        bands=(Choice("best", name("style"), cast.Decimal(80)), Choice("worst", name("link"), cast.Decimal(0))), na_reasons=(Choice("gone", name("address")),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def wild(house_open: Open) -> dict[str, Any]:
    """A house in which every name and every text is hostile: addresses of its records."""
    house = house_open[1]
    ada, lin = house.actor("ada"), house.actor("lin")

    def person(username: str, key: str, role: cast.Role) -> int:
        return do(
            people.create, ada, username=username, name=cast.named(SHORT[key]), roles=[role], department_id=house.departments["quality" if role is cast.Role.INSPECTOR else "service"],
            password_hash=passwords.hashed(cast.PASSWORD), first_password=False, language=Language.ENGLISH,
        )  # fmt: skip

    inspector, manager = person("ivo", "image", cast.Role.INSPECTOR), person("max", "frame", cast.Role.PROJECT_MANAGER)
    do(people.create_department, ada, code="wild", name=cast.named(SHORT["script"]))
    version = do(templates.create, ada, draft())
    house.approve("template_version", version, by="ada", then="lin")
    item = ask(checklists.checklist, version).questions[0].id
    made = [
        do(
            projects.create, ada, name=cast.named(text), customer=cast.named(SHORT["picture"]), department_id=house.departments["service"], manager_id=manager,
        )
        for text in SHORT.values()
    ]  # fmt: skip
    autumn = do(rounds.create, lin, name=SHORT["picture"] + SHORT["script"], template_version_id=version, **cast.DATES)
    given = [do(rounds.assign, lin, autumn, project_id=one, inspector_id=inspector) for one in made]
    do(rounds.start, lin, autumn)
    ivo = house.actor("ivo")
    for sheet in given[:-1]:
        do(sheets.answer, ivo, sheet, item, cast.rated(0), seen=0)
        do(sheets.write_note, ivo, sheet, item, LONG + INVISIBLE + CONTROL, seen=0)
        do(sheets.submit, ivo, sheet, signature=SHORT["image"])
    house.release(autumn)
    do(objections.contest, house.actor("max"), given[0], reason=LONG[:990])
    do(objections.contest, house.actor("max"), given[1], reason=LONG[:990])
    do(objections.decide, lin, given[1], corrected=True, decision=LONG[:990])
    codes = [ask(sheet_queries.code_of, lin, sheet) for sheet in given]
    return {"sheets": codes, "version": version, "sheet": given[0]}


ADDRESSES = [
    "/", "/Results", "/Results?show=band:worst", "/Sheets", "/Rounds", "/Rounds?round=RND-2026-0002", "/Checklists", "/Projects", "/Projects?project=PRJ-2026-0004",
    "/Search?q=evil", "/Search?q=window", "/Audit_trail",
]  # fmt: skip


def test_hostile_names_and_texts_are_shown_as_they_were_typed_and_do_nothing(
    house_open: Open, wild: dict[str, Any], person: Callable[..., Person]
) -> None:
    lin = person()
    lin.arrive("lin")
    for address in [*ADDRESSES, f"/Checklists?version={wild['version']}", *(f"/Scoring_sheet?sheet={code}" for code in (wild["sheets"][0], wild["sheets"][1]))]:
        lin.go(address)
        lin.page.wait_for_timeout(300)
        seen(lin)
    lin.sees("![p](https://evil.example/p.png)")
    lin.page.get_by_role("tab", name="All items").click()
    lin.sees("<script>window.owned=1</script>")
    seen(lin)
    lin.go("/Rounds")
    lin.sees(SHORT["picture"] + SHORT["script"])
    ada = person()
    ada.arrive("ada", "/People")
    for address in ("/People", "/Permissions", "/Account", "/Audit_trail"):
        ada.go(address)
        seen(ada)
    ivo = person(phone=True)
    ivo.arrive("ivo")
    seen(ivo)
    ivo.go(f"/Scoring_sheet?sheet={wild['sheets'][1]}-R1")
    ivo.sees("This is a correction of")
    seen(ivo)
    ivo.page.get_by_role("radio", name=SHORT["frame"]).click()
    ivo.page.get_by_role("button", name="Standard").first.click()
    ivo.page.locator("[data-testid=stPopoverBody]").get_by_text("Weight").first.wait_for()
    seen(ivo)


def test_hostile_texts_typed_by_hand_are_kept_or_refused_in_words(house_open: Open, wild: dict[str, Any], person: Callable[..., Person]) -> None:
    house = house_open[1]
    mei = person()
    mei.page.set_default_timeout(120_000)  # a hundred thousand letters are slow to lay out where two browsers share two cores
    mei.arrive("mei", "/Scoring_sheet?sheet=INS-2026-0001")
    box = mei.spot(f"item-{house.sheet}-{house.items['greeting']}")
    field = mei.page.get_by_label("Facts found")
    for text, answer in ((LONG, ""), (INVISIBLE + CONTROL, ""), (ENDLESS, "may have at most")):
        box.get_by_role("button", name="Note").click()
        field.fill(text)
        field.blur()
        mei.sees(answer or "Note ✓")
        mei.page.keyboard.press("Escape")
        seen(mei)
    speed = mei.spot(f"item-{house.sheet}-{house.items['speed']}")
    for text in (*SHORT.values(), "NaN", "Infinity", "1e999", "-1", "١٢", "9" * 5000, ENDLESS[:20_000]):
        number = speed.locator("input[type=text]")
        number.fill(text)
        number.blur()
        mei.ready()
    mei.page.wait_for_timeout(500)  # what must not have happened had the time to
    seen(mei)
    kept = ask(sheet_queries.sheet, house.actor("mei"), "INS-2026-0001").answer(house.items["speed"])
    assert kept.mark is None
    max_ = person()
    max_.arrive("max", f"/Scoring_sheet?sheet={wild['sheets'][2]}")
    reason = max_.page.get_by_label("Reason")
    for text, answer in ((ENDLESS, "may have at most"), (LONG[:990], "Contested: ")):
        reason.fill(text)
        max_.press("Contest")
        max_.sees(answer)
        seen(max_)


def test_forms_take_hostile_names(house_open: Open, person: Callable[..., Person]) -> None:
    ada = person()
    ada.arrive("ada", "/Projects")
    ada.page.get_by_text("New project").click()
    for key, text in (("name", SHORT["quotes"] + " new"), ("customer", SHORT["picture"])):
        ada.page.locator(f"[class*='st-key-project-new-{key}-en'] input").fill(text)
    ada.press("Create the project")
    expect(ada.page.locator("[class*='st-key-project-new-name-en'] input")).to_have_value("")  # made: the form is empty again
    ada.go("/Search?q=textarea%3E new")
    ada.sees(SHORT["quotes"] + " new")
    seen(ada)
    ada.go("/Rounds")
    ada.page.get_by_text("New round").click()
    ada.page.get_by_label("Name").fill(SHORT["frame"])
    ada.press("Prepare the round")
    ada.page.get_by_role("heading", level=1).filter(has_text="<iframe").wait_for()
    seen(ada)
    ada.go("/People")
    ada.page.get_by_role("tab", name="Departments").click()
    ada.page.get_by_text("New department").click()
    ada.page.get_by_label("Code").fill("w2")
    ada.page.locator("[class*='st-key-new_department-name-en'] input").fill(SHORT["table"])
    ada.press("Create the department")
    ada.sees(SHORT["table"])
    seen(ada)


def test_search_and_sign_in_take_anything(house_open: Open, wild: dict[str, Any], person: Callable[..., Person]) -> None:
    lin = person()
    lin.page.goto(lin.base)
    forged = 'mei\n{"level": "info", "event": "ready", "forged": true}'
    for name, password in ((SHORT["script"], "x"), (ENDLESS, ENDLESS), (CONTROL, CONTROL), (forged, "x"), ("' OR 1=1 --", "' OR 1=1 --")):
        lin.give(name, password)
        lin.sees("User name or password is wrong")
        seen(lin)
        lin.page.reload()
        lin.page.locator("input[type=password]").wait_for()
        lin.ready()
    lin.arrive("lin", "/Search")
    field = lin.page.get_by_label("Code or name", exact=True)
    for text in (*SHORT.values(), "%_", "\\", "' OR 1=1 --", "\u202e\u2066", "长" * 80):
        field.fill(text)
        field.press("Enter")
        lin.ready()
        lin.page.wait_for_timeout(150)
        seen(lin)
    field.fill("evil.example/p.png")
    field.press("Enter")
    lin.sees(SHORT["picture"])
    seen(lin)
    for line in house_open[0].said().splitlines():
        if line.startswith("{"):
            assert "forged" not in json.loads(line)


def test_no_address_writes_anything_or_breaks_a_page(
    house_open: Open, wild: dict[str, Any], person: Callable[..., Person], token: Callable[[str], str]
) -> None:
    """Every page over the wire, some of them in a browser."""
    lin = person()
    lin.arrive("lin")
    names = ("sheet", "round", "project", "version", "q", "state", "stage", "mine", "band", "low", "high", "show", "rounds", "deed", "who", "code", "embed", "action", "do")
    text = quote(LONG[:700] + INVISIBLE)  # shorter ones: tests/pages/test_every_page.py, sooner than a server
    query = "&".join(f"{name}={text}" for name in names)
    held = f"cockpit={token('lin')}"
    before = len(cast.trail())
    for door in DOORS:
        page = "" if door is DOORS[0] else door.path
        with wire.stream(lin.base, cookie=held) as line:
            _, said = wire.run(line, page, query)
        assert b"Something went wrong" not in said, door.path
        assert b"Traceback" not in said, door.path
    for page in ("", "Results", "Scoring_sheet", "Search"):
        lin.page.goto(f"{lin.base}/{page}?{query}")
        lin.page.locator("[data-testid=stMenuButton]").wait_for(state="attached")
        lin.ready()
        seen(lin)
        expect(lin.page.locator("[data-testid=stException]")).to_have_count(0)
    assert [one.deed for one in cast.trail()[before:] if not one.origin.startswith("routine:")] == []  # what the house did by itself meanwhile
