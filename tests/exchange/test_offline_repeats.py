"""A sheet with a repeated checkpoint taken along as a workbook: rows for each record, room for more, and what comes back."""

import pytest

from core.exchange.offline import queries
from core.exchange.offline.rules import COLUMNS, HEAD, Column, FaultyForm, NoLabel, OnlyLabelAndRemark, Verdict
from core.exchange.paper_sheet import paper_sheet
from core.exchange.report import Table
from core.inspection.sheets import actions
from core.inspection.sheets import queries as sheets
from core.inspection.sheets.instances import actions as instances
from core.inspection.sheets.rules import LabelTaken, TooManyInstances
from core.words import Language
from tests.cast import dump, rated
from tests.exchange.test_offline import File
from tests.inspection.test_repeats import NA, Records, records_draft

pytestmark = pytest.mark.usefixtures("sqlite_database")
INSTANCE = chr(65 + len(COLUMNS))


class Forms(File):
    """The file with its rows by code and instance ("" for what is answered once, "1" for a listed one, "+1" for room)."""

    def __init__(self, data):
        super().__init__(data)
        self.rows = {(self.page.cell(row, 2).value, self.page[f"{INSTANCE}{row}"].value or ""): row for row in range(HEAD + 2, self.page.max_row + 1)}

    def fill(self, instance, label=None, *, remark=None, whole="2 · Good", fields="5/5", slips="0", signed="Yes"):
        if label is not None:
            self.type(("records", instance), label, note=remark)
        for code, answer in (("whole", whole), ("fields", fields), ("slips", slips), ("signed", signed)):
            self.type((code, instance), answer)
        return self


@pytest.fixture
def records(house, do):
    made = Records(house, do, records_draft())
    made.add("SR-1", "Night shift")
    return made


@pytest.fixture
def taken(records, ask):
    return lambda: Forms(queries.write(records.view(ask), Language.ENGLISH))


@pytest.fixture
def compared(records, house, ask):
    return lambda file: ask(queries.compare, "mei", house.row(records.sheet).code, queries.read(file.saved()))


@pytest.fixture
def save(records, do):
    def save_(found):
        answers = [(one.spot, one.yours, one.seen) for one in found.differences if not one.is_note]
        notes = [(one.spot, one.yours, one.seen) for one in found.differences if one.is_note]
        return do(actions.fill_in, "mei", records.sheet, answers=answers, notes=notes, added=found.added, source="test.xlsx")

    return save_


def test_every_record_has_its_rows_and_there_is_room_up_to_the_most(taken):
    file = taken()
    assert list(file.rows) == [
        ("calm", ""), *[(code, "1") for code in ("whole", "fields", "slips", "signed")],
        *[(code, f"+{n}") for n in (1, 2, 3) for code in ("records", "whole", "fields", "slips", "signed")],
    ]  # fmt: skip
    assert file.cell(("whole", "1"), Column.CHECKPOINT).value == "Records · SR-1"
    assert file.cell(("records", "+1"), Column.TEXT).value == "Service record 2: name or number"
    assert [one.hidden for key, one in file.page.column_dimensions.items() if key == INSTANCE or one.min == len(COLUMNS) + 1 or one.max == len(COLUMNS) + 1][-1]


def test_what_was_filled_in_comes_back_record_by_record(taken, compared, save, records, ask, house):
    file = taken()
    file.type(("calm", ""), "Yes").fill("1").fill("+1", "SR-2", remark="Phone", whole="1 · Fair").fill("+3", "SR-9")
    file.type(("slips", "+3"), note="None at all.")
    found = compared(file)
    assert {number: (one.label, one.remark) for number, one in found.added.items()} == {-1: ("SR-2", "Phone"), -2: ("SR-9", "")}
    assert {one.verdict for one in found.differences} == {Verdict.NEW}
    assert len(found.differences) == 1 + 3 * 4 + 1
    save(found)
    view = records.view(ask)
    assert [(one.label, one.answer(records.items["whole"]).raw) for one in view.instances] == [("SR-1", 2), ("SR-2", 1), ("SR-9", 2)]
    assert (house.row(records.sheet).answered, house.row(records.sheet).items) == (13, 13)
    again = compared(file)  # the same file a second time adds nothing
    assert (again.differences, again.added) == ((), {})
    records.submit()
    assert house.row(records.sheet).total == 96  # 60 * 40 * 1/6 = 4 points


def test_a_record_that_both_sides_filled_in_is_a_clash_and_one_taken_out_here_is_left_out(taken, compared, records, house, do):
    file = taken()
    file.fill("1", whole="0 · Poor").fill("+1", "SR-2")
    records.answer("whole", rated(2), 1)
    found = compared(file)
    assert [(one.code, one.instance) for one in found.differences if one.verdict is Verdict.CLASH] == [("whole", 1)]
    do(instances.remove_instance, "mei", records.sheet, 1, seen=1)
    found = compared(file)
    assert found.gone == ("Records · SR-1",)
    assert {one.instance for one in found.differences} == {-1}


def test_a_record_listed_here_meanwhile_is_the_same_record(taken, compared, records):
    file = taken()
    file.fill("+1", "sr -2", whole="0 · Poor")
    records.add("SR-2")
    records.answer("whole", rated(2), 2)
    found = compared(file)
    assert found.added == {}
    assert {(one.code, one.instance): one.verdict for one in found.differences} == {
        ("whole", 2): Verdict.CLASH, ("fields", 2): Verdict.NEW, ("slips", 2): Verdict.NEW, ("signed", 2): Verdict.NEW,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (lambda file: file.fill("+1"), NoLabel),
        (lambda file: file.fill("+1", "SR-2").fill("+2", "SR-2"), LabelTaken),
        (lambda file: file.fill("+1", "SR-2").type(("records", "+1"), reason="Not part of this service"), OnlyLabelAndRemark),
    ],
)
def test_a_record_without_a_name_of_its_own_is_a_fault_of_its_row(taken, compared, refused, typed, why):
    file = taken()
    typed(file)
    before = dump()
    with refused(FaultyForm) as caught:
        compared(file)
    assert [fault.message for fault in caught.value.faults] == [why.message]
    assert dump() == before


def test_more_records_than_the_checklist_takes_are_refused(taken, compared, records, refused):
    file = taken()
    file.fill("+1", "SR-2").fill("+2", "SR-3").fill("+3", "SR-4")
    records.add("SR-7")
    with refused(FaultyForm) as caught:
        compared(file)
    assert [fault.message for fault in caught.value.faults] == [TooManyInstances.message]


def test_on_paper_every_record_has_a_table_and_there_is_room_for_the_least(records, ask):
    records.answer("whole", NA, 1)
    tables = [block for block in paper_sheet(ask(sheets.sheet, "mei", records.view(ask).head.code), Language.ENGLISH).blocks if isinstance(block, Table)]
    assert len(tables) == 1 + 2 + 1  # the desk, the record and room for the second of at least two, the signatures
    assert "■ Not applicable: Not part of this service" in tables[1].rows[0][1]
