"""The page Clauses as its readers meet it."""

import pytest

from core.insight.clauses import queries
from core.words import Language
from pages.parts.clauses import board

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE = "pages/Clauses.py"


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.markdown, *at.caption, *at.error, *at.info, *at.subheader)).replace("\\", "")


def test_nobody_of_a_team_may_open_it(house, screen):
    assert not screen(PAGE, "ming").dataframe


@pytest.mark.parametrize(("language", "title", "term"), [(Language.ENGLISH, "Clause coverage", "Rectification"), (Language.SIMPLIFIED, "制度条款覆盖", "整改"), (Language.TRADITIONAL, "制度條款涵蓋", "改善")])
def test_the_map_and_a_clause_are_said_in_three_languages(released, screen, hotline, language, title, term):
    at = screen(PAGE, "mo", language=language, query={"document": "R", "chapter": "R2.3"})
    assert not at.exception
    assert at.title[0].value == title
    assert next(one.value for one in at.metric) == "6"
    rows = at.dataframe[0].value
    assert list(rows["number"]) == [252, 253, 254, 255, 256, 257]
    assert term in list(rows["clause"])
    one = screen(PAGE, "mo", query={"project": hotline, "clause": "227"})
    assert not one.exception
    assert "INS-2026-0001" in text(one)
    assert "Scoring_sheet?sheet=INS-2026-0001" in text(one)


def test_filters_stand_in_the_address(house, screen, ask):
    at = screen(PAGE, "lin", query={"state": "uncovered", "q": "training"})
    found = [one for one in ask(queries.clause_map, "lin").standings if one.state == "uncovered" and "training" in one.clause.term["en"].casefold()]
    assert list(at.dataframe[0].value["number"]) == [one.clause.number for one in found] != []
    at.selectbox(key="clauses:document").set_value("R").run()
    assert at.query_params["document"] in ("R", ["R"])
    assert set(at.dataframe[0].value["section"]) <= {"R3"}
    at.text_input(key="clauses:q").set_value("no such clause").run()
    assert "No clause fits" in text(at)
    assert not at.dataframe
    wrong = screen(PAGE, "mo", query={"project": "PRJ-1900-0001", "chapter": "X", "state": "lost", "clause": "9999"})
    assert not wrong.exception
    assert wrong.metric[0].value == "442"


def test_what_is_not_covered_says_so_and_a_phone_reads_cards(house, screen, monkeypatch, hotline):
    one = screen(PAGE, "mo", query={"project": hotline, "clause": "96"})
    assert "counts as not covered" in text(one)
    monkeypatch.setattr(board, "on_phone", lambda: True)
    at = screen(PAGE, "mo", query={"project": hotline})
    assert not at.exception
    assert not at.dataframe
    assert "1 · Dimensions of project management" in text(at)
    assert "20 · " in text(at)
    assert "21 · " not in text(at)
    at.number_input(key="clauses:page").set_value(2).run()
    assert "21 · " in text(at)
