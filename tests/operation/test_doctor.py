"""The doctor: sound things are well, broken things are named with what to do, and lines between are by hand."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core import config, db
from core.audit.records import AuditEntry
from core.files import store
from core.notice.records import OutMail
from core.operation import readiness, sweeping, versions
from core.operation.command import operator
from core.operation.doctor import checks, rules
from core.operation.doctor.rules import State
from core.routines.records import Lease
from tests.cast import trail
from tests.databases import forget

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OLD = (datetime(2026, 1, 1, tzinfo=UTC).timestamp(),) * 2


class TestLines:
    @pytest.mark.parametrize(
        ("free", "total", "state"),
        [
            (199 * rules.MB, 100 * rules.GB, State.ILL), (200 * rules.MB, 100 * rules.GB, State.LOOK), (2 * rules.GB, 100 * rules.GB, State.LOOK),
            (9 * rules.GB, 100 * rules.GB, State.LOOK), (10 * rules.GB, 100 * rules.GB, State.WELL), (3 * rules.GB, 20 * rules.GB, State.WELL),
        ],
    )  # fmt: skip
    def test_room_on_the_disk(self, free, total, state):
        assert rules.free_disk(free, total, "/x").state is state

    def test_clocks(self):
        assert rules.clock(NOW, NOW + timedelta(seconds=4), None).state is State.WELL
        assert rules.clock(NOW, NOW - timedelta(seconds=6), None).state is State.LOOK
        assert rules.clock(NOW, NOW, NOW + timedelta(seconds=59)).state is State.WELL
        ahead = rules.clock(NOW, NOW, NOW + timedelta(minutes=90))
        assert (ahead.state, ahead.facts) == (State.ILL, {"minutes": 90})

    def test_backups_grow_old(self):
        assert rules.last_backup(None, NOW).state is State.LOOK
        assert rules.last_backup(NOW - timedelta(hours=48), NOW).state is State.WELL
        assert rules.last_backup(NOW - timedelta(hours=49), NOW).state is State.LOOK

    def test_secrets(self):
        assert rules.secret(b"a" * 64, None, "").state is State.ILL
        assert rules.secret(b"abcdefgh" * 8, None, "").state is State.ILL
        assert rules.secret(b"kR9_tQ2xWb7-LmPz0sYvNcEh4uJaGf3d", None, "").state is State.WELL
        assert rules.secret(b"kR9_tQ2xWb7-LmPz0sYvNcEh4uJaGf3d", 0o100600, "k").state is State.WELL
        assert rules.secret(b"kR9_tQ2xWb7-LmPz0sYvNcEh4uJaGf3d", 0o100640, "k").state is State.ILL

    def test_files(self):
        assert rules.files(0, 0, 0, 5).state is State.WELL
        assert rules.files(0, 0, 1, 5).state is State.LOOK
        assert rules.files(1, 0, 0, 5).state is rules.files(0, 1, 9, 5).state is State.ILL

    def test_the_worst_counts(self):
        well, look, ill = (rules.Finding("x", state, "") for state in State)
        assert rules.worst([]) is State.WELL
        assert rules.worst([well, look]) is State.LOOK
        assert rules.worst([look, ill, well]) is State.ILL

    def test_locked_versions_are_read_with_their_markers(self):
        lock = (
            "a-b==1.0 \\\n    --hash=sha256:00\nnumpy==1.0 ; python_full_version < '3.0' \\\n    --hash=sha256:00\n"
            "numpy==2.0 ; python_full_version >= '3.0' \\\n    --hash=sha256:00\n"
        )
        assert versions.locked(lock) == {"a-b": "1.0", "numpy": "2.0"}

    def test_the_lock_of_this_program_is_read_whole(self):
        wanted = versions.locked((config.ROOT / versions.LOCK).read_text("utf-8"))
        assert len(wanted) > 40
        assert wanted["streamlit"] == versions.installed("streamlit")

    def test_a_package_that_differs_is_named(self, tmp_path):
        (tmp_path / "lock").write_text("sqlalchemy==0.0.1 \\\n    --hash=sha256:00\nno-such-package==1.0 \\\n    --hash=sha256:00\n")
        found = versions.differing(tmp_path / "lock")
        assert found["no-such-package"] == ("1.0", None)
        assert found["sqlalchemy"][0] == "0.0.1"
        assert rules.packages(found).state is State.LOOK


def by_check(slow=True):
    found = {}
    for one in checks.look(operator(), slow=slow):
        found.setdefault(one.check, []).append(one)
    return found


def states(slow=True):
    return {name: max((one.state for one in found), key=list(State).index) for name, found in by_check(slow).items()}


@pytest.fixture
def pictures(shelf, tmp_path, released):
    """The evidence of the house lies where its template was built."""
    shutil.copytree(shelf.place.folder / "files", tmp_path / "files")
    os.chmod(tmp_path / "files", 0o750)
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


class TestLooking:
    def test_a_sound_house_is_well(self, database, house, pictures):
        found = states()
        assert set(found) == {"database", "durability", "clock", "backup", "outbox", "secret", "disk", "folders", "packages", "inside", "trail", "files"} - (
            set() if "folders" in found else {"folders"}
        )
        assert [name for name in ("database", "durability" if database == "sqlite" else "database", "clock", "secret", "inside", "trail", "files") if found[name] is not State.WELL] == []

    def test_quick_looking_leaves_out_what_reads_everything(self, sqlite_database, house, pictures):
        assert {"inside", "trail", "files"} & set(states(slow=False)) == set()

    def test_a_server_that_forgets_at_a_power_cut_is_said(self, database, house):
        """The test server itself is told not to sync: it must be noticed."""
        if database == "postgresql":
            (found,) = by_check(slow=False)["durability"]
            assert found.state is State.LOOK
            assert found.facts["name"] in ("fsync", "synchronous_commit", "full_page_writes")

    def test_altered_and_missing_files_are_named(self, sqlite_database, house, pictures):
        (path,) = pictures
        path.write_bytes(b"not a picture")
        (found,) = by_check()["files"]
        assert (found.state, found.facts) == (State.ILL, {"missing": 0, "altered": 1, "total": 1, "first": path.name[:12]})
        path.unlink()
        (found,) = by_check()["files"]
        assert (found.state, found.facts["missing"]) == (State.ILL, 1)

    def test_a_broken_trail_is_named(self, database, house):
        with db.writing() as session:
            session.get_one(AuditEntry, 5).actor_name = "Somebody else"
        (found,) = by_check()["trail"]
        assert (found.state, found.facts) == (State.ILL, {"number": 5})

    def test_wrong_totals_are_counted(self, database, house, submitted):
        with db.writing() as session:
            session.execute(text("UPDATE tallies SET n = n + 1"))
        (found,) = by_check()["inside"]
        assert found.state is State.ILL
        assert found.facts["count"] > 0

    def test_a_reference_that_leads_nowhere_is_damage(self, sqlite_database, house):
        with db.engine().connect() as connection:
            driver = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys=OFF")
            driver.execute("UPDATE projects SET manager_id = 999")
            driver.execute("PRAGMA foreign_keys=ON")
        (found,) = by_check()["inside"]
        assert found.state is State.ILL
        assert found.facts["reason"].startswith("projects")

    def test_an_old_schema_and_an_absent_database_are_said_and_the_rest_is_looked_at(self, shelf, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", shelf.blank())
        forget()
        found = by_check()
        assert (found["database"][0].state, found["database"][0].facts["schema"]) == (State.ILL, "–")
        assert {"secret", "disk", "packages"} <= set(found)
        monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:hush@127.0.0.1:9/nowhere")
        forget()
        found = by_check()
        assert found["database"][0].state is State.ILL
        assert "hush" not in str(found)
        forget()

    def test_a_folder_that_everybody_reads_is_said(self, sqlite_database, house, pictures, tmp_path):
        os.chmod(tmp_path / "files", 0o755)
        assert any(one.facts.get("path") == str(tmp_path / "files") and one.state is State.LOOK for one in by_check(slow=False)["folders"])

    def test_mails_are_counted_whether_or_not_there_is_a_server(self, sqlite_database, house, pictures, monkeypatch):
        (found,) = by_check(slow=False)["outbox"]
        assert (found.state, found.facts, found.advice != "") == (State.WELL, {"waiting": 0, "sent": 0, "uncertain": 0, "refused": 0}, True)
        with db.writing() as session:
            for key, state in (("a", "waiting"), ("b", "handing"), ("c", "refused")):
                session.add(OutMail(key=key, person_id=house.people["mo"], state=state, created_at=NOW, due_at=NOW, attempts=1))
        (found,) = by_check(slow=False)["outbox"]
        assert (found.state, found.facts) == (State.LOOK, {"waiting": 2, "sent": 0, "uncertain": 0, "refused": 1})
        monkeypatch.setenv("COCKPIT_SMTP_URL", "smtp+plain://127.0.0.1:9")
        monkeypatch.setenv("COCKPIT_MAIL_FROM", "cockpit@example.cn")
        config.settings.cache_clear()
        (found,) = by_check(slow=False)["outbox"]
        assert (found.state, found.advice) == (State.WELL, "")

    def test_a_mail_server_that_is_away_is_said_without_its_password(self, sqlite_database, house, pictures, monkeypatch):
        assert "mail" not in by_check()
        monkeypatch.setenv("COCKPIT_SMTP_URL", "smtp+plain://somebody:hush@127.0.0.1:9")
        monkeypatch.setenv("COCKPIT_MAIL_FROM", "cockpit@example.cn")
        config.settings.cache_clear()
        (found,) = by_check()["mail"]
        assert found.state is State.ILL
        assert "hush" not in str(found)

    def test_a_routine_that_keeps_failing_is_named(self, database, house):
        assert "routines" not in by_check(slow=False)
        with db.writing() as session:
            session.add(Lease(name="digests", things=0, failures=3))
        (found,) = by_check(slow=False)["routines"]
        assert (found.state, found.facts) == (State.LOOK, {"name": "digests", "count": 3})

    def test_findings_never_hold_the_secret(self, sqlite_database, house, pictures):
        assert config.secret().decode() not in str(by_check())


class TestSweeping:
    def lay(self, data: bytes, times=OLD) -> Path:
        path = store.path_of(store.keep(data))
        os.utime(path, times)
        return path

    def test_only_old_files_that_no_record_names_go(self, database, house, pictures):
        named = pictures[0]
        os.utime(named, OLD)
        old, young = self.lay(b"left over"), self.lay(b"just now", times=None)
        cut_off = old.with_name("0" * 64 + ".12.abcd")
        cut_off.write_bytes(b"half")
        os.utime(cut_off, OLD)
        (found,) = by_check()["files"]
        assert (found.state, found.facts["count"]) == (State.LOOK, 2)
        assert sweeping.sweep(operator()) == (2, len(b"left over") + len(b"half"))
        assert [path.exists() for path in (named, young, old, cut_off)] == [True, True, False, False]
        assert trail()[-1].facts == {"files": 2, "size": 13}
        before = len(trail())
        assert sweeping.sweep(operator()) == (0, 0)
        assert len(trail()) == before

    def test_a_file_kept_again_at_the_last_moment_is_spared(self, sqlite_database, house, monkeypatch):
        """Somebody keeps the same content after the sweep has looked: by then it is young."""
        path = self.lay(b"again")
        real = Path.rename

        def rename(self, target):
            if self == path:
                store.keep(b"again")
            return real(self, target)

        monkeypatch.setattr(Path, "rename", rename)
        assert sweeping.sweep(operator()) == (0, 0)
        assert path.read_bytes() == b"again"
        assert [one.name for one in path.parent.iterdir()] == [path.name]

    def test_a_file_kept_again_while_it_is_put_aside_is_written_anew(self, sqlite_database, house, monkeypatch):
        path = self.lay(b"again")
        real = Path.unlink

        def unlink(self, missing_ok=False):
            if self.suffix == ".swept":
                store.keep(b"again")
            return real(self, missing_ok=missing_ok)

        monkeypatch.setattr(Path, "unlink", unlink)
        sweeping.sweep(operator())
        assert path.read_bytes() == b"again"

    def test_keeping_on_a_full_disk_leaves_no_half_file(self, sqlite_database, monkeypatch):
        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            store.keep(b"whatever")
        assert list(store.stored()) == []


class TestReadiness:
    def test_a_house_in_order_is_ready(self, database, house):
        assert readiness.state() == readiness.READY

    def test_the_schema_of_another_program(self, database):
        with db.writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        assert readiness.state() == readiness.SCHEMA

    def test_a_database_that_is_away(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nowhere")
        forget()
        assert readiness.state() == readiness.DATABASE
        forget()

    def test_a_disk_that_takes_nothing(self, sqlite_database, monkeypatch, tmp_path):
        (tmp_path / "a file").write_bytes(b"")
        monkeypatch.setenv("FILES_DIR", str(tmp_path / "a file" / "files"))
        config.settings.cache_clear()
        assert readiness.state() == readiness.DISK

    def test_a_look_leaves_nothing_behind(self, sqlite_database, house, tmp_path):
        readiness.state()
        assert list((tmp_path / "files").iterdir()) == []

    def test_asking_often_asks_the_database_once(self, sqlite_database, monkeypatch):
        asked = []
        monkeypatch.setattr(readiness, "state", lambda: asked.append(1) or readiness.READY)
        kept = readiness._Kept()
        assert [kept.look() for _ in range(50)] == [readiness.READY] * 50
        assert len(asked) == 1
