"""A plan out as a table and in again, through the deed, on both databases; and the screen on which it is done."""

import io
from datetime import date

import openpyxl
import pytest

from core.exchange.plan_table import files, reading, rules, writing
from core.planning import actions, queries
from core.planning.baselines import actions as baselines
from core.planning.baselines import queries as baseline_queries
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Frame
from core.projects import queries as projects
from core.words import Language, translate
from pages.parts.planning.board import FILES, PARTS
from tests.exchange.test_plan_files import MONDAY, rows

PAGE = "pages/Plan.py"


@pytest.fixture
def hotline(house, ask):
    return next(row.code for row in ask(projects.projects, "lin") if row.id == house.projects["hotline"])


@pytest.fixture
def plan(house, do):
    return do(actions.create, "mo", house.projects["hotline"], starts=MONDAY, rows=rows(house.people["ming"]))


def standing(view):
    """Everything that is kept of a plan, beside its numbers."""
    numbers = {one.row.uid: place for place, one in enumerate(view.tasks)}
    return [
        (one.row.name, one.row.level, one.row.kind, one.row.duration, one.row.elapsed, sorted((numbers[tie.uid], tie.type, tie.lag, tie.elapsed, tie.percent) for tie in one.row.before),
         one.row.people, one.row.owner, one.row.deliverable, one.row.standard, one.row.objective, one.row.cost, one.row.constraint, one.row.constraint_at, one.row.deadline,
         one.row.percent, one.row.actual_start, one.row.actual_finish, one.row.shortest, one.row.longest, one.row.priority, one.row.not_before, one.starts, one.ends, one.total_slack, one.critical)
        for one in view.tasks
    ]  # fmt: skip


@pytest.mark.usefixtures("database")
class TestRoundTrip:
    @pytest.mark.parametrize("kind", ["xlsx", "csv"])
    def test_what_was_written_takes_the_place_of_the_plan_unchanged(self, house, ask, do, traced, hotline, plan, kind):
        do(baselines.keep, "mo", plan, name="First")
        view = ask(queries.plan, "mo", hotline)
        kept = ask(baseline_queries.baselines, "mo", plan)[0]
        written = writing.Written(view.tasks, view.scale, {who: name["en"] for who, name in view.people.items()}, ask(baseline_queries.stood, "mo", kept.id))
        data = writing.excel(written, "Hotline", Language.SIMPLIFIED) if kind == "xlsx" else writing.csv_(written, Language.SIMPLIFIED)
        table = next(iter(files.sheets(data).values()))
        ground = ask(queries.ground, "mo", hotline)
        found = reading.read(table, rules.guessed(table), rules.Asked(Frame(MONDAY, ground.calendars), ground.scale, ground.people))
        with traced("plan:take_over", "mo"):
            do(actions.take_over, "mo", house.projects["hotline"], starts=MONDAY, rows=found.rows, source="plan.xlsx", version=view.version)
        assert standing(ask(queries.plan, "mo", hotline)) == standing(view)

    def test_the_workbook_folds_rows_as_the_outline_lies(self, ask, hotline, plan):
        view = ask(queries.plan, "mo", hotline)
        page = openpyxl.load_workbook(io.BytesIO(writing.excel(writing.Written(view.tasks, view.scale, {}), "Hotline", Language.ENGLISH))).worksheets[0]
        assert [page.row_dimensions[place].outlineLevel for place in range(2, len(view.tasks) + 2)] == [one.row.level - 1 for one in view.tasks]
        assert not page.sheet_properties.outlinePr.summaryBelow

    def test_the_workbook_compares_with_the_baseline(self, ask, do, hotline, plan):
        do(baselines.keep, "mo", plan, name="First")
        kept = ask(baseline_queries.baselines, "mo", plan)[0]
        do(actions.change, "mo", plan, seen=9, changes={2: {"duration": 2400 * 48}})
        do(actions.remove, "mo", plan, uids=[7])
        view = ask(queries.plan, "mo", hotline)
        written = writing.Written(view.tasks, view.scale, {}, ask(baseline_queries.stood, "mo", kept.id))
        table, compared = files.sheets(writing.excel(written, "Hotline", Language.ENGLISH)).values()
        place = table[0].index("Calendar days later")
        later = [row[place] for row in table[1:]]
        assert later[1] is not None
        assert later[1] > 0
        assert [row[1] for row in compared if row[0] == "Done"] == ["Removed since"]
        assert "Critical path" in table[0]
        assert len(table) == len(view.tasks) + 1

    def test_the_ground_knows_the_team_and_whoever_the_plan_names(self, house, ask, do, hotline, plan):
        ground = ask(queries.ground, "mo", hotline)
        assert ground.people["ming"] == ground.people[f"ming ({house.people['ming']})"] == house.people["ming"]
        assert "pei" not in ground.people
        do(actions.change, "mo", plan, seen=9, changes={3: {"owner": house.people["pei"]}})
        assert ask(queries.ground, "mo", hotline).people["pei"] == house.people["pei"]


@pytest.mark.usefixtures("sqlite_database")
class TestScreen:
    def uploaded(self, house, at, name, data):
        return at.file_uploader(f"files:{house.projects['hotline']}:file:0").upload(name, data, "application/octet-stream").run()

    def shown(self, at):
        assert not at.exception
        return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.error, *at.info)).replace("\\", "")

    def test_a_table_is_corrected_by_its_columns_and_taken_over(self, house, ask, screen, hotline):
        project = house.projects["hotline"]
        at = screen(PAGE, "mo", query={"project": hotline})
        data = "任务名称;备注;工期\n准备;2天;后天\n完成;0;零\n".encode("gb18030")
        said = self.shown(self.uploaded(house, at, "plan.csv", data))
        assert "Row 2: Column “工期”: “后天” is no duration" in said
        assert ask(queries.plan, "mo", hotline) is None
        selects = {one.label: one for one in at.selectbox}
        selects["工期"].set_value("")
        selects["备注"].set_value("duration").run()
        said = self.shown(at)
        assert "is no duration" not in said
        assert "2 rows, from" in said
        at.button(key=f"files:{project}:take").click().run()
        assert not at.exception
        assert [(one.row.name, one.row.kind.value, one.row.duration > 0) for one in ask(queries.plan, "mo", hotline).tasks] == [("准备", "task", True), ("完成", "milestone", False)]

    @pytest.mark.parametrize("language", list(Language))
    def test_faults_and_what_was_chosen_stand_side_by_side(self, house, screen, hotline, plan, language):
        at = screen(PAGE, "mo", language=language, query={"project": hotline})
        at.segmented_control(key="plan_part").set_value(translate(language, PARTS[FILES])).run()
        said = self.shown(self.uploaded(house, at, "plan.csv", b"Task,Days,Colour\nA,-1,red\nB,2,\n"))
        assert translate(language, "{count} faults were found in the rows; nothing was saved.", count=1) in said
        assert "-1" in said
        assert [one.label for one in at.selectbox if one.label in ("Task", "Days", "Colour")] == ["Task", "Days", "Colour"]
        assert {f"files:{plan}:{kind}" for kind in ("xml", "xlsx", "csv", "ics")} | {f"files:{house.projects['hotline']}:empty"} <= {one.key for one in at.get("download_button")}

    def test_a_plan_starts_when_its_table_does(self, house, ask, screen, hotline):
        at = screen(PAGE, "mo", query={"project": hotline})
        self.uploaded(house, at, "plan.csv", b"Task,Start,Finish\nA,2026-09-07,2026-09-09\nB,2026-09-10,2026-09-10\n")
        at.button(key=f"files:{house.projects['hotline']}:take").click().run()
        view = ask(queries.plan, "mo", hotline)
        assert view.starts == midnight(date(2026, 9, 7))
        assert [one.row.duration for one in view.tasks] == [3 * view.scale.day, view.scale.day]
