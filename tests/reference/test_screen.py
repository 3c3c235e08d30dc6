"""The page of reference tables, headless, and where projects use one."""

import pandas as pd
import pytest

from core import work
from core.exchange.reference import queries as files
from core.projects import queries as projects
from core.projects.rules import KINDS
from core.reference import actions, queries
from core.reference.rules import Line
from core.words import Language
from pages.parts.reference.board import typed
from tests.cast import named

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE = "pages/Reference_tables.py"


def said(at) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.error, *at.warning, *at.info))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("code", sorted(queries.shipped()))
def test_every_table_opens_in_every_language(house, screen, code, language):
    at = screen(PAGE, "ada", language=language, query={"table": code})
    assert not at.exception
    table = queries.shipped()[code]
    assert at.selectbox("reference_table").value == code
    assert table.help[language] in said(at).replace("\\", "")


def test_one_more_entry(house, screen):
    at = screen(PAGE, "ada", query={"table": KINDS})
    at.text_input(f"reference:{KINDS}:new:code").input("audit")
    at.text_input(f"reference:{KINDS}:new:en").input("Audit").run()
    at.button(f"reference:{KINDS}:new:save").click().run()
    assert not at.exception
    assert not at.error
    assert work.ask(queries.table, KINDS).entries[-1].code == "audit"
    assert at.text_input(f"reference:{KINDS}:new:code").value == ""
    project = screen("pages/Projects.py", "ada")
    assert "Audit" in project.selectbox("project:new:kind").options


def test_a_faulty_one_is_refused_by_its_row_and_stays(house, screen):
    at = screen(PAGE, "ada", query={"table": KINDS})
    at.text_input(f"reference:{KINDS}:new:code").input("No Code").run()
    at.button(f"reference:{KINDS}:new:save").click().run()
    assert "2 faults" in at.error[0].value
    assert "Row 9: A code has" in said(at).replace("\\", "")
    assert at.text_input(f"reference:{KINDS}:new:code").value == "No Code"


def test_the_grid_as_lines():
    frame = pd.DataFrame(
        {
            "order": [2, 1, None, None], "code": ["a", "b", "c", None], "en": ["A", None, "C", None], "zh_Hans": [None, "乙", None, ""],
            "zh_Hant": [None] * 4, "retired": [False, True, None, None], "used": [1, 0, None, None],
        }
    )  # fmt: skip
    assert typed(frame) == [
        Line(3, "b", {"en": "", "zh_Hans": "乙", "zh_Hant": ""}, retired=True),
        Line(4, "c", {"en": "C", "zh_Hans": "", "zh_Hant": ""}),
        Line(2, "a", {"en": "A", "zh_Hans": "", "zh_Hant": ""}),
    ]


def test_leadership_reads(house, screen):
    at = screen(PAGE, "lin", query={"table": KINDS})
    assert not at.button
    assert list(at.dataframe[0].value["used"])[0] == 2  # noqa: RUF015


def test_the_history_tells(house, screen, do):
    do(actions.save, "ada", "channel", version=0, lines=[Line(2, "phone", named("Telephone"))])
    at = screen(PAGE, "ada", query={"table": "channel"})
    assert "Telephone" not in at.dataframe[-1].value["facts"][0] or "deleted" in at.dataframe[-1].value["facts"][0]
    assert "as shipped" not in said(at)


def test_a_file_is_shown_as_what_it_would_change_before_it_is_kept(house, screen):
    table = work.ask(queries.table, "channel")
    lines = files.read_excel(files.write_excel(table, {}, Language.ENGLISH))
    changed = [*(line for line in reversed(lines) if line.code != "counter"), Line(99, "letter", named("Letter"))]
    data = files.write_excel(type(table)("channel", table.name, table.help, tuple(queries.rules.cleaned(changed))), {}, Language.TRADITIONAL)
    at = screen(PAGE, "ada", query={"table": "channel"})
    at.file_uploader("reference:channel:0:file").upload("channel.xlsx", data, "application/octet-stream").run()
    assert not at.exception
    for told in ("**Added**: letter", "**Deleted**: counter", "The order changes."):
        assert told in said(at).replace("\\", "")
    assert work.ask(queries.table, "channel").version == 0
    at.button("reference:channel:0:file:save").click().run()
    assert [one.code for one in work.ask(queries.table, "channel").entries] == [line.code for line in changed]


def test_a_project_shows_its_kind_and_one_that_is_gone_shows_its_code(house, screen):
    code = work.ask(projects.projects, house.actor("ada"))[0].code
    assert "General service" in said(screen("pages/Projects.py", "ada", query={"project": code}))
    at = screen("pages/Projects.py", "ada")
    assert set(at.dataframe[0].value["kind"]) == {"General service"}
