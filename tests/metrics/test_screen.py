"""The page Measures headless: in three languages, for whom it opens, down to the records in two clicks, and its files."""

import io
from datetime import timedelta

import openpyxl
import pytest

from core.clock import at
from core.exchange import measures_workbook as files
from core.metrics import queries
from core.metrics.rules import MEASURES, Asked, Measure, Statistic, Subject, Unit
from core.words import Language, translate
from tests.followup.conftest import desk  # noqa: F401
from tests.metrics.test_queries import START, YEAR, told  # noqa: F401

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE = "pages/Measures.py"


def said(at_) -> str:
    return "\n".join(str(getattr(one, "value", "")) for one in (*at_.markdown, *at_.caption, *at_.subheader, *at_.info))


@pytest.mark.parametrize("language", list(Language))
def test_the_dictionary_names_every_measure_with_its_value_or_why_there_is_none(told, screen, language):  # noqa: F811
    page = screen(PAGE, "lin", language=language)
    assert not page.exception
    text = said(page)
    for one in MEASURES.values():
        assert translate(language, one.definition) in text
    assert "57.1%" in text.replace("\\", "")  # by now the one that was opened again is overdue: four of seven
    assert {Language.ENGLISH: "nothing to compute", Language.SIMPLIFIED: "无法计算", Language.TRADITIONAL: "無法計算"}[language] in text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("code", list(MEASURES))
def test_one_measure_says_what_it_is_and_what_stands_behind_it(told, screen, language, code):  # noqa: F811
    page = screen(PAGE, "lin", language=language, query={"measure": code})
    assert not page.exception
    text = said(page)
    assert translate(language, MEASURES[code].formula) in text
    if code == "followup.in_time":
        assert "/Follow_up?followup=FUP-2026-0001" in text or "followup=FUP" in text
        assert page.get("vega_lite_chart")
        assert "project=" in text  # a project leads to its own records: the second click


def test_whoever_sees_nothing_is_told_so_and_cora_is_not_let_in(told, screen):  # noqa: F811
    page = screen(PAGE, "pei", language=Language.ENGLISH, query={"measure": "followup.in_time"})
    assert "There is none in this period." in said(page)
    assert "FUP-" not in said(page)
    assert "may not see" in screen(PAGE, "cora").error[0].value


def test_files_hold_the_values_and_no_formula(told, house, ask):  # noqa: F811
    with at(START + timedelta(days=85)):
        _files(ask)


def _files(ask) -> None:
    values = ask(queries.values, "lin", YEAR)
    book = openpyxl.load_workbook(io.BytesIO(files.dictionary(values, YEAR, Language.ENGLISH)))
    rows = list(book.worksheets[0].values)
    assert len(rows) == 1 + len(MEASURES)
    assert ("Follow-ups done in time", 66.6667, "%", 6) in [row[:4] for row in rows]
    measure = MEASURES["followup.in_time"]
    frame, _ = ask(queries.rows, "lin", measure.code, YEAR)
    frame.loc[0, "code"] = "=HYPERLINK(1)"
    parts = {one: ask(queries.by_subject, "lin", measure.code, one, YEAR) for one in (Subject.DEPARTMENT, Subject.PROJECT)}
    book = openpyxl.load_workbook(io.BytesIO(files.measure_workbook(measure, values[measure.code], parts, frame, YEAR, Language.SIMPLIFIED)))
    assert [one.title for one in book.worksheets] == ["指标口径", "部门", "项目", "记录数", "选择范围"]
    assert all(cell.data_type != "f" for page in book.worksheets for row in page.iter_rows() for cell in row)
    lines = files.rows_csv(measure, frame, Language.ENGLISH).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(frame)
    assert "'=HYPERLINK" in lines[1]


def test_two_measures_of_one_code_are_a_mistake():
    from core.metrics.rules import declare

    with pytest.raises(ValueError, match="two measures"):
        declare(Measure("followup.in_time", "n", "d", "f", "t", Statistic.MEAN, Unit.DAYS, True, (1,)))


def test_a_month_begins_on_its_first():
    from datetime import date

    from core.metrics.rules import Period, Span, months_of

    assert Span.MONTHS_3.until(date(2026, 1, 15)) == Period(date(2025, 11, 1), date(2026, 1, 15))
    assert Span.MONTHS_12.until(date(2026, 12, 31)).first == date(2026, 1, 1)
    assert months_of(Period(date(2025, 12, 31), date(2026, 2, 1))) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert Asked(date(2026, 1, 1), date(2026, 2, 1)).period == Period(date(2026, 1, 1), date(2026, 2, 1))
