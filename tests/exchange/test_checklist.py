"""Checklists as files: what goes out comes back the same, and a foreign file is read or its faults are all named."""

import io
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import fields
from core.errors import NotPermitted
from core.exchange import workbook
from core.exchange.checklist import actions, headings, queries, reading, rules, writing
from core.exchange.checklist.headings import (
    CHOICE_FIELDS,
    CONTENTS,
    HEADINGS,
    ITEM_FIELDS,
    SETTINGS_FIELDS,
    Field,
    Heading,
    Page,
)
from core.exchange.workbook import NotAWorkbook
from core.inspection.rules import Combining, Demand, Method, Veto, Weighting
from core.inspection.templates import queries as templates
from core.inspection.templates.rules import (
    Choice,
    Draft,
    FaultyChecklist,
    ItemDraft,
    LevelDraft,
    Repeat,
    SectionDraft,
    faults,
    rebalanced,
)
from core.words import Language
from tests.cast import draft

D = Decimal
LIBRARY = queries.library()
CHINESE = ["检查点", "检查点权重", "指标", "评分方式", "分档", "指标权重", "否决", "必须附证据"]
"""The headings of a plain table."""


def book(*rows: list[object], title: str = "Sheet1", **more: list[list[object]]) -> bytes:
    """A workbook as somebody else would have made it."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for name, lines in more.items():
        other = made.create_sheet(name)
        for line in lines:
            other.append(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def told(*rows: list[object], **more: list[list[object]]) -> list[str]:
    """The faults of a workbook, in English."""
    with pytest.raises(FaultyChecklist) as caught:
        queries.read_excel(book(*rows, **more), "list.xlsx")
    assert caught.value.facts == {"count": len(caught.value.faults)}
    return [fault.told(Language.ENGLISH) for fault in caught.value.faults]


# --- round trips ------------------------------------------------------------------------------------------------------

WORDS = (
    st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
    .map(lambda text: fields.line(text, "", 1000, needed=False))
    .filter(bool)
)
PARAGRAPHS = (
    st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
    .map(lambda text: fields.paragraph(text, "", 1000, needed=False))
    .filter(bool)
)


def contents(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    """A text in some of the languages, in at least one."""
    return st.lists(st.sampled_from([one.value for one in Language]), min_size=1, unique=True).flatmap(
        lambda codes: st.fixed_dictionaries({code: texts for code in sorted(codes)})
    )


def numbers(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, places=4, allow_nan=False)


@st.composite
def items(pick, code: str, weight: Decimal, *, bonus: bool = False) -> ItemDraft:
    method = pick(st.sampled_from([one for one in Method if one is not Method.MEASURED and (one is not Method.BONUS or bonus)]))
    demands = tuple(one for one in Demand if pick(st.booleans()))
    item = ItemDraft(
        code, weight, pick(contents(PARAGRAPHS)),
        standard=pick(contents(PARAGRAPHS) | st.just({})), evidence=pick(contents(PARAGRAPHS) | st.just({})), unit=pick(contents(WORDS) | st.just({})),
        evidence_required=pick(st.booleans()), veto=pick(st.sampled_from(Veto)), method=method,
        demands=demands, demands_at=pick(numbers(0, 100)) if demands else D(100), minutes=pick(numbers(0, 60) | st.just(D(0))),
    )  # fmt: skip
    if method is Method.LEVELS:
        points = sorted(pick(st.sets(numbers(-50, 200), min_size=2, max_size=4)))
        return replace(item, levels=tuple(LevelDraft(one, pick(contents(WORDS))) for one in points))
    if method is Method.NUMERIC:
        low, high = pick(st.lists(numbers(-1000, 10**6), min_size=2, max_size=2, unique=True))
        return replace(item, minimum=low, maximum=high)
    if method is Method.BONUS:
        return replace(item, weight=D(0), veto=Veto.NONE, demands=(), maximum=pick(numbers(1, 5)))
    if method is Method.DEDUCTION:
        return replace(item, per_finding=pick(numbers(1, 100)), cap=pick(numbers(1, 100)))
    return item


@st.composite
def repeats(pick) -> Repeat:
    least, most = sorted(pick(st.lists(st.integers(1, 30), min_size=2, max_size=2)))
    return Repeat(pick(contents(WORDS)), least, most, pick(st.sampled_from(Combining)))


@st.composite
def drafts(pick) -> Draft:
    """Any checklist that is whole."""
    sizes = pick(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    codes = iter(pick(st.lists(WORDS, min_size=1 + len(sizes) + sum(sizes) + 7, max_size=30, unique=True)))
    weighting = pick(st.sampled_from(Weighting))
    parts = rebalanced([D(pick(st.integers(1, 99))) for _ in sizes])
    everything = iter(rebalanced([D(pick(st.integers(1, 99))) for _ in range(sum(sizes))]))
    sections = []
    for size, weight in zip(sizes, parts, strict=True):
        inside = iter(rebalanced([D(pick(st.integers(1, 99))) for _ in range(size)]))
        weights = [next(inside if weighting is Weighting.BY_SECTION else everything) for _ in range(size)]
        code = next(codes)
        sections.append(SectionDraft(code, weight, pick(contents(WORDS)), tuple(pick(items(next(codes), one)) for one in weights)))
    if pick(st.booleans()):  # special items: beside weighed ones, and in a checkpoint of their own
        extra = pick(items(next(codes), D(0), bonus=True).filter(lambda one: one.bonus))
        sections[0] = replace(sections[0], items=(*sections[0].items, extra))
        alone = pick(items(next(codes), D(0), bonus=True).filter(lambda one: one.bonus))
        sections.append(SectionDraft(next(codes), D(0), pick(contents(WORDS)), (alone,)))
    sections = [
        one if any(item.method.value in ("bonus", "measured") for item in one.items) else replace(one, repeat=pick(repeats() | st.none())) for one in sections
    ]  # fmt: skip
    made = Draft(
        next(codes), pick(contents(WORDS)), pick(contents(PARAGRAPHS) | st.just({})), tuple(sections), weighting,
        min_applicable=pick(numbers(0, 1).filter(bool)), veto_cap=pick(numbers(0, 100)), bonus_cap=D(10), minutes=pick(numbers(0, 600) | st.just(D(0))),
        bands=(Choice(next(codes), pick(contents(WORDS)), pick(numbers(1, 100))), Choice(next(codes), pick(contents(WORDS)))),
        na_reasons=tuple(Choice(next(codes), pick(contents(WORDS))) for _ in range(2)),
    )  # fmt: skip
    assert faults(made) == []
    return made


PLAIN = ["Checkpoint", "Checkpoint weight", "Repeated for each", "At least so many", "At most so many", "What counts of them", "Item", "Method", "Item weight"]


def test_a_repeated_checkpoint_of_a_foreign_table():
    made = queries.read_excel(book(PLAIN, ["Records", 100, "Record", 2, 5, "worst", "Whole", "Yes or no", 50], ["Records", None, None, None, None, None, "Signed", "Yes or no", 50]), "x.xlsx")
    assert made.sections[0].repeat == Repeat({"en": "Record"}, 2, 5, Combining.WORST)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["Record", 5, 2, "mean"], "Row 2: “c1” is repeated from 5 to 2 times; it must be at least once, and at most 30 times."),
        (["Record", 1.5, 5, "mean"], "Row 2: “At least so many”: “1.5” is not a whole number."),
        (["Record", 1, 5, "median"], "Row 2: “What counts of them”: “median” is not known. Choose one of: Mean, Worst"),
        ([None, 1, 5, "mean"], "Row 2: The repeated checkpoint “c1” needs a name for what is repeated, such as “Service record”."),
    ],
)
def test_what_is_wrong_with_a_repetition_is_named_by_its_row(cells, said):
    assert told(PLAIN, ["Records", 100, *cells, "Whole", "Yes or no", 100]) == [said]


def test_two_rows_that_repeat_one_checkpoint_differently_are_a_fault():
    found = told(PLAIN, ["Records", 100, "Record", 2, 5, "mean", "Whole", "Yes or no", 50], ["Records", None, "Record", 2, 9, "mean", "Signed", "Yes or no", 50])
    assert found == ["Row 3: “Repeated for each” says otherwise than row 2 for the same checkpoint."]


def test_the_library_holds_whole_checklists():
    assert [one.code for one in LIBRARY] == ["conduct-and-communication", "five-checkpoints", "gbt-27922-2011", "norm-compliance", "service-records-check"]
    assert all(set(one.name) == {"en", "zh_Hans", "zh_Hant"} for one in LIBRARY)
    assert [len(section.items) for section in LIBRARY[1].sections] == [4, 4, 4, 4, 4]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("shipped", LIBRARY, ids=lambda one: one.code)
def test_a_shipped_checklist_survives_excel_in_every_language(shipped, language):
    assert queries.read_excel(queries.write_excel(shipped, language), "anything.xlsx") == shipped


@pytest.mark.parametrize("shipped", LIBRARY, ids=lambda one: one.code)
def test_a_shipped_checklist_survives_toml(shipped):
    assert queries.from_toml(queries.write_toml(shipped)) == shipped


@given(drafts(), st.sampled_from(Language))
@settings(max_examples=20, deadline=None)
def test_any_whole_checklist_survives_excel(whole, language):
    assert queries.read_excel(queries.write_excel(whole, language), "anything.xlsx") == whole


@given(drafts())
@settings(max_examples=30, deadline=None)
def test_any_whole_checklist_survives_toml(whole):
    assert queries.from_toml(queries.write_toml(whole)) == whole


@pytest.mark.parametrize(
    ("language", "titles", "method"),
    [
        (Language.ENGLISH, ["Checklist", "Settings", "Grades", "Reasons"], "Levels"),
        (Language.SIMPLIFIED, ["检查清单", "设置", "等级", "不适用原因"], "分档"),
        (Language.TRADITIONAL, ["檢核表", "設定", "等級", "不適用原因"], "分級"),
    ],
)
def test_a_workbook_speaks_its_readers_language(language, titles, method):
    sheets = workbook.read(queries.write_excel(LIBRARY[1], language))
    assert list(sheets) == titles
    assert method in sheets[titles[0]][2]


# --- the words of the format ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [ITEM_FIELDS, SETTINGS_FIELDS, *CHOICE_FIELDS.values()])
def test_no_two_columns_of_a_sheet_share_a_heading(known):
    said = Counter(form for field in known for form in {headings.normal(one) for listed in HEADINGS[field].values() for one in listed})
    assert [form for form, count in said.items() if count > 1] == []


@pytest.mark.parametrize("language", Language)
def test_every_heading_that_is_written_is_read_back(language):
    for field in ITEM_FIELDS:
        for content in Language if field in CONTENTS else [None]:
            assert headings.heading(headings.title(field, language, content), ITEM_FIELDS) == Heading(field, content)


@pytest.mark.parametrize("text", ["item text".upper(), "ITEM（EN）", " Item [ zh_Hans ]", "Item zh-TW", "检查内容*", "檢查內容（繁體）"])
def test_a_heading_is_recognised_whatever_its_case_width_and_spaces(text):
    found = headings.heading(text.replace("TEXT", ""), ITEM_FIELDS)
    assert found is not None
    assert found.field is Field.TEXT


def test_every_coded_word_is_read_in_every_language():
    for table, parse in ((headings.METHODS, headings.method), (headings.VETOES, headings.veto), (headings.WEIGHTINGS, headings.weighting)):
        for code, words in table.items():
            assert parse(code.value) is code
            assert {parse(one.upper()) for listed in words.values() for one in listed} == {code}
    assert [headings.flag(one) for one in ("Yes", "是", "√", "TRUE", "no", "否", "0", "perhaps")] == [True] * 4 + [False] * 3 + [None]


def test_what_is_demanded_is_read_in_every_language_and_order():
    for code, words in headings.DEMANDS.items():
        assert {headings.demands(one.upper()) for listed in words.values() for one in listed} == {(code,)}
    assert headings.demands("整改单，照片; Note") == (Demand.NOTE, Demand.EVIDENCE, Demand.RECTIFICATION)
    assert headings.demands("Photo, Photo") == (Demand.EVIDENCE,)
    assert (headings.demands(" , "), headings.demands("Note, apology")) == ((), None)


# --- foreign files ----------------------------------------------------------------------------------------------------


def test_a_plain_chinese_table_is_enough():
    made = queries.read_excel(
        book(
            ["客户服务检查考评表"],
            ["序号", *CHINESE, "备注"],
            [1, "服务档案", 40, "记录是否齐全", "分档", "0=没有记录｜1=有缺漏｜2=齐全", 60, None, "是"],
            [2, None, None, "记录是否真实", "是非", None, 40, "整表否决"],
            [3, "响应", 60, "多久回复", "数值", None, 100, "无", "否", "按月统计"],
            [None, "合计", 100],
        ),
        "客服检查.xlsx",
    )
    files, response = made.sections
    assert made.name == {"zh_Hans": "客户服务检查考评表"}
    assert (made.bands, made.na_reasons, made.weighting) == (rules.BANDS, rules.REASONS, Weighting.BY_SECTION)
    assert [(section.code, section.weight, len(section.items)) for section in made.sections] == [("c1", 40, 2), ("c2", 60, 1)]
    assert [item.code for section in made.sections for item in section.items] == ["c1-1", "c1-2", "c2-1"]
    assert files.items[0].levels == tuple(LevelDraft(D(n), {"zh_Hans": text}) for n, text in enumerate(["没有记录", "有缺漏", "齐全"]))
    assert (files.items[0].evidence_required, files.items[1].veto, response.items[0].method) == (True, Veto.TOTAL, Method.NUMERIC)


def test_a_file_without_a_code_gets_one_from_its_name_and_keeps_it():
    rows = [["Checkpoint", "Checkpoint weight", "Item", "Method", "Item weight"], ["Files", 100, "Whole?", "Yes or no", 100]]

    def code(name: str) -> str:
        return queries.read_excel(book(*rows), name).code

    assert code("Hotline Check 2026.xlsx") == "hotline-check-2026"
    assert code("热线检查.xlsx") == code("热线检查.xlsx") != code("现场检查.xlsx")
    assert code("热线检查.xlsx").isascii()
    assert len(code("x" * 200 + ".xlsx")) <= 40


def test_levels_stand_one_a_line_or_between_bars_in_up_to_three_languages():
    made = queries.read_excel(
        book(
            ["Checkpoint", "Checkpoint weight", "Item", "Levels (English)", "Levels (简体中文)", "Item weight"],
            ["Files", 100, "Whole?", "0 = None\n0.5: Some | most\n1=All", "0分：没有|0.5=部分|1=全部", 100],
        ),
        "list.xlsx",
    )
    assert made.sections[0].items[0].levels == (
        LevelDraft(D(0), {"en": "None", "zh_Hans": "没有"}),
        LevelDraft(D("0.5"), {"en": "Some | most", "zh_Hans": "部分"}),
        LevelDraft(D(1), {"en": "All", "zh_Hans": "全部"}),
    )


def test_weights_may_be_per_cent_points_or_text():
    head = ["Checkpoint", "Checkpoint weight", "Item", "Method", "Item weight"]
    shares = queries.read_excel(book(head, ["A", 0.4, "x", "Number", 1], ["B", 0.6, "y", "Number", "100%"]), "list.xlsx")
    assert [section.weight for section in shares.sections] == [40, 60]
    points = queries.read_excel(book(head, ["A", 40, "x", "Number", "15分"], [None, None, "z", "Number", 25], ["B", 60, "y", "Number", 60]), "list.xlsx")
    assert points.weighting is Weighting.BY_ITEM
    bare = queries.read_excel(book(["Checkpoint", "Item", "Method", "Weight"], ["A", "x", "Number", 30], ["B", "y", "Number", 70]), "list.xlsx")
    assert (bare.weighting, [section.weight for section in bare.sections]) == (Weighting.BY_ITEM, [30, 70])


def test_the_method_may_be_left_to_what_the_other_cells_can_only_mean():
    made = queries.read_excel(
        book(
            ["Checkpoint", "Checkpoint weight", "Item", "Levels", "Points per finding", "No points at", "Full points at", "Item weight"],
            ["A", 100, "x", "0=no|1=yes", None, None, None, 30],
            [None, None, "y", None, 20, None, None, 30],
            [None, None, "z", None, None, 60, 0, 40],
        ),
        "list.xlsx",
    )
    assert [item.method for item in made.sections[0].items] == [Method.LEVELS, Method.DEDUCTION, Method.NUMERIC]


def test_every_fault_is_named_with_its_row():
    assert told(
        ["Checkpoint code", "Checkpoint", "Checkpoint weight", "Item code", "Item", "Method", "Levels", "Item weight", "Veto", "Vetto"],
        [None, None, None, "lost", "x", "Number", None, 100, None],
        ["a", "A", 60, "one", "x", "guess", None, 50, None],
        ["a", "B", None, "one", "y", "Levels", "0=a|0=b|none", "fifty", None],
        ["b", "B", "heavy", "two", "z", "Deduction", None, None, "maybe"],
        [None, None, None, "three", None, "Number", None, 30, None],
        [None, None, None, date(2026, 1, 2), "w", None, None, 70, None],
    ) == [
        "Row 1: The column “Vetto” is not known. Rename it as in an exported checklist, or delete it.",
        "Row 2: No checkpoint stands in this row or above it.",
        "Row 3: “Method”: “guess” is not known. Choose one of: Levels, Number, Yes or no, Deduction, Sample, Measured, Bonus",
        "Row 4: “Checkpoint” says otherwise than row 3 for the same checkpoint.",
        "Row 4: “Levels” has the level 0 twice.",
        "Row 4: “Levels”: “none” is not a level. Write each as “0=No records”.",
        "Row 4: “Item weight”: “fifty” is not a number.",
        "Row 4: The code “one” is used twice.",
        "Row 4: Levels need at least two different point values, lowest first.",
        "Row 5: “Checkpoint weight”: “heavy” is not a number.",
        "Row 5: “Item weight” is missing.",
        "Row 5: “Veto”: “maybe” is not known. Choose one of: None, Checkpoint, Sheet",
        "Row 5: A deduction needs points per finding above 0 and a cap above 0 that the full points cover.",
        "Row 6: An item needs a text.",
        "Row 7: “Item code” holds a date. Format the cell as text and type it again.",
        "Row 7: “Method” is missing. Choose one of: Levels, Number, Yes or no, Deduction, Sample, Measured, Bonus",
    ]


def test_a_foreign_table_brings_bonus_items_samples_and_demands():
    made = queries.read_excel(
        book(
            ["检查项目", "检查内容", "评分方式", "权重", "满分对应值", "失分时须", "要求触发线（%）"],
            ["档案", "抽查记录", "抽查", 100, None, "照片、整改", 80],
            ["加分项", "客户书面表扬", "加分", None, 5, None, None],
            设置=[["设置项", "值"], ["加分上限", 5]],
        ),
        "年度.xlsx",
    )
    assert (made.weighting, made.bonus_cap, [section.weight for section in made.sections]) == (Weighting.BY_ITEM, 5, [100, 0])
    sampled, special = made.sections[0].items[0], made.sections[1].items[0]
    assert (sampled.method, sampled.demands, sampled.demands_at) == (Method.SAMPLED, (Demand.EVIDENCE, Demand.RECTIFICATION), 80)
    assert (special.method, special.maximum, special.weight) == (Method.BONUS, 5, 0)


def test_demands_and_bonus_items_that_cannot_be_are_named():
    assert told(
        ["Checkpoint", "Item", "Method", "Item weight", "Full points at", "Demanded when points are lost", "Demanded at or below (%)"],
        ["A", "x", "Yes or no", 100, None, "Note, apology", None],
        ["A", "y", "Sample", 0, None, "Note", 101],
        ["A", "z", "Bonus", 1, 5, "Note", None],
        Settings=[["Setting", "Value"], ["Cap of bonus points", 4]],
    ) == [
        "Row 2: “Demanded when points are lost”: “Note, apology” is not known. Write one or more of: Note, Photo, Rectification",
        "Row 3: The weight of “c1-2” must be above 0.",
        "Row 3: The share at or below which something is demanded must be between 0 and 100 percent.",
        "Row 4: A bonus item adds points: its weight must be 0.",
        "Row 4: A bonus item that is not earned is no fault: it demands nothing.",
        "Row 4: A bonus item needs points above 0 and not above the cap of all bonus points (4).",
    ]


def test_weights_that_do_not_total_a_hundred_are_named_where_they_stand():
    assert told(
        ["Checkpoint code", "Checkpoint", "Checkpoint weight", "Item", "Method", "Item weight"],
        ["a", "A", 60, "x", "Number", 50],
        ["b", "B", 30, "y", "Number", 100],
    ) == ["Row 1: The weights of the checkpoints total 90, not 100.", "Row 2: The item weights of “a” total 50, not 100."]


def test_faults_of_the_other_sheets_name_them():
    assert told(
        ["Checkpoint", "Checkpoint weight", "Item", "Method", "Item weight"],
        ["A", 100, "x", "Number", 100],
        Settings=[["Setting", "Value"], ["Code", "x" * 41], ["Weighting", "by taste"], ["Colour", "blue"]],
        Grades=[["Code", "From", "Name"], ["good", "high", "Good"], ["bad", 0, None]],
        Reasons=[["Code", "Name"], ["none", "Nothing there"]],
    ) == [
        "Sheet “Settings”, row 2: A checklist needs a code of at most 40 characters.",
        "Sheet “Settings”, row 2: The grades need different floors between 0 and 100, the lowest 0.",
        "Sheet “Settings”, row 3: “Value”: “by taste” is not known. Choose one of: By checkpoint, By item",
        "Sheet “Settings”, row 4: The setting “Colour” is not known.",
        "Sheet “Grades”, row 2: “From”: “high” is not a number.",
        "Sheet “Grades”, row 3: A grade and a reason need a name.",
    ]


def test_a_list_of_faults_ends_somewhere():
    assert len(told(["Checkpoint", "Item", "Method", "Item weight"], *[["A", "x", "guess", "much"]] * 300)) == rules.FAULT_LIMIT


@pytest.mark.parametrize("rows", [[], [[]], [["one", "two"], [1, 2]], [["Item"], ["x"]]])
def test_a_workbook_without_a_checklist_says_so(rows):
    assert told(*rows) == ["No sheet has the headings of a checklist. Export one to see how they read."]


def test_a_file_that_is_no_workbook_is_refused():
    for data in (b"PK\x03\x04 not really", b"code = 1"):
        with pytest.raises(Exception) as caught:  # noqa: PT011 - the guards of workbooks have many names
            queries.read_excel(data, "list.xlsx")
        assert isinstance(caught.value, NotAWorkbook.__mro__[1])


CELLS = st.none() | st.integers() | st.floats() | st.booleans() | st.dates() | st.datetimes() | st.text(max_size=12)
HEADS = st.sampled_from([headings.title(field, language, None) for field in ITEM_FIELDS for language in Language]) | st.text(max_size=6)


@given(st.lists(HEADS, min_size=2, max_size=14), st.lists(st.lists(CELLS | st.sampled_from(["分档", "数值", "0=a|1=b", "合计"]), max_size=14), max_size=8))
@settings(max_examples=150, deadline=None)
def test_no_table_is_answered_with_anything_but_a_checklist_or_its_faults(head, rows):
    made, found = None, []
    try:
        made = reading.read({"检查表": [head, *rows], "Settings": rows, "Grades": rows, "Reasons": [head, *rows]}, "name.xlsx")
    except FaultyChecklist as faulty:
        found = faulty.faults
    assert faults(made) == [] if made else 0 < len(found) <= rules.FAULT_LIMIT
    assert all(fault.told(Language.ENGLISH) for fault in found)


# --- TOML -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("weight = \"20\"", "weight = \"much\""), "files: “weight”: “much” is not a number."),
        (("method = \"numeric\"", "method = \"guess\""), "files-1: “method”: “guess” is not one of levels, numeric, yes_no, deduction, sampled, bonus, measured."),
        (("veto_cap", "vetocap"), "five-checkpoints: “vetocap” is not a known name here."),
        (("evidence_required = true", "evidence_required = \"yes\""), "files-1: “evidence_required” must be true or false."),
        (("code = \"files-1\"", "code = 1"), "files: “code” must be a text in quotation marks."),
        (("[name]", "[nome]"), "five-checkpoints: A checklist needs a name."),
        (("[[bands]]", "[[bands]"), "This is not a readable TOML file: "),
    ],
)
def test_faults_of_a_toml_file_are_named(change, message):
    text = (queries.LIBRARY / "five-checkpoints.toml").read_text("utf-8").replace(*change, 1)
    with pytest.raises(FaultyChecklist) as caught:
        queries.read_file(text.encode(), "five.toml")
    assert any(fault.told(Language.ENGLISH).startswith(message) for fault in caught.value.faults)


@given(st.recursive(st.none() | st.booleans() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.sampled_from(["code", "name", "weight", "sections", "items", "levels", "points", "bands", "method", "from", "na_reasons"]), inner), max_leaves=20))
@settings(deadline=None)
def test_no_table_of_toml_is_answered_with_anything_but_its_faults(value):
    with pytest.raises(FaultyChecklist):
        rules.from_table(value if isinstance(value, dict) else {"sections": value})


# --- deeds ------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("database")
class TestImport:
    def test_a_workbook_becomes_a_draft_version(self, do, ask, traced):
        data = queries.write_excel(replace(draft("brought")), Language.TRADITIONAL)
        with traced("template:create", "ada"):
            version = do(actions.import_excel, "ada", data, "brought.xlsx")
        assert ask(templates.draft, "ada", version) == draft("brought")

    def test_only_who_may_edit_checklists_may_import_one(self, do, refused):
        data = queries.write_excel(draft("brought"), Language.ENGLISH)
        for who in ("lin", "hu", "mo", "ming", "mei", "cora"):
            with refused(NotPermitted):
                do(actions.import_excel, who, data, "brought.xlsx")

    def test_a_faulty_workbook_leaves_nothing_behind(self, do, refused):
        with refused(FaultyChecklist):
            do(actions.import_excel, "ada", book(["Checkpoint", "Item", "Method", "Weight"], ["A", "x", "guess", 100]), "list.xlsx")

    def test_what_is_kept_is_written_and_read_back_the_same(self, do, ask):
        version = do(actions.import_excel, "ada", queries.write_excel(LIBRARY[1], Language.SIMPLIFIED), "five.xlsx")
        again = ask(templates.draft, "ada", version)
        assert queries.read_excel(queries.write_excel(again, Language.ENGLISH), "five.xlsx") == again == LIBRARY[1]


def test_the_form_leaves_room_for_more_items():
    sheet = writing.sheets(LIBRARY[1], Language.ENGLISH)[0]
    assert sheet.spare_rows == writing.SPARE_ROWS
    assert headings.page_of(sheet.title) is Page.ITEMS
