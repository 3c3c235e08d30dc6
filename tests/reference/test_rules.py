"""Which lines make a table, what may be chosen from it, and how a file says the same."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.exchange.reference import queries as files
from core.exchange.reference import rules as reading
from core.reference import queries, rules
from core.reference.rules import Entry, FaultyTable, Line, Table, cleaned
from core.words import Language
from tests.cast import named

TABLE = Table("colour", named("Colours"), named("For tests"), (Entry("red", named("Red", "红")), Entry("blue", named("Blue", "蓝"), retired=True)))


def faults(lines) -> list[tuple[int, str]]:
    with pytest.raises(FaultyTable) as caught:
        cleaned(lines)
    told = [(fault.row, fault.told(Language.ENGLISH)) for fault in caught.value.faults]
    assert all("{" not in text for _, text in told)
    return told


class TestWhatShips:
    @pytest.mark.parametrize("code", sorted(queries.shipped()))
    def test_every_table_is_sound_and_speaks_three_languages(self, code):
        table = queries.shipped()[code]
        assert code.isascii()
        assert len(code) <= 40
        assert len(cleaned([Line(n, one.code, one.name) for n, one in enumerate(table.entries)])) == len(table.entries) >= 3
        for content in (table.name, table.help, *(one.name for one in table.entries)):
            assert set(content) == set(Language)
            assert all(text.strip() for text in content.values())
        for language in Language:
            assert len({one.name[language] for one in table.entries}) == len(table.entries), "two entries read alike"


class TestWhichLinesMakeATable:
    def test_they_keep_their_order_and_their_words(self):
        assert cleaned([Line(2, " b ", {"en": " Two\twords "}), Line(3, "a", {"zh_Hant": "甲"}, retired=True)]) == (
            Entry("b", {"en": "Two words"}), Entry("a", {"zh_Hant": "甲"}, retired=True),
        )  # fmt: skip

    @pytest.mark.parametrize("code", ["", "A", "1a", "a-b", "a b", "ä", "a" * 31, "=1+1", "' OR 1=1 --", "<b>", "a\x00b"])
    def test_a_code_that_is_none(self, code):
        ((row, text),) = faults([Line(7, code, named("Red"))])
        assert row == 7
        assert text.startswith("Row 7: A code has")

    def test_every_fault_at_once_with_its_row(self):
        told = faults([Line(2, "a", named("A")), Line(3, "a", named("B")), Line(4, "b", {}), Line(5, "c", {"en": "x" * 81})])
        assert [row for row, _ in told] == [3, 4, 5]
        assert "stands in row 2 already" in told[0][1]
        assert "fill in" in told[1][1]
        assert "at most 80" in told[2][1]

    def test_one_must_be_offered_and_there_is_an_end(self):
        assert faults([Line(2, "a", named("A"), retired=True)]) == [(0, "At least one entry must be offered.")]
        assert faults([]) == [(0, "At least one entry must be offered.")]
        assert "at most 300" in faults([Line(n, f"c{n}", named("A")) for n in range(301)])[0][1]

    def test_hostile_names_are_text(self):
        name = "=HYPERLINK(\"http://x\") <script> [a](b) \u202e"
        assert cleaned([Line(2, "a", {"en": name})])[0].name["en"] == '=HYPERLINK("http://x") <script> [a](b)'


class TestWhatMayBeChosen:
    def test_what_is_retired_only_by_a_record_that_has_it(self):
        assert [one.code for one in TABLE.offered()] == ["red"]
        assert [one.code for one in TABLE.offered("blue")] == ["red", "blue"]
        assert TABLE.chosen("red", field="Colour") == "red"
        assert TABLE.chosen("blue", "blue", field="Colour") == "blue"
        for code in ("blue", "green", "", "' OR 1=1 --"):
            with pytest.raises(rules.NotAnEntry):
                TABLE.chosen(code, "red", field="Colour")

    def test_a_used_code_is_not_lost(self):
        with pytest.raises(rules.EntryInUse, match="used by 3 records"):
            rules.check_deleted(TABLE, TABLE.entries[:1], {"blue": 3})
        rules.check_deleted(TABLE, TABLE.entries[:1], {"red": 3})


class TestALaterVersionShipsMore:
    def test_what_is_new_comes_at_the_end_and_what_was_deleted_stays_away(self):
        edited = (Entry("blue", named("Sky")), Entry("own", named("Own")))
        later = Table("colour", TABLE.name, TABLE.help, (*TABLE.entries, Entry("green", named("Green"))))
        found = rules.merged(later, edited, ["red", "blue"], 4)
        assert [one.code for one in found.entries] == ["blue", "own", "green"]
        assert found.names["blue"] == named("Sky")
        assert found.version == 4


CODES = st.from_regex(rules.CODE, fullmatch=True)
WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80).filter(lambda text: text.strip())


@st.composite
def tables(draw) -> Table:
    codes = draw(st.lists(CODES, min_size=1, max_size=8, unique=True))
    entries = []
    for number, code in enumerate(codes):
        name = draw(st.dictionaries(st.sampled_from(list(Language)), WORDS, min_size=1))
        entries.append(Line(number + 2, code, name, retired=bool(number) and draw(st.booleans())))
    try:
        return Table("colour", named("Colours"), {}, cleaned(entries))
    except Refusal:  # a name of nothing but invisible characters
        return TABLE


@given(tables(), st.sampled_from(list(Language)))
def test_a_table_comes_back_from_its_file_as_it_was(table, language):
    data = files.write_excel(table, {}, language)
    assert cleaned(files.read_excel(data)) == table.entries
    assert [line.row for line in files.read_excel(data)] == list(range(2, len(table.entries) + 2))


@given(tables(), tables())
def test_no_difference_means_the_same_and_the_same_means_no_difference(before, after):
    assert (not dict(rules.differences(before, after))) == (before.entries == after.entries)


def book(*rows, title="Sheet") -> bytes:
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


class TestAForeignFile:
    def test_headings_in_any_language_below_a_title(self):
        data = book(["Our colours"], [], ["编码", "简体", "停用"], ["red", "红", None], [None, None, None], ["blue", "蓝", "是"])
        assert files.read_excel(data) == [
            Line(4, "red", {"en": "", "zh_Hans": "红", "zh_Hant": ""}), Line(6, "blue", {"en": "", "zh_Hans": "蓝", "zh_Hant": ""}, retired=True),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("rows", "told"),
        [
            ([["Colour", "Name"]], "No sheet has the headings"),
            ([["Code", "English"]], "no row below"),
            ([["Code", "English", "Weight"], ["a", "A", 3]], "Row 1: The column “Weight” is not known."),
            ([["Code", "English", "English"], ["a", "A", "B"]], "Row 1: The column “English” stands twice."),
            ([["Code", "English", "Retired"], ["a", "A", "perhaps"]], "Row 2: “perhaps” is neither yes nor no."),
        ],
    )
    def test_what_is_wrong_is_told_by_row(self, rows, told):
        with pytest.raises(FaultyTable) as caught:
            files.read_excel(book(*rows))
        assert told in caught.value.faults[0].told(Language.ENGLISH)

    def test_numbers_and_truth_values_are_read_as_they_look(self):
        (line,) = files.read_excel(book(["Code", "English", "Retired"], ["a", 2026, False]))
        assert line == Line(2, "a", {"en": "2026", "zh_Hans": "", "zh_Hant": ""})

    @pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04" + b"0" * 100])
    def test_a_damaged_one_is_refused_in_words(self, data):
        with pytest.raises(Refusal):
            files.read_excel(data)

    def test_what_leaves_runs_as_no_formula(self):
        table = Table("colour", named("Colours"), {}, (Entry("a", {"en": "=1+1", "zh_Hans": "@x"}),))
        sheet = openpyxl.load_workbook(io.BytesIO(files.write_excel(table, {"a": 3}, Language.ENGLISH))).worksheets[0]
        assert [cell.data_type for cell in sheet[2][:3]] == ["s", "s", "s"]
        assert sheet["B2"].quotePrefix
        assert sheet["F2"].value == 3


def test_the_words_of_the_file_are_told_apart():
    assert len(reading._KNOWN) >= 15
    assert set(reading._KNOWN.values()) == set(reading.HEADINGS)
