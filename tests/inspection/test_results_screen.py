"""The results page headless: empty, filled, in three languages, narrowed by its address, for whom it opens and what it hides."""

import json
import re

import pytest

from core.inspection.results.rules import UNRATABLE
from core.words import Language
from pages.parts import theme
from pages.parts.inspection import charts
from pages.parts.sketch import sketched
from tests.inspection.planted import plant_round, plant_sheets
from tests.inspection.test_results import world  # noqa: F401

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE = "pages/Results.py"


def said(at):
    return "\n".join(str(getattr(one, "value", "")) for one in (*at.markdown, *at.caption, *at.info, *at.warning, *at.subheader, *at.title, *at.metric))


def drawn(at):
    """The Vega-Lite descriptions on the page."""
    return [json.loads(one.proto.spec) for one in at.get("vega_lite_chart")]


def values(spec):
    """Every row of data inside a description."""
    found = []
    if isinstance(spec, dict):
        found += spec.get("data", {}).get("values", []) if isinstance(spec.get("data"), dict) else []
        spec = list(spec.values())
    if isinstance(spec, list):
        for part in spec:
            found += values(part)
    return found


def test_strangers_meet_the_sign_in_only(house, screen):
    at = screen(PAGE)
    assert not at.exception
    assert not drawn(at)
    assert "Results" not in said(at)


def test_inspectors_are_told_that_it_is_not_theirs(house, screen):
    at = screen(PAGE, "mei")
    assert not at.exception
    assert not drawn(at)
    assert "may not see" in at.error[0].value


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("who", ["lin", "hu", "ming"])
def test_an_empty_house_says_why_nothing_is_here(house, screen, who, language):
    at = screen(PAGE, who, language=language)
    assert not at.exception
    assert not drawn(at)
    assert not at.metric


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("query", [{}, {"rounds": "last4"}, {"rounds": "all", "department": "service"}])
def test_everything_is_drawn_in_each_language(world, screen, language, query):  # noqa: F811
    at = screen(PAGE, "lin", language=language, query=query)
    assert not at.exception
    assert len(drawn(at)) >= (5 if not query else 6)
    assert len(at.metric) == 6
    for one in at.get("vega_lite_chart"):
        assert one.proto.alt
    left = [text for spec in drawn(at) for text in re.findall(r'"@[^"]*"', json.dumps(spec))]
    assert left == []


def test_a_figure_of_few_sheets_says_so(world, screen):  # noqa: F811
    at = screen(PAGE, "lin", language=Language.ENGLISH)
    assert "Too little data for a rank: 6" in [one.label for one in at.expander]
    assert "Nothing has enough inspected targets for a rank" in said(at)


def test_the_address_opens_the_same_view(world, screen):  # noqa: F811
    query = {"rounds": "last4", "project": world.codes["hotline"]}
    at = screen(PAGE, "lin", language=Language.ENGLISH, query=query)
    assert at.selectbox(key="results:rounds").value == "last4"
    assert at.selectbox(key="results:project").value == world.codes["hotline"]
    at.selectbox(key="results:rounds").select("all").run()
    assert not at.exception
    assert at.query_params["rounds"] in ("all", ["all"])
    assert at.query_params["project"] in (world.codes["hotline"], [world.codes["hotline"]])
    at.selectbox(key="results:rounds").select("newest").run()
    assert "rounds" not in at.query_params


def test_a_mark_in_the_address_shows_its_sheets(world, screen):  # noqa: F811
    at = screen(PAGE, "lin", language=Language.ENGLISH, query={"rounds": "all", "show": f"project:{world.codes['p0']},section:files"})
    assert not at.exception
    assert "Sheets behind this figure" in said(at)
    assert "/Scoring_sheet?sheet=T-" in said(at)
    for nonsense in ("low:x,high:9", "nothing:1", f"band:{UNRATABLE}", "section:<b>", "project"):
        assert not screen(PAGE, "lin", query={"show": nonsense}).exception


def test_what_one_may_not_see_is_refused_in_words(world, screen):  # noqa: F811
    for query in ({"project": world.codes["harbour"]}, {"department": "nowhere"}):
        at = screen(PAGE, "ming", language=Language.ENGLISH, query=query)
        assert not at.exception
        assert "may not see" in at.error[0].value
        assert not drawn(at)


def test_the_inspected_side_sees_nothing_of_a_round_before_its_release(world, screen):  # noqa: F811
    at = screen(PAGE, "mo", language=Language.ENGLISH, query={"rounds": "all"})
    assert not at.exception
    codes = {row["round"] for spec in drawn(at) for row in values(spec) if "round" in row}
    assert codes == {"RND-T-0000", "RND-T-0001", "RND-T-0002"}
    listed = at.selectbox(key="results:rounds").options
    assert not any("RND-T-0004" in one for one in listed)


def test_nothing_counted_is_drawn_as_nothing(house, screen):
    only = plant_round(house, house.version, 1, "running")
    plant_sheets(house, house.version, [(only, house.projects["hotline"], house.people["mei"], None, ["50", None])])
    at = screen(PAGE, "lin", language=Language.ENGLISH)
    assert not at.exception
    for row in (row for spec in drawn(at) for row in values(spec) if "mean" in row):
        assert (row["mean"], row["said"]) == (None, "–")


def test_names_cannot_break_out_of_a_chart_or_a_table(house, do, screen):
    from core.projects import actions as projects
    from tests.cast import named

    wild = "'];alert(1)//<img src=x onerror=alert(1)>|[a](http://x)"
    made = do(
        projects.create, "ada", name=named(wild), customer=named("C"), department_id=house.departments["service"], manager_id=house.people["mo"]
    )
    only = plant_round(house, house.version, 1, "running")
    plant_sheets(house, house.version, [(only, made, house.people["mei"], one, [one, one]) for one in ("80", "81", "82")], apart=True)
    at = screen(PAGE, "lin", language=Language.ENGLISH, query={"show": "low:0"})
    assert not at.exception
    names = [part for spec in drawn(at) for part in re.findall(r'"labelExpr": "([^"]*)"', json.dumps(spec)) if "alert" in part]
    assert names
    assert all("\\\\'];alert" in one for one in names)
    tables = [one.value for one in at.markdown if "|" in one.value]
    assert tables
    assert all("[a](http" not in one and "<img" not in one.replace("\\<img", "") for one in tables)


@pytest.mark.parametrize("language", list(Language))
def test_every_chart_has_a_table_whose_links_show_the_sheets(world, screen, language):  # noqa: F811
    opened = {f"results:table:{name}": True for name in ("checkpoints", "classes", "trend", "heat", "ranking")}
    at = screen(PAGE, "lin", language=language, query={"rounds": "last4"}, state=opened | {"results:thin": True})
    assert not at.exception
    tables = [one.value for one in at.markdown if one.value.startswith("| ")]
    assert len(tables) == 5
    for table in tables:
        links = re.findall(r"\]\((/Results\?[^)]*show=[^)]*)\)", table)
        assert len(links) >= table.count("\n") - 1
        assert all("rounds=last4" in one for one in links)


def test_items_are_read_when_they_are_asked_for(house, screen):
    house.finish(house.sheet, greeting="0")
    at = screen(PAGE, "lin", language=Language.ENGLISH)
    assert "greeting" not in said(at)
    at = screen(PAGE, "lin", language=Language.ENGLISH, state={"results:items": True})
    assert not at.exception
    assert "[greeting](/Results?show=" in said(at)


@pytest.mark.parametrize("sketch", charts.SKETCHES)
def test_every_sketch_is_what_vega_lite_describes(sketch):
    assert json.loads(sketched(sketch)) == theme.dressed(sketch()).to_dict(validate=True)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("who", ["lin", "hu", "ming"])
def test_the_coverage_board_leads_to_the_sheets(world, screen, language, who):  # noqa: F811
    at = screen(PAGE, who, language=language, state={"results:coverage": True, "results:coverage_by": "project"})
    assert not at.exception
    if at.metric:
        assert re.search(r"\]\([^)]*Sheets\?project=", said(at))
        at = screen(PAGE, who, language=language, state={"results:coverage": True})
        assert not at.exception
