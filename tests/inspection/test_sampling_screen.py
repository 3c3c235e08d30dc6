"""Preparing a round on the screen: draw, look, accept, draw again; qualifications."""

import pytest

from core import work
from core.inspection.rounds import actions as rounds
from core.inspection.rounds import queries as round_queries
from core.inspection.sampling import actions, queries
from core.inspection.sampling.rules import By, Method, Plan
from core.inspection.staffing import queries as staffing
from core.words import Language
from tests.cast import DATES

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE = "pages/Rounds.py"


@pytest.fixture
def summer(house, do, ask):
    """A round in preparation: its id and its code."""
    made = do(rounds.create, "lin", name="Summer", template_version_id=house.version, **DATES)
    return made, ask(round_queries.code_of, "lin", made)


def text(at):
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.warning, *at.success, *at.error, *at.subheader))


def test_a_sample_is_drawn_looked_at_and_accepted(house, do, ask, screen, summer):
    round_id, code = summer
    at = screen(PAGE, "lin", query={"round": code})
    assert not at.exception
    assert "2 can be drawn" in text(at)
    at.radio(key=f"sample:{round_id}:method").set_value(Method.ALL.value).run()
    harbour = next(one.code for one in ask(queries.targets, "lin", round_id) if one.name["en"] == "Harbour")
    at.multiselect(key=f"sample:{round_id}:excluded").set_value([harbour]).run()
    at.button(key=f"sample:{round_id}:draw").click().run()
    assert "Please fill in “Reason”" in at.error[0].value
    at.text_input(key=f"sample:{round_id}:reason:{harbour}").set_value("Nobody is free").run()
    at.text_input(key=f"sample:{round_id}:seed").set_value("lot 7").run()
    at.button(key=f"sample:{round_id}:draw").click().run()
    assert not at.exception
    (drawn,) = ask(queries.draws, "lin", round_id)
    assert (drawn.seed, drawn.plan.excluded) == ("lot 7", {harbour: "Nobody is free"})
    assert "Sample 1: 1 of 2" in text(at)
    assert "lot 7" in text(at).replace("\\", "")
    at.button(key=f"sample:{round_id}:accept:{drawn.id}").click().run()
    assert not at.exception
    assert len(ask(round_queries.progress, "lin", round_id)) == 1
    assert not any("Draw a sample" in one.label or "Draw again" in one.label for one in at.expander)
    at.button(key=f"redraw:{drawn.id}").click().run()
    assert "The draw came out the same" in at.success[0].value


def test_the_helper_proposes_a_number(house, screen, summer):
    round_id, code = summer
    at = screen(PAGE, "lin", query={"round": code})
    at.number_input(key=f"sample:{round_id}:size").set_value(1).run()
    at.button(key=f"sample:{round_id}:use").click().run()
    assert at.number_input(key=f"sample:{round_id}:size").value == 2


@pytest.mark.parametrize("language", list(Language))
def test_it_speaks_three_languages(house, do, screen, summer, language):
    round_id, code = summer
    do(actions.draw, "lin", round_id, plan=Plan(Method.STRATIFIED, size=2, by=By.DEPARTMENT, named=("PRJ-0000",), double=100))
    at = screen(PAGE, "lin", language=language, query={"round": code})
    assert not at.exception
    assert at.warning  # nobody may inspect Harbour


def test_a_qualification_is_recorded_and_taken_back(house, ask, screen, summer):
    at = screen(PAGE, "ada")
    at.selectbox(key="qualify:person").set_value(house.people["kit"]).run()
    at.button(key="qualify:save").click().run()
    assert not at.exception
    (row,) = ask(staffing.qualifications, "lin")
    assert row.person_id == house.people["kit"]
    at.button(key="qualify:withdraw").click().run()
    assert ask(staffing.qualifications, "lin") == []


def test_who_only_looks_is_offered_nothing(house, do, screen, summer):
    """A head sees the round of the whole organisation, but neither its samples nor the times it took."""
    at = screen(PAGE, "hu", query={"round": work.ask(round_queries.code_of, house.actor("lin"), house.round)})
    assert not at.exception
    assert not any("projects were chosen" in one.label or "time" in one.label for one in at.expander if "Timeline" not in one.label)
