"""The operator's commands: what they print, what they refuse in one line, and how they end."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core import __main__ as command_line
from core import db
from core.audit.records import AuditEntry
from core.files import store
from tests.cast import dump, trail
from tests.databases import living_at

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(capsys, monkeypatch):
    """`run("backup", ...)`: exit code, what it printed, what it complained of."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def run_(*words):
        capsys.readouterr()
        code = command_line.main(list(map(str, words)))
        return code, *capsys.readouterr()

    return run_


@pytest.fixture
def pictures(shelf, tmp_path, released):
    """The evidence of the house lies where its template was built."""
    shutil.copytree(shelf.place.folder / "files", tmp_path / "files")


def only_line(text):
    assert text.endswith("\n")
    assert text.count("\n") == 1
    return text.strip()


def test_a_house_goes_into_an_archive_and_comes_out_elsewhere(database, house, pictures, run, shelf, tmp_path):
    archive = tmp_path / "house.zip"
    code, out, err = run("backup", archive)
    assert (code, err) == (0, "")
    assert out.startswith(f"The backup is in {archive}: ")
    assert "keep it apart" in out
    assert json.loads(run("restore", archive, "--check", "--json")[1])["restored"] is False
    with living_at(url := shelf.blank(), tmp_path / "there"):
        code, out, _ = run("restore", archive, "--json")
        told = json.loads(out)
        assert (code, told["restored"], told["files"], told["lost"]) == (0, True, 1, [])
        assert run("audit", "verify")[0] == 0
        assert [entry.deed for entry in trail()][-1] == "health:restore"
    shelf.place.drop(url)


def test_refusals_are_one_line_with_2_and_change_nothing(sqlite_database, house, pictures, run, tmp_path):
    archive = tmp_path / "house.zip"
    run("backup", archive)
    before = dump()
    code, out, err = run("backup", archive)
    assert (code, out) == (2, "")
    assert only_line(err) == f"{archive} exists already. A backup never replaces anything: choose another name."
    code, out, err = run("restore", archive)
    assert (code, out) == (2, "")
    assert only_line(err).startswith("The database holds tables already.")
    (tmp_path / "cut.zip").write_bytes(archive.read_bytes()[:-100])
    code, out, _ = run("restore", tmp_path / "cut.zip", "--json")
    assert (code, json.loads(out)["refused"]) == (2, "NotABackup")
    assert dump() == before


def test_the_doctor_ends_with_0_when_nothing_needs_repair(sqlite_database, house, pictures, run):
    code, out, err = run("doctor")
    assert (code, err) == (0, "")
    assert "✗" not in out
    assert "✓ The database answers" in out
    told = json.loads(run("doctor", "--json")[1])
    assert told["state"] in ("well", "look")
    assert {"database", "trail", "files"} <= {one["check"] for one in told["findings"]}


def test_the_doctor_ends_with_2_and_says_what_to_do(sqlite_database, house, pictures, run, tmp_path):
    with db.writing() as session:
        session.get_one(AuditEntry, 5).actor_name = "Somebody else"
    next(store.stored()).unlink()
    code, out, err = run("doctor")
    assert (code, only_line(err)) == (2, "2 things need repair.")
    assert "✗ The audit trail is broken at entry 5\n  → " in out
    told = json.loads(run("doctor", "--json")[1])
    assert (told["state"], told["refused"]) == ("ill", "Unwell")
    assert sum(one["state"] == "ill" for one in told["findings"]) == 2
    assert run("doctor", "--quick")[0] == 0
    chinese = run("doctor", "--language", "zh_Hans")[1]
    assert "The audit trail" not in chinese


def test_sweeping_says_what_it_removed(sqlite_database, house, pictures, run):
    left = store.path_of(store.keep(b"left over"))
    os.utime(left, (0, 0))
    assert json.loads(run("sweep", "--json")[1])["files"] == 1
    assert json.loads(run("sweep", "--json")[1])["files"] == 0
    assert not left.exists()


@pytest.mark.parametrize("words", ["backup", "restore", "doctor", "sweep"])
def test_every_command_explains_itself(words, capsys):
    with pytest.raises(SystemExit) as ended:
        command_line.main([words, "--help"])
    assert ended.value.code == 0
    assert "--json" in capsys.readouterr().out


def test_backing_up_loads_no_screen(sqlite_database, house, pictures, tmp_path):
    script = (
        "import sys; from core.__main__ import main; code = main(['backup', sys.argv[1]]); "
        "print(code, sorted({'streamlit', 'altair', 'openpyxl', 'PIL'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "x.zip")]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"
