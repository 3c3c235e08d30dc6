"""Service records as rows of a spreadsheet: read in any language, refused with every fault by its row."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.exchange import workbook
from core.exchange.service_records import queries, rules
from core.exchange.workbook import Column, Sheet
from core.inspection.objects.rules import FaultyRecords, Line, check
from core.words import Language

TYPES = {"key": {"en": "Key customer", "zh_Hans": "重点客户"}, "regular": {"en": "Regular customer"}}
CHANNELS = {"phone": {"en": "Telephone", "zh_Hans": "电话"}}
HEAD = "Project\tNumber\tDate\tCustomer\tCustomer type\tHandled by"


def faults(deed, *args):
    with pytest.raises(FaultyRecords) as refused:
        deed(*args)
    return [(fault.row, fault.told(Language.ENGLISH).split(": ", 1)[-1]) for fault in refused.value.faults]


def test_what_is_pasted_from_a_spreadsheet_is_read():
    text = f"{HEAD}\nPRJ-1\tSR-7\t2026-04-30\tNorthern Ferries\tkey customer\tming\n\nPRJ-1\tSR-8\t2026/5/1\tHarbour\t\t\n"
    assert queries.read_text(text, TYPES) == [
        Line(2, "PRJ-1", "SR-7", date(2026, 4, 30), "Northern Ferries", "key", "ming"),
        Line(4, "PRJ-1", "SR-8", date(2026, 5, 1), "Harbour", "", ""),
    ]


def test_chinese_headings_types_and_days_are_read_in_any_order():
    text = "服务记录\n客户,日期,编号,项目,客户类型\n北方轮渡,2026年4月30日,SR-7,PRJ-1,VIP"
    assert queries.read_text(text, TYPES) == [Line(3, "PRJ-1", "SR-7", date(2026, 4, 30), "北方轮渡", "key", "")]


def test_a_workbook_gives_the_same_as_its_text():
    rows = [("PRJ-1", 7, date(2026, 4, 30), "Ferries")]
    data = workbook.write([Sheet("x", (Column("Project"), Column("Number"), Column("Date", kind=workbook.Kind.DATE), Column("Customer")), rows)])
    assert queries.read_file(data, TYPES) == [Line(2, "PRJ-1", "7", date(2026, 4, 30), "Ferries", "", "")]


def test_what_a_record_tells_is_read_with_its_channel_by_name_or_code():
    text = "项目,编号,日期,客户,渠道,客户诉求,处理结果,客户反馈,附件\nPRJ-1,1,2026-04-30,A,电话,漏水,已修复,满意,26/114\nPRJ-1,2,2026-04-30,A,phone,,,,\nPRJ-1,3,2026-04-30,A,鸽子,,,,"
    first, second, third = queries.read_text(text, TYPES, CHANNELS)
    assert (first.channel, first.demand, first.result, first.feedback, first.reference) == ("phone", "漏水", "已修复", "满意", "26/114")
    assert (second.channel, second.demand, third.channel) == ("phone", "", "鸽子")


@pytest.mark.parametrize("language", Language)
def test_the_empty_table_has_headings_that_are_read(language):
    (rows,) = workbook.read(queries.empty_table(TYPES, CHANNELS, language)).values()
    assert faults(rules.lines, rows, TYPES) == [(0, "There is no row below the headings.")]


def test_every_fault_is_named_by_its_row():
    text = f"{HEAD}\tMood\nPRJ-1\tSR-7\t3/4/2026\tA\t\t\t\nPRJ-1\tSR-8\t2026-02-30\tB"
    assert faults(queries.read_text, text, TYPES) == [
        (1, "The column “Mood” is not known."),
        (2, "“3/4/2026” is no date. Write it as 2026-04-30."),
        (3, "“2026-02-30” is no date. Write it as 2026-04-30."),
    ]


def test_a_missing_column_is_named_in_every_language():
    assert faults(queries.read_text, "Project,Number,Customer\nPRJ-1,7,A", TYPES) == [(1, "The column “Date / 日期” is missing.")]


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"PK\x03\x04broken", b"<html></html>", b"Project,Number\n\"" + b"x" * 200_000])
def test_what_is_no_table_is_refused(data):
    with pytest.raises(Refusal):
        queries.read_file(data, TYPES)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text):
    with suppress(Refusal):
        queries.read_text(text, TYPES)


@given(st.dates(date(1955, 1, 1), date(2150, 1, 1)))
def test_a_day_is_read_however_it_is_written(day):
    serial = (day - date(1899, 12, 30)).days
    spellings = [day, datetime(day.year, day.month, day.day, 13, tzinfo=UTC), day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日", float(serial)]
    assert {rules.day_of(one) for one in spellings} == {day}


def test_a_day_that_is_none():
    assert [rules.day_of(one) for one in ("", "tomorrow", "30.4.2026", 7, True, None, "2026-13-01")] == [None] * 7


class TestCheck:
    """What the deed finds wrong with lines that were read."""

    TODAY = date(2026, 5, 2)

    def check(self, *lines, known=()):
        found = check(
            lines, projects={"PRJ-1": True, "PRJ-2": False}, types=["key"], handlers=["ming"], known=known, today=self.TODAY
        )
        return [(fault.row, fault.told(Language.ENGLISH).split(": ", 1)[-1]) for fault in found]

    def test_nothing_is_wrong_with_a_good_line(self):
        assert self.check(Line(2, "PRJ-1", "7", self.TODAY, "A", "key", "ming"), Line(3, "PRJ-1", "8", self.TODAY, "A", "", "")) == []

    @pytest.mark.parametrize(("line", "said"), [
        (Line(2, "PRJ-1", "", TODAY, "A", "", ""), "The number is missing."),
        (Line(2, "PRJ-9", "7", TODAY, "A", "", ""), "“PRJ-9” is no project that you may see."),
        (Line(2, "PRJ-2", "7", TODAY, "A", "", ""), "You may not add service records to PRJ-2."),
        (Line(2, "PRJ-1", "7", None, "A", "", ""), "The date is missing."),
        (Line(2, "PRJ-1", "7", date(2026, 5, 3), "A", "", ""), "The date 2026-05-03 lies in the future."),
        (Line(2, "PRJ-1", "7", TODAY, "", "", ""), "The customer is missing."),
        (Line(2, "PRJ-1", "7", TODAY, "A", "vip", ""), "“vip” is no customer type that is offered."),
        (Line(2, "PRJ-1", "7", TODAY, "A", "", "nobody"), "Nobody has the user name “nobody”."),
    ])  # fmt: skip
    def test_one_thing_wrong(self, line, said):
        assert self.check(line) == [(2, said)]

    def test_a_number_may_stand_once_in_a_project(self):
        twice = [Line(row, "PRJ-1", "7", self.TODAY, "A", "", "") for row in (2, 5)]
        assert self.check(*twice) == [(5, "The number 7 stands in row 2 already.")]
        assert self.check(twice[0], known=["PRJ-1/7"]) == [(2, "The number 7 is recorded for this project already.")]

    def test_no_line_is_a_fault(self):
        assert self.check() == [(0, "There is no row below the headings.")]
