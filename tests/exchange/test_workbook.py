import io
import random
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.exchange.workbook import (
    CellTooLong,
    Column,
    Kind,
    NotAWorkbook,
    Sheet,
    TooManyRows,
    by_header,
    csv_safe,
    read,
    write,
    write_csv,
)
from core.files.rules import PackedTooTightly

RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x", '=HYPERLINK("x")', " =1"]


def one_column(*values: object, kind: Kind = Kind.TEXT) -> bytes:
    return write([Sheet("Values", (Column("Value", kind=kind),), [(value,) for value in values])])


def back(data: bytes) -> list[object]:
    return [row[0] if row else None for row in read(data)["Values"][1:]]


@pytest.mark.parametrize("text", RISKY)
def test_text_never_becomes_a_formula(text: str) -> None:
    cell = openpyxl.load_workbook(io.BytesIO(one_column(text))).active["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert back(one_column(text)) == [text]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40), min_size=1, max_size=20))
def test_every_text_comes_back_as_it_was(texts: list[str]) -> None:
    assert back(one_column(*texts, "end")) == [*texts, "end"]


def test_what_looks_like_a_number_stays_the_text_it_is() -> None:
    texts = ["007", "0012.50", "123456789012345678", "1e5", "2026-01-02", "中文", "TRUE", "_x0041_", "l'été"]
    assert back(one_column(*texts)) == texts


def test_numbers_stay_numbers_and_no_digit_is_lost() -> None:
    values = [0, -3, 1.5, Decimal("12.345678"), Decimal("100"), 123456789012345]
    assert back(one_column(*values, kind=Kind.NUMBER)) == [0, -3, 1.5, 12.345678, 100, 123456789012345]
    assert back(one_column(1234567890123456, Decimal("1.2345678901234567"))) == ["1234567890123456", "1.2345678901234567"]


def test_missing_is_empty_and_zero_is_zero() -> None:
    missing = [None, float("nan"), Decimal("NaN"), ""]
    assert back(one_column(*missing, 0, kind=Kind.NUMBER)) == [None, None, None, None, 0]


def test_frames_values_are_understood() -> None:
    numpy, pandas = pytest.importorskip("numpy"), pytest.importorskip("pandas")
    values = [numpy.int64(7), numpy.float64(2.5), numpy.bool_(True), pandas.NA, pandas.NaT, pandas.Timestamp("2026-01-02 03:04")]
    assert back(one_column(*values)) == [7, 2.5, True, None, None, datetime(2026, 1, 2, 3, 4)]  # noqa: DTZ001


def test_days_and_moments_are_dates_in_excel() -> None:
    moment = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    assert back(one_column(moment, kind=Kind.MOMENT)) == [datetime(2026, 3, 4, 5, 6)]  # noqa: DTZ001
    cell = openpyxl.load_workbook(io.BytesIO(one_column(date(2026, 3, 4), kind=Kind.DATE))).active["A2"]
    assert cell.is_date
    assert cell.number_format == "yyyy-mm-dd"


def test_the_same_sheets_give_the_same_bytes() -> None:
    sheets = [Sheet("A", (Column("甲", note="说明", choices=("是", "否")),), [("是",)])]
    assert write(sheets) == write(sheets)


def test_a_form_offers_its_choices_and_keeps_its_header_in_view() -> None:
    choices = tuple(f"选项，第 {number} 个" for number in range(60))  # far more than the 255 characters a rule takes
    data = write([Sheet("Form", (Column("评分", choices=choices, note="请选择"), Column("理由", 40, Kind.WRAPPED)), spare_rows=50)])
    book = openpyxl.load_workbook(io.BytesIO(data))
    form = book["Form"]
    rule = form.data_validations.dataValidation[0]
    assert rule.formula1 == "_lists!$A$1:$A$60"
    assert str(rule.sqref) == "A2:A51"
    assert [cell.value for cell in book["_lists"]["A"]] == list(choices)
    assert book["_lists"].sheet_state == "veryHidden"
    assert form.freeze_panes == "A2"
    assert form.auto_filter.ref == "A1:B51"
    assert form["A1"].comment.text == "请选择"
    assert list(read(data)) == ["Form"]


def test_sheet_titles_are_made_to_fit() -> None:
    data = write([Sheet(title, (Column("x"),)) for title in ("a/b", "a:b", "长" * 40, "", "'")])
    titles = list(read(data))
    assert len({title.casefold() for title in titles}) == 5
    assert all(len(title) <= 31 for title in titles)


def test_a_text_that_no_cell_holds_is_refused_rather_than_cut() -> None:
    with pytest.raises(CellTooLong) as refused:
        one_column("字" * 32768)
    assert refused.value.facts == {"length": 32768, "limit": 32767}


def test_one_far_cell_costs_nothing() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "near"
    book.active["XFD1048576"] = "far"
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()) == {"Sheet": [("near",)]}


def test_more_rows_than_the_limit_are_refused() -> None:
    with pytest.raises(TooManyRows) as refused:
        read(one_column(*range(30)), max_rows=20)
    assert refused.value.facts == {"sheet": "Values", "limit": 20}


def test_empty_ends_are_cut_and_gaps_are_kept() -> None:
    data = write([Sheet("S", (Column("a"), Column("b"), Column("c")), [("x", "", None), ("", "", ""), ("", "y", ""), ("", "", "")])])
    assert read(data)["S"] == [("a", "b", "c"), ("x",), (), (None, "y")]


def test_rows_are_found_by_their_headers() -> None:
    rows = [("name", None, " score "), ("甲", "?", 5), ("乙",)]
    assert by_header(rows) == [{"name": "甲", "score": 5}, {"name": "乙", "score": None}]
    assert by_header([]) == []


def test_a_workbook_bomb_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
        archive.writestr("xl/sharedStrings.xml", b"<si>" * 5_000_000)
    with pytest.raises(PackedTooTightly):
        read(out.getvalue())


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(old, new) if name == part else content)
    return out.getvalue()


def test_entities_in_a_workbook_are_refused() -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]>'
    bad = changed(one_column("x"), "xl/sharedStrings.xml", b"<sst", laughs + b"<sst")
    with pytest.raises(NotAWorkbook):
        read(bad)


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"not a workbook", b"\xd0\xcf\x11\xe0old excel"])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal):
        read(data)


def test_two_hundred_damaged_workbooks_are_refused_or_read() -> None:
    good = one_column(*RISKY, 1, 2.5, None, "中文")
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    dice = random.Random(11)
    refused = 0
    for number in range(200):
        if number % 2:  # inside the packed sheet, where the parser meets it
            bad = bytearray(sheet)
            for _ in range(dice.randint(1, 4)):
                bad[dice.randrange(len(bad))] = dice.randrange(256)
            data = changed(good, "xl/worksheets/sheet1.xml", sheet, bytes(bad))
        else:
            raw = bytearray(good)
            for _ in range(dice.randint(1, 8)):
                raw[dice.randrange(len(raw))] = dice.randrange(256)
            data = bytes(raw)
        try:
            assert isinstance(read(data), dict)
        except Refusal:
            refused += 1
    assert refused > 50


@pytest.mark.parametrize("text", RISKY)
def test_csv_text_cannot_run(text: str) -> None:
    assert csv_safe(text) == "'" + text


def test_csv_numbers_stay_numbers_and_excel_knows_the_encoding() -> None:
    assert csv_safe(-5) == -5
    assert write_csv(["姓名", "分"], [("甲,乙", -5), ("=1", None)]) == '\ufeff姓名,分\r\n"甲,乙",-5\r\n\'=1,\r\n'.encode()
