"""python -m core schedule: one JSON document, or exit 2 and one clear line."""

import json
from pathlib import Path

import pytest

from core import __main__ as command_line
from core.exchange.mspdi.command import CONSTRAINTS
from core.planning.rules.plan import Constraint
from tests.planning.test_reading import document, link, task


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LC_ALL", "en_GB")

    def run_(text: str, *more: str) -> tuple[int, str, str]:
        path = tmp_path / "plan.xml"
        path.write_text(text, encoding="utf-8")
        capsys.readouterr()
        code = command_line.main(["schedule", str(path), *more])
        return code, *capsys.readouterr()

    return run_


def test_a_plan_as_json(run):
    code, out, err = run(document(task(1) + task(2, 8, link(1, lag=2400)) + task(3, 8, "<Deadline>2024-03-01T17:00:00</Deadline>")), "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["project_start"], found["project_finish"]) == ("2024-03-04T08:00:00", "2024-03-06T12:00:00")
    assert found["tasks"][0] == {
        "uid": 1, "early_start": "2024-03-04T08:00:00", "early_finish": "2024-03-04T17:00:00", "late_start": "2024-03-04T08:00:00",
        "late_finish": "2024-03-04T17:00:00", "total_slack_minutes": 0, "free_slack_minutes": 0, "critical": True,
    }  # fmt: skip
    assert found["tasks"][2]["total_slack_minutes"] == -480
    assert found["conflicts"] == [{"uid": 3, "constraint": "deadline", "minutes": 480}]


def test_a_plan_to_read(run):
    code, out, _ = run(document(task(1, 8, "<Name>Draw</Name><Deadline>2024-03-01T17:00:00</Deadline>")))
    assert code == 0
    assert "Draw" in out
    assert "480" in out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (document(task(1, 8, link(2)) + task(2, 8, link(1))), "1 → 2 → 1"),
        (document(task(1, 8, link(1))), "itself"),
        (document(task(1, 8, link(9))), "9"),
        ("<Project>", "not a complete XML"),
        ('<!DOCTYPE p [<!ENTITY a "b">]><Project/>', "document type"),
    ],
)
def test_a_refusal_is_one_line(run, text: str, says: str):
    code, out, err = run(text)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]):
    assert command_line.main(["schedule", "/nowhere/plan.xml"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_its_words_for_constraints_are_those_of_the_rules():
    assert len(CONSTRAINTS) == len(Constraint)
    assert all(word.endswith(one.name.lower().replace("as_soon_as_possible", "asap").replace("as_late_as_possible", "alap")) for word, one in zip(CONSTRAINTS, Constraint, strict=True))


STAFF = "<Resources><Resource><UID>1</UID><Name>Ann</Name><Type>1</Type><MaxUnits>1.00</MaxUnits></Resource></Resources>"


def assignment(uid: int, person: int = 1, units: float = 1, work: int = 8) -> str:
    return f"<Assignment><UID>{uid}</UID><TaskUID>{uid}</TaskUID><ResourceUID>{person}</ResourceUID><Units>{units}</Units><Work>PT{work}H0M0S</Work></Assignment>"


def both(inside: str = "") -> str:
    return document(task(1) + task(2, 8, inside), more=f"{STAFF}<Assignments>{assignment(1)}{assignment(2)}</Assignments>")


def test_a_levelled_plan_as_json(run):
    code, out, err = run(both(), "--json", "--level", "--time-limit", "5")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["project_finish"], found["levelled_finish"]) == ("2024-03-04T17:00:00", "2024-03-05T17:00:00")
    assert (found["status"], found["lower_bound_finish"]) == ("optimal", "2024-03-05T17:00:00")
    assert sorted((row["levelled_start"], row["levelled_finish"]) for row in found["tasks"]) == [
        ("2024-03-04T08:00:00", "2024-03-04T17:00:00"), ("2024-03-05T08:00:00", "2024-03-05T17:00:00"),
    ]  # fmt: skip
    assert all(row["early_start"] == "2024-03-04T08:00:00" for row in found["tasks"])
    assert "unsolved" not in found


def test_without_the_word_nothing_is_levelled(run):
    _, out, _ = run(both(), "--json")
    assert set(json.loads(out)) == {"project_start", "project_finish", "tasks"}


def test_a_levelled_plan_to_read(run):
    code, out, _ = run(both("<Priority>1000</Priority>"), "--level")
    assert code == 0
    assert "finish 2024-03-05T17:00:00 (proven best), 1 tasks delayed" in out
    assert "2024-03-04T08:00:00 → 2024-03-05T08:00:00" in out


def test_who_stays_short_is_named(run):
    text = both("<Priority>1000</Priority>").replace("<OutlineLevel>1</OutlineLevel><Duration>", "<OutlineLevel>1</OutlineLevel><Priority>1000</Priority><Duration>", 1)
    code, out, _ = run(text, "--level")
    assert code == 0
    assert "Ann would still be asked for too much between 2024-03-04T08:00:00 and 2024-03-04T17:00:00." in out
    assert json.loads(run(text, "--level", "--json")[1])["unsolved"] == [{"resource": 1, "from": "2024-03-04T08:00:00", "to": "2024-03-04T17:00:00", "units": 1.0}]


@pytest.mark.parametrize("limit", ["0", "-1", "soon", "nan", "1e9"])
def test_a_limit_that_makes_no_sense_is_refused(run, limit: str):
    with pytest.raises(SystemExit) as refused:
        run(both(), "--level", "--time-limit", limit)
    assert refused.value.code == 2


def test_backwards_cannot_be_levelled(run):
    text = both().replace("<StartDate>", "<ScheduleFromStart>0</ScheduleFromStart><FinishDate>2024-03-29T17:00:00</FinishDate><StartDate>")
    code, out, err = run(text, "--level")
    assert (code, out) == (2, "")
    assert "backwards" in err


def test_the_risk_of_a_plan(run):
    text = document(task(1, 40) + task(2, 8))
    code, out, err = run(text, "--risk", "50,200", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["risk"] | {"chance_of_planned": 0} == {
        "runs": 1000, "seed": 0, "p50_finish": found["risk"]["p50_finish"], "p80_finish": found["risk"]["p80_finish"], "chance_of_planned": 0,
    }  # fmt: skip
    assert "2024-03-08T17:00:00" < found["risk"]["p50_finish"] < found["risk"]["p80_finish"] < "2024-03-15T17:00:00"
    assert 0 < found["risk"]["chance_of_planned"] < 0.5
    assert [row["criticality"] for row in found["tasks"]] == [1, 0]
    _, out, _ = run(text, "--risk", "50,200")
    assert f"by {found['risk']['p80_finish']} in 80 of 100" in out


@pytest.mark.parametrize("percent", ["110,150", "50", "a,b", "50,90", "-1,200", "1,1e9"])
def test_percentages_that_make_no_sense_are_refused(run, percent: str):
    with pytest.raises(SystemExit) as refused:
        run(both(), f"--risk={percent}")
    assert refused.value.code == 2
