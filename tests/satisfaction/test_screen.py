"""The page Satisfaction as its users meet it."""

import io

import pytest
from openpyxl import load_workbook

from core.access import Permission
from core.clock import today
from core.exchange import satisfaction_workbook
from core.reference import queries as reference
from core.satisfaction.answers import actions as answers
from core.satisfaction.answers import queries as answered
from core.satisfaction.surveys import queries as surveys
from core.satisfaction.surveys.queries import Search
from core.satisfaction.tally import queries as tally
from core.satisfaction.templates import queries as templates
from core.words import Language
from pages.parts.satisfaction.charts import SKETCHES
from pages.parts.sketch import sketched
from tests.satisfaction.conftest import BAD, GOOD

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE = "pages/Satisfaction.py"


def text(at):
    return " ".join(str(one.value) for one in (*at.title, *at.markdown, *at.caption, *at.error, *at.warning, *at.info, *at.success)).replace("\\", "")


def test_a_stranger_and_an_inspector_see_nothing(house, screen):
    assert not screen(PAGE).dataframe
    assert "does not exist" in text(screen(PAGE, "mei"))


def test_the_overview_is_empty_then_tells_figures_in_three_languages(house, screen, sending):
    assert "Nobody was asked" in text(screen(PAGE, "mo"))
    for score in ("5", "5", "4", "2", "1"):
        sending.answered({"overall": score, "recommend": str(2 * int(score)), "comment": "slow <b>=1" if score == "1" else ""})
    for language, word in ((Language.ENGLISH, "Satisfied customers"), (Language.SIMPLIFIED, "满意客户比例"), (Language.TRADITIONAL, "滿意客戶比例")):
        at = screen(PAGE, "mo", language=language)
        assert not at.exception
        assert word in text(at)
        assert "60.0%" in text(at)
    assert "slow <b>=1" in text(at)
    nobody = screen(PAGE, "mo", language=Language.ENGLISH, state={"satisfaction:source": "staff"})
    assert "Nobody was asked" in text(nobody)


def test_a_link_is_made_and_shown_once(house, screen, ask):
    at = screen(PAGE, "mo", state={"satisfaction_part": "send"})
    assert not at.exception
    at.button(key="survey:link:save").click().run()
    assert not at.exception
    found, total = ask(surveys.surveys, "mo", Search())
    assert total == 1
    address = at.code[0].value
    token = address.rpartition("/")[2]
    assert ask(lambda session, _: surveys.opened(session, token), "mo").survey_id == found[0].id
    at.button(key="survey:another").click().run()
    assert token not in text(at) + "".join(one.value for one in at.code)


def test_an_interview_that_lacks_an_answer_is_refused_and_stays(house, screen, ask):
    at = screen(PAGE, "mo", state={"satisfaction_part": "send", "survey:way": "interview"})
    version = ask(templates.askable, "mo")[0].id
    key = f"survey:interview:{version}"
    at.text_area(key=f"{key}:comment").set_value("Nice people").run()
    at.button(key="survey:interview:save").click().run()
    assert "1 answers are missing" in text(at)
    assert at.text_area(key=f"{key}:comment").value == "Nice people"
    at.button_group(key=f"{key}:overall").set_value("4").run()
    at.button(key="survey:interview:save").click().run()
    assert not at.exception
    found, _ = ask(answered.answers, "mo")
    assert [(one.csat, one.text) for one in found] == [(4, "Nice people")]


def test_one_survey_with_its_answer_is_sorted_and_withdrawn(house, screen, sending, ask):
    code = sending.code(sending.answered(BAD))
    at = screen(PAGE, "mo", query={"survey": code})
    assert not at.exception
    assert BAD["comment"] in text(at)
    assert "Opened because of this answer: FUP-" in text(at)
    at.text_input(key="survey:withdraw:why").set_value("A test").run()
    at.button(key="survey:withdraw").click().run()
    assert "It counts in no figure" in text(at)
    reader = screen(PAGE, "ming", query={"survey": code})
    assert not [one for one in reader.button if one.key == "survey:withdraw"]
    assert "does not exist" in text(screen(PAGE, "pei", query={"survey": code}))


def test_lists_whom_to_ask_templates_and_themes(house, screen, sending, do, ask):
    made, _ = sending.survey()
    sending.answered(GOOD)
    for part in ("answers", "surveys", "due", "templates", "themes"):
        at = screen(PAGE, "lin", state={"satisfaction_part": part})
        assert not at.exception, part
    at = screen(PAGE, "lin", query={"survey": sending.code(made)})
    at.button(key="survey:remind").click().run()
    assert not at.exception
    assert "Copy the link now" in text(at)
    at = screen(PAGE, "lin", state={"satisfaction_part": "templates"})
    at.button(key="template:revise:service:1").click().run()
    assert not at.exception
    assert [one.number for one in ask(templates.versions, "lin")] == [2, 1]
    at = screen(PAGE, "lin", state={"satisfaction_part": "themes", "theme:which": "speed"})
    at.text_area(key="theme:speed:0:en").set_value("slow, =cmd").run()
    at.button(key="theme:speed:0:save").click().run()
    assert not at.exception


def test_the_workbook_holds_what_was_said_and_no_formula(house, sending, do, ask):
    for _ in range(5):
        sending.answered({"overall": "4", "comment": "=HYPERLINK(\"http://x\")"})
    asked = tally.Asked(today(), today())
    listed, _ = ask(answered.answers, "mo")
    data = satisfaction_workbook.workbook(
        ask(tally.overview, "mo", asked), ask(tally.compared, "mo", asked, tally.By.PROJECT), listed, ask(lambda session, _: reference.table(session, "survey_theme").names, "mo"),
        ask(lambda session, _: reference.table(session, "channel").names, "mo"), "today", Language.ENGLISH,
    )  # fmt: skip
    book = load_workbook(io.BytesIO(data))
    assert [sheet.title for sheet in book] == ["Figures", "Projects", "Themes", "Customers' answers", "Choice"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [cell.value for cell in cells].count('=HYPERLINK("http://x")') == 5
    assert house.actor("mo").may(Permission.SURVEY_EXPORT)
    assert do(answers.export, "mo", rows=5, sha256="0" * 64) == "0" * 64


@pytest.mark.parametrize("sketch", SKETCHES)
def test_a_chart_is_as_vega_lite_wants_it(sketch):
    assert "layer" in sketched(sketch)
    sketch().to_dict(validate=True)
