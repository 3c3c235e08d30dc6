"""A sheet with service records in the reports: every record with its answers, and what they earned together."""

import io

import openpyxl
import pytest

from core import db, work
from core.exchange.report import Heading, Table, to_pdf, to_word
from core.exchange.round_workbook import round_workbook
from core.exchange.sheet_report import sheet_report
from core.inspection.results.rules import Filter
from core.inspection.rounds.records import Round
from core.words import Language
from tests.inspection.test_repeats import THREE, Records, records_draft

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def records(house, do):
    made = Records(house, do, records_draft())
    made.finish(*THREE)
    return made


@pytest.mark.parametrize("language", Language)
def test_the_report_of_a_sheet_tells_every_record(records, ask, language):
    report = sheet_report(records.view(ask, "lin"), language, {})
    blocks = list(report.blocks)
    named = [block.text for block in blocks if isinstance(block, Heading) and block.level == 3]
    assert [text.split()[-1] if language is Language.ENGLISH else text[-4:] for text in named] == ["SR-1", "SR-2", "SR-3"]
    tables = [block for block in blocks if isinstance(block, Table)]
    together = next(table for table in tables if len(table.headers) == 4 and table.rows[0][0].startswith("whole"))
    assert [(row[1], row[2]) for row in together.rows] == [("83%", "3"), ("77%", "3"), ("75%", "2"), ("100%", "3")]
    assert together.rows[0][3].startswith("4")
    assert len(to_word(report)) > 5000
    assert to_pdf(report).startswith(b"%PDF")


def test_the_workbook_of_a_round_has_one_answer_an_item_and_says_of_how_many(house, records):
    records.release()
    with db.reading() as session:
        code = session.get_one(Round, records.round).code
    data, _ = work.ask(round_workbook, house.actor("lin"), Filter(rounds=code), Language.ENGLISH)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    found = {}
    for row in book["All answers"].iter_rows(values_only=True):
        if row[6] in records.items:
            found[row[6]] = row
    assert {code_: row[8] for code_, row in found.items()} == {
        "calm": "Yes", "whole": "83% of full points, 3 counted", "fields": "77% of full points, 3 counted", "slips": "75% of full points, 2 counted",
        "signed": "100% of full points, 3 counted",
    }  # fmt: skip
    assert [found[code_][12] for code_ in ("whole", "fields", "slips")] == pytest.approx([83.33, 76.67, 75], abs=0.01)


def test_the_workbook_lists_every_record_with_its_own_answers(house, records):
    records.release()
    with db.reading() as session:
        code = session.get_one(Round, records.round).code
    data, _ = work.ask(round_workbook, house.actor("lin"), Filter(rounds=code), Language.ENGLISH)
    heads, *rows = openpyxl.load_workbook(io.BytesIO(data), read_only=True)["Repeated checkpoints"].iter_rows(values_only=True)
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    assert len({row["Answered for"] for row in found}) == len(THREE) == 3
    assert len(found) == 3 * len({row["Item"] for row in found})
    whole = [row["Points of 100"] for row in found if row["Item"] == "whole"]
    assert sum(whole) / 3 == pytest.approx(83.33, abs=0.01)  # what the sheet of all answers says of them together
