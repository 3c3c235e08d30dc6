"""Plans on the screen: begun, filled, one row in full, baselines; and what is refused."""

import json
import re
from datetime import date

import pyarrow as pa
import pytest
import streamlit as st

from core.planning import actions, queries
from core.planning.baselines import actions as baselines
from core.planning.rules.moments import day_of, midnight, wall
from core.planning.rules.notation import Before
from core.planning.rules.plan import Constraint, LinkType
from core.planning.rules.sheet import Kind, Row
from core.planning.rules.worktime import TICKS
from core.words import Language, translate
from pages.parts import theme
from pages.parts.planning import grid
from pages.parts.planning.board import PARTS
from pages.parts.planning.charts import SKETCHES
from pages.parts.sketch import sketched

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE = "pages/Plan.py"
HOUR = 60 * TICKS
ROWS = [Row(1, "Prepare"), Row(2, "Ask *all*", 2, duration=16 * HOUR), Row(3, "Write", 2, duration=8 * HOUR, before=(Before(2),)), Row(4, "Ready", 1, Kind.MILESTONE, before=(Before(1),))]


@pytest.fixture
def plan(house, do):
    return do(actions.create, "mo", house.projects["hotline"], starts=midnight(date(2026, 11, 2)), rows=ROWS)


def text(at):
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.warning, *at.success, *at.error, *at.subheader, *at.title)).replace("\\", "")


def test_a_plan_is_begun_with_a_template_and_filled_with_pasted_rows(house, ask, screen, hotline):
    at = screen(PAGE, "mo", query={"project": hotline})
    assert "no plan yet" in text(at)
    at.radio(key="new_plan:template").set_value("service_improvement").run()
    assert "Measure the present state" in text(at)
    at.button(key="new_plan:save").click().run()
    assert not at.exception
    found = ask(queries.plan, "mo", hotline)
    assert len(found.tasks) == 13
    key = f"rows:{found.id}:0"
    at.text_area(key=f"{key}:text").set_value("Look again\tsoon").run()
    assert "“soon” is no duration" in text(at)
    at.text_area(key=f"{key}:text").set_value("Look again\t3d\nTold\t0\t1").run()
    at.button(key=f"{key}:save").click().run()
    assert not at.exception
    assert [one.row.name for one in ask(queries.plan, "mo", hotline).tasks][-2:] == ["Look again", "Told"]
    assert at.text_area(key=f"rows:{found.id}:1:text").value == ""  # a fresh field


def test_a_member_sees_the_plan_and_nothing_to_change_it_with(house, screen, hotline, plan):
    at = screen(PAGE, "ming", query={"project": hotline})
    assert not at.exception
    assert not [one for one in at.button if "save" in str(one.key)]
    assert not [one for one in at.text_area if one.key and one.key.startswith("rows:")]


@pytest.mark.parametrize("language", list(Language))
def test_every_part_is_drawn_in_every_language(house, do, screen, hotline, plan, language):
    do(baselines.keep, "mo", plan, name="First")
    do(actions.change, "mo", plan, seen=9, changes={2: {"percent": 50, "deadline": midnight(date(2026, 11, 3))}})
    at = screen(PAGE, "mo", language=language, query={"project": hotline})
    assert not at.exception
    shows = {
        "chart": "Red: critical. Dashed: slack. The pale line in a bar is what is done, the grey one below it the baseline, the upright one today. Drag to move in time, turn the wheel to zoom.",
        "chain": "Each box: number and slack, name, earliest start and finish, duration. Red: critical. Yellow: slack within what you chose. A line without a word runs from finish to start; FS, SS, FF and SF with a time tell the others.",
        "milestones": "Overdue", "baselines": "Unchanged", "table": "Pick rows in the first column to move them.",
    }  # fmt: skip
    for part, sentence in shows.items():
        at.segmented_control(key="plan_part").set_value(translate(language, PARTS[part])).run()
        assert not at.exception, part
        assert translate(language, sentence) in text(at), part


def test_the_own_tasks_stand_on_the_first_page(house, do, screen, hotline, plan):
    do(actions.change, "mo", plan, seen=9, changes={2: {"people": ((house.people["ming"], 100),), "percent": 20}})
    at = screen("pages/My_work.py", "ming")
    assert not at.exception
    assert "My tasks" in text(at)
    assert "Ask *all*" in text(at)
    assert "20%" in text(at)
    assert {"my_tasks:events", "my_tasks:todos"} <= {one.key for one in at.get("download_button")}
    do(actions.change, "mo", plan, seen=9, changes={2: {"percent": 100}})
    assert "My tasks" not in text(screen("pages/My_work.py", "ming"))


def test_who_has_no_plan_to_see_is_told(screen, house):
    at = screen(PAGE, "pei")
    assert not at.exception
    assert "Projects without a plan" in text(at)


def test_a_levelling_and_a_forecast_are_made_on_the_screen(house, do, ask, screen, hotline, plan):
    ming = ((house.people["ming"], 100),)
    do(actions.change, "mo", plan, seen=9, changes={2: {"people": ming, "shortest": 8 * HOUR, "longest": 40 * HOUR}, 3: {"people": ming, "before": ()}})
    at = screen(PAGE, "mo", query={"project": hotline})
    at.segmented_control(key="plan_part").set_value("People and load").run()
    assert "asks more of somebody than she has" not in text(at), "a week has room for both"
    at.button(key=f"levelled:{plan}:propose").click().run()
    assert not at.exception
    assert "Finish levelled" in text(at)
    at.button(key=f"levelled:{plan}:accept").click().run()
    assert not at.exception
    assert [one.row.not_before is not None for one in ask(queries.plan, "mo", hotline).tasks].count(True) == 1
    at.button(key=f"levelled:{plan}:undo").click().run()
    assert not any(one.row.not_before for one in ask(queries.plan, "mo", hotline).tasks)
    at.segmented_control(key="plan_part").set_value("Forecast").run()
    assert not at.exception
    assert "In 80 of 100 runs by" in text(at)
    at.segmented_control(key="plan_part").set_value("Files").run()
    assert not at.exception
    assert "Take it along" in text(at)
    assert {f"files:{plan}:xml", f"files:{plan}:ics"} <= {one.key for one in at.get("download_button")}


def network(at):
    """The boxes and the words at the links of the network that is drawn."""
    (spec,) = [json.loads(one.proto.spec) for one in at.get("arrow_vega_lite_chart") or at.get("vega_lite_chart")]
    found = {}

    def walk(part):
        for one in part.get("layer", []):
            walk(one)
        values = part.get("data", {}).get("values", [])
        if values and "wbs" in values[0]:
            found["boxes"] = {row["name"]: (row["kind"], row["slack"]) for row in values}
        if values and "label" in values[0]:
            found["lags"] = [row["label"] for row in values]

    walk(spec)
    return found


def test_the_network_shows_what_holds_the_finish_and_what_leads_to_a_task(house, do, screen, hotline, plan):
    more = [Row(1, "Aside", duration=8 * HOUR), Row(2, "After aside", duration=8 * HOUR, before=(Before(1, LinkType.START_START, 4 * HOUR),))]
    do(actions.insert_rows, "mo", plan, rows=more, after=None)
    at = screen(PAGE, "mo", query={"project": hotline})
    at.segmented_control(key="plan_part").set_value("Network").run()
    assert not at.exception
    assert "3 tasks hold the finish" in text(at)
    assert network(at)["boxes"] == {"Ask *all*": ("critical", "Slack 0d"), "Write": ("critical", "Slack 0d"), "Ready": ("critical", "Slack 0d")}
    at.number_input(key=f"chain:{plan}:slack").set_value(3).run()
    assert network(at)["boxes"].keys() >= {"Aside", "After aside"}
    assert network(at)["lags"] == ["SS+0.5d"]
    assert "2 paths that do not touch" in text(at)
    at.selectbox(key=f"chain:{plan}:to").set_value(2).run()
    at.number_input(key=f"chain:{plan}:slack").set_value(0).run()
    assert "1 task leads there" in text(at)
    assert network(at)["boxes"].keys() == {"Ask *all*"}


def test_the_second_of_two_people_on_one_row_is_told_and_loses_nothing_that_was_typed(house, do, ask, screen, hotline, plan):
    def name():
        return ask(queries.plan, "mo", hotline).tasks[0].row.name

    def typed():
        return next(one for one in at.text_input if one.key.startswith(f"one:{plan}:1:") and one.key.endswith(":name"))

    def button(end):
        return next(one for one in at.button if one.key.startswith(f"one:{plan}:1:") and one.key.endswith(end))

    at = screen(PAGE, "mo", query={"project": hotline}, state={f"one:{plan}": True})
    typed().set_value("Mine").run()
    do(actions.change, "mo", plan, seen=99, changes={1: {"name": "Theirs"}})
    at.run()
    assert typed().value == "Mine"
    assert "Task “Theirs”" in text(at)
    button(":save").click().run()
    assert "was changed by somebody else" in text(at)
    assert (typed().value, name()) == ("Mine", "Theirs")
    button(":over").click().run()
    assert not at.exception
    assert (typed().value, name()) == ("Mine", "Mine")
    do(actions.change, "mo", plan, seen=99, changes={1: {"name": "Theirs again"}})
    at.run()
    assert typed().value == "Theirs again", "nothing was typed: it shows what is"
    assert not at.warning


def test_what_was_typed_of_a_row_outlives_its_tab(house, do, ask, screen, hotline, plan):
    key = f"one:{plan}:2"
    at = screen(PAGE, "mo", query={"project": hotline}, state={f"one:{plan}": True, f"one:{plan}:uid": 2})
    at.selectbox(key=f"{key}:kind").set_value(Kind.GATE).run()
    at.selectbox(key=f"{key}:constraint").set_value(Constraint.MUST_FINISH_ON).run()
    at.date_input(key=f"{key}:constraint_at").set_value(date(2026, 11, 20)).run()
    at.multiselect(key=f"{key}:people").set_value([house.people["ming"]]).run()
    do(actions.change, "mo", plan, seen=99, changes={3: {"name": "Of another row"}})

    at = screen(PAGE, "mo", query={"project": hotline}, state={f"one:{plan}": True, f"one:{plan}:uid": 2})
    assert not at.exception
    at.button(key=f"draft:plan_row:{plan}:2:continue").click().run()
    assert not at.exception
    assert at.date_input(key=f"{key}:constraint_at").value == date(2026, 11, 20)
    at.button(key=f"{key}:save").click().run()
    row = ask(queries.plan, "mo", hotline).tasks[1].row
    assert (row.kind, row.constraint, wall(row.constraint_at).date()) == (Kind.GATE, Constraint.MUST_FINISH_ON, date(2026, 11, 20))
    assert [who for who, _ in row.people] == [house.people["ming"]]
    at = screen(PAGE, "mo", query={"project": hotline}, state={f"one:{plan}": True, f"one:{plan}:uid": 2})
    assert not any("draft:" in one.key for one in at.button)


def test_what_was_typed_into_a_table_that_somebody_else_changed_is_kept_or_shown(house, do, ask, screen, hotline, plan, monkeypatch):
    at = screen(PAGE, "mo", query={"project": hotline})
    view = ask(queries.plan, "mo", hotline)
    key = f"grid:{plan}:0:0"
    do(actions.change, "mo", plan, seen=99, changes={2: {"name": "Theirs"}})
    at.session_state["cells"] = {(2, "name"): "Mine"}
    monkeypatch.setattr(grid, "_fresh", lambda one: st.session_state.pop("cells", {}) if one == key else {})
    at.run()
    assert [one.row.name for one in ask(queries.plan, "mo", hotline).tasks[1:3]] == ["Theirs", "Mine"], "another row: no hindrance"
    at.session_state[f"grid:{plan}:last"] = (view, range(4), key)
    at.session_state[f"grid:{plan}"] = (0, view.version)
    at.session_state["cells"] = {(1, "name"): "Mine too"}
    at.run()
    assert "was changed by somebody else" in text(at)
    assert "Ask *all* – Task: Mine too" in text(at)
    assert ask(queries.plan, "mo", hotline).tasks[1].row.name == "Theirs"
    at.run()
    assert "Mine too" in text(at), "until it is put away"
    at.button(key=f"grid:{plan}:typed:done").click().run()
    assert "Mine too" not in text(at)


def charts(at):
    """The rows of the tables that charts are given, and how many rows are drawn one by one."""
    found = []
    for one in at.get("arrow_vega_lite_chart") or at.get("vega_lite_chart"):
        tables = {table.name: pa.ipc.open_stream(table.data.data).read_all().to_pylist() for table in one.proto.datasets}
        found.append((tables, len(set(re.findall(r'"place": \d+', one.proto.spec)))))
    return found


def test_a_large_plan_is_shown_at_once_and_page_by_page(house, do, screen, hotline, plan):
    do(actions.insert_rows, "mo", plan, rows=[Row(uid, f"Row {uid}", duration=8 * HOUR) for uid in range(1, 310)], after=None)
    at = screen(PAGE, "mo", query={"project": hotline}, state={"plan_part": "chart"})
    assert not at.exception
    (whole, _), (_, bars) = charts(at)
    assert len(whole["whole"]) == 313
    assert [(row["name"], row["kind"]) for row in whole["whole"][:2]] == [("1 Prepare", "summary"), ("1.1 Ask *all*", "critical")]
    assert bars == 300
    at = screen(PAGE, "mo", query={"project": hotline}, state={"plan_part": "chart", f"gantt:{plan}:page": 2})
    assert [bars for _, bars in charts(at)] == [0, 13]
    at = screen(PAGE, "mo", query={"project": hotline}, state={f"grid:{plan}:page": 2})
    assert not at.exception
    assert "Row 309" in str(at.dataframe[0].value)
    assert len(at.dataframe[0].value) == 13


def test_a_task_is_moved_beside_the_chart(house, do, ask, screen, hotline, plan):
    at = screen(PAGE, "mo", query={"project": hotline}, state={"plan_part": "chart", f"move:{plan}": True})
    assert not at.exception
    assert "It follows from the rows in it" in text(at)
    at.number_input(key=f"move:{plan}:row").set_value(2).run()
    key = f"move:{plan}:{ask(queries.plan, 'mo', hotline).version}:2"
    at.date_input(key=f"{key}:day").set_value(date(2026, 11, 4)).run()
    at.button(key=f"{key}:save").click().run()
    assert not at.exception
    found = ask(queries.plan, "mo", hotline).tasks
    assert day_of(found[1].starts) == date(2026, 11, 4)
    assert day_of(found[2].starts) == date(2026, 11, 6), "what waits for it follows"


@pytest.mark.parametrize("sketch", SKETCHES)
def test_every_sketch_is_what_vega_lite_describes(sketch):
    assert json.loads(sketched(sketch)) == theme.dressed(sketch()).to_dict(validate=True)
