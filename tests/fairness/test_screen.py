"""The page Fairness headless: empty, filled, in three languages, for whom it opens and what it hides."""

import json

import pytest

from core.words import Language
from pages.parts.inspection import fairness_charts
from pages.parts.sketch import sketched
from tests.fairness.test_queries import HASTY, STRICT, evenly  # noqa: F401

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE = "pages/Fairness.py"


def said(at) -> str:
    return "\n".join(str(getattr(one, "value", "")) for one in (*at.markdown, *at.caption, *at.info, *at.success, *at.subheader, *at.metric))


def test_an_empty_house_says_why_nothing_is_here(house, screen):
    at = screen(PAGE, "lin", language=Language.ENGLISH)
    assert not at.exception
    assert not at.metric
    assert "appears here with the first ones" in said(at)


@pytest.mark.parametrize("language", list(Language))
def test_every_part_is_drawn_in_each_language(evenly, screen, language):  # noqa: F811
    at = screen(PAGE, "lin", language=language, query={"rounds": "all", "who": STRICT})
    assert not at.exception
    assert len(at.metric) == 4
    assert "sheet=F-" in said(at)  # the sheets behind the figure
    for part in ("habits", "items", "fair"):
        at.session_state["fairness:part"] = part
        at.run()
        assert not at.exception, part
        assert "| --" in said(at), part


def test_marks_come_with_their_numbers_and_never_accuse(evenly, screen):  # noqa: F811
    at = screen(PAGE, "lin", language=Language.ENGLISH, query={"rounds": "all"})
    text = said(at)
    assert "worth a look" in text
    assert "same projects" in text
    assert "never a verdict" in text
    spec = json.loads(at.get("vega_lite_chart")[0].proto.spec)
    assert STRICT in json.dumps(spec)
    at.session_state["fairness:part"] = "habits"
    at.run()
    assert "of " in said(at)
    assert "95 % interval" in said(at)
    assert f"who={HASTY}" in said(at)


def test_an_item_leads_to_its_answers(evenly, screen):  # noqa: F811
    at = screen(PAGE, "lin", language=Language.ENGLISH, query={"rounds": "all", "item": "speed"})
    assert "Where inspectors are furthest apart on speed" in said(at)
    assert "Scoring_sheet?sheet=F-" in said(at)


def test_an_inspector_sees_the_own_figures_kindly(evenly, screen):  # noqa: F811
    at = screen(PAGE, "mei", language=Language.ENGLISH, query={"rounds": "all", "who": STRICT, "item": "speed"})
    assert not at.exception
    text = said(at)
    assert "These are your own figures" in text
    assert STRICT not in text.lower()
    assert "furthest apart on" not in text
    assert len(at.metric) == 3


def test_the_chart_is_what_vega_lite_knows():
    drawn = json.loads(sketched(fairness_charts._effects_sketch))
    assert drawn["layer"]
    for sketch in (fairness_charts._effects_sketch, fairness_charts._against_sketch):
        sketch().to_dict(validate=True)


def test_differences_carry_their_sign(monkeypatch):
    monkeypatch.setattr(fairness_charts, "number", lambda value, places: "–" if value is None else f"{value:.{places}f}")
    assert [fairness_charts.signed(value) for value in (1.25, -2.0, 0.0, None)] == ["+1.2", "-2.0", "0.0", "–"]
