"""Samples, bonus points and demands while scoring, and a draft tried on past sheets, on the screen."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core import db
from core.inspection.rounds import actions as rounds
from core.inspection.rules import Weighting
from core.inspection.sheets import actions, queries
from core.inspection.simulation import rules as simulation
from core.inspection.templates import actions as templates
from core.inspection.templates import queries as checklists
from core.words import Language
from tests.cast import DATES, draft, trail
from tests.inspection.test_sheets import full_house_draft

pytestmark = pytest.mark.usefixtures("sqlite_database")
SHEET, CHECKLISTS = "pages/Scoring_sheet.py", "pages/Checklists.py"


def texts(at):
    return "\n".join(one.value for kind in (at.markdown, at.caption, at.error, at.warning, at.info) for one in kind).replace("\\", "")


@pytest.fixture
def records(house, do):
    """A sheet of Mei's with a sample, a yes/no and a bonus item: its id and the items by code."""
    version = do(templates.create, "ada", full_house_draft())
    house.approve("template_version", version, by="ada", then="lin")
    round_id = do(rounds.create, "lin", name="Records", template_version_id=version, **DATES)
    sheet_id = do(rounds.assign, "lin", round_id, project_id=house.projects["hotline"], inspector_id=house.people["mei"])
    do(rounds.start, "lin", round_id)
    with db.reading() as session:
        return sheet_id, {q.code: q.id for q in checklists.checklist(session, version).questions}


def kept(sheet_id, item_id):
    with db.reading() as session:
        return next((row for row in queries.answer_rows(session, sheet_id) if row.item_id == item_id), None)


def numbers(at, sheet_id, item_id, version=0):
    return tuple(at.number_input(f"answer:{sheet_id}:{item_id}:{version}:{part}") for part in ("checked", "number"))


@pytest.mark.parametrize("language", Language)
def test_a_sample_is_saved_once_both_numbers_are_there(house, screen, records, language):
    sheet_id, items = records
    at = screen(SHEET, "mei", query={"sheet": house.row(sheet_id).code}, language=language)
    numbers(at, sheet_id, items["whole"])[0].set_value(10).run()
    assert kept(sheet_id, items["whole"]) is None
    numbers(at, sheet_id, items["whole"])[1].set_value(8).run()
    assert not at.exception
    row = kept(sheet_id, items["whole"])
    assert (row.raw, row.checked, row.value_version) == (8, 10, 1)
    assert [one.value for one in numbers(at, sheet_id, items["whole"], 1)] == [10, 8]


def test_more_conforming_than_checked_is_refused_in_words_and_nothing_is_lost(house, screen, records):
    sheet_id, items = records
    at = screen(SHEET, "mei", query={"sheet": house.row(sheet_id).code})
    numbers(at, sheet_id, items["whole"])[0].set_value(5).run()
    numbers(at, sheet_id, items["whole"])[1].set_value(8).run()
    assert "8 cannot conform when 5 were checked." in texts(at)
    assert kept(sheet_id, items["whole"]) is None
    numbers(at, sheet_id, items["whole"])[0].set_value(9).run()
    assert kept(sheet_id, items["whole"]).checked == 9
    assert "cannot conform" not in texts(at)


def test_a_value_outside_its_range_is_refused_in_words(house, screen):
    at = screen(SHEET, "mei", query={"sheet": house.row().code})
    at.text_input(f"answer:{house.sheet}:{house.items['speed']}:0:text").set_value("11").run()
    assert "11 is outside the range from 0 to 10." in texts(at)
    assert not at.exception


def test_what_an_answer_calls_for_is_said_as_soon_as_it_is_given(house, screen, records, do):
    sheet_id, items = records
    code = house.row(sheet_id).code
    do(actions.answer, "mei", sheet_id, items["whole"], actions.Value(actions.scoring.Mark.RATED, Decimal(9), checked=10), seen=0)
    at = screen(SHEET, "mei", query={"sheet": code})
    assert "a note is required" not in texts(at)
    numbers(at, sheet_id, items["whole"], 1)[1].set_value(8).run()
    assert "a note is required" in texts(at)
    assert "A follow-up is opened for this" in texts(at)
    do(actions.write_note, "mei", sheet_id, items["whole"], "Two lack the date.", seen=0)
    at = screen(SHEET, "mei", query={"sheet": code})
    assert "a note is required" not in texts(at)
    at.radio(f"answer:{sheet_id}:{items['calm']}:0").set_value("0").run()
    assert "a photo or file is required" in texts(at)


def test_bonus_points_are_a_bar_of_their_own(house, screen, records, do):
    sheet_id, items = records
    at = screen(SHEET, "mei", query={"sheet": house.row(sheet_id).code})
    section = next(part for part in at.segmented_control(f"step:{sheet_id}").options if "Special" in part)
    assert section.endswith("0/1")
    do(actions.answer, "mei", sheet_id, items["whole"], actions.Value(actions.scoring.Mark.RATED, Decimal(9), checked=10), seen=0)
    do(actions.answer, "mei", sheet_id, items["calm"], actions.Value(actions.scoring.Mark.RATED, Decimal(1)), seen=0)
    do(actions.answer, "mei", sheet_id, items["thanks"], actions.Value(actions.scoring.Mark.RATED, Decimal(2)), seen=0)
    do(actions.attach, "mei", sheet_id, items["thanks"], data=b"a letter", kind="jpg", name="letter.jpg")
    do(actions.submit, "mei", sheet_id, signature="Mei")
    at = screen(SHEET, "lin", query={"sheet": house.row(sheet_id).code})
    assert not at.exception
    # 60 * 9/10 + 40 = 94, and 2: 96
    assert "**100** · −6.00 lost on items · +2.00 added points → **96.0**" in texts(at)
    at.selectbox(f"way:step:{sheet_id}").select("added").run()
    assert "9 of 10 conform" in texts(at)
    assert "brought 2.0 points" in texts(at)
    assert "Bonus points count 3 together at most" in texts(at)


def test_a_draft_is_tried_on_the_released_sheets(house, screen, released, do, monkeypatch):
    monkeypatch.setattr(simulation, "LEAST", 1)
    first, second = draft().sections
    lighter = replace(first, items=tuple(replace(i, weight=Decimal(w)) for i, w in zip(first.items, (10, 60, 30), strict=True)))
    version = do(templates.create, "ada", replace(draft(), sections=(lighter, second)))
    at = screen(CHECKLISTS, "ada", query={"version": str(version)})
    assert not at.exception
    at.button(f"simulate:{version}:1").click().run()
    assert not at.exception
    # greeting was half: it cost 15 of 100 (good 85, over 80); at a tenth of 60 points it costs 3: 97, the same grade
    shown = {one.label: one.value for one in at.metric}
    assert (shown["Sheets compared"], shown["Other grade"], shown["Mean moves by"]) == ("1 / 1", "0", "+12.00")
    assert "Nobody: every sheet keeps its grade." in texts(at)


@pytest.mark.parametrize("language", Language)
def test_who_would_have_another_grade_is_named(house, screen, released, do, monkeypatch, language):
    monkeypatch.setattr(simulation, "LEAST", 1)
    first, second = draft().sections
    heavier = replace(first, items=tuple(replace(i, weight=Decimal(w)) for i, w in zip(first.items, (98, 1, 1), strict=True)))
    extra = (replace(second.items[0], weight=Decimal(50)), replace(second.items[1], code="new", weight=Decimal(50)))
    version = do(templates.create, "ada", replace(draft(), sections=(heavier, replace(second, items=extra))))
    at = screen(CHECKLISTS, "ada", query={"version": str(version)}, language=language)
    at.button(f"simulate:{version}:1").click().run()
    assert not at.exception
    assert not at.error
    # contact: 98 * 50 % + 2 = 51, of 60 points 30.6; files keep their 40: 70.6 is fair, 85 was good
    [table] = [one.value for one in at.dataframe if "grade" in one.value.columns]
    assert list(table["sheet"]) == [house.row().code]
    assert list(table["after"]) == ["70.6"]
    assert list(table["grade"]) != list(table["now"])
    assert "new" in texts(at)
    assert "photos" in texts(at)  # no longer asked


@pytest.mark.parametrize("language", Language)
def test_a_draft_that_asks_other_things_compares_nothing(house, screen, released, do, language):
    other = tuple(replace(s, items=tuple(replace(i, code=f"other-{i.code}") for i in s.items)) for s in draft().sections)
    version = do(templates.create, "ada", replace(draft(), sections=other))
    at = screen(CHECKLISTS, "ada", query={"version": str(version)}, language=language)
    at.button(f"simulate:{version}:1").click().run()
    assert not at.exception
    assert not at.error
    assert "50%" in texts(at)


@pytest.mark.parametrize("language", Language)
def test_too_few_sheets_are_said(house, screen, released, do, language):
    version = do(templates.new_version, "ada", house.version)
    at = screen(CHECKLISTS, "lin", query={"version": str(version)}, language=language)
    at.button(f"simulate:{version}:1").click().run()
    assert not at.exception
    assert len(at.warning) == 1
    assert "5" in at.warning[0].value


def test_a_confirmed_version_and_an_inspector_are_offered_no_trying(house, screen, do):
    version = do(templates.new_version, "ada", house.version)
    for who, shown in (("ada", house.version), ("mei", version)):
        at = screen(CHECKLISTS, who, query={"version": str(shown)})
        assert not at.exception
        assert not [one for one in at.button if str(one.key).startswith("simulate:")]


def test_one_click_spreads_weights_that_count_by_item(house, screen, do, ask):
    whole = draft("by-item")
    weights = iter((Decimal(40), Decimal(20), Decimal(10), Decimal(20), Decimal(10)))
    sections = tuple(replace(s, items=tuple(replace(i, weight=next(weights)) for i in s.items)) for s in whole.sections)
    version = do(templates.create, "ada", replace(whole, weighting=Weighting.BY_ITEM, sections=sections))
    at = screen(CHECKLISTS, "ada", query={"version": str(version)})
    at.button(f"weights:{version}:1:spread").click().run()
    assert not at.exception
    assert not at.error
    assert [q.weight for q in ask(checklists.read, "ada", version).questions] == [40, 20, 10, 20, 10]


@pytest.mark.parametrize("language", list(Language))
def test_the_planned_time_of_a_draft_is_set_on_the_screen(house, screen, do, ask, language):
    version = do(templates.new_version, "ada", house.version)
    at = screen("pages/Checklists.py", "ada", language=language, query={"version": str(version)})
    assert not at.exception
    at.number_input(key=f"minutes:{version}:1:whole").set_value(45.5).run()
    at.button(key=f"minutes:{version}:1:save").click().run()
    assert not at.exception
    (entry,) = trail("template:plan")
    assert [Decimal(one) for one in entry.facts["whole"]] == [0, Decimal("45.5")]
    assert entry.facts["minutes"] == {}
    assert ask(checklists.read, "ada", version).planned(Decimal(3)) == 46
    at = screen("pages/Checklists.py", "lin", language=language, query={"version": str(version)})
    assert not [one for one in at.number_input if str(one.key).startswith("minutes:")]
