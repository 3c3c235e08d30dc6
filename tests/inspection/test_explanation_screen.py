"""The way to a score on the screen: every bar leads to the answer, its rule and, for the inspected side, to an objection."""

import pytest

from core.inspection.sheets import actions
from core.words import Language

PAGE = "pages/Scoring_sheet.py"
pytestmark = pytest.mark.usefixtures("sqlite_database")


def texts(at):
    return "\n".join(one.value for kind in (at.markdown, at.caption) for one in kind).replace("\\", "")


def opened(house, screen, who="ming", **more):
    at = screen(PAGE, who, query={"sheet": house.row().code}, **more)
    assert not at.exception
    return at


def steps(at):
    [table] = [one.value for one in at.dataframe if "change" in one.value.columns]
    return table


@pytest.mark.parametrize("language", Language)
def test_the_steps_lead_from_full_marks_to_the_score(house, screen, released, language):
    at = opened(house, screen, language=language)
    assert "**100** · −15.00" in texts(at)
    assert "→ **85.0**" in texts(at)
    assert list(steps(at)["change"]) == ["–", "−15.00", "–"]
    assert list(steps(at)["after"]) == ["100.00", "85.00", "85.00"]


def test_a_bar_shows_what_is_behind_it_and_is_contested_from_there(house, screen, released):
    at = opened(house, screen)
    at.selectbox(f"way:step:{released}").select(f"item-{house.items['greeting']}").run()
    assert "15.00 points lost at the item's own weight; 85.00 are left." in texts(at)
    at.button(f"contest_bar:{released}:{house.items['greeting']}").click().run()
    assert not at.exception
    assert at.multiselect(f"contest_items:{released}").value == [house.items["greeting"]]


def test_others_see_the_bar_without_the_objection(house, screen, released):
    at = opened(house, screen, "lin")
    at.selectbox(f"way:step:{released}").select(f"item-{house.items['greeting']}").run()
    assert "15.00 points lost" in texts(at)
    assert not [one for one in at.button if one.key.startswith("contest_bar:")]


def test_redistribution_and_veto_are_bars_of_their_own(house, screen, do):
    house.fill(house.sheet, greeting="50", speed="n/a", consent=None)
    do(actions.write_note, "mei", house.sheet, house.items["consent"], "Nobody asked.", seen=0)
    house.answer(house.sheet, "consent", actions.Value(actions.scoring.Mark.RATED, actions.Decimal(0)))
    house.submit(house.sheet)
    at = opened(house, screen, "lin")
    # consent 12 and greeting 15 of the 60 points of their checkpoint; speed's 18 go to both: x 10/7; then the veto takes the rest
    assert list(steps(at)["change"]) == ["–", "−15.00", "−12.00", "−11.57", "−21.43", "–"]
    at.segmented_control(f"way:{house.sheet}").set_value(["checkpoint"]).run()
    assert not at.exception
    codes = at.selectbox(f"way:step:{house.sheet}").options
    assert [one.split(" · ")[0] for one in codes] == ["−27.00", "−11.57", "−21.43"]
    at.selectbox(f"way:step:{house.sheet}").select("spread").run()
    assert "Only 82% of the checklist's weight applied." in texts(at)
    at.selectbox(f"way:step:{house.sheet}").select(f"section_veto-{house.sections['contact']}").run()
    assert "the 21.43 points that its checkpoint still had are lost" in texts(at)


def test_a_perfect_sheet_has_no_bars(house, screen):
    house.finish(house.sheet)
    at = opened(house, screen, "lin")
    assert "Nothing was lost" in texts(at)
    assert not [one for one in at.selectbox if str(one.key).startswith("way:")]
