"""Foreign tables as plans: what is read, in whatever language, encoding and order; and what is refused by its row."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest

from core.errors import Faulty
from core.exchange import workbook
from core.exchange.plan_table import files, reading, rules, trial, values, writing
from core.exchange.plan_table.columns import Field, field_of
from core.exchange.plan_table.rules import Asked, Choice
from core.exchange.workbook import Column, Sheet
from core.files.rules import EmptyFile, PackedTooTightly
from core.planning.rules.calendars import Calendar
from core.planning.rules.moments import midnight, ticks
from core.planning.rules.notation import Before, Scale
from core.planning.rules.plan import Constraint, LinkType
from core.planning.rules.sheet import HOUSE, Frame, Kind, Row
from core.planning.rules.worktime import DAY, TICKS
from core.words import Language

HOUR = 60 * TICKS
OFFICE = ((9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR))
MONDAY = midnight(date(2026, 11, 2))
ASKED = Asked(Frame(MONDAY, {HOUSE: Calendar("", (OFFICE,) * 5 + ((),) * 2)}), Scale(), {"ming": 7, "wei": 8, "小明": 7, "smith, john": 9})
CHINESE = """服务改进计划
WBS,任务名称,工期,开始时间,前置任务,资源名称,负责人,完成百分比
1,准备,,,,,小明,
1.1,询问客户,3 个工作日,2026年11月3日 9:00,,小明[50%],,50%
1.2,记录,2天,,1.1FS+1 个工作日,"小明,Wei",,
2,完成,0,,1.2,,,
"""


def at(text):
    return ticks(datetime.fromisoformat(text))


def found(text, asked=ASKED):
    (rows,) = files.sheets(text if isinstance(text, bytes) else text.encode()).values()
    return reading.read(rows, rules.guessed(rows), asked)


def faults(text, deed=found):
    with pytest.raises(Faulty) as refused:
        deed(text)
    return [(fault.row, fault.told(Language.ENGLISH).split(": ", 1)[-1].split(". ")[0]) for fault in refused.value.faults]


class TestReading:
    def test_a_chinese_table_with_wbs_numbers(self):
        assert found(CHINESE).rows == (
            Row(3, "准备", owner=7),
            Row(4, "询问客户", 2, duration=24 * HOUR, people=((7, 50),), percent=50, actual_start=at("2026-11-03 09:00"), constraint=Constraint.START_NO_EARLIER_THAN, constraint_at=at("2026-11-03 09:00")),
            Row(5, "记录", 2, duration=16 * HOUR, before=(Before(4, LinkType.FINISH_START, 8 * HOUR),), people=((7, 100), (8, 100))),
            Row(6, "完成", kind=Kind.MILESTONE, before=(Before(5),)),
        )

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
    def test_encodings_are_told_apart(self, encoding):
        assert found(CHINESE.encode(encoding)) == found(CHINESE)

    def test_big5_is_known_by_its_headings(self):
        text = "任務名稱,工期,前置任務\n準備,3天,\n完成,0,1\n"
        assert [row.name for row in found(text.encode("big5")).rows] == ["準備", "完成"]

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_separators_are_told_apart(self, separator):
        text = separator.join(["Task Name", "Duration", "Predecessors"]) + "\n" + separator.join(['"A, b; c\td"', "2d", ""]) + "\n" + separator.join(["B", "1d", "1"])
        assert [(row.name, row.duration) for row in found(text).rows] == [("A, b; c d", 16 * HOUR), ("B", 8 * HOUR)]
        assert found(f"sep={separator}\n{text}").rows[1].before == (Before(2),)

    def test_what_microsoft_project_writes(self):
        text = "ID\tTask_Name\tDuration\tStart_Date\tFinish_Date\tPredecessors\tOutline_Level\tResource_Names\tPercent_Complete\n1\tBuild\t5 days?\tMon 2026-11-02\t\t\t1\tming[50%];wei\t0%\n7\tTest\t2 edays\t\t\t\t2\t\t0%\n8\tLook\t1 day\t\t\t7SS+50%\t2\twei\t0%\n9\tDone\t0 days\tNovember 30, 2026 8:00 AM\t\t\t1\t\t0%"
        build, test, look, done = found(text).rows
        assert (build.duration, build.people, test.level, test.duration, test.elapsed) == (0, (), 2, 2 * DAY, True), "Build contains Test: what is in it tells its duration"
        assert (look.before, look.people) == ((Before(3, LinkType.START_START, 50, percent=True),), ((8, 100),))
        assert (done.kind, done.constraint, done.constraint_at) == (Kind.MILESTONE, Constraint.START_NO_EARLIER_THAN, at("2026-11-30 08:00"))

    def test_a_workbook_with_real_dates_fractions_and_numbers(self):
        columns = tuple(map(Column, ("Task", "Duration (hours)", "Start", "Finish", "Progress", "Cost", "Deadline")))
        data = workbook.write([Sheet("Cover", (Column("Hello"),)), Sheet("Plan", columns, [("A", 4, datetime(2026, 11, 2, 9), None, 0.5, "¥1,200.50", date(2026, 11, 5)), ("B", None, date(2026, 11, 4), date(2026, 11, 9), 1, None, None)])])  # noqa: DTZ001
        sheets = files.sheets(data)
        assert files.usual(sheets) == "Plan"
        first, second = reading.read(sheets["Plan"], rules.guessed(sheets["Plan"]), ASKED).rows
        assert (first.duration, first.percent, first.cost, first.deadline) == (4 * HOUR, 50, Decimal("1200.50"), midnight(date(2026, 11, 6)))
        assert second.duration == 4 * 8 * HOUR, "Wednesday to Monday, without the weekend"
        assert (second.percent, second.actual_finish) == (100, midnight(date(2026, 11, 10)))

    def test_levels_follow_from_blanks_or_numbers_before_names(self):
        assert [row.level for row in found("Task\nA\n   B\n      C\n   D\nE").rows] == [1, 2, 3, 2, 1]
        rows = found("Task\n1 A\n1.1 B\n1.1.1 C\n2 D").rows
        assert [(row.level, row.name) for row in rows] == [(1, "A"), (2, "B"), (3, "C"), (1, "D")]
        assert [(row.level, row.name) for row in found("Task\n3 day workshop\nEvaluate").rows] == [(1, "3 day workshop"), (1, "Evaluate")]

    def test_dates_are_limits_only_where_no_column_of_limits_says_otherwise(self):
        text = "Task,Start,Constraint,Constraint date\nA,2026-11-09,,\nB,2026-11-09,FNLT,2026-11-20"
        first, second = found(text).rows
        assert first.constraint is Constraint.AS_SOON_AS_POSSIBLE
        assert (second.constraint, second.constraint_at) == (Constraint.FINISH_NO_LATER_THAN, midnight(date(2026, 11, 21)))

    def test_predecessors_by_number_wbs_or_name(self):
        text = "Row,WBS,Task,Waits for\n10,1,Ask,\n20,2,Write it,10\n30,3,Sum up,Write it\n40,3.1,Last,1FF-50%\n"
        rows = found(text).rows
        assert [one.uid for row in rows for one in row.before] == [2, 3, 2]
        assert rows[3].before == (Before(2, LinkType.FINISH_FINISH, -50, percent=True),)

    def test_a_name_with_a_comma_is_somebody(self):
        assert found('Task,People\nA,"Smith, John; ming[30%]"').rows[0].people == ((7, 30), (9, 100))

    def test_what_is_left_out_is_told(self):
        notes = found("Task,Colour,WBS,Slack (days)\nA,red,1,3\nB,blue,1.1.1,0").notes
        assert [fault.told(Language.ENGLISH) for fault in notes] == [
            "Columns that are left out: Colour.", "Rows that lay more than one level below the row before them are taken up to one level: 1.",
        ]  # fmt: skip


class TestChoice:
    def test_headings_are_looked_for_below_a_title(self):
        assert rules.guessed([("My plan",), (), ("No.", "Task name", "Days", "Slack (days)", "?"), ("1.1", "A", 3, 1, "x")]) == Choice(3, (Field.WBS, Field.NAME, Field.DURATION, None, None))
        assert rules.guessed([("No.", "Task"), ("1", "A")]).fields[0] is Field.ROW

    def test_a_table_without_known_headings_has_its_words_taken_for_names(self):
        assert rules.guessed([("x", "y"), (1, "Ask"), (2, "Write")]).fields == (None, Field.NAME)

    def test_a_choice_of_ones_own_is_followed(self):
        rows = [("Ask", "3d", "2d"), ("Write", "1d", "5d")]
        made = reading.read(rows, Choice(0, (Field.NAME, None, Field.DURATION)), ASKED).rows
        assert [(row.uid, row.name, row.duration) for row in made] == [(1, "Ask", 16 * HOUR), (2, "Write", 40 * HOUR)]

    @pytest.mark.parametrize(
        ("fields", "refusal"), [((None, Field.DURATION), rules.NoNames), ((Field.NAME, Field.NAME), rules.TwiceTold)],
    )  # fmt: skip
    def test_a_choice_that_makes_no_table_is_refused(self, fields, refusal):
        with pytest.raises(refusal):
            reading.read([("A", "B"), ("x", "y")], Choice(1, fields), ASKED)

    def test_synonyms(self):
        said = ("任务名称", "工期", "前置任务", "开始时间", "完成时间", "负责人", "大纲级别", "資源名稱", "Task Name", "Resource Names", "outline_level", "% Complete", "工期（天）", "＃", "Colour")
        assert [field_of(one) for one in said] == [
            Field.NAME, Field.DURATION, Field.BEFORE, Field.START, Field.FINISH, Field.OWNER, Field.LEVEL, Field.PEOPLE, Field.NAME, Field.PEOPLE, Field.LEVEL, Field.PERCENT, Field.DURATION, Field.ROW, None,
        ]  # fmt: skip


class TestRefused:
    def test_every_fault_is_named_by_its_row_with_what_was_typed(self):
        text = (
            "Task,Duration,Waits for,Start,Finish,People,Answers for it,Cost,Done %,Priority,Kind,Deadline,At best\n"
            "A,-3d,1,2026-02-30,,Bob,Zoe,-1,120,1001,Party,1026-01-01,\n,2 moons,9,2026-11-05,2026-11-04,ming[0%],,x,,,,,\nC,3d,2XY,3/4/2026,,,,,,,,,5d\n"
        )
        assert faults(text) == [
            (2, "Column “Duration”: “-3d” is negative"),
            (2, "Column “Waits for”: the row waits for itself (“1”)"),
            (2, "Column “Start”: “2026-02-30” is no date that a plan can have"),
            (2, "Column “People”: nobody of the project is called “Bob”"),
            (2, "Column “Answers for it”: nobody of the project is called “Zoe”"),
            (2, "Column “Cost”: “-1” is no amount"),
            (2, "Column “Done %”: “120” is no progress"),
            (2, "Column “Priority”: “1001” is no priority"),
            (2, "Column “Kind”: “Party” is no kind of row"),
            (2, "Column “Deadline”: “1026-01-01” is no date that a plan can have"),
            (3, "Column “Task”: a task needs a name of at most 200 characters."),
            (3, "Column “Duration”: “2 moons” is no duration"),
            (3, "Column “Waits for”: there is no row “9” to wait for"),
            (3, "Column “Finish”: the row finishes (“2026-11-04”) before it starts."),
            (3, "Column “People”: somebody works on a task with 1 to 1000 percent; “ming” has 0."),
            (3, "Column “Cost”: “x” is no amount"),
            (4, "Column “Waits for”: there is no row “2XY” to wait for"),
            (4, "Column “Start”: “3/4/2026” is no date that a plan can have"),
            (4, "Column “At best”: “5d” does not fit the duration"),
        ]  # fmt: skip

    def test_circles_are_refused_with_their_rows(self):
        def tried(text):
            return trial.tried(found(text), ASKED)

        assert faults("Task,Predecessors\nA,\nB,4\nC,2\nD,3\n", tried) == [(3, "These rows wait for one another in a circle: 3 “B” → 4 “C” → 5 “D” → 3 “B”")]

    def test_a_row_and_what_contains_it_do_not_wait_for_one_another(self):
        assert [row for row, _ in faults("Task,Level,Predecessors\nA,1,2\nB,2,\nC,2,1\n")] == [2, 4]

    def test_levels_numbers_and_limits_that_make_no_sense(self):
        assert faults("ID,Task,Level\n1,A,one\n1,B,2") == [(2, "Column “Level”: “one” is no level"), (3, "Column “ID”: “1” stands in row 2 already")]
        assert [row for row, _ in faults("Task,Constraint\nA,SNET\nB,whenever")] == [2, 3]

    @pytest.mark.parametrize(
        ("data", "refusal"),
        [
            (b"", EmptyFile), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, files.OldWorkbook), (b"PK\x03\x04rubbish", Exception), (b"\x00\x01\x02\xff" * 99, files.NoTable),
            (b"\n\n\n", rules.NothingBelow), (b'Task,Duration\nA,"' + b"x" * 200_000, files.NoTable),
        ],
    )  # fmt: skip
    def test_what_is_no_table_is_refused(self, data, refusal):
        with pytest.raises(refusal):
            files.sheets(data)

    def test_a_file_that_unfolds_without_end_is_refused(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b" " * 30_000_000)
        with pytest.raises(PackedTooTightly):
            files.sheets(out.getvalue())

    def test_too_many_rows_are_refused_and_columns_cut(self):
        with pytest.raises(workbook.TooManyRows):
            files.sheets(b"Task\n" + b"a\n" * 20_100)
        assert max(map(len, files.sheets(b"a," * 5000)[""])) == files.MAX_COLUMNS


class TestTried:
    def test_the_schedule_is_told_with_what_differs_from_the_table(self):
        made = trial.tried(found("Task,Duration,Start,Predecessors,Deadline\nA,3d,2026-11-02,,2026-11-03\nB,1d,2026-11-03,1,\n"), ASKED)
        assert [(one.uid, one.early_start) for one in made.schedule.tasks] == [(2, MONDAY + 9 * HOUR), (3, at("2026-11-05 09:00"))]
        assert [fault.told(Language.ENGLISH).rsplit(": ", 1)[1] for fault in made.notes] == ["3 “B” 2026-11-03 → 2026-11-05", "1, in rows 2 of the file."]

    def test_ten_thousand_rows_are_read_with_their_progress_told(self):
        text = "Task,Duration,Predecessors\n" + "".join(f"T{n},1d,{n - 1 if n % 50 > 1 else ''}\n" for n in range(1, 10_001))
        said = []
        (rows,) = files.sheets(text.encode()).values()
        made = trial.tried(reading.read(rows, rules.guessed(rows), ASKED, said.append), ASKED)
        assert len(made.found.rows) == 10_000
        assert len(said) > 10
        assert said == sorted(said)


@pytest.mark.parametrize("language", list(Language))
def test_the_empty_table_is_known_and_its_example_can_be_taken_over(language):
    sheets = files.sheets(writing.empty_table(Scale(), ["ming"], language))
    empty, example = sheets.values()
    assert set(rules.guessed(empty).fields) == set(writing.TEMPLATE)
    assert files.usual(sheets) == list(sheets)[1], "the first sheet is empty yet"
    rows = reading.read(example, rules.guessed(example), ASKED).rows
    assert [(row.level, row.kind, len(row.before)) for row in rows] == [(1, Kind.TASK, 0), (2, Kind.TASK, 0), (2, Kind.TASK, 1), (1, Kind.MILESTONE, 1)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-02", "2026-11-02 00:00"), ("2026/11/2 8:30", "2026-11-02 08:30"), ("2026年11月2日 下午 1:05", "2026-11-02 13:05"), ("周一 2026/11/2", "2026-11-02 00:00"),
        ("20261102", "2026-11-02 00:00"), ("2 Nov 2026", "2026-11-02 00:00"), ("Nov 2, 2026 12:00 AM", "2026-11-02 00:00"), (46328, "2026-11-02 00:00"), (46328.5, "2026-11-02 12:00"),
        ("2026-11-02T09:00:00", "2026-11-02 09:00"), ("２０２６．１１．２", "2026-11-02 00:00"),
    ],
)  # fmt: skip
def test_days_as_people_write_them(value, expected):
    assert values.tick_of(value) == at(expected)


@pytest.mark.parametrize("value", ["3/4/2026", "2026-13-01", "tomorrow", "2026-11-02 25:00", "1899-01-01", True, 5, "2026-11-02 soon", "2 Foo 2026"])
def test_what_is_no_day(value):
    assert values.tick_of(value) is None
