"""Objectives, standards, control charts and improvement as their users meet them."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D

import pytest

from core import work
from core.clock import today
from core.quality.checks import actions as checks
from core.quality.checks import queries as check_queries
from core.quality.checks.actions import Wanted
from core.quality.checks.rules import Given, Point, Principle
from core.quality.checks.rules import Kind as CheckKind
from core.quality.compliance import actions as compliance
from core.quality.compliance import rules as compliance_rules
from core.quality.improvement import actions as cards
from core.quality.improvement import queries as card_queries
from core.quality.nonconformities.rules import Severity
from core.quality.objectives import actions as objectives
from core.quality.objectives import queries as objective_queries
from core.quality.rules import Direction, Source
from core.quality.signals import actions as signals
from core.quality.signals.actions import Told
from core.quality.signals.rules import Fired
from core.quality.spc import actions as charts
from core.quality.spc.rules.charts import Kind
from core.quality.spc.rules.nelson import Nelson
from core.quality.standards import actions as standards
from core.quality.standards.rules import Norm, Sort
from core.words import Language
from pages.parts.quality import objectives_chart, spc_chart
from pages.parts.sketch import sketched
from tests.house.compliance_deeds import TEXT

pytestmark = pytest.mark.usefixtures("sqlite_database")


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.markdown, *at.caption, *at.error, *at.warning, *at.info))


@pytest.fixture
def source(house, do) -> Source:
    made = do(charts.begin, "mo", name="Calls answered", unit="", kind=Kind.P, project_id=house.projects["hotline"])
    for back, share in enumerate([80, 81, 79, 82, 40, 80, 81, 80]):
        do(charts.enter, "mo", made, on=today() - timedelta(days=back), value=D(share), size=D(100))
    return Source(series_id=made)


def test_a_chart_names_its_signals_and_a_point_is_left_out(house, screen, source):
    at = screen("pages/Control_charts.py", "mo", query={"series": str(source.series_id)})
    assert not at.exception
    assert "One point beyond a control limit" in text(at)
    at.selectbox(key="charts:mark:on").set_value((today() - timedelta(days=4)).isoformat()).run()
    at.radio(key="charts:mark:sort").set_value("exclude").run()
    at.button(key="charts:mark:save").click().run()
    assert "is needed" in text(at) or "Why" in text(at)
    at.text_input(key="charts:mark:why").set_value("The line was down.").run()
    at.button(key="charts:mark:save").click().run()
    assert not at.exception
    assert "The line was down" in text(at)
    at = screen("pages/Control_charts.py", "ming", query={"measure": "followup.in_time"}, language=Language.TRADITIONAL)
    assert not at.exception


def test_an_objective_shows_how_far_it_is_reached_and_is_reviewed(house, screen, source, do, ask):
    days = {"first": today() - timedelta(days=30), "last": today() + timedelta(days=60), "review_on": today() + timedelta(days=7)}
    made = do(objectives.aim, "mo", name="Answer more", source=source, direction=Direction.UP, target=D(85), owner_id=house.people["ming"], **days)
    at = screen("pages/Objectives.py", "ming")
    assert not at.exception
    assert "Not met" in text(at)
    code = ask(objective_queries.objectives, "mo", today())[0].code
    at = screen("pages/Objectives.py", "mo", query={"objective": code}, language=Language.SIMPLIFIED)
    assert not at.exception
    at.text_input(key=f"objective:{made}:target").set_value("70").run()
    at.button(key=f"objective:{made}:save").click().run()
    assert "不能为空" in text(at) or at.error
    at.text_area(key=f"objective:{made}:reason").set_value("目标过高").run()
    at.button(key=f"objective:{made}:save").click().run()
    assert not at.exception
    assert ask(objective_queries.objective, "mo", code, today()).standing.target == D(70)


def test_a_standard_is_entered_and_upside_down_ones_are_refused(house, screen, do):
    do(standards.enter, "lin", sort=Sort.ATTITUDE, name="Greet", step="", norm=Norm("", None, None, None, "Name and greeting."), effective_on=today(), review_on=today() + timedelta(days=9))
    at = screen("pages/Objectives.py", "lin", query={"part": "standards"})
    assert not at.exception
    for field, value in (("name", "Answer calls"), ("lower", "30"), ("upper", "20"), ("unit", "s")):
        at.text_input(key=f"standard:new:{field}").set_value(value).run()
    at.button(key="standard:new:save").click().run()
    assert "not below the upper one" in text(at)
    at.text_input(key="standard:new:lower").set_value("10").run()
    at.button(key="standard:new:save").click().run()
    assert not at.exception
    assert "10 to 20 s" in text(at)


def test_a_card_leads_through_its_steps(house, screen, source, do, ask):
    made = do(cards.open_card, "mo", title="Answer more", problem="Lost calls.", source=source, direction=Direction.UP, target=D(90), owner_id=house.people["ming"])
    code = ask(card_queries.cards, "ming", today())[0].code
    for part in ("cards", "suggestions", "cases", "triggers"):
        at = screen("pages/Improvement.py", "mo", query={"part": part})
        assert not at.exception
    at = screen("pages/Improvement.py", "ming", query={"card": code})
    assert not at.exception
    at.text_input(key=f"card:{made}:add:what").set_value("Train").run()
    at.button(key=f"card:{made}:add:save").click().run()
    at.button(key=f"card:{made}:start").click().run()
    assert not at.exception
    at.button(key=f"card:{made}:changed").click().run()
    assert "not done yet" in text(at)
    at = screen("pages/Improvement.py", "mei")
    assert not at.exception
    assert "Suggest an improvement" in str([one.label for one in at.expander])


@pytest.mark.parametrize("sketch", [*spc_chart.SKETCHES, *objectives_chart.SKETCHES])
def test_charts_are_what_vega_lite_knows(sketch):
    assert sketched(sketch)
    sketch().to_dict()


def test_what_checks_found_by_a_standard_is_charted_and_a_signal_leads_to_its_nonconformity(house, screen, source, do):
    days = {"effective_on": today(), "review_on": today() + timedelta(days=90)}
    do(standards.enter, "lin", sort=Sort.PROCESS, name="Answer calls", step="", norm=Norm("s", None, D(20), D(30), ""), **days)
    point = Point("", standard=f"STD-{today().year}-0001")
    for seconds in (20, 22, 19):
        wanted = Wanted(CheckKind.SELF, Principle.PROCESS, "Calls", house.people["mei"], (point,))
        made = do(checks.plan, "mo", house.projects["hotline"], wanted, due_on=today())
        (row,) = work.ask(lambda session, made=made: check_queries.point_rows(session, made))
        do(checks.answer, "mei", made, point_id=row.id, given=Given(D(seconds)))
        do(checks.finish, "mei", made)
    at = screen("pages/Control_charts.py", "lin", query={"measure": f"standard:STD-{today().year}-0001"}, language=Language.SIMPLIFIED)
    assert not at.exception
    assert "≤ 30 s" in text(at)
    assert "Cpk" in text(at)
    told = Told("Few calls answered", "Forty of a hundred.", "response", Severity.MINOR)
    signal = Fired(today() - timedelta(days=4), Nelson.BEYOND)
    do(signals.register, "mo", source, signal, project_id=house.projects["hotline"], told=told, first=today() - timedelta(days=90))
    at = screen("pages/Control_charts.py", "mo", query={"signal": f"SIG-{today().year}-0001"})
    assert not at.exception
    assert at.session_state["charts:figure"] == f"#{source.series_id}"
    at = screen("pages/Nonconformities.py", "mo", query={"about": "project:1"})
    assert not at.exception
    at = screen("pages/Quality_checks.py", "mo")
    assert not at.exception


def test_the_flow_chart_of_a_norm_stands_on_the_page_with_the_same_in_words(house, do, screen):
    steps = compliance_rules.steps_of("Answer | Agent\nSolved? | Agent | | 1\n**Ask** <b> | Team lead")
    do(compliance.write, "lin", name="Hotline", department_id=house.departments["service"], text=replace(TEXT, steps=steps), effective_on=today())
    for language in Language:
        page = screen("pages/Compliance.py", "ming", language=language)
        assert not page.exception
        assert [chart.proto.spec.count("->") for chart in page.get("graphviz_chart")] == [5], "begin, one way on, two ways from the question, the end"
        assert any(r"\*\*Ask\*\* \<b\>" in one.value for one in page.markdown)
