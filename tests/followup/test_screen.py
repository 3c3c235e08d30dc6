"""The pages of follow-ups headless: what the address says, lists, board, the record, and what stays typed."""

from datetime import timedelta

import pytest

from core.clock import today
from core.followup.rules import Priority
from core.words import Language

pytestmark = pytest.mark.usefixtures("sqlite_database")
LIST, RECORD = "pages/Follow_ups.py", "pages/Follow_up.py"


def said(at):
    return "\n".join(str(getattr(one, "value", "")) for one in (*at.markdown, *at.caption, *at.error, *at.title))


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
