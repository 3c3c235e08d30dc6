"""The commands agreement and severity: figures, and every bad file refused with one clear line and its row."""

import json

import pytest

from core.__main__ import main
from core.fairness import tables
from tests.fairness.made import KRIPPENDORFF, SHROUT_FLEISS


def csv_of(values) -> str:
    lines = [f"u{u},r{r},{'' if score != score else score:}" for u, row in enumerate(values) for r, score in enumerate(row)]
    return "\n".join(["unit,rater,score", *lines]) + "\n"


@pytest.fixture
def asked(tmp_path, capsys, monkeypatch):
    """Run a command over a file; there is no database it could ask."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nowhere")

    def run(command: str, text: str | bytes, *options: str, as_json: bool = True):
        file = tmp_path / "given.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = main([command, str(file), *options, *(["--json"] if as_json else [])])
        told = capsys.readouterr()
        return code, json.loads(told.out) if as_json else told.out + told.err

    return run


def test_krippendorffs_example_through_the_door(asked):
    code, told = asked("agreement", csv_of(KRIPPENDORFF), "--level", "ordinal")
    assert code == 0
    assert told["krippendorff_alpha"] == pytest.approx(0.815, abs=5e-4)
    assert told["gwet_ac1"] == pytest.approx(0.77544, abs=5e-6)
    assert set(told) >= {"krippendorff_alpha", "gwet_ac1", "gwet_ac2", "icc", "weighted_kappa", "raters", "reasons"}
    assert set(told["icc"]) == {"icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k"}
    assert {"rater", "severity", "se", "z", "flag"} <= set(told["raters"][0])
    assert told["reasons"] == {}


def test_the_strict_judge_has_the_highest_severity(asked):
    _, told = asked("agreement", csv_of(SHROUT_FLEISS), "--level", "interval")
    strict = max(told["raters"], key=lambda one: one["severity"])
    assert strict["rater"] == "r1"
    assert strict["z"] > 2
    assert strict["flag"] is True
    assert told["icc"]["icc2"] == pytest.approx(0.2898, abs=5e-5)


def test_names_are_told_apart_and_no_more(asked):
    text = "rater,unit,score\na,1,good\nb,1,good\na,2,poor\nb,2,good\na,3,poor\nb,3,poor\n"
    code, told = asked("agreement", text, "--level", "nominal")
    assert code == 0
    assert told["exact"] == pytest.approx(2 / 3, abs=1e-6)
    assert told["icc"]["icc1"] is None
    assert "names" in told["reasons"]["icc.icc1"]
    assert told["raters"][0]["severity"] is None
    assert asked("agreement", text, "--level", "interval")[0] == 2


def test_undefined_is_null_with_a_reason(asked):
    _, told = asked("agreement", "unit,rater,score\n1,a,3\n2,a,4\n", "--level", "interval")
    assert told["krippendorff_alpha"] is None
    assert told["reasons"]["krippendorff_alpha"] == "Fewer than two raters have scores."
    assert told["reasons"]["raters.a"]
    _, told = asked("agreement", "unit,rater,score\n1,a,3\n2,b,4\n", "--level", "interval", "--language", "zh_Hans")
    assert "two raters" not in told["reasons"]["gwet_ac1"]


def test_without_json_there_is_a_table(asked):
    code, told = asked("agreement", csv_of(SHROUT_FLEISS), "--level", "interval", as_json=False)
    assert code == 0
    assert "icc2k  0.620" in told


HEAD = "unit,rater,score\n"
GOOD = HEAD + "1,a,3\n1,b,4\n2,a,5\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "Row 1 must hold the headings"),
        ("unit,rater\n1,a\n", "Row 1 must hold the headings unit, rater, score"),
        ("unit,rater,score,score\n1,a,3,3\n", "each once"),
        (HEAD, "no rows beneath its headings"),
        (HEAD + "1,a\n", "Row 2 has 2 cells where the headings have 3."),
        (GOOD + "2,b,3,9\n", "Row 5 has 4 cells"),
        (GOOD + "2,b,good\n", "Row 5: the score “good” is not a number"),
        (GOOD + "2,b,NaN\n", "Row 5: the score “NaN”"),
        (GOOD + "2,b,-inf\n", "Row 5: the score “-inf”"),
        (GOOD + "2,b,1e999\n", "Row 5: the score “1e999”"),
        (GOOD + "2,b,1_0\n", "Row 5: the score “1_0”"),
        (GOOD + "2,b,0x1F\n", "Row 5: the score “0x1F”"),
        (GOOD + "2,b,٣\n", "Row 5: the score “٣”"),
        (GOOD + "1,b,5\n", "Row 5: b scored 1 in row 3 already."),
        (GOOD + " 1 ,b,\n", "Row 5: b scored 1 in row 3 already."),
        (GOOD + ",b,5\n", "Row 5: “unit” needs a name"),
        (GOOD + "2," + "b" * 201 + ",5\n", "Row 5: “rater” needs a name"),
        (GOOD + '2,"b,5\n', "Row 5 cannot be read"),
        (GOOD + "2,\0,5\n", "Row 5"),
        (GOOD.encode() + b"2,\xff\xfe,5\n", "UTF-8"),
        (GOOD.encode("utf-16"), "UTF-8"),
        (GOOD + "2," + "b" * 200_000 + ",5\n", "Row 5 cannot be read"),
    ],
)
def test_a_bad_file_is_refused_with_its_row(asked, text, said):
    code, told = asked("agreement", text, "--level", "interval", as_json=False)
    assert code == 2
    assert said in told
    assert len(told.strip().splitlines()) == 1


def test_a_mark_at_the_start_other_commas_other_line_ends_and_idle_lines_do_no_harm(asked):
    _, plain = asked("agreement", GOOD, "--level", "interval")
    for text in ("\ufeff" + GOOD, GOOD.replace(",", ";"), GOOD.replace(",", "\t"), GOOD.replace("\n", "\r\n"), GOOD + "\n\n", GOOD.replace("score", " Score")):
        assert asked("agreement", text, "--level", "interval") == (0, plain)


def test_too_much_is_refused(asked, monkeypatch):
    monkeypatch.setattr(tables, "ROWS_AT_MOST", 2)
    assert asked("agreement", GOOD, "--level", "interval")[0] == 2
    monkeypatch.setattr(tables, "ROWS_AT_MOST", 10)
    monkeypatch.setattr(tables, "CELLS_AT_MOST", 3)
    assert asked("agreement", GOOD, "--level", "interval")[1]["refused"] == "TooLarge"
    monkeypatch.setattr(tables, "BYTES_AT_MOST", 10)
    assert asked("severity", GOOD, "--rater", "rater", "--outcome", "score")[1]["refused"] == "TooLarge"


def test_a_missing_file_is_one_line(capsys):
    assert main(["agreement", "/nowhere/at/all.csv", "--level", "interval"]) == 2
    assert "/nowhere/at/all.csv" in capsys.readouterr().err


RECORDS = "group,found,size,kind,zip\n" + "".join(
    f"{'abc'[n % 3]},{'yes' if n % 7 == 0 or (n % 3 == 0 and n % 2) else 'no'},{'NA' if n % 11 == 0 else n % 13},{'xy'[n % 2]},{60600 + n % 4}\n" for n in range(600)
)


def test_severity_tells_each_rater_with_interval_and_flag(asked):
    code, told = asked("severity", RECORDS, "--rater", "group", "--outcome", "found", "--covariates", "size,kind,zip", "--categorical", "zip")
    assert code == 0
    assert told["outcome"] == "binary"
    assert [one["rater"] for one in told["raters"]] == ["a", "b", "c"]
    strict = told["raters"][0]
    assert strict["flag"] is True
    assert strict["low"] < strict["effect"] < strict["high"]
    assert 0 < strict["probability_low"] < strict["probability"] < strict["probability_high"] < 1
    assert told["multiplicity"]["tests"] == 3
    kinds = {one["name"]: (one["kind"], one["missing"]) for one in told["covariates"]}
    assert kinds == {"size": ("numeric", 55), "kind": ("categorical", 0), "zip": ("categorical", 0)}


def test_severity_leaves_out_rows_without_rater_or_outcome_and_says_how_many(asked):
    code, told = asked("severity", RECORDS + ",yes,1,x,1\na,,1,x,1\nb,NA,1,x,1\n", "--rater", "group", "--outcome", "found")
    assert (code, told["left_out"], told["n"]) == (0, 3, 600)
    assert asked("severity", "group,found\na,1\na,0\n", "--rater", "group", "--outcome", "found")[1]["reasons"]["raters"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--rater", "nobody", "--outcome", "found"), "it holds: group, found, size"),
        (("--rater", "group", "--outcome", "kind"), "Row 2: the kind “x” is not a number"),
        (("--rater", "group", "--outcome", "found", "--covariates", "size,group"), "“group” is asked for twice"),
        (("--rater", "group", "--outcome", "found", "--covariates", "size", "--categorical", "zip"), "it holds: zip"),
    ],
)
def test_severity_refuses_columns_that_are_not_there(asked, options, said):
    code, told = asked("severity", RECORDS, *options, as_json=False)
    assert code == 2
    assert said in told
