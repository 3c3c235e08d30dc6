"""python -m core spc: what it prints, and how it refuses a file."""

import json

import pytest

from core.__main__ import REFUSED, main
from tests.quality.test_spc_rules import CLOTH, ORANGE_JUICE


def run(capsys, tmp_path, text, *options):
    file = tmp_path / "figures.csv"
    file.write_text(text, "utf-8")
    code = main(["spc", str(file), *options, "--json", "--language", "en"])
    return code, json.loads(capsys.readouterr().out)


def table(rows, heading="subgroup,count,size"):
    return "\n".join([heading, *(",".join(map(str, row)) for row in rows)])


def test_it_prints_limits_points_and_signals(capsys, tmp_path):
    text = table([(f"S{at}", count, 50) for at, count in enumerate(ORANGE_JUICE, 1)])
    code, found = run(capsys, tmp_path, text, "--chart", "p", "--exclude", "S15,S23", "--rules", "1")
    chart = found["charts"]["p"]
    assert code == 0
    assert (chart["center"], round(chart["lcl"], 4), round(chart["ucl"], 4)) == (0.215, 0.0407, 0.3893)
    assert [(one["index"], one["rule"], one["subgroup"]) for one in chart["signals"]] == [(14, 1, "S15"), (20, 1, "S21"), (22, 1, "S23")]
    assert len(chart["points"]) == 30


def test_limits_are_one_a_point_where_sizes_differ(capsys, tmp_path):
    _, found = run(capsys, tmp_path, table([(at, *one) for at, one in enumerate(CLOTH)]), "--chart", "u")
    assert isinstance(found["charts"]["u"]["center"], float)
    assert len(found["charts"]["u"]["ucl"]) == 10


def test_rows_of_a_subgroup_may_stand_apart_and_samples_may_differ_in_size(capsys, tmp_path):
    text = table([("a", 1), ("b", 4), ("a", 3), ("b", "6.5"), ("c", -2), ("c", 5), ("c", 9)], "subgroup,value")
    _, found = run(capsys, tmp_path, text, "--chart", "xbar-s", "--lower", "-20", "--upper", "30")
    assert set(found["charts"]) == {"xbar", "s"}
    assert (found["subgroups"], found["charts"]["xbar"]["points"]) == (["a", "b", "c"], [2.0, 5.25, 4.0])
    assert found["capability"]["n"] == 7


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("subgroup,count,size\na,1,9\nb,2,0", ["p"], "Row 3, column size"),
        ("subgroup,count,size\na,1,9\nb,12,9", ["p"], "Row 3, column count"),
        ("subgroup,count,size\na,1,9\nb,-2,9", ["u"], "Row 3, column count"),
        ("subgroup,count,size\na,1.5,9\nb,2,9", ["np"], "Row 2, column count"),
        ("subgroup,count,size\na,1,9\na,2,9", ["p"], "Row 3, column subgroup"),
        ("subgroup,count\na,1\nb,2", ["p"], "“size” is missing"),
        ("subgroup,count,size\na,1,9\nb,2,8", ["c"], "take the chart u"),
        ("subgroup,value\na,1\nb,", ["imr"], "Row 3, column value"),
        ("subgroup,value\na,1\nb,nan", ["imr"], "Row 3, column value"),
        ("subgroup,value\na,1\nb,1e400", ["imr"], "Row 3, column value"),
        ("subgroup,value\na,1\na,2\nb,3", ["xbar-r"], "“b” has only one value"),
        ("subgroup,value\n,1\nb,2", ["imr"], "every row names its subgroup"),
        ("subgroup,value\na,1", ["imr"], "at least two subgroups"),
        ("subgroup,value\na,1\nb,2", ["imr", "--exclude", "z"], "no subgroup “z”"),
        ("subgroup,value\na,1\nb,2", ["imr", "--laney"], "--laney"),
        ("subgroup,value\na,1\nb,2", ["imr", "--lower", "3", "--upper", "2"], "not below the upper one"),
        ("subgroup,count\na,1\nb,2", ["c", "--lower", "3"], "drawn from counts"),
        ("subgroup,value\na,1\nb,2", ["imr", "--lower", "x"], "--lower needs a number"),
        ("", ["imr"], ""),
    ],
)
def test_a_bad_file_is_refused_in_one_line_that_names_the_row(capsys, tmp_path, text, options, said):
    code, found = run(capsys, tmp_path, text, "--chart", *options)
    assert code == REFUSED
    assert said in found["message"]
    assert "\n" not in found["message"]
