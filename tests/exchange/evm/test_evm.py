"""The command evm: published examples, what cannot be computed, and bad files refused with row and column."""

import json
from datetime import date
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.__main__ import main
from core.exchange.evm import cells, rules
from core.exchange.evm.rules import Days, Rule, Task, Unit

HEAD = "task,start,finish,budget,percent_complete,actual_cost\n"
KEYS = {"bac", "pv", "ev", "ac", "sv", "cv", "spi", "cpi", "eac_cpi", "eac_atypical", "eac_cpi_spi", "etc", "vac", "tcpi_bac", "tcpi_eac", "es", "sv_t", "spi_t"}


@pytest.fixture
def asked(tmp_path, capsys, monkeypatch):
    """Run the command over a file; there is no database it could ask."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nowhere")

    def run(text: str | bytes, *options: str, as_json: bool = True):
        file = tmp_path / "given.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = main(["evm", str(file), *options, *(["--json"] if as_json else [])])
        told = capsys.readouterr()
        return code, json.loads(told.out) if as_json else told.out + told.err

    return run


def near(told: dict, **wanted: float | None) -> None:
    assert {key: told["figures"][key] for key in wanted} == {key: value if value is None else pytest.approx(value, abs=1e-9) for key, value in wanted.items()}


ONE = "2026-03-31"


class TestATable:
    def test_four_sums_give_all_figures(self, asked):
        """Budget 150, planned 48, earned 32, spent 40: the example with which a practice standard shows each formula, rounded there to 1.07, 187.5, -37.5."""
        code, told = asked(HEAD + "whole,2026-01-01,2026-04-10,150,21.3333333333333333%,40\n", "--status-date", "2026-02-01")
        assert code == 0
        assert set(told["figures"]) == KEYS
        near(told, bac=150, pv=48, ac=40)
        assert {key: round(told["figures"][key], 2) for key in ("ev", "sv", "cv", "spi", "cpi", "eac_cpi", "vac", "tcpi_bac", "eac_atypical")} == {
            "ev": 32, "sv": -16, "cv": -8, "spi": 0.67, "cpi": 0.8, "eac_cpi": 187.5, "vac": -37.5, "tcpi_bac": 1.07, "eac_atypical": 158,
        }  # fmt: skip
        assert told["reasons"] == {}

    def test_an_exercise_with_five_activities(self, asked):
        """Seven months in, of months of thirty days: 3,700 budget, 3,000 planned, 2,400 earned, 2,700 spent."""
        text = HEAD + (
            "Preparation,2026-01-01,2026-03-01,600,100,600\nDesign,2026-03-02,2026-05-30,1200,100,1400\nImplementation,2026-05-31,2026-07-29,400,50,200\n"
            "Testing,2026-05-31,2026-08-28,1200,33.33333333333333333,500\nDeployment,2026-08-29,2026-11-26,300,0,0\n"
        )
        _, told = asked(text, "--status-date", "2026-07-29")
        assert {key: round(value, 6) for key, value in told["figures"].items() if key in ("bac", "pv", "ev", "ac", "sv", "cv", "spi")} == {
            "bac": 3700, "pv": 3000, "ev": 2400, "ac": 2700, "sv": -600, "cv": -300, "spi": 0.8,
        }  # fmt: skip
        assert told["figures"]["cpi"] == pytest.approx(2400 / 2700)

    def test_planned_value_runs_from_the_first_day_to_the_end_of_the_last(self, asked):
        row = "a,2026-03-02,2026-03-11,100,0,\n"
        for day, planned in (("2026-03-01", 0), ("2026-03-02", 10), ("2026-03-06", 50), ("2026-03-11", 100), ("2026-05-01", 100)):
            near(asked(HEAD + row, "--status-date", day)[1], pv=planned)
        near(asked(HEAD + row, "--status-date", "2026-03-08", "--days", "weekdays")[1], pv=62.5)  # Monday to Friday of the first week, of eight weekdays

    def test_time_is_told_in_days_weeks_or_months(self, asked):
        row = "a,2026-01-01,2026-06-30,181,50,90\n"
        for unit, at in (("day", 90), ("week", 90 / 7), ("month", 3)):
            told = asked(HEAD + row, "--status-date", ONE, "--unit", unit)[1]
            assert told["figures"]["es"] - told["figures"]["sv_t"] == pytest.approx(at)
            assert told["figures"]["spi_t"] == pytest.approx(1, abs=0.01)
        near(told, es=3 + F(1, 60))

    def test_who_finished_late_stays_late(self, asked):
        text = HEAD.replace("\n", ",actual_finish\n") + "a,2026-01-01,2026-01-10,100,100,90,2026-01-20\n"
        near(asked(text, "--status-date", ONE)[1], spi=1, sv=0, es=10, sv_t=-10, spi_t=0.5)
        near(asked(text, "--status-date", ONE)[1], tcpi_bac=0, tcpi_eac=None, eac_cpi=90)
        near(asked(HEAD + "a,2026-01-01,2026-01-10,100,100,90\n", "--status-date", "2026-01-20")[1], spi_t=0.5)

    def test_undefined_is_null_with_its_reason(self, asked):
        _, told = asked(HEAD + "a,2026-04-01,2026-04-30,100,0,\n", "--status-date", ONE)
        near(told, pv=0, ev=0, ac=None, spi=None, cpi=None, spi_t=None, eac_cpi=None, tcpi_bac=None, sv=0)
        assert set(told["reasons"]) == {key for key, value in told["figures"].items() if value is None}
        assert told["reasons"]["cpi"] == "Not computable: no actual cost yet."
        _, told = asked(HEAD + "a,2026-03-01,2026-04-30,0,50,5\n", "--status-date", ONE)
        assert set(told["reasons"]) == KEYS

    def test_an_empty_cost_is_unknown_once_the_work_has_begun(self, asked):
        near(asked(HEAD + "a,2026-03-01,2026-03-31,100,50,60\nb,2026-03-01,2026-03-31,100,0,\n", "--status-date", ONE)[1], ac=60, cpi=50 / 60)
        near(asked(HEAD + "a,2026-03-01,2026-03-31,100,50,60\nb,2026-03-01,2026-03-31,100,1,\n", "--status-date", ONE)[1], ac=None, cpi=None, ev=51)
        near(asked(HEAD + "a,2026-03-01,2026-03-31,100,50,0\n", "--status-date", ONE)[1], ac=0, cpi=None, eac_atypical=50, tcpi_bac=0.5)

    def test_what_is_cancelled_counts_nowhere_and_rules_differ(self, asked):
        text = HEAD.replace("\n", ",rule,milestones,cancelled\n") + (
            "a,2026-03-01,2026-03-31,100,50,50,,,\nb,2026-03-01,2026-03-31,900,90,700,,,yes\nc,2026-03-01,2026-04-30,100,60,30,50/50,,no\n"
            "d,2026-03-01,2026-04-30,100,99,30,0/100,,\ne,2026-03-01,2026-04-30,122,0,40,loe,,\nf,2026-03-01,2026-04-30,100,,20,,30@2026-03-15 done | 20@2026-03-31 | 50,\n"
        )
        _, told = asked(text, "--status-date", ONE)
        near(told, bac=522, pv=100 + 50 + 0 + 62 + 50, ev=50 + 50 + 0 + 62 + 30, ac=170)
        assert len(told["remarks"]) == 2

    def test_tables_as_people_save_them(self, asked):
        text = "任务;计划开始;计划完成;预算;完成百分比;实际成本;备注\n\n乙;2026/1/11;2026年1月20日;¥2 000;50%;1.000,50;x\n甲;20260101;10.01.2026;1,000.00 元;100%;（0）;\n"
        for data in (text.encode("gb18030"), text.encode("utf-8-sig"), text.encode("utf-16")):
            near(asked(data, "--status-date", "2026.1.15")[1], bac=3000, pv=2000, ev=2000, ac=1000.5)

    def test_parts_of_one_are_percentages_where_they_can_be_nothing_else(self, asked):
        row = "a,2026-03-01,2026-03-31,100,{},10\nb,2026-03-01,2026-03-31,100,{},10\n"
        _, told = asked(HEAD + row.format("0.5", "1"), "--status-date", ONE)
        near(told, ev=150)
        assert told["remarks"]
        near(asked(HEAD + row.format("0.5%", "1%"), "--status-date", ONE)[1], ev=1.5)
        near(asked(HEAD + row.format("0.5", "50"), "--status-date", ONE)[1], ev=50.5)
        assert asked(HEAD + row.format("1", "0"), "--status-date", ONE)[0] == 2

    def test_without_json_there_is_a_table(self, asked):
        code, told = asked(HEAD + "a,2026-03-01,2026-03-31,100,50,60\n", "--status-date", ONE, as_json=False)
        assert code == 0
        assert "spi_t" in told
        assert "0.8333" in told


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,2026-03-01,2026-03-31,100,101,1", "Row 2, column percent_complete"),
        ("a,2026-03-01,2026-03-31,100,-1,1", "Row 2, column percent_complete"),
        ("a,2026-03-01,2026-03-31,100,half,1", "this is not a number"),
        ("a,2026-03-01,2026-03-31,100,,1", "this must not be empty"),
        ("a,2026-03-31,2026-03-01,100,50,1", "Row 2, column finish"),
        ("a,2026-03-01,2026-02-30,100,50,1", "this is not a day"),
        ("a,2026-03-01,04/05/2026,100,50,1", "two different days"),
        ("a,0026-03-01,2026-03-31,100,50,1", "this year cannot be meant"),
        ("a,,2026-03-31,100,50,1", "Row 2, column start"),
        ("a,2026-03-01,2026-03-31,-100,50,1", "Row 2, column budget"),
        ("a,2026-03-01,2026-03-31,,50,1", "Row 2, column budget"),
        ("a,2026-03-01,2026-03-31,1e99,50,1", "Row 2, column budget"),
        ("a,2026-03-01,2026-03-31,nan,50,1", "Row 2, column budget"),
        ("a,2026-03-01,2026-03-31,100,50,-1", "Row 2, column actual_cost"),
        ("a,2026-03-01,2026-03-31,100,50,1,9", "7 cells"),
        ('a,2026-03-01,"2026', "Row 2 cannot be read"),
        ("", "no rows"),
    ],
)
def test_bad_rows_are_named(asked, row, said):
    code, told = asked(HEAD + row + "\n", "--status-date", ONE)
    assert code == 2
    assert said in told["message"]
    assert "\n" not in told["message"]


def test_bad_files_and_options_are_refused_in_one_line(asked):
    good = HEAD + "a,2026-03-01,2026-03-31,100,50,60\n"
    future = HEAD.replace("\n", ",actual_start,actual_finish\n") + "a,2026-03-01,2026-03-31,100,50,60,{},{}\n"
    for text, options in (
        ("", ("--status-date", ONE)), (b"\x00\x01\x02", ("--status-date", ONE)), (good.replace("budget", "money"), ("--status-date", ONE)),
        (good.replace("task", "budget"), ("--status-date", ONE)), (good, ()), (good, ("--status-date", "soon")), (future.format("2026-04-01", ""), ("--status-date", ONE)),
        (future.format("2026-03-05", "2026-03-04"), ("--status-date", ONE)), (good.replace("\n", ",rule\n", 1).replace("60\n", "60,often\n"), ("--status-date", ONE)),
        (good.replace("\n", ",milestones\n", 1).replace("60\n", "60,soon@now\n"), ("--status-date", ONE)),
    ):  # fmt: skip
        code, told = asked(text, *options, as_json=False)
        assert code == 2, (text, told)
        assert told.count("\n") == 1, told


PLANNED = (105, 200, 515, 845, 1175, 1475, 1805, 2135, 2435, 2665, 2760, 2823)
EARNED = (95, 180, 470, 770, 1065, 1315, 1610, 1900, 2150, 2275, 2425, 2555, 2695, 2770, 2823)
LATE = "Month,BCWS,BCWP,ACWP\n" + "".join(f"{label},{PLANNED[n] if n < 12 else ''},{ev},\n" for n, (label, ev) in enumerate(zip(range(1, 16), EARNED, strict=True)))


class TestASeries:
    def test_the_late_project_of_schedule_is_different(self, asked):
        """Lipke 2003: planned for twelve months, done in fifteen; each month's ES by his formula, rounded as he prints it."""
        told = asked(LATE, "--series")[1]["periods"]
        assert [one["period"] for one in told] == list(range(1, 16))
        assert [round(one["figures"]["es"], 2) for one in told] == [0.90, 1.79, 2.86, 3.77, 4.67, 5.47, 6.41, 7.29, 8.05, 8.47, 8.97, 9.52, 10.32, 11.16, 12]
        assert [round(one["figures"]["spi"], 2) for one in told] == [0.90, 0.90, 0.91, 0.91, 0.91, 0.89, 0.89, 0.89, 0.88, 0.85, 0.88, 0.91, 0.95, 0.98, 1]
        near(told[-1], sv=0, sv_t=-3, spi_t=0.8, eac_t=15, ieac_t=15, eac_t_plan=15)
        near(told[4], es=4 + F(1065 - 845, 1175 - 845), eac_t=12 * 5 / (4 + F(2, 3)), eac_t_plan=5 + 12 - (4 + F(2, 3)), tspi=F(22, 3) / 7, eac_t_pv1=12 + F(110 * 12, 2823))
        near(told[4], eac_t_pv2=12 / F(1065, 1175), eac_t_ed1=12 + 5 * (1 - F(1065, 1175)), cpi=None)

    def test_rows_and_labels_in_any_form(self, asked):
        plain = asked(LATE, "--series")[1]["periods"]
        head, *rows = LATE.splitlines()
        for change in (lambda n: f"M{n}", lambda n: f"week {n + 20}", lambda n: f"{2026 + n // 12}-{n % 12 + 1:02}", lambda n: f"{2026 + n // 12}/{n % 12 + 1}/28"):
            text = "\n".join([head, *(f"{change(n)},{row.partition(',')[2]}" for n, row in reversed(list(enumerate(rows, 1))))])
            assert [one["figures"]["es"] for one in asked(text, "--series")[1]["periods"]] == [one["figures"]["es"] for one in plain]
        assert [one["figures"]["es"] for one in asked(head + "\n0,0,0,0\n" + "\n".join(rows), "--series")[1]["periods"]][1:] == [one["figures"]["es"] for one in plain]
        named = "\n".join([head, *(f"{name},{row.partition(',')[2]}" for name, row in zip(("Oct", "Nov", "Dec", "Jan"), rows, strict=False))])
        assert [one["period"] for one in asked(named, "--series", "--bac", "2823", "--duration", "12")[1]["periods"]] == ["Oct", "Nov", "Dec", "Jan"]

    def test_a_plan_that_stands_still_and_one_that_stops(self, asked):
        head = "period,pv,ev,ac\n"
        still = head + "1,10,5,6\n2,20,20,20\n3,20,20,22\n4,20,20,24\n5,30,21,30\n"
        assert [one["figures"]["es"] for one in asked(still, "--series")[1]["periods"]] == [0.5, 2, 3, 4, 4.1]
        stops = head + "1,10,10,6\n2,20,25,20\n"
        assert asked(stops, "--series")[0] == 2
        told = asked(stops, "--series", "--bac", "40")[1]["periods"]
        near(told[1], es=None, eac_t=None, ev=25)
        assert told[1]["reasons"]["es"].startswith("Not computable: the planned values stop")
        near(asked(stops, "--series", "--bac", "40", "--duration", "6")[1]["periods"][1], es=3, spi_t=1.5, eac_t=4)

    def test_periods_to_come_have_no_status(self, asked):
        told = asked("period,pv,ev,ac\n1,10,8,9\n2,20,,\n3,30,,\n", "--series")[1]["periods"]
        near(told[0], bac=30, spi=0.8, cpi=8 / 9, es=0.8, eac_t=3.75)
        near(told[2], pv=30, ev=None, spi=None, es=None)
        assert told[2]["reasons"]["ev"] == "Not computable: nothing is given for this period."

    @pytest.mark.parametrize(
        ("text", "options", "said"),
        [
            ("1,10,8,9\n2,5,9,9\n", (), "Row 3, column pv"), ("1,10,11,9\n", (), "Row 2, column ev"), ("1,10,8,9\n1,20,8,9\n", (), "Row 3, column period"),
            ("1,,8,9\n", (), "Row 2, column pv"), ("1,10,8,9\n2,,8,9\n3,20,9,9\n", (), "Row 3, column pv"), ("1,10,8,9\n", ("--bac", "5"), "less than the planned value of row 2"),
            ("1,10,8,9\n", ("--bac", "none"), "--bac"), ("1,10,8,9\n", ("--duration", "0"), "--duration"), (",10,8,9\n", (), "Row 2, column period"), ("", (), "no rows"),
        ],
    )  # fmt: skip
    def test_bad_series_are_named(self, asked, text, options, said):
        code, told = asked("period,pv,ev,ac\n" + text, "--series", *options)
        assert code == 2
        assert said in told["message"]

    def test_without_json_there_is_a_table(self, asked):
        assert "0.9048" in asked(LATE, "--series", as_json=False)[1]


DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))


@st.composite
def tasks(draw):
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return Task("a", first, last, F(draw(st.integers(1, 1000))), F(draw(st.integers(0, 100)), 100), F(draw(st.integers(0, 1000))), draw(st.sampled_from([Rule.PERCENT, Rule.EFFORT])))


@settings(max_examples=60)
@given(st.lists(tasks(), min_size=1, max_size=4), DAYS, st.sampled_from(Days), st.sampled_from(Unit))
def test_who_earns_as_planned_is_neither_early_nor_late(listed, day, days, unit):
    planned = [Task(one.name, one.start, one.finish, one.budget, rules.planned(one, day, days) / one.budget, one.cost) for one in listed]
    found = rules.status(planned, day, days, unit).figures
    assert found["sv"] == 0
    if found["pv"] not in (0, found["bac"]) and days is Days.CALENDAR and unit is Unit.DAY:
        assert found["sv_t"] == 0


@settings(max_examples=60)
@given(st.lists(tasks(), min_size=1, max_size=4), DAYS, st.sampled_from(Days), st.sampled_from(Unit))
def test_a_cancelled_task_changes_nothing_and_sums_add_up(listed, day, days, unit):
    found = rules.status(listed, day, days, unit)
    gone = Task("b", date(2020, 1, 1), date(2030, 1, 1), F(7), F(1), F(9), cancelled=True)
    assert rules.status([*listed, gone], day, days, unit).figures == found.figures
    assert found.figures["pv"] == sum(rules.planned(one, day, days) for one in listed)
    assert 0 <= found.figures["es"] <= found.extra["pd"]


@given(st.fractions(0, 10**9, max_denominator=100))
def test_an_amount_is_read_however_it_is_written(value):
    written = round(value, 2)
    text = f"{float(written):,.2f}"
    swapped = text.replace(",", "_").replace(".", ",").replace("_", ".")
    for form in (text, text.replace(",", ""), text.replace(",", " "), f"¥{text}", f"{text} CNY", swapped):
        assert cells.amount(cells.At(2, "budget", form)) == F(f"{float(written):.2f}")
