"""Projects that several inspect, on the round's page."""

import pytest

from core.inspection.rounds import actions as rounds
from core.inspection.rounds import queries as round_queries
from core.inspection.several import queries
from core.inspection.several.rules import Standing
from core.words import Language

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE = "pages/Rounds.py"


@pytest.fixture
def apart(house, do, ask):
    """A running round whose two inspectors of Hotline are 30 points apart: its id and its code."""
    round_id, given = house.open_round("Twice", hotline="mei")
    kits = do(rounds.assign, "lin", round_id, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
    house.finish(given["hotline"], greeting="0")
    house.finish(kits, who="kit")
    return round_id, ask(round_queries.code_of, "lin", round_id)


def text(at):
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption))


def test_the_talk_is_asked_for_and_recorded(house, ask, screen, apart):
    round_id, code = apart
    at = screen(PAGE, "lin", query={"round": code})
    assert not at.exception
    assert any("one talk needed" in one.label or "1 talk" in one.label for one in at.expander)
    said = text(at).replace("\\", "")
    assert "30.0 points apart" in said
    assert "Callers are greeted · 2 steps" in said
    key = f"talk:{round_id}:{house.projects['hotline']}:0"
    at.button(key=f"{key}:save").click().run()
    assert "Please fill in" in at.error[0].value
    at.text_area(key=f"{key}:outcome").set_value("Both heard [another call](x).").run()
    at.button(key=f"{key}:save").click().run()
    assert not at.exception
    assert ask(queries.targets, "lin", round_id)[0].standing is Standing.TALKED
    assert "Both heard \\[another call\\]\\(x\\)\\." in text(at)


@pytest.mark.parametrize("language", list(Language))
def test_it_speaks_three_languages(house, screen, apart, language):
    assert not screen(PAGE, "lin", language=language, query={"round": apart[1]}).exception
    assert not screen(PAGE, "lin", language=language).exception


def test_only_leaders_compare(house, screen, apart):
    at = screen(PAGE, "mo", query={"round": apart[1]})
    assert not at.exception
    assert "points apart" not in text(at)


def test_the_release_says_what_it_waits_for(house, do, ask, screen, apart):
    round_id, code = apart
    do(rounds.close, "lin", round_id)
    at = screen(PAGE, "lin", query={"round": code})
    assert not at.exception
    assert any("too far apart" in one.value for one in at.warning)
    assert not any("Submit for approval" in one.label for one in at.button)
