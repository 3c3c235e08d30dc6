"""The command line: what it does is traced, what it refuses is one clear line, and a second start is quick."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from core import __main__ as command_line
from core import db, work
from core.access import Role
from core.audit.records import AuditEntry
from core.clock import now
from core.config import settings
from core.demo import command, rules
from core.exchange.checklist.queries import library, read_excel
from core.inspection.templates import queries as templates
from core.notice.queries import inbox
from core.people import passwords
from core.people.factor.queries import confirmed
from core.people.factor.records import Factor
from core.people.queries import person_by_username
from core.projects.queries import person_acting
from tests import cast
from tests.databases import forget

ROOT = Path(__file__).parents[1]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """`run("user add ...")`: exit code, what it printed, what it complained of."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def run_(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = command_line.main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return run_


def only_line(text: str) -> str:
    assert text.endswith("\n")
    assert text.count("\n") == 1
    return text.strip()


def test_its_roles_are_the_roles():
    assert set(command_line._ROLES) == {role.value for role in Role}


@pytest.mark.parametrize(
    "words", ["", "migrate", "demo", "user", "user add", "user link", "user reset-factor", "import", "import checklist", "export checklist", "audit", "audit verify", "backup", "restore", "doctor", "sweep"]
)
def test_every_command_explains_itself(words, capsys):
    with pytest.raises(SystemExit) as ended:
        command_line.main([*words.split(), "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("usage: python -m core")
    assert words.count(" ") == 0 or ("--json" in said and "--language" in said)


def test_a_command_that_does_not_exist_ends_with_2(capsys):
    with pytest.raises(SystemExit) as ended:
        command_line.main(["dance"])
    assert ended.value.code == 2


class TestMigrate:
    def test_it_brings_an_empty_database_up_to_date_once(self, shelf, run, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", shelf.blank())
        forget()
        code, out, _ = run("migrate", "--json")
        first = json.loads(out)
        assert (code, first["before"]) == (0, None)
        assert run("migrate") == (0, "", "")
        assert json.loads(run("migrate", "--json")[1]) == {"before": first["after"], "after": first["after"]}
        forget()

    def test_other_commands_say_when_it_is_needed(self, shelf, run, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", shelf.blank())
        forget()
        for words in (("audit", "verify"), ("demo", "--if-empty"), ("user", "add", "ada", "--name", "Ada")):
            code, out, err = run(*words)
            assert (code, out) == (2, "")
            assert only_line(err) == "The database is not up to date. Run “python -m core migrate” first."
        forget()

    def test_a_database_out_of_reach_is_one_line_without_its_password(self, run, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:hush@127.0.0.1:9/nowhere")
        forget()
        for words in (("migrate",), ("demo", "--if-empty"), ("audit", "verify")):
            code, out, err = run(*words)
            assert (code, out) == (2, "")
            assert only_line(err).startswith("The database cannot be reached: ")
            assert "hush" not in err
        forget()


@pytest.mark.usefixtures("database")
class TestAccounts:
    def test_the_first_one_is_an_administrator_with_a_password_for_once(self, run):
        code, out, _ = run("user", "add", "Ada", "--name", "Ada Byron", "--name", "艾达", "--json")
        told = json.loads(out)
        ada = work.ask(person_by_username, "ada")
        assert (code, told["username"]) == (0, "ada")
        assert passwords.matches(told["password"], ada.password_hash)
        assert ada.must_change
        assert now() + timedelta(hours=23) < ada.password_expires_at < now() + timedelta(hours=25)
        assert ada.name == {"en": "Ada Byron", "zh_Hans": "艾达"}
        assert ada.roles == ["administrator"]
        assert [(entry.deed, entry.origin) for entry in cast.trail()] == [("people:first_administrator", "command line")]

    def test_the_first_one_can_be_nothing_else(self, run):
        code, _, err = run("user", "add", "kit", "--name", "Kit", "--role", "inspector")
        assert code == 2
        assert only_line(err) == "The first account is an administrator's. Leave out --role, or make it --role administrator."
        assert work.ask(person_by_username, "kit") is None

    def test_later_ones_are_added_by_a_named_administrator(self, house, run):
        assert run("user", "add", "nova", "--name", "Nova", "--role", "inspector")[0] == 2
        code, out, _ = run("user", "add", "nova", "--name", "zh_Hant=諾娃", "--role", "inspector", "--role", "team_member", "--department", "quality", "--as", "ada")
        assert code == 0
        assert re.search(r"\b([a-z2-9]{4}-){3}[a-z2-9]{4}\b", only_line(out))
        nova = work.ask(person_by_username, "nova")
        assert (nova.roles, nova.department_id, nova.name) == (["inspector", "team_member"], house.departments["quality"], {"zh_Hant": "諾娃"})
        assert cast.trail("people:create")[-1].actor_id == house.people["ada"]

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ("add nova --name Nova --as ada", "Choose at least one role."),
            ("add nova --name Nova --role inspector --as mei", "This does not exist, or you may not see or do it."),
            ("add nova --name Nova --role inspector --as nobody", "This does not exist, or you may not see or do it."),
            ("add nova --name Nova --role inspector --department moon --as ada", "This does not exist, or you may not see or do it."),
            ("add mei --name Mei --role inspector --as ada", "“mei” exists already; please choose another one."),
            ("add x! --name X --role inspector --as ada", "A user name has 2 to 40 of the characters a-z, 0-9, dot, dash and underscore."),
            ("link nobody --as ada", "This does not exist, or you may not see or do it."),
            ("link mei --as lin", "This does not exist, or you may not see or do it."),
            ("link mei", "Say which administrator does this, with --as USERNAME."),
        ],
    )
    def test_a_refusal_is_one_clear_line(self, house, run, words, said):
        before = cast.mark()
        code, out, err = run("user", *words.split())
        assert (code, out, only_line(err)) == (2, "", said)
        assert cast.mark() == before

    def test_an_only_administrator_without_phone_and_codes_is_let_in_again(self, house, run):
        ada = house.people["ada"]
        with db.writing() as session:
            session.add(Factor(person_id=ada, sealed="", created_at=now(), confirmed_at=now(), last_step=0))
        assert run("user", "reset-factor", "ADA")[:2] == (0, "ada signs in without a second step now, and can set up a new one on the page My account.\n")
        with db.reading() as session:
            assert not confirmed(session, ada)
            assert inbox(session, house.actor("ada"), kind="account")[1] == 1
        entry = cast.trail()[-1]
        assert (entry.deed, entry.origin, entry.actor_id, entry.subject_code) == ("people:reset_factor", "command line", None, "ada")
        assert (run("user", "reset-factor", "ada")[0], run("user", "reset-factor", "nobody")[0]) == (2, 2)
        assert cast.trail()[-1].id == entry.id

    def test_a_link_opens_an_account_again_for_a_day(self, house, run):
        told = json.loads(run("user", "link", "MEI", "--as", "ada", "--json")[1])
        mei = work.ask(person_by_username, "mei")
        assert passwords.matches(told["password"], mei.password_hash)
        assert mei.must_change
        assert cast.trail()[-1].deed == "people:reset_password"


@pytest.mark.usefixtures("sqlite_database", "house")
class TestChecklists:
    def test_one_goes_out_and_comes_in_again(self, run, tmp_path):
        file = tmp_path / "hotline.xlsx"
        code, out, _ = run("export", "checklist", "hotline", str(file))
        assert (code, only_line(out)) == (0, f"Version 1 of hotline is in {file}.")
        assert read_excel(file.read_bytes(), "") == cast.draft()
        assert json.loads(run("import", "checklist", str(file), "--as", "ada", "--json")[1]) == {"code": "hotline", "number": 2}

    def test_toml_goes_both_ways_too(self, run, tmp_path):
        assert run("import", "checklist", str(ROOT / "data/checklists/five-checkpoints.toml"), "--as", "ada")[0] == 0
        assert run("export", "checklist", "five-checkpoints", str(tmp_path / "out.toml"))[0] == 0
        assert run("import", "checklist", str(tmp_path / "out.toml"), "--as", "ada")[0] == 0
        newest = work.ask(templates.versions, command_line._reader())[0]
        assert (newest.code, newest.number) == ("five-checkpoints", 2)
        assert work.ask(templates.draft, command_line._reader(), newest.id) == library()[1]

    def test_a_file_is_not_replaced_by_chance(self, run, tmp_path):
        file = tmp_path / "there.xlsx"
        file.write_bytes(b"mine")
        code, _, err = run("export", "checklist", "hotline", str(file))
        assert (code, only_line(err)) == (2, f"{file} exists already. Add --force to replace it.")
        assert file.read_bytes() == b"mine"
        assert run("export", "checklist", "hotline", str(file), "--force")[0] == 0

    def test_what_is_not_there_is_said(self, run, tmp_path):
        assert only_line(run("export", "checklist", "moon", str(tmp_path / "x.xlsx"))[2]) == "There is no such checklist. Known are: hotline v1"
        assert run("export", "checklist", "hotline", str(tmp_path / "x.xlsx"), "--version", "9")[0] == 2
        assert run("export", "checklist", "hotline", str(tmp_path / "no" / "x.xlsx"))[2].startswith("The file ")
        assert run("import", "checklist", str(tmp_path / "moon.xlsx"), "--as", "ada")[2].startswith("The file ")
        assert run("import", "checklist", str(tmp_path / "moon.xlsx"))[0] == 2

    def test_every_fault_of_a_file_is_a_line(self, run, tmp_path):
        file = tmp_path / "bad.toml"
        file.write_text((ROOT / "data/checklists/five-checkpoints.toml").read_text("utf-8").replace('weight = "20"', 'weight = "21"', 1), "utf-8")
        code, _, err = run("import", "checklist", str(file), "--as", "ada")
        assert code == 2
        assert err.splitlines() == [
            "The checklist has 1 faults; nothing was imported.",
            "five-checkpoints: The weights of the checkpoints total 101, not 100.",
        ]
        told = json.loads(run("import", "checklist", str(file), "--as", "ada", "--json")[1])
        assert (told["refused"], len(told["faults"])) == ("FaultyChecklist", 1)

    def test_only_who_may_edit_checklists_brings_one_in(self, run):
        assert run("import", "checklist", str(ROOT / "data/checklists/five-checkpoints.toml"), "--as", "lin")[0] == 2


@pytest.mark.usefixtures("house")
class TestAudit:
    def test_a_sound_chain_is_counted_and_its_head_is_named(self, database, run):
        count, _ = cast.links()
        code, out, _ = run("audit", "verify")
        assert code == 0
        assert re.fullmatch(rf"All {count} entries of the audit trail hold; head [0-9a-f]{{64}}", only_line(out))

    def test_a_broken_chain_names_its_first_broken_link(self, database, run):
        with db.writing() as session:
            session.get_one(AuditEntry, 5).actor_name = "Somebody else"
        code, out, err = run("audit", "verify")
        assert (code, out) == (2, "")
        assert only_line(err).startswith("The audit trail is broken at entry 5. The 4 entries before it hold; head ")
        assert json.loads(run("audit", "verify", "--json")[1])["refused"] == "Broken"


class TestDemo:
    @pytest.fixture
    def planting(self, monkeypatch):
        """What would be planted; the planting itself has its own tests."""
        asked: list[dict] = []
        monkeypatch.setattr(command, "plant", lambda **given: asked.append(given))
        return asked

    def test_an_empty_house_gets_it_with_the_accounts_to_try(self, sqlite_database, run, planting):
        code, out, err = run("demo", "--if-empty", "--scale", "2", "--seed", "5")
        assert (code, len(planting), planting[0]["scale"], planting[0]["seed"]) == (0, 1, 2, 5)
        assert "Planting" in only_line(err)
        lines = out.splitlines()
        assert lines[-1] == f"Service Cockpit: {settings().cockpit_url}"
        assert rules.PASSWORD in lines[-2]
        assert sum("Inspector" in line for line in lines) == 6
        assert len(lines) == 32

    def test_a_house_with_accounts_keeps_its_peace(self, sqlite_database, house, run, planting):
        assert run("demo", "--if-empty")[:2] == (0, f"Service Cockpit: {settings().cockpit_url}\n")
        assert json.loads(run("demo", "--if-empty", "--json")[1]) == {"planted": False, "address": settings().cockpit_url}
        code, out, err = run("demo")
        assert (code, out) == (2, "")
        assert only_line(err) == "The demo is planted into an empty database only; this one has accounts already."
        assert planting == []

    def test_a_house_that_wants_none_hears_how_to_begin(self, sqlite_database, run, planting, monkeypatch):
        monkeypatch.setenv("COCKPIT_DEMO", "false")
        settings.cache_clear()
        code, out, _ = run("demo", "--if-empty")
        assert code == 0
        assert "python -m core user add USERNAME --name NAME" in out.splitlines()[0]
        assert planting == []


class TestLanguage:
    def test_a_refusal_is_said_in_the_language_asked_for(self, sqlite_database, house, run, monkeypatch):
        words = ("user", "add", "mei", "--name", "Mei", "--role", "inspector", "--as", "ada")
        english = run(*words)[2]
        simplified = run(*words, "--language", "zh_Hans")[2]
        monkeypatch.setenv("LANG", "zh_TW.UTF-8")
        traditional = run(*words)[2]
        assert len({english, simplified, traditional}) == 3
        assert all("mei" in said for said in (english, simplified, traditional))

    def test_columns_stand_under_each_other_in_chinese_too(self):
        lines = command_line.table([("a", "检查员", "x"), ("bcd", "Head", "y")]).splitlines()
        assert lines == ["a    检查员  x", "bcd  Head    y"]

    @pytest.mark.parametrize(
        ("names", "content"),
        [
            (["Mei Lin"], {"en": "Mei Lin"}),
            (["林梅"], {"zh_Hans": "林梅"}),
            (["en=Mei Lin", "zh_Hant=林梅"], {"en": "Mei Lin", "zh_Hant": "林梅"}),
            (["a=b"], {"en": "a=b"}),
        ],
    )
    def test_a_name_says_its_language_or_shows_it(self, names, content):
        assert command_line._content(names) == content


def test_a_second_start_loads_nothing_that_it_does_not_need(sqlite_database, house, tmp_path):
    """The server waits for both commands: no frames, no screens, no whole schema."""
    script = (
        "import sys; from core.__main__ import main; "
        "codes = main(['migrate']), main(['demo', '--if-empty']); "
        "heavy = {'pandas', 'numpy', 'streamlit', 'openpyxl', 'PIL', 'core.everything', 'babel'} & set(sys.modules); "
        "print(codes, sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "(0, 0) []"


def test_it_runs_as_a_module(sqlite_database, house):
    done = subprocess.run([sys.executable, "-m", "core", "audit", "verify", "--json"], cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout)["count"] == cast.links()[0]


def test_a_person_who_acts_by_the_console_leaves_that_in_the_trail(sqlite_database, house, run):
    run("user", "link", "mei", "--as", "ada")
    entry = cast.trail()[-1]
    assert (entry.origin, entry.actor_id) == (command_line.ORIGIN, work.ask(person_acting, "ada", origin="").id)
