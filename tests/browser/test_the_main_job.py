"""The main job, done by people with their own devices: score, release, contest, correct."""

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from core.exchange.checklist import queries as exchange
from core.inspection import rules as scoring
from core.inspection.rounds import actions as rounds
from core.inspection.rules import Given, Mark, Method
from core.inspection.sheets import queries as sheets
from core.inspection.templates import actions as templates
from core.inspection.templates import queries as checklists
from core.inspection.templates.queries import Checklist, Question
from core.inspection.templates.rules import Draft
from core.people import actions as people
from core.words import Language, translate, translate_count
from tests import cast
from tests.browser.person import Person

pytestmark = pytest.mark.browser

NOT_APPLICABLE = "files-3"
CONTESTED = "files-1"


def photo(path: Path) -> Path:
    """A picture as a phone takes it: with the place where it was taken."""
    picture = Image.new("RGB", (1200, 800), (30, 120, 140))
    exif = picture.getexif()
    exif.get_ifd(0x8825)[2] = (31.0, 14.0, 24.0)  # GPSLatitude
    exif[0x0110] = "Some camera"
    picture.save(path, exif=exif)
    return path


@pytest.fixture
def sheet(house: cast.House, do: Callable[..., Any], ask: Callable[..., Any]) -> tuple[str, Checklist]:
    """Mei's sheet of the five checkpoints for Hotline in a round that runs: its code, and what it asks."""
    return _assigned(house, do, ask, next(one for one in exchange.library() if one.code == "five-checkpoints"))


@pytest.fixture
def long_sheet(house: cast.House, do: Callable[..., Any], ask: Callable[..., Any]) -> tuple[str, Checklist]:
    """The same with forty items: as many again of each checkpoint's, at half the weight each."""
    draft = next(one for one in exchange.library() if one.code == "five-checkpoints")
    sections = [
        replace(section, items=tuple(replace(one, code=one.code + mark, weight=one.weight / 2) for mark in ("", "-again") for one in section.items))
        for section in draft.sections
    ]
    return _assigned(house, do, ask, replace(draft, code="forty", sections=tuple(sections)))


def _assigned(house: cast.House, do: Callable[..., Any], ask: Callable[..., Any], draft: Draft) -> tuple[str, Checklist]:
    version = do(templates.create, "ada", draft)
    house.approve("template_version", version, by="ada", then="lin")
    autumn = do(rounds.create, "lin", name="Autumn", template_version_id=version, **cast.DATES)
    sheet_id = do(rounds.assign, "lin", autumn, project_id=house.projects["hotline"], inspector_id=house.people["mei"])
    do(rounds.start, "lin", autumn)
    return ask(sheets.code_of, "mei", sheet_id), ask(checklists.read, "mei", version)


def planned(question: Question) -> Given:
    """What the inspector finds."""
    draft = question.draft
    if question.code == NOT_APPLICABLE:
        return Given(Mark.NOT_APPLICABLE)
    if draft.method is Method.LEVELS:
        return Given(Mark.RATED, draft.levels[-2].points)
    if draft.method is Method.YES_NO:
        return Given(Mark.RATED, Decimal(1))
    if draft.method is Method.NUMERIC:
        return Given(Mark.RATED, (draft.minimum + 3 * draft.maximum) / 4)
    return Given(Mark.RATED, Decimal(1))


def box_of(mei: Person, question: Question) -> Locator:
    return mei.page.locator(f"[class*='st-key-item-'][class$='-{question.id}'], [class*='st-key-item-'][class*='-{question.id} ']").first


def answer(box: Locator, question: Question, given: Given) -> None:
    """Give the answer as a thumb does."""
    method, radio = question.draft.method, box.locator("[data-testid=stRadioOption]")
    if given.mark is Mark.NOT_APPLICABLE:
        (radio.last if method in (Method.LEVELS, Method.YES_NO) else box.locator("[data-testid=stCheckbox] label")).click()
        box.locator("[data-testid=stSelectbox] input").click()
        box.page.get_by_role("option").first.click()
        return
    assert given.raw is not None
    if method is Method.LEVELS:
        points = [level.points for level in reversed(question.draft.levels)]
        radio.nth(points.index(given.raw)).click()
    elif method is Method.YES_NO:
        radio.nth(0 if given.raw else 1).click()
    else:
        field = box.locator("[data-testid=stNumberInput] input, [data-testid=stTextInput] input").first
        field.fill(format(given.raw.normalize(), "f"))
        field.press("Enter")


def sign(mei: Person, name: str) -> None:
    mei.page.get_by_label("Your name").fill(name)
    mei.press("Sign and submit")


def test_a_round_is_scored_released_contested_and_corrected(
    sqlite_database: str, house: cast.House, sheet: tuple[str, Checklist], person: Callable[..., Person], ask: Callable[..., Any], tmp_path: Path
) -> None:
    code, checklist = sheet
    plan = {question.id: planned(question) for question in checklist.questions}
    total = scoring.score(checklist.scheme, plan).total
    assert total is not None
    mei = person(phone=True)
    _scores(mei, code, checklist, plan, tmp_path)
    mei.sees(f"{scoring.shown(total, 1)}")
    mei.go(f"/Scoring_sheet?sheet={code}")
    mei.sees("signed Mei")
    assert mei.page.locator("[data-testid=stRadio], [data-testid=stTextInput] input, [data-testid=stFileUploader]").count() == 0
    mo = person()
    mo.arrive("mo", f"/Scoring_sheet?sheet={code}")
    mo.sees("This does not exist, or you may not see or do it.")
    lin = person()
    _releases(lin, person())
    picture = _reads_down_to_the_picture(lin, code)
    assert Image.open(io.BytesIO(picture)).format == "JPEG"
    assert not Image.open(io.BytesIO(picture)).getexif()
    _contests(mo, code, checklist)
    hu = person()
    _decides(hu, code)
    _corrects(mei, code, checklist, ask)
    mei.go(f"/Scoring_sheet?sheet={code}")
    mei.sees("Superseded")
    mei.sees(f"A correction of this sheet exists: {code}-R1")
    view = ask(sheets.sheet, "lin", f"{code}-R1")
    assert view.head.state == "released"
    assert view.head.total is not None
    assert view.head.total > total


def _scores(mei: Person, code: str, checklist: Checklist, plan: dict[int, Given], folder: Path) -> None:
    """The whole sheet, with a line that is cut half way."""
    mei.sign_in("mei")
    mei.press("Start", among=code)
    done, half = 0, len(plan) // 2
    for checkpoint in checklist.checkpoints:
        mei.page.get_by_role("heading", name=checkpoint.name["en"]).wait_for()
        for question in checkpoint.questions:
            box = box_of(mei, question)
            if done == half:
                with mei.offline():
                    answer(box, question, plan[question.id])
                    mei.page.wait_for_timeout(1000)
                    mei.sees(f"{done} of {len(plan)} items answered")
                mei.sees(f"{done + 1} of {len(plan)} items answered")
                mei.page.reload()
                mei.page.get_by_role("heading", name=checkpoint.name["en"]).wait_for()
                box = box_of(mei, question)
                expect(box.get_by_text("Saved")).to_be_visible()
            else:
                answer(box, question, plan[question.id])
            done += 1
            mei.sees(f"{done} of {len(plan)} items answered")
        mei.page.locator("[class*='st-key-next-'] button").click()
    required = [question for question in checklist.questions if question.draft.evidence_required]
    mei.sees(f"{len(required)} items are not finished:")
    for question in required:
        mei.page.get_by_role("button", name=f"{question.code} ·").click()
        box = box_of(mei, question)
        box.get_by_role("button", name="Photo or file").click()
        mei.page.locator("[data-testid=stPopoverBody] input[type=file]").set_input_files(photo(folder / f"{question.code}.jpg"))
        expect(box.locator("img")).to_be_visible()
        mei.page.keyboard.press("Escape")
        mei.page.get_by_role("radio", name="Check and submit").or_(mei.page.get_by_role("button", name="Check and submit")).first.click()
    mei.sees("Everything is answered.")
    sign(mei, "Kit")
    mei.sees("Please sign with your name exactly as it stands in your account: Mei")
    sign(mei, "mei")
    mei.sees("signed mei")


def _releases(lin: Person, yan: Person) -> None:
    """One closes and submits, another approves; the results are out with that."""
    lin.arrive("lin", "/Rounds")
    lin.follow("Autumn")
    lin.sees("1 of 1 sheets submitted")
    lin.confirm("Close the round", "Close")
    lin.sees("Closed")
    lin.confirm("Submit for approval", "Submit")
    lin.sees("Asked: Yan")
    yan.arrive("yan", "/Approvals")
    yan.follow("Autumn")
    yan.confirm("Approve", "Approve")
    yan.sees("Approved · Yan")
    lin.go("/Rounds")
    lin.follow("Autumn")
    lin.sees("Released")


def _reads_down_to_the_picture(lin: Person, code: str) -> bytes:
    """Results, chart, the sheets behind it, the sheet, its picture."""
    lin.follow("Results of this round")
    lin.sees("Mean score")
    expect(lin.page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first).to_be_visible()
    lin.page.get_by_text("As a table, with links").first.click()
    lin.follow("Service files")
    lin.sees("Sheets behind this figure")
    lin.follow(code)
    lin.page.get_by_role("tab", name="All items").click()
    small = lin.page.locator("img[src*='/files/']").first
    expect(small).to_be_visible()
    assert small.evaluate("one => one.complete && one.naturalWidth > 0")
    answered = lin.context.request.get(lin.base + str(lin.page.locator("a[href*='/files/']").first.get_attribute("href")))
    assert answered.status == 200
    assert answered.headers["content-type"] == "image/jpeg"
    return answered.body()


def _contests(mo: Person, code: str, checklist: Checklist) -> None:
    mo.go("/")
    mo.sees("Results to answer")
    mo.press("Acknowledge or contest", among=code)
    mo.press("Contest")
    mo.sees("Please fill in “Reason”.")
    mo.page.locator("[data-testid=stMultiSelect] input").click()
    mo.page.get_by_role("option", name=f"{CONTESTED} ·").click()
    mo.page.keyboard.press("Escape")
    mo.page.get_by_label("Reason").fill("The sample list was on the other desk.")
    mo.press("Contest")
    mo.sees(f"Contested: {CONTESTED}")


def _decides(hu: Person, code: str) -> None:
    hu.arrive("hu")
    hu.sees("Contests to decide")
    hu.press("Decide", among=code)
    hu.sees("The sample list was on the other desk.")
    hu.sees("First score the contested items yourself")
    hu.page.locator("[data-testid=stMain] [data-testid=stSelectbox] input").click()
    hu.page.get_by_role("option", name="A number").click()
    hu.page.get_by_label("Number", exact=True).fill("95")
    hu.page.keyboard.press("Tab")
    hu.ready()
    hu.press("Keep my scores and show the answers")
    hu.sees("Scored blind: 95")
    hu.page.get_by_label("Reason").fill("The list shows 95 of 100.")
    hu.press("To be corrected by the inspector")
    hu.sees("Decision: to be corrected")


def _corrects(mei: Person, code: str, checklist: Checklist, ask: Callable[..., Any]) -> None:
    mei.go("/")
    mei.press("Go on", among=f"{code}-R1")
    mei.sees("The list shows 95 of 100.")
    question = next(one for one in checklist.questions if one.code == CONTESTED)
    mei.page.get_by_role("radio", name=checklist.checkpoints[0].name["en"]).click()
    better = Given(Mark.RATED, Decimal(95))
    answer(box_of(mei, question), question, better)
    mei.until(lambda: ask(sheets.sheet, "mei", f"{code}-R1").answers[question.id].given == better)
    mei.page.get_by_role("radio", name="Check and submit").click()
    sign(mei, "Mei")
    mei.sees("signed Mei")


def test_forty_items_survive_a_line_that_is_lost_half_way(
    sqlite_database: str, house: cast.House, long_sheet: tuple[str, Checklist], person: Callable[..., Person], ask: Callable[..., Any], tmp_path: Path
) -> None:
    code, checklist = long_sheet
    plan = {question.id: planned(question) for question in checklist.questions}
    assert len(plan) >= 40
    mei = person(phone=True)
    _scores(mei, code, checklist, plan, tmp_path)
    view = ask(sheets.sheet, "lin", code)
    assert view.head.state == "submitted"
    assert {item_id: one.given for item_id, one in view.answers.items()} == plan


def test_the_same_stations_stand_in_chinese(
    sqlite_database: str, house: cast.House, contested: int, do: Callable[..., Any], ask: Callable[..., Any], person: Callable[..., Person]
) -> None:
    for who in ("mei", "lin", "mo", "hu"):
        do(people.choose_language, who, Language.SIMPLIFIED)
    _, given = house.open_round("二季度", hotline="mei")
    code, told = ask(sheets.code_of, "mei", given["hotline"]), ask(sheets.code_of, "mei", contested)

    def meets(one: Person, *messages: str) -> None:
        for message in messages:
            chinese = translate(Language.SIMPLIFIED, message)
            assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese), message
            one.sees(chinese)

    mei = person(phone=True, locale="zh-CN")
    mei.page.goto(mei.base)
    meets(mei, "User name", "Password", "Sign in", "Customer-service projects: plan, inspect, review")
    mei.arrive("mei")
    meets(mei, "My work", "To score")
    mei.press(translate(Language.SIMPLIFIED, "Start"), among=code)
    mei.sees("热线")
    mei.sees("接触")
    meets(mei, "Note", "Photo or file", "Not applicable", "Check and submit")
    mei.page.get_by_role("radio", name=translate(Language.SIMPLIFIED, "Check and submit")).click()
    mei.sees(translate_count(Language.SIMPLIFIED, "**One item is not finished:**", "**{count} items are not finished:**", 5).strip("*"))
    lin = person(locale="zh-CN")
    lin.arrive("lin", "/Rounds")
    meets(lin, "Rounds", "New round")
    lin.follow("二季度")
    meets(lin, "Running", "Close the round", "Inspector", "Assign inspectors")
    lin.go("/Results")
    meets(lin, "Results", "Mean score", "Checkpoints")
    lin.go(f"/Scoring_sheet?sheet={told}")
    meets(lin, "Contested", "Your decision", "Score", "Where the points went", "All items")
    mo = person(locale="zh-CN")
    mo.arrive("mo", f"/Scoring_sheet?sheet={told}")
    meets(mo, "Contested", "Applicable weight")
    mo.go("/")
    meets(mo, "My work", "Projects", "Scoring sheets")
    mo.menu("繁體中文")
    mo.sees(translate(Language.TRADITIONAL, "Scoring sheets"))
    mo.page.reload()
    mo.sees(translate(Language.TRADITIONAL, "Scoring sheets"))
