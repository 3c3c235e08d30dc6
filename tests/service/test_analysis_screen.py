"""What requests tell together, and the import that brings them, as their users meet them."""

import pytest

from core.clock import now
from core.service.imports import queries
from core.words import Language
from core.work import ask
from pages.parts.service_analysis.charts import SKETCHES
from pages.parts.sketch import sketched
from tests.service.test_imports import MAP

pytestmark = pytest.mark.usefixtures("sqlite_database")
PARTS = ("flow", "times", "channels", "causes", "hands", "journey", "forecast")


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.markdown, *at.caption, *at.error, *at.warning, *at.info, *at.success))


def lines(count: int) -> bytes:
    """So many tickets of this week's customers, half of them resolved, all dated a day ago."""
    from datetime import timedelta

    opened = (now() - timedelta(days=1)).strftime("%-d/%-m/%Y %H:%M")
    rows = ["no,at,opened,state,who,by,rank,title"]
    rows += [f"{n},{opened},{opened},{'Done' if n % 2 else 'Work'},Northern Ferries,Ming,normal,No network" for n in range(count)]
    return "\n".join(rows).encode()


def test_a_file_is_tried_imported_and_then_analysed(house, screen, hotline):
    at = screen("pages/Request_import.py", "mo")
    assert not at.exception
    at.text_area(key="imports:text").set_value(MAP.replace("{project}", "PRJ-0000-0000")).run()
    at.file_uploader(key="imports:file").set_value([("tickets.csv", lines(12), "text/csv")]).run()
    at.button(key="imports:try").click().run()
    assert "There is no project “PRJ\\-0000\\-0000”" in text(at)
    at.text_area(key="imports:text").set_value(MAP.replace("{project}", hotline).replace('Done = "resolved"\n', "")).run()
    at.button(key="imports:try").click().run()
    assert "Faults: 6" in text(at)
    assert "does not say what “Done” means" in text(at)
    assert at.button(key="imports:import").disabled
    at.text_area(key="imports:text").set_value(MAP.replace("{project}", hotline)).run()
    at.button(key="imports:try").click().run()
    assert "**12** tickets: **12** are new" in text(at)
    at.button(key="imports:import").click().run()
    assert not at.exception
    assert "Imported: 12 new requests" in text(at)
    assert [one.created for one in ask(queries.imports, house.actor("mo"))] == [12]

    for part in PARTS:
        at = screen("pages/Service_analysis.py", "lin", query={"part": part})
        assert not at.exception
        assert "#### 12" in text(at)
    for spoken, title in ((Language.SIMPLIFIED, "服务分析"), (Language.TRADITIONAL, "服務分析")):
        at = screen("pages/Service_analysis.py", "mo", query={"part": "journey", "channel": "phone"}, language=spoken)
        assert not at.exception
        assert title in " ".join(one.value for one in at.title) + text(at)
    empty = screen("pages/Service_analysis.py", "lin", query={"channel": "email", "problem_class": "policy"})
    assert not empty.exception


def test_whoever_may_not_import_meets_a_closed_door(house, screen):
    at = screen("pages/Request_import.py", "ming")
    assert not at.exception
    assert not at.text_area
    at = screen("pages/Service_analysis.py", "ming")
    assert not at.exception
    assert "No request was reported in this period" in text(at)


@pytest.mark.parametrize("sketch", SKETCHES)
def test_a_chart_is_as_vega_lite_wants_it(sketch):
    assert "layer" in sketched(sketch)
    sketch().to_dict(validate=True)
