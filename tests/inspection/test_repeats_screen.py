"""One service record at a time on the screen: listing, answering, going on, what is missing; a draft's repetition."""

from decimal import Decimal

import pytest

from core import db
from core.inspection.rules import Combining
from core.inspection.sheets import queries
from core.inspection.templates import actions as templates
from core.inspection.templates import queries as checklists
from core.words import Language
from tests.cast import rated
from tests.inspection.test_checklists_on_screen import CHECKLISTS, SHEET, texts
from tests.inspection.test_repeats import THREE, Records, records_draft
from tests.scenes import scene

pytestmark = pytest.mark.usefixtures("sqlite_database")


@scene
def records(house, do):
    return Records(house, do, records_draft())


@pytest.fixture
def opened(house, records, screen):
    """The sheet on the screen at its repeated checkpoint."""

    def opened_(who="mei", language=None, **state):
        at_step = {f"go:step:{records.sheet}": records.sections["records"]}
        return screen(SHEET, who, query={"sheet": house.row(records.sheet).code}, language=language, state=at_step | state)

    return opened_


def form(records, number, part):
    return f"add_instance:{records.sheet}:{records.sections['records']}:{number}:{part}"


def listed(records):
    with db.reading() as session:
        return [(row.number, row.label, row.remark) for row in queries.instance_rows(session, records.sheet)]


def test_the_first_record_is_listed_and_asked_about(records, opened):
    at = opened()
    assert "0 listed, 2 to 4 belong here. The mean of all counts." in texts(at)
    at.button(form(records, 0, "add")).click().run()
    assert "must not be empty" in texts(at).lower() or at.error
    assert listed(records) == []
    at.text_input(form(records, 0, "remark")).set_value("Night").run()
    at.text_input(form(records, 0, "label")).set_value("SR-104").run()
    at.button(form(records, 0, "add")).click().run()
    assert not at.exception
    assert listed(records) == [(1, "SR-104", "Night")]
    assert "SR-104" in texts(at)
    at.radio(f"answer:{records.sheet}:{records.items['whole']}:1:0").set_value("2").run()
    with db.reading() as session:
        assert [(row.instance, row.raw) for row in queries.instance_answer_rows(session, records.sheet)] == [(1, Decimal(2))]


@pytest.mark.parametrize("language", Language)
def test_one_record_is_shown_at_a_time_and_the_next_is_one_tap_away(records, opened, language):
    one, two = records.add("SR-1"), records.add("SR-2")
    records.fill(one)
    at = opened(language=language)
    picker = at.segmented_control(f"instance:{records.sheet}:{records.sections['records']}")
    assert picker.value == two  # the first that is not finished
    assert [one.replace("\\", "") for one in picker.options] == ["✓ SR-1 4/4", "SR-2 0/4"]
    picker.set_value(one).run()
    drawn = [one.key for one in at.radio if one.key and one.key.startswith("answer:")]
    assert all(f":{records.items[code]}:{one}:" in key for code, key in zip(("whole", "signed"), drawn, strict=True))
    at.button(f"onward:{records.sheet}:{records.sections['records']}").click().run()
    assert not at.exception
    assert at.segmented_control(f"instance:{records.sheet}:{records.sections['records']}").value == two


def test_a_name_that_is_taken_is_refused_and_what_was_typed_stays(records, opened):
    records.add("SR-1")
    at = opened()
    at.text_input(form(records, 1, "label")).set_value("SR-1").run()
    at.text_input(form(records, 1, "remark")).set_value("Second call").run()
    at.button(form(records, 1, "add")).click().run()
    assert "“SR-1” is listed already." in texts(at)
    assert at.text_input(form(records, 1, "remark")).value == "Second call"
    at.text_input(form(records, 1, "label")).set_value("SR-2").run()
    at.button(form(records, 1, "add")).click().run()
    assert [label for _, label, _ in listed(records)] == ["SR-1", "SR-2"]
    assert at.text_input(form(records, 2, "label")).value == ""


def test_a_record_is_renamed_and_taken_out(records, opened):
    one, two = records.add("SR-1"), records.add("SR-2")
    records.fill(two)
    at = opened()
    key = f"instance:{records.sheet}:{one}:1"
    at.text_input(f"{key}:label").set_value("SR-10").run()
    at.button(f"{key}:rename").click().run()
    assert [label for _, label, _ in listed(records)] == ["SR-10", "SR-2"]
    at.segmented_control(f"instance:{records.sheet}:{records.sections['records']}").set_value(two).run()
    assert "4 items are answered for it" in texts(at)
    at.button(f"instance:{records.sheet}:{two}:1:remove").click().run()
    assert not at.exception
    assert [label for _, label, _ in listed(records)] == ["SR-10"]


def test_what_is_missing_leads_to_the_record(records, opened):
    one = records.add("SR-1")
    records.fill(one)
    at = opened(**{f"go:step:{records.sheet}": 0})
    assert "2 items are not finished" not in texts(at)
    short = at.button(f"short:{records.sheet}:{records.sections['records']}")
    assert short.label == "Records: 1 of at least 2 are listed"
    two = records.add("SR-2")
    records.fill(two, slips=rated(3))
    at = opened(**{f"go:step:{records.sheet}": 0})
    left = [button for button in at.button if button.key and button.key.startswith("left:")]
    assert [button.label.replace("\\", "") for button in left] == ["calm · The desk is calm – no answer yet", "SR-2 · slips · Slips – a note is required"]
    left[1].click().run()
    assert at.segmented_control(f"instance:{records.sheet}:{records.sections['records']}").value == two


@pytest.mark.parametrize("language", Language)
def test_a_submitted_sheet_shows_every_record_with_what_it_cost(house, records, screen, language):
    records.finish(*THREE)
    at = screen(SHEET, "lin", query={"sheet": house.row(records.sheet).code}, language=language)
    assert not at.exception
    told = texts(at)
    assert all(f"SR-{n}" in told for n in (1, 2, 3))
    if language is Language.ENGLISH:
        assert "83.33% of full points** · Mean of 3" in told or "83% of full points** · Mean of 3" in told
        assert "cost 4.00 points" in told


def test_a_record_is_contested_from_the_screen(house, records, screen):
    records.finish(*THREE)
    records.release()
    at = screen(SHEET, "ming", query={"sheet": house.row(records.sheet).code})
    items = at.multiselect(f"contest_items:{records.sheet}")
    place = f"{records.items['whole']}@1"
    assert "whole · SR-1 · The record is whole" in items.options
    items.set_value([place]).run()
    at.text_area(f"contest_reason:{records.sheet}").set_value("It is whole.").run()
    at.selectbox(f"appeal:{records.sheet}:{place}:proposed").set_value("2").run()
    at.button(f"contest:{records.sheet}").click().run()
    assert not at.exception
    assert "whole · SR-1" in texts(at)


def test_a_draft_is_told_for_what_its_checkpoint_is_repeated(do, ask, screen, house):
    made = do(templates.create, "ada", records_draft(code="other"))
    desk = ask(checklists.read, "ada", made).checkpoints[0]
    at = screen(CHECKLISTS, "ada", query={"version": str(made)})
    assert "Answered for each Service record, 2 to 4 of them. The mean of all counts." in texts(at)
    key = f"repeat:{made}:{desk.id}:{ask(checklists.version, 'ada', made).version}"
    at.button(f"{key}:save").click().run()
    assert "needs a name for what is repeated" in texts(at)
    at.text_input(f"{key}:en").set_value("Desk").run()
    at.number_input(f"{key}:least").set_value(2).run()
    at.radio(f"{key}:way").set_value(Combining.WORST).run()
    at.button(f"{key}:save").click().run()
    assert not at.exception
    found = ask(checklists.read, "ada", made).checkpoints[0].repeat
    assert (found.name, found.least, found.most, found.combining) == ({"en": "Desk"}, 2, 10, Combining.WORST)
