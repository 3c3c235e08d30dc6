"""Risks as their users meet them."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from core.clock import today
from core.risk import actions, queries
from core.risk.life.rules import State
from core.risk.overview import queries as overview
from core.risk.overview.queries import Filter
from core.risk.rules import Estimate, Level, Origin, Phase, Strategy, Subject
from core.risk.sweeps import queries as sweeps
from core.risk.watch import actions as watch
from core.risk.watch.rules import Bound, Direction
from core.words import Language
from pages.parts.risk.charts import SKETCHES
from pages.parts.sketch import sketched

pytestmark = pytest.mark.usefixtures("sqlite_database")


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.markdown, *at.caption, *at.error, *at.warning, *at.info, *at.title))


@pytest.fixture
def grave(house, do):
    """An extreme risk of Hotline that Ming owns, answered, without a measure, watched by a figure."""
    said = Subject("The <b>supplier</b> is late", "One supplier.", "Go-live slips.", "technical", Phase.EXECUTION, house.people["ming"])
    made = do(actions.register, "mo", house.projects["hotline"], said, origin=Origin.DELPHI)
    do(actions.assess, "mo", made, level=Level.INHERENT, estimate=Estimate(4, 5, D(40), D(9000)), version=1)
    do(actions.respond, "mo", made, strategy=Strategy.REDUCE, reason="", contingency="Rent machines.", trigger="Friday.", version=2)
    do(watch.bind, "mo", made, bound=Bound("followup.in_time", Direction.BELOW, D(50), 90))
    return made


def test_a_risk_is_registered_on_the_screen_and_what_is_typed_outlives_the_tab(house, screen, ask):
    at = screen("pages/Risks.py", "mo")
    assert not at.exception
    at.selectbox(key="risk:project").set_value(house.projects["hotline"]).run()
    at.text_input(key="risk:event").set_value("Nobody answers").run()
    at = screen("pages/Risks.py", "mo")
    at.button(key="draft:risk::continue").click().run()
    at.selectbox(key="risk:class").set_value("people").run()
    at.button(key="risk:save").click().run()
    assert "Because of what" in text(at)  # refused: the cause is empty
    at.text_area(key="risk:cause").set_value("Two are ill.").run()
    at.text_area(key="risk:effect").set_value("Callers hang up.").run()
    at.button(key="risk:save").click().run()
    (row,), _ = ask(overview.listed, "mo", Filter())
    assert (row.event, row.owner_id, row.state) == ("Nobody answers", house.people["mo"], State.IDENTIFIED)


@pytest.mark.parametrize("language", list(Language))
def test_map_list_and_record_speak_every_language(house, screen, grave, ask, language):
    at = screen("pages/Risks.py", "mo", language=language)
    assert not at.exception
    assert "RSK" in text(at)
    assert [one.value for one in at.metric][:2] == ["1", "1"]
    one = screen("pages/Risks.py", "ming", language=language, query={"risk": ask(queries.code_of, "mo", grave)})
    assert not one.exception
    assert "The \\<b\\>supplier" in text(one)
    assert [message.value for message in one.error] == []


def test_a_measure_and_a_review_are_entered(house, screen, grave, ask):
    code = ask(queries.code_of, "mo", grave)
    at = screen("pages/Risks.py", "mo", query={"risk": code})
    key = f"risk_measure:{grave}:0"
    at.text_area(key=f"{key}:text:").set_value("Find a second one.").run()
    at.selectbox(key=f"{key}:verifier").set_value(house.people["mo"]).run()
    at.button(key=f"{key}:save").click().run()
    assert not at.exception
    assert ask(queries.view, "mo", code).row.life.open == 1
    at = screen("pages/Risks.py", "mo", query={"risk": code})
    at.text_area(key=f"review:{grave}:0:note").set_value("Two more delays.").run()
    at.date_input(key=f"review:{grave}:0:next").set_value(today()).run()
    at.button(key=f"review:{grave}:0:save").click().run()
    assert "must lie after today" in text(at)
    assert at.text_area(key=f"review:{grave}:0:note").value == "Two more delays."
    at.date_input(key=f"review:{grave}:0:next").set_value(today() + timedelta(days=20)).run()
    at.button(key=f"review:{grave}:0:save").click().run()
    assert ask(queries.view, "mo", code).row.next_on == today() + timedelta(days=20)


def test_a_sweep_is_recorded(house, screen, grave, ask):
    at = screen("pages/Risks.py", "mo", state={"risks_part": "sweeps"})
    at.selectbox(key="sweep:project").set_value(house.projects["hotline"]).run()
    assert "1 new" in text(at)
    at.text_area(key="sweep:note").set_value("All work packages.").run()
    at.button(key="sweep:save").click().run()
    assert not at.exception
    assert [(one.found, one.above, one.note) for one in ask(sweeps.listed, "mo")] == [(1, 1, "All work packages.")]


@pytest.mark.parametrize("sketch", SKETCHES)
def test_charts_are_what_vega_lite_knows(sketch):
    assert sketched(sketch)
    sketch().to_dict()
