"""The pages of follow-ups headless: what the address says, lists, board, the record, and what stays typed."""

from datetime import timedelta

import pytest

from core.clock import today
from core.followup import queries
from core.followup.rules import Priority, State
from core.words import Language
from pages.parts.followup import listing

pytestmark = pytest.mark.usefixtures("sqlite_database")
LIST, RECORD = "pages/Follow_ups.py", "pages/Follow_up.py"


def said(at):
    return "\n".join(str(getattr(one, "value", "")) for one in (*at.markdown, *at.caption, *at.warning, *at.error, *at.title))


@pytest.mark.parametrize("language", list(Language))
def test_the_address_says_which_tab_look_and_filter(desk, screen, language):
    desk.open(title="Urgent one", priority=Priority.HIGH)
    desk.open(title="Idle one", priority=Priority.LOW)
    at = screen(LIST, "mo", language=language, query={"tab": "all", "look": "board", "priority": "high"})
    assert not at.exception
    assert "Urgent one" in said(at)
    assert "Idle one" not in said(at)
    assert len(at.columns) >= 5
    assert at.query_params["tab"] in ("all", ["all"])


def test_a_refused_wish_keeps_what_was_typed(desk, screen):
    made = desk.open()
    row = desk.row(made)
    at = screen(RECORD, "mo", query={"followup": row.code})
    at.text_area(key=f"wish:{made}:0").set_value("The supplier is late.")
    at.date_input(key=f"wanted:{made}:0").set_value(row.due_on)
    at.button(key=f"ask:{made}").click().run()
    assert "must be later than the present one" in at.error[0].value
    assert at.text_area(key=f"wish:{made}:0").value == "The supplier is late."
    assert desk.row(made).version == row.version
    at.date_input(key=f"wanted:{made}:0").set_value(today() + timedelta(days=20))
    at.button(key=f"ask:{made}").click().run()
    assert not at.error
    assert len(desk.wishes(made)) == 1


def test_reporting_without_a_measure_asks_for_it(desk, screen):
    made = desk.open()
    at = screen(RECORD, "mo", query={"followup": desk.row(made).code})
    at.button(key=f"report:{made}").click().run()
    assert "Measure" in at.error[0].value
    at.text_area(key=f"measure:{made}:1").set_value("A second line.")
    at.button(key=f"report:{made}").click().run()
    assert not at.error
    assert desk.row(made).state == "to_verify"


def test_what_was_returned_says_why_to_its_owner_and_a_return_needs_the_field_it_names(desk, screen):
    made = desk.reported()
    code = desk.row(made).code
    at = screen(RECORD, "mei", query={"followup": code})
    at.button(key=f"return:{made}").click().run()
    assert "Remark" in at.error[0].value, "the refusal names the field as its label does"
    at.text_area(key=f"verify:{made}:{desk.row(made).version}").set_value("The second line is dead.")
    at.button(key=f"return:{made}").click().run()
    assert not at.error
    assert "The second line is dead" in screen(RECORD, "mo", query={"followup": code}).warning[0].value
    assert not screen(RECORD, "mei", query={"followup": code}).warning


def test_of_what_has_ended_the_newest_stands_first(desk, screen, ask):
    first, second, open_ = desk.closed(title="Old"), desk.closed(title="New"), desk.open(title="Open")
    board = ask(queries.board, "hu", queries.Filter())
    assert [row.id for row in board[State.CLOSED][0]] == [second, first]
    assert [row.id for row in ask(queries.listed, "hu", queries.Filter())[0]] == [open_, second, first]


def test_on_a_phone_the_board_shows_the_state_one_asks_for(desk, screen, monkeypatch):
    monkeypatch.setattr(listing, "on_phone", lambda: True)
    desk.open(title="Still open")
    desk.closed(title="Long closed")
    at = screen(LIST, "hu", query={"tab": "all", "look": "board"})
    assert "Still open" in said(at)
    assert "Long closed" not in said(at)
    at.segmented_control(key="followups:state:all").set_value(State.CLOSED).run()
    assert not at.exception
    assert "Long closed" in said(at)
    assert "Still open" not in said(at)
