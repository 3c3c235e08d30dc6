"""A sheet taken along as a workbook: what it holds, what comes back, what is refused, and that nothing is overwritten unseen."""

import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

import docx
import openpyxl
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotFound, NotPermitted
from core.exchange import qr, workbook
from core.exchange.offline import queries, writing
from core.exchange.offline.rules import (
    COLUMNS,
    HEAD,
    SEAL,
    AnotherSheet,
    AnotherVersion,
    Column,
    FaultyForm,
    NotAForm,
    SealBroken,
    Side,
    UnknownFormat,
    Verdict,
    verdict,
)
from core.exchange.paper_sheet import paper_sheet
from core.exchange.report import Picture, to_pdf, to_word
from core.files.rules import DamagedArchive, FileTooLarge, PackedTooTightly
from core.inspection.rounds import actions as rounds
from core.inspection.rules import Mark
from core.inspection.sheets import actions
from core.inspection.sheets import queries as sheets
from core.inspection.sheets.actions import Value
from core.inspection.sheets.rules import AnsweredElsewhere, Locked, NotStarted
from core.inspection.templates import actions as templates
from core.words import Language
from tests.cast import DATES, dump, not_applicable, rated
from tests.inspection.test_sheets import full_house_draft

LETTER = {column: chr(65 + index) for index, column in enumerate(COLUMNS)}
MADE_AT = datetime(2026, 4, 2, 8, 30, tzinfo=UTC)


class File:
    """A downloaded workbook in a spreadsheet: typed into, then saved by another program than the one that wrote it."""

    def __init__(self, data):
        self.book = openpyxl.load_workbook(io.BytesIO(data))
        self.page = self.book.worksheets[0]
        self.rows = {self.page.cell(row, 2).value: row for row in range(HEAD + 2, self.page.max_row + 1)}

    def cell(self, code, column):
        return self.page[f"{LETTER[column]}{self.rows[code]}"]

    def type(self, code, answer=None, reason=None, note=None):
        for column, value in ((Column.ANSWER, answer), (Column.REASON, reason), (Column.NOTE, note)):
            if value is not None:
                self.cell(code, column).value = value or None
        return self

    def saved(self):
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


@pytest.fixture
def view(house, ask):
    return lambda sheet_id=None, who="mei": ask(sheets.sheet, who, house.row(sheet_id).code)


@pytest.fixture
def taken(view):
    """The sheet as a file that was taken along, in the words of a language."""
    return lambda language=Language.ENGLISH: File(queries.write(view(), language))


@pytest.fixture
def compared(house, ask):
    """What a file that came back would change: item -> (verdict, theirs, yours)."""

    def compared_(file, who="mei"):
        found = ask(queries.compare, who, house.row().code, queries.read(file.saved()))
        return {(one.code, one.is_note): one for one in found.differences}, found.kept

    return compared_


@pytest.fixture
def save(house, do):
    def save_(differences, who="mei"):
        answers = [(one.item_id, one.yours, one.seen) for one in differences if not one.is_note]
        notes = [(one.item_id, one.yours, one.seen) for one in differences if one.is_note]
        return do(actions.fill_in, who, house.sheet, answers=answers, notes=notes, source="test.xlsx")

    return save_


FILLED = {"greeting": "50 · Fair", "speed": 7.5, "consent": "Yes", "findings": 2, "photos": "100 · Good"}


@pytest.mark.usefixtures("sqlite_database")
class TestTheFile:
    def test_it_is_locked_but_for_the_answers(self, taken):
        file = taken()
        assert file.page.protection.sheet
        assert file.page.protection.password
        unlocked = {cell.coordinate for row in file.page.iter_rows() for cell in row if not cell.protection.locked}
        open_ = (Column.ANSWER, Column.REASON, Column.NOTE)
        assert unlocked == {f"{LETTER[column]}{row}" for column in open_ for row in file.rows.values()}
        assert {sheet.title: sheet.sheet_state for sheet in file.book.worksheets[1:]} == {"_lists": "veryHidden", SEAL: "veryHidden"}
        hidden = [range(one.min, one.max + 1) for one in file.page.column_dimensions.values() if one.hidden]
        assert [number for one in hidden for number in one] == [9, 10, 11, 12]

    def test_every_item_offers_what_it_takes(self, taken):
        file = taken()
        rules = {str(one.sqref): one for one in file.page.data_validations.dataValidation}

        def offered(code, column):
            rule = rules[f"{LETTER[column]}{file.rows[code]}"]
            if rule.type != "list":
                return rule.type, rule.formula1, rule.formula2
            page, cells = rule.formula1.lstrip("=").split("!")
            return [cell.value for row in file.book[page][cells.replace("$", "")] for cell in row]

        assert offered("greeting", Column.ANSWER) == ["100 · Good", "50 · Fair", "0 · Poor"]
        assert offered("consent", Column.ANSWER) == ["Yes", "No"]
        assert offered("speed", Column.ANSWER) == ("decimal", "0.0", "10.0")
        assert offered("findings", Column.ANSWER) == ("whole", "0", "999")
        assert file.cell("photos", Column.HOW).value == "Choose a level\nEvidence required"
        assert file.cell("consent", Column.HOW).value == "Yes or no\nCritical"
        reason = rules[f"{LETTER[Column.REASON]}{file.rows['speed']}"]
        assert (reason.type, reason.showErrorMessage) == ("list", True)

    def test_the_same_sheet_gives_the_same_bytes(self, view):
        assert writing.write(view(), Language.ENGLISH, b"key", MADE_AT) == writing.write(view(), Language.ENGLISH, b"key", MADE_AT)

    def test_what_is_kept_stands_in_it(self, house, do, taken):
        house.answer(house.sheet, "greeting", rated(50))
        house.answer(house.sheet, "speed", rated("7.5"))
        house.answer(house.sheet, "consent", not_applicable())
        do(actions.write_note, "mei", house.sheet, house.items["speed"], "=1+1 calls\nwaited", seen=0)
        file = taken()
        assert [file.cell(code, Column.ANSWER).value for code in ("greeting", "speed", "consent")] == ["50 · Fair", 7.5, None]
        assert file.cell("consent", Column.REASON).value == "Not part of this service"
        assert (file.cell("speed", Column.NOTE).value, file.cell("speed", Column.NOTE).data_type) == ("=1+1 calls\nwaited", "s")

    @pytest.mark.parametrize("language", Language)
    def test_a_file_that_was_not_touched_changes_nothing(self, house, do, taken, compared, language):
        house.fill(house.sheet, greeting="50", speed="2.5", consent="n/a", findings="3")
        do(actions.write_note, "mei", house.sheet, house.items["speed"], "  Three of ten\n\nwaited <b>&", seen=0)
        assert compared(taken(language)) == ({}, 0)


@pytest.mark.usefixtures("database")
class TestComingBack:
    def test_a_whole_sheet_comes_back_and_is_submitted(self, house, traced, taken, compared, save):
        file = taken()
        for code, answer in FILLED.items():
            file.type(code, answer)
        file.type("speed", note="Three of ten waited.\nSee the log.")
        found, kept = compared(file)
        assert {one.verdict for one in found.values()} == {Verdict.NEW}
        assert (len(found), kept) == (6, 0)
        with traced("sheet:fill_in", "mei") as entry:
            assert save(found.values()) == 6
        assert entry[0].facts["source"] == "test.xlsx"
        speed = entry[0].facts["after"]["speed"]
        assert (speed["mark"], Decimal(speed["raw"]), speed["note"]) == ("rated", Decimal("7.5"), "Three of ten waited.\nSee the log.")
        assert entry[0].facts["before"]["greeting"] == {"mark": None, "raw": None, "na_reason": None}
        assert (house.row().answered, house.kept("speed").raw, house.kept("findings").raw) == (5, Decimal("7.5"), 2)
        assert house.kept("speed").note == "Three of ten waited.\nSee the log."
        house.attach(house.sheet, "photos")
        house.submit(house.sheet)
        # 100 - 15 (greeting) - 60 % x 30 % x a quarter - 40 % x 60 % x a fifth
        assert house.row().total == Decimal("75.7")

    @pytest.mark.parametrize("language", Language)
    def test_each_language_is_read_back(self, house, taken, compared, language):
        words = {Language.ENGLISH: ("Yes", "50 · Fair"), Language.SIMPLIFIED: ("是", "50 · Fair"), Language.TRADITIONAL: ("是", "50 · Fair")}
        yes, fair = words[language]
        found, _ = compared(taken(language).type("consent", yes).type("greeting", fair))
        assert (found["consent", False].yours.raw, found["greeting", False].yours.raw) == (1, 50)

    def test_a_reason_takes_the_place_of_an_answer(self, house, taken, compared, save):
        found, _ = compared(taken().type("speed", reason="Not part of this service"))
        assert found["speed", False].yours == Value(Mark.NOT_APPLICABLE, None, "absent")
        save(found.values())
        assert (house.kept("speed").mark, house.kept("speed").na_reason) == (Mark.NOT_APPLICABLE, "absent")

    def test_what_was_answered_meanwhile_is_shown_beside_and_not_chosen(self, house, taken, compared, save):
        house.answer(house.sheet, "speed", rated(5))
        file = taken().type("greeting", "50 · Fair").type("speed", 7).type("consent", "Yes")
        house.answer(house.sheet, "greeting", rated(100))  # another device
        house.answer(house.sheet, "findings", rated(1))
        house.answer(house.sheet, "consent", rated(1))
        found, kept = compared(file)
        assert {code: one.verdict for (code, _), one in found.items()} == {"greeting": Verdict.CLASH, "speed": Verdict.CHANGED}
        assert (found["greeting", False].theirs.raw, found["greeting", False].yours.raw) == (100, 50)
        assert found["greeting", False].theirs_at is not None
        assert kept == 1  # the findings; both sides say yes to the consent
        save([found["speed", False]])
        assert (house.kept("speed").raw, house.kept("greeting").raw, house.kept("findings").raw) == (7, 100, 1)

    def test_an_emptied_answer_is_taken_back_only_by_choice(self, house, taken, compared, save):
        house.answer(house.sheet, "greeting", rated(50))
        found, _ = compared(taken().type("greeting", ""))
        assert found["greeting", False].verdict is Verdict.CLEARED
        save(found.values())
        assert (house.kept("greeting").mark, house.row().answered) == (None, 0)

    def test_an_answer_given_after_the_comparison_refuses_the_whole(self, house, refused, taken, compared, save):
        found, _ = compared(taken().type("greeting", "50 · Fair").type("speed", 7))
        house.answer(house.sheet, "speed", rated(3))
        with refused(AnsweredElsewhere):
            save(found.values())

    def test_the_same_file_twice_is_taken_in_once(self, house, taken, compared, save):
        file = taken().type("greeting", "50 · Fair")
        found, _ = compared(file)
        assert save(found.values()) == 1
        before = dump()
        assert save(found.values()) == 0
        assert compared(file)[0] == {}
        assert dump() == before


@pytest.mark.usefixtures("sqlite_database")
class TestRefusals:
    def test_every_fault_is_named_by_its_row(self, taken, compared):
        file = taken().type("greeting", "Splendid").type("speed", 11).type("consent", "Yes", reason="Not part of this service")
        file.type("findings", "two", note="x" * 2001).type("photos", reason="Tired")
        with pytest.raises(FaultyForm) as caught:
            compared(file)
        told = [fault.told(Language.ENGLISH) for fault in caught.value.faults]
        assert told == [
            "Row 5, greeting: “Splendid” is not one of the choices: 100 · Good, 50 · Fair, 0 · Poor",
            "Row 6, speed: 11 is outside the range from 0 to 10.",
            "Row 7, consent: There is an answer and a reason why the item does not apply. Keep one of them.",
            told[3],
            told[4],
            "Row 9, photos: “Tired” is not one of the choices: Not part of this service",
        ]
        assert told[3].startswith("Row 8, findings: ")
        assert "2,000" in told[4] or "2000" in told[4]
        assert all("Row" not in fault.told(Language.SIMPLIFIED) for fault in caught.value.faults)

    def test_a_locked_cell_that_was_changed_is_noticed(self, taken):
        for column in COLUMNS:
            if column in (Column.ANSWER, Column.REASON, Column.NOTE):
                continue
            file = taken()
            file.cell("speed", column).value = "1"
            with pytest.raises(SealBroken):
                queries.read(file.saved())
        file = taken()
        file.page.delete_rows(file.rows["speed"])
        with pytest.raises(SealBroken):
            queries.read(file.saved())

    @pytest.mark.parametrize("field", ["sheet", "template_version", "language", "made_at", "checksum"])
    def test_an_edited_seal_is_noticed(self, taken, field):
        file = taken()
        row = next(row for row in file.book[SEAL].iter_rows() if row[0].value == field)
        row[1].value = {"sheet": "INS-2026-9999", "made_at": "2026-01-01T00:00:00+00:00"}.get(field, "7")
        with pytest.raises(SealBroken):
            queries.read(file.saved())

    def test_the_seal_of_another_installation_is_none(self, view):
        with pytest.raises(SealBroken):
            queries.read(writing.write(view(), Language.ENGLISH, b"another key", MADE_AT))

    def test_a_later_arrangement_is_named(self, taken):
        file = taken()
        file.book[SEAL]["B1"].value = "9"
        with pytest.raises(UnknownFormat):
            queries.read(file.saved())

    def test_another_sheet_and_another_version_are_refused(self, house, do, ask, taken, view):
        form = queries.read(taken().saved())
        _, given_ = house.open_round("Summer", hotline="mei")
        with pytest.raises(AnotherSheet) as caught:
            ask(queries.compare, "mei", house.row(given_["hotline"]).code, form)
        assert caught.value.facts["code"] == house.row().code
        other = type(form)(form.sheet, "999", form.made_at, form.checksum, form.entries)
        with pytest.raises(AnotherVersion):
            ask(queries.compare, "mei", house.row().code, other)

    def test_a_sheet_that_is_not_open_takes_nothing(self, house, do, ask, taken, save, refused):
        form = queries.read(taken().saved())
        _, later = house.open_round("Summer", start=False, hotline="mei")
        with pytest.raises(NotStarted):
            ask(queries.compare, "mei", house.row(later["hotline"]).code, form)
        house.finish(house.sheet)
        with pytest.raises(Locked):
            ask(queries.compare, "mei", house.row().code, form)
        with refused(Locked):
            do(actions.fill_in, "mei", house.sheet, answers=[(house.items["speed"], rated(1), 1)], source="late.xlsx")

    def test_only_its_inspector_brings_it_back(self, house, ask, do, taken, refused):
        form = queries.read(taken().saved())
        for who in ("kit", "lin", "hu", "mo", "ada"):
            with pytest.raises(NotPermitted):
                ask(queries.compare, who, house.row().code, form)
            with refused(NotPermitted):
                do(actions.fill_in, who, house.sheet, answers=[(house.items["speed"], rated(1), 0)], source="theirs.xlsx")

    def test_items_of_another_checklist_are_unknown(self, house, do, refused):
        with refused(NotFound):
            do(actions.fill_in, "mei", house.sheet, answers=[(9999, rated(1), 0)], source="odd.xlsx")
        with refused(NotFound):
            do(actions.fill_in, "mei", house.sheet, notes=[(9999, "Seen.", 0)], source="odd.xlsx")

    def test_what_is_no_such_file_is_said_so(self, taken):
        stranger = workbook.write([workbook.Sheet("List", (workbook.Column("Name"),), [("Mei",)])])
        with pytest.raises(NotAForm):
            queries.read(stranger)
        with pytest.raises(DamagedArchive):
            queries.read(b"%PDF-1.7 no workbook")
        with pytest.raises(DamagedArchive):
            queries.read(taken().saved()[:2000])
        with pytest.raises(FileTooLarge):
            queries.read(b"x" * (21 * 2**20))

    def test_a_bomb_is_not_opened(self, taken):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(taken().saved())) as real, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
            for part in real.namelist():
                bomb.writestr(part, real.read(part) if not part.endswith("sheet1.xml") else b"<a>" + b"0" * (30 * 2**20))
        with pytest.raises(PackedTooTightly):
            queries.read(out.getvalue())


WORDS = st.sampled_from(["", "rated:0", "rated:50", "not_applicable:absent"])


@given(WORDS, WORDS, WORDS, st.booleans())
def test_nothing_is_overwritten_without_being_seen(base, yours, theirs, moved):
    """Whatever both sides did: what is offered differs from what is kept, and what moved meanwhile is never chosen unasked."""
    if not moved:
        theirs = base  # nobody answered here since
    found = verdict(base, Side(yours, not yours), Side(theirs, not theirs), moved=moved)
    assert (found is None) == (yours in (theirs, base))
    if found in (Verdict.NEW, Verdict.CHANGED):
        assert yours
        assert not theirs or not moved
    if found is Verdict.CLASH:
        assert moved
        assert theirs


@pytest.mark.usefixtures("sqlite_database")
class TestPaper:
    @pytest.mark.parametrize("language", Language)
    def test_it_asks_everything_and_leads_to_the_sheet(self, house, view, language):
        house.answer(house.sheet, "greeting", rated(50))
        report = paper_sheet(view(), language)
        [code] = [block for block in report.blocks if isinstance(block, Picture)]
        assert code.alt == f"{qr.address('Scoring_sheet')}?sheet={house.row().code}"
        assert code.data.startswith(b"\x89PNG")
        read = pypdf.PdfReader(io.BytesIO(to_pdf(report)))
        told = "".join(page.extract_text() for page in read.pages)
        for question in view().checklist.questions:
            assert question.code in told
        cells = [cell.text for table in docx.Document(io.BytesIO(to_word(report))).tables for row in table.rows for cell in row.cells]
        assert any("■ 50 · Fair" in cell and "□ 100 · Good" in cell for cell in cells)


@pytest.mark.usefixtures("database")
class TestSamplesAndBonus:
    @pytest.fixture
    def records(self, house, do):
        version = do(templates.create, "ada", full_house_draft())
        house.approve("template_version", version, by="ada", then="lin")
        round_id = do(rounds.create, "lin", name="Records", template_version_id=version, **DATES)
        sheet_id = do(rounds.assign, "lin", round_id, project_id=house.projects["hotline"], inspector_id=house.people["mei"])
        do(rounds.start, "lin", round_id)
        return sheet_id

    def differences(self, view, sheet_id, file):
        return {one.code: one for one in queries.reading.compare(queries.read(file.saved()), view(sheet_id)).differences}

    def test_both_numbers_travel_in_one_cell(self, house, do, view, records):
        file = File(queries.write(view(records), Language.ENGLISH))
        assert "8/10" in file.cell("whole", Column.HOW).value
        assert file.cell("whole", Column.ANSWER).number_format == "@"
        found = self.differences(view, records, file.type("whole", "7 ／ 9").type("thanks", 2.5))
        assert (found["whole"].yours, found["thanks"].yours) == (Value(Mark.RATED, Decimal(7), checked=9), Value(Mark.RATED, Decimal("2.5")))
        do(actions.answer, "mei", records, found["whole"].item_id, found["whole"].yours, seen=0)
        again = File(queries.write(view(records), Language.SIMPLIFIED))
        assert again.cell("whole", Column.ANSWER).value == "7/9"
        assert self.differences(view, records, again) == {}
        assert self.differences(view, records, again.type("whole", "7/10"))["whole"].theirs == Value(Mark.RATED, Decimal(7), checked=9)

    @pytest.mark.parametrize("wrong", ["7", "7 of 9", "9/7", "0/0", "-1/4", datetime(2026, 8, 10)])  # noqa: DTZ001 - a spreadsheet's date has no zone
    def test_what_is_no_sample_is_named_by_its_row(self, view, records, wrong):
        file = File(queries.write(view(records), Language.ENGLISH)).type("whole", wrong)
        with pytest.raises(FaultyForm):
            self.differences(view, records, file)
