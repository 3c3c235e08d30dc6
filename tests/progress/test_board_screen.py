"""The board, its columns, its iterations and its flow, as their users meet them."""

import json
from datetime import timedelta

import pytest

from core.clock import today
from core.planning import actions as plans
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import TICKS
from core.progress.cards import actions, queries
from core.progress.cards.rules import USUAL, Column, State
from core.progress.iterations import actions as iterations
from core.progress.iterations import queries as asked
from core.progress.iterations.rules import Draft
from core.words import Language
from pages.parts import theme
from pages.parts.progress.cards import board, flow
from pages.parts.progress.cards import iterations as burning
from pages.parts.sketch import sketched

pytestmark = pytest.mark.usefixtures("sqlite_database")

HOUR = 60 * TICKS
TODO, HAND, DONE, REVIEW = 1, 2, 3, 4


@pytest.fixture
def plan(house, do):
    """A plan of Hotline that began twenty days ago; Ming works on Ask; the board has a column for one card under review."""
    ming, hot = house.people["ming"], house.projects["hotline"]
    rows = [Row(1, "Prepare"), Row(2, "Ask *now*", 2, duration=80 * HOUR, people=((ming, 100),)), Row(3, "Write", 2, duration=8 * HOUR), Row(4, "Read", 1, duration=8 * HOUR)]
    made = do(plans.create, "mo", hot, starts=midnight(today() - timedelta(days=20)), rows=rows)
    do(actions.arrange, "mo", hot, version=0, columns=(*USUAL, Column(0, State.HAND, "Review", 1)))
    return made


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.title, *at.markdown, *at.caption, *at.error, *at.warning, *at.info))


@pytest.fixture
def opened(screen, hotline):
    def opened_(who: str, part: str = "board", language=Language.ENGLISH, **state):
        at = screen("pages/Board.py", who, language=language, query={"project": hotline}, state={"board_part": part} | {key.replace("__", ":"): value for key, value in state.items()})
        assert not at.exception
        return at

    return opened_


def where(ask, hotline) -> dict[str, int]:
    return {one.task: one.column for one in ask(queries.board, "mo", hotline, today()).cards}


class TestTheBoard:
    def test_what_was_dragged_is_done_and_what_is_refused_is_told(self, house, plan, opened, ask, do, hotline, screen):
        key = f"board:{hotline}:asked"
        opened("ming", **{key: {"id": "abcdefgh", "card": "2", "to": REVIEW, "seen": TODO}})
        assert where(ask, hotline)["Ask *now*"] == REVIEW
        at = opened("ming", **{key: {"id": "bbcdefgh", "card": "2", "to": DONE, "seen": TODO}})
        assert "stands in another column by now" in text(at)
        for wrong in ({"id": "x"}, {"id": "<b>abcdefgh", "card": "2", "to": DONE, "seen": REVIEW}, {"id": "cbcdefgh", "card": "2; 3", "to": DONE, "seen": REVIEW}):
            opened("ming", **{key: wrong})
        assert where(ask, hotline)["Ask *now*"] == REVIEW

    def test_a_full_column_asks_who_plans_for_a_reason(self, house, plan, opened, ask, do, hotline):
        do(actions.move, "mo", house.projects["hotline"], 3, REVIEW, seen=TODO)
        drag = {f"board:{hotline}:asked": {"id": "abcdefgh", "card": "2", "to": REVIEW, "seen": TODO}}
        assert "“Review” is full" in text(opened("ming", **drag))
        at = opened("mo", **drag)
        key = f"card:{house.projects['hotline']}:2:{REVIEW}"
        assert "Ask \\*now\\*" in text(at)
        at.button(key=f"{key}:go").click().run()
        assert "say why one more is needed" in text(at)
        at.text_input(key=f"{key}:reason").set_value("The customer waits.").run()
        at.button(key=f"{key}:go").click().run()
        assert not at.exception
        assert where(ask, hotline)["Ask *now*"] == REVIEW
        assert ask(queries.moves, "mo", hotline)[0].reason == "The customer waits."

    def test_the_form_moves_a_card_and_asks_how_far_it_is(self, house, plan, opened, ask, do, hotline):
        hot = house.projects["hotline"]
        do(actions.move, "mo", hot, 2, DONE, seen=TODO)
        at = opened("ming", **{f"move:{hot}:form": True})
        key = f"move:{hot}"
        at.selectbox(key=f"{key}:2:{DONE}:to").set_value(HAND).run()
        at.number_input(key=f"{key}:2:{HAND}:share").set_value(60).run()
        at.button(key=f"{key}:go").click().run()
        assert not at.exception
        assert where(ask, hotline)["Ask *now*"] == HAND

    @pytest.mark.parametrize("language", list(Language))
    def test_every_part_opens_in_every_language(self, house, plan, opened, do, language):
        made = do(iterations.create, "mo", house.projects["hotline"], Draft("First", today() - timedelta(days=3), today() + timedelta(days=3)))
        do(iterations.assign, "mo", made, [2, 3])
        for part in ("board", "iterations", "flow", "columns"):
            opened("mo", part, language)

    def test_what_the_browser_is_told_is_plain_data(self, plan, ask, hotline):
        view = ask(queries.board, "ming", hotline, today())
        told = board.described(view, view.cards, [("", "")], board.WHOLE, "")
        assert json.loads(json.dumps(told)) == told
        assert {one["task"]: one["movable"] for one in told["cards"]} == {"Ask *now*": True, "Read": False, "Write": False}
        assert [(one["name"], one["most"]) for one in told["columns"]] == [("To do", 0), ("In hand", 0), ("Review", 1), ("Finished", 0)]


class TestColumns:
    def test_a_column_is_added_and_saved(self, house, plan, opened, ask, hotline):
        at = opened("mo", "columns")
        key = f"columns:{house.projects['hotline']}:1"
        at.text_input(key=f"{key}:4:new_name").set_value("Test").run()
        at.button(key=f"{key}:4:add").click().run()
        at.number_input(key=f"{key}:-1:most").set_value(3).run()
        at.button(key=f"{key}:2:remove").click().run()
        at.button(key=f"{key}:save").click().run()
        assert not at.exception
        found = ask(queries.board, "mo", hotline, today()).columns
        assert [(one.number, one.name, one.most) for one in found] == [(1, "", None), (4, "Review", 1), (5, "Test", 3), (3, "", None)]

    def test_who_does_not_plan_has_no_such_part(self, plan, screen, hotline):
        at = screen("pages/Board.py", "ming", query={"project": hotline})
        assert not at.exception
        assert "Flow" in str(at.button_group(key="board_part").options)
        assert "Columns" not in str(at.button_group(key="board_part").options)


class TestIterations:
    def test_one_is_made_filled_and_closed(self, house, plan, opened, ask, hotline):
        hot = house.projects["hotline"]
        at = opened("mo", "iterations")
        at.button(key=f"iterations:{hot}:0:create").click().run()
        (one,) = ask(asked.iterations, "mo", hotline)
        assert (one.name, one.starts_on) == ("Iteration 1", today())
        at.multiselect(key=f"iteration:{one.id}:0:add").set_value([2, 4]).run()
        at.button(key=f"iteration:{one.id}:assign").click().run()
        assert not at.exception
        assert "**0 / 2**" in text(at)
        at.button(key=f"iteration:{one.id}:1:close:go").click().run()
        assert not at.exception
        assert "what it was stays as it is" in text(at)
        assert "In the last closed iteration: 0 tasks" in text(at)
        member = opened("ming", "iterations")
        assert not [button for button in member.button if str(button.key).startswith("iteration")]


def test_there_is_something_to_say_before_there_is_a_plan(screen, hotline):
    assert "No project has a plan yet" in text(screen("pages/Board.py", "mo"))
    assert "has no plan yet" in text(screen("pages/Board.py", "mo", query={"project": hotline}))
    assert "does not exist" in text(screen("pages/Board.py", "mo", query={"project": "PRJ-0000-0000"}))


@pytest.mark.parametrize("sketch", [*flow.SKETCHES, *burning.SKETCHES])
def test_every_sketch_is_what_vega_lite_describes(sketch):
    assert json.loads(sketched(sketch)) == theme.dressed(sketch()).to_dict(validate=True)
