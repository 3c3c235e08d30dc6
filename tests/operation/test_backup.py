"""A backup comes back row for row and file for file, on either database; a bad one is refused and leaves nothing."""

import errno
import json
import os
import shutil
import stat
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, inspect, select, text

from core import config, db, work
from core.clock import now
from core.db import migrations
from core.files import store
from core.files.records import StoredFile
from core.notice.queries import any_due, gathered_for_update, unread
from core.notice.records import Notice, OutMail
from core.operation.backup import archive, queries, restoring, rules
from core.operation.backup.command import make
from core.operation.command import operator
from core.operation.doctor.queries import last_backup
from core.people.records import SignIn
from tests.cast import dump, sound_chain, tallies_match_a_recount, trail
from tests.databases import SECRET, living_at

ROOT = Path(__file__).parents[2]
KEPT_OUT = {"audit_entries", "audit_heads", "sign_ins"}
"""What restoring itself writes to."""
pytestmark = pytest.mark.usefixtures("house", "released")


@pytest.fixture(autouse=True)
def _pictures(shelf, tmp_path):
    """The evidence of the house lies where its template was built."""
    shutil.copytree(shelf.place.folder / "files", tmp_path / "files")


@pytest.fixture
def backup(tmp_path):
    """The house in an archive."""
    return make(tmp_path / "house.zip", operator())


def files():
    folder = config.settings().files_dir
    return sorted(path.name for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def contents(archive: Path) -> list[int]:
    """Where in the file the packed contents of its entries lie, byte by byte."""
    found: list[int] = []
    whole = archive.read_bytes()
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            name, extra = struct.unpack_from("<HH", whole, entry.header_offset + 26)
            begins = entry.header_offset + 30 + name + extra
            found += range(begins, begins + entry.compress_size)
    return found


def anew(source: Path, target: Path, change=lambda name, data: data, *, more=(), reseal=False):
    """The archive written again with `change` applied to each entry; `reseal`: by somebody who has the secret."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            data = change(entry.filename, old.read(entry))
            if entry.filename == rules.MANIFEST:
                manifest = data
            if entry.filename == rules.SEAL and reseal:
                data = rules.sealed(manifest, SECRET.encode())
            if data is not None:
                new.writestr(entry.filename, data)
        for name, data in more:
            new.writestr(name, data)
    return target


class TestThereAndBack:
    @pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
    def test_every_row_and_every_file_comes_back_on_either_database(self, database, backup, kind, request, tmp_path, token):
        place = request.getfixturevalue(f"{kind}_shelf")
        before, chain, there = dump(), trail(), files()
        before["audit_entries"] = before["audit_entries"][:-1]  # that the backup was made
        with living_at(url := place.blank(), tmp_path / "there"):
            manifest = restoring.restore(backup.path, operator()).manifest
            assert manifest == backup.manifest
            after = dump()
            assert {name: rows for name, rows in after.items() if name not in KEPT_OUT} == {
                name: rows for name, rows in before.items() if name not in KEPT_OUT
            }
            assert after["audit_entries"][: manifest.audit_count] == before["audit_entries"]
            assert [entry.deed for entry in trail()[manifest.audit_count :]] == ["health:restore"]
            assert [(one.id, one.hash) for one in trail()[: manifest.audit_count]] == [(one.id, one.hash) for one in chain[:-1]]
            assert sound_chain()
            assert tallies_match_a_recount()
            assert files() == there
            assert len(there) == 1
            assert store.read(there[0]) == b"a picture"
            with db.reading() as session:
                assert session.query(SignIn).filter(SignIn.revoked_at.is_(None)).count() == 0
        place.place.drop(url)

    def test_mail_that_waited_is_not_sent_again(self, database, house, shelf, tmp_path):
        """It may have been sent since; what it says stands in the inbox, and comes in no digest."""
        mo, moment = house.people["mo"], now()
        told = {"kind": "test", "message": "{n}", "values": {}, "subject_kind": "", "subject_id": 0, "subject_code": "", "path": "", "at": moment}
        with db.writing() as session:
            session.execute(delete(Notice))
            for number, state in enumerate(("waiting", "claimed", "handing", "sent", "refused")):
                session.add(OutMail(key=f"k{number}", person_id=mo, state=state, created_at=moment, due_at=moment, attempts=0))
                session.add(Notice(person_id=mo, digest=False, mail_key=f"k{number}", **told))
            session.add(Notice(person_id=mo, digest=True, mail_key=None, **told))
        made = make(tmp_path / "mails.zip", operator())
        with living_at(url := shelf.blank(), tmp_path / "there"):
            assert restoring.restore(made.path, operator(), only_check=True).mails_held == 0
            assert restoring.restore(made.path, operator()).mails_held == 3
            with db.reading() as session:
                states = dict(session.execute(select(OutMail.key, OutMail.state)).all())
                assert states == {"k0": "uncertain", "k1": "uncertain", "k2": "uncertain", "k3": "sent", "k4": "refused"}
                assert not any_due(session, moment + timedelta(days=9))
                assert gathered_for_update(session, moment + timedelta(days=9)) == []
                assert unread(session, house.actor("mo")) == 6
            assert trail()[-1].facts["mails_held"] == 3
        shelf.place.drop(url)

    def test_life_goes_on_in_a_restored_house(self, database, backup, house, shelf, tmp_path):
        with living_at(url := shelf.blank(), tmp_path / "there"):
            restoring.restore(backup.path, operator())
            _, given = house.open_round("Summer", hotline="kit")
            house.finish(given["hotline"], who="kit")
            assert sound_chain()
            with db.engine().connect() as connection:
                if database == "sqlite":
                    assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        shelf.place.drop(url)

    def test_restored_constraints_are_the_declared_ones(self, database, backup, shelf, tmp_path):
        def keys():
            seen = inspect(db.engine())
            return {name: sorted((one["name"], str(one)) for one in seen.get_foreign_keys(name)) for name in seen.get_table_names()}

        before = keys()
        with living_at(url := shelf.blank(), tmp_path / "there"):
            restoring.restore(backup.path, operator())
            assert keys() == before
        shelf.place.drop(url)

    def test_checksums_do_not_know_which_database_it_was(self, sqlite_database, backup, postgresql_shelf, tmp_path):
        with living_at(url := postgresql_shelf.blank(), tmp_path / "there"):
            restoring.restore(backup.path, operator())
            second = make(tmp_path / "second.zip", operator()).manifest
        postgresql_shelf.place.drop(url)
        same = backup.manifest.tables.keys() - KEPT_OUT
        assert {name: second.tables[name].sha256 for name in same} == {name: backup.manifest.tables[name].sha256 for name in same}
        assert (second.database, second.files) == ("postgresql", backup.manifest.files)


class TestMaking:
    def test_it_is_the_owners_alone_and_holds_no_secret(self, sqlite_database, backup):
        assert stat.S_IMODE(backup.path.stat().st_mode) == 0o600
        with zipfile.ZipFile(backup.path) as opened:
            assert all(SECRET.encode() not in opened.read(name) for name in opened.namelist())
        assert SECRET.encode() not in backup.path.read_bytes()

    def test_it_is_traced_and_found_again(self, database, backup):
        assert trail()[-1].deed == "health:backup"
        found = work.ask(last_backup, operator())
        assert (found.name, found.size, found.rows, found.files) == ("house.zip", backup.path.stat().st_size, backup.manifest.rows, 1)

    def test_a_folder_gets_a_name_with_the_time(self, sqlite_database, tmp_path):
        made = make(tmp_path, operator())
        assert made.path.parent == tmp_path
        assert made.path.name.startswith("cockpit-2")
        assert archive.check(made.path, SECRET.encode()) == made.manifest

    def test_nothing_is_ever_replaced(self, sqlite_database, tmp_path, refused):
        (tmp_path / "there.zip").write_bytes(b"mine")
        with refused(rules.TargetExists):
            make(tmp_path / "there.zip", operator())
        assert (tmp_path / "there.zip").read_bytes() == b"mine"

    def test_nobody_else_takes_the_name_meanwhile(self, sqlite_database, tmp_path):
        target = tmp_path / "there.zip"

        def meanwhile():
            with archive.made_at(target) as writer:
                manifest = work.ask(queries.dump, operator(), writer.table, version="1")
                writer.seal(replace(manifest, files={}), SECRET.encode())
                target.write_bytes(b"mine")

        with pytest.raises(rules.TargetExists):
            meanwhile()
        assert target.read_bytes() == b"mine"
        assert list(tmp_path.glob(".*.partial")) == []

    def test_a_folder_that_is_not_there_is_said(self, sqlite_database, tmp_path, refused):
        with refused(rules.BackupNotWritten):
            make(tmp_path / "no" / "x.zip", operator())

    def test_a_full_disk_leaves_nothing(self, sqlite_database, tmp_path, refused, monkeypatch):
        def full(*_):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(archive.Writer, "table", full)
        with refused(rules.BackupNotWritten) as caught:
            make(tmp_path / "x.zip", operator())
        assert caught.value.facts == {"reason": "No space left on device"}
        assert [path for path in tmp_path.iterdir() if "x.zip" in path.name] == []

    def test_a_disk_that_is_really_full_leaves_nothing(self, sqlite_database, tmp_path):
        """The kernel refuses to write beyond the limit, in the middle of the archive."""
        with db.writing() as session:
            large = StoredFile(sha256=store.keep(os.urandom(300_000)), kind="jpg", name="x", size=300_000, subject_kind="x", subject_id=1, by_id=1, at=now())
            session.add(large)
        script = (
            "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
            "resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000)); "
            "from core.__main__ import main; sys.exit(main(['backup', sys.argv[1]]))"
        )
        command = [sys.executable, "-c", script, str(tmp_path / "x.zip")]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | {"LC_ALL": "C"}, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 2, done.stderr
        assert done.stderr.startswith("The backup was not written: ")
        assert done.stderr.count("\n") == 1
        assert [path for path in tmp_path.iterdir() if "x.zip" in path.name] == []

    def test_lost_files_are_said_and_left_out_only_when_asked(self, sqlite_database, tmp_path, refused, sqlite_shelf):
        (name,) = files()
        store.path_of(name).write_bytes(b"altered!!")
        with refused(rules.FilesLost) as caught:
            make(tmp_path / "x.zip", operator())
        assert caught.value.facts == {"count": 1, "first": name[:12]}
        made = make(tmp_path / "x.zip", operator(), anyway=True)
        assert (dict(made.manifest.files), made.manifest.lost) == ({}, (name,))
        with living_at(url := sqlite_shelf.blank(), tmp_path / "there"):
            assert restoring.restore(made.path, operator()).manifest.lost == (name,)
        sqlite_shelf.place.drop(url)


@pytest.fixture
def elsewhere(sqlite_database, backup, sqlite_shelf, tmp_path):
    """An empty place to restore into; whatever is refused there, it stays empty."""
    with living_at(sqlite_shelf.blank(), tmp_path / "there"):
        path = Path(db.engine().url.database)
        yield backup.path
        assert not path.exists() or inspect(db.engine()).get_table_names() == []
        assert files() == []


class TestBadOnes:
    def refusal(self, source, kind):
        with pytest.raises(kind) as caught:
            restoring.restore(source, operator())
        assert type(caught.value) is kind
        return caught.value

    def test_an_archive_that_was_cut_off(self, elsewhere, tmp_path):
        whole = elsewhere.read_bytes()
        for part in (0, 10, len(whole) // 2, len(whole) - 1):
            cut = tmp_path / f"cut{part}.zip"
            cut.write_bytes(whole[:part])
            self.refusal(cut, rules.NotABackup)

    def test_something_else(self, elsewhere, tmp_path):
        self.refusal(tmp_path / "nowhere.zip", rules.NotABackup)
        with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
            pass
        self.refusal(tmp_path / "empty.zip", rules.NotABackup)

    def test_a_flipped_bit_anywhere(self, elsewhere, tmp_path):
        """What an entry holds is never restored otherwise than it was; what is beside it (its date, say) is no part of what is restored."""
        whole = bytearray(elsewhere.read_bytes())
        original = restoring.restore(elsewhere, operator(), only_check=True)
        inside = contents(elsewhere)
        held = inside[:: max(1, len(inside) // 40)]
        seen = set()
        for at in {*held, *range(60, len(whole), len(whole) // 12)}:
            changed = bytearray(whole)
            changed[at] ^= 0x10
            (tmp_path / "bad.zip").write_bytes(changed)
            try:
                assert restoring.restore(tmp_path / "bad.zip", operator(), only_check=True) == original
            except (rules.Altered, rules.NotABackup, rules.UnsafeName, rules.OtherSecret):
                seen.add(at)
        assert len(seen & set(held)) >= 0.9 * len(held)  # the last bits of packed data may mean nothing

    def test_a_row_changed_with_its_archive_repacked(self, elsewhere, tmp_path):
        def change(name, data):
            return data.replace(b'"ada"', b'"eve"') if name == "tables/people.jsonl" else data

        assert self.refusal(anew(elsewhere, tmp_path / "bad.zip", change), rules.Altered).facts == {"what": "tables/people.jsonl"}

    def test_a_manifest_changed_to_match(self, elsewhere, tmp_path):
        def change(name, data):
            return data.replace(b'"version": "0.1.0"', b'"version": "9.9.9"') if name == rules.MANIFEST else data

        assert self.refusal(anew(elsewhere, tmp_path / "bad.zip", change), rules.Altered).facts == {"what": rules.MANIFEST}

    def test_an_entry_taken_away(self, elsewhere, tmp_path):
        def change(name, data):
            return None if name.startswith("files/") else data

        assert self.refusal(anew(elsewhere, tmp_path / "bad.zip", change), rules.Altered).facts["what"].startswith("files/")

    def test_an_entry_added(self, elsewhere, tmp_path):
        more = [("files/" + "0" * 64, b"x")]
        assert self.refusal(anew(elsewhere, tmp_path / "bad.zip", more=more), rules.Altered).facts == {"what": "files/" + "0" * 64}

    @pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "files/../../outside"])
    def test_a_path_that_leads_outside(self, elsewhere, tmp_path, name):
        self.refusal(anew(elsewhere, tmp_path / "bad.zip", more=[(name, b"x")]), rules.UnsafeName)
        assert list(tmp_path.rglob("outside")) == []

    def test_a_newer_schema(self, elsewhere, tmp_path):
        def change(name, data):
            if name != rules.MANIFEST:
                return data
            body = json.loads(data)
            return json.dumps(body | {"schema": "9999"}).encode()

        found = self.refusal(anew(elsewhere, tmp_path / "bad.zip", change, reseal=True), rules.NewerSchema)
        assert found.facts == {"schema": "9999", "head": migrations.head()}

    def test_another_secret(self, elsewhere, monkeypatch):
        monkeypatch.setenv("COCKPIT_SECRET", "another secret, which is long enough")
        config.settings.cache_clear()
        config.secret.cache_clear()
        self.refusal(elsewhere, rules.OtherSecret)

    def test_no_secret_at_all_and_none_is_made(self, elsewhere, monkeypatch):
        monkeypatch.delenv("COCKPIT_SECRET")
        config.settings.cache_clear()
        config.secret.cache_clear()
        assert self.refusal(elsewhere, rules.NoSecret).facts == {"path": str(config.key_file())}
        assert not config.key_file().exists()

    def test_a_chain_that_does_not_hold(self, elsewhere, tmp_path):
        """Sealed by somebody with the secret, who says the trail was another one."""

        def change(name, data):
            if name != rules.MANIFEST:
                return data
            body = json.loads(data)
            return json.dumps(body | {"audit": {"count": 99, "head": body["audit"]["head"]}}).encode()

        assert self.refusal(anew(elsewhere, tmp_path / "bad.zip", change, reseal=True), rules.Altered).facts == {"what": "audit_entries"}

    def test_a_disk_that_fills_up_in_the_middle(self, elsewhere, monkeypatch):
        def full(*_):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(restoring, "_finish", full)
        assert "No space left" in self.refusal(elsewhere, rules.NotRestored).facts["reason"]

    def test_only_checking_changes_nothing(self, elsewhere):
        assert restoring.restore(elsewhere, operator(), only_check=True).manifest.rows > 50


class TestPlaces:
    def test_a_database_with_tables_is_refused(self, database, backup, refused):
        before = files()
        with refused(rules.DatabaseNotEmpty):
            restoring.restore(backup.path, operator())
        assert files() == before

    def test_a_folder_with_other_files_is_refused(self, sqlite_database, backup, sqlite_shelf, tmp_path):
        with living_at(sqlite_shelf.blank(), tmp_path / "there"):
            store.keep(b"somebody's")
            with pytest.raises(rules.FilesNotEmpty):
                restoring.restore(backup.path, operator())
            assert not Path(db.engine().url.database).exists()
            assert len(files()) == 1

    def test_an_attempt_that_was_killed_can_be_made_again(self, sqlite_database, backup, sqlite_shelf, tmp_path):
        with living_at(url := sqlite_shelf.blank(), tmp_path / "there"):
            store.keep(b"a picture")  # came already when the first attempt was killed
            restoring.restore(backup.path, operator())
            assert len(files()) == 1
            assert sound_chain()
        sqlite_shelf.place.drop(url)

    def test_nothing_is_left_on_postgresql_either(self, sqlite_database, backup, postgresql_shelf, tmp_path, monkeypatch):
        def broken(*_):
            raise OSError(errno.EIO, "Input/output error")

        with living_at(url := postgresql_shelf.blank(), tmp_path / "there"):
            monkeypatch.setattr(restoring, "_finish", broken)
            with pytest.raises(rules.NotRestored):
                restoring.restore(backup.path, operator())
            assert inspect(db.engine()).get_table_names() == []
            assert files() == []
        postgresql_shelf.place.drop(url)


def test_an_older_schema_is_brought_up_to_date(database, shelf, tmp_path, monkeypatch, house):
    """The backup of a house before its last migration: read as it was, restored as it was, then migrated."""
    from alembic import command

    known = migrations.known()
    if len(known) < 2:
        pytest.skip("there is one schema only")
    command.downgrade(migrations.config(db.engine()), known[-2])
    made = make(tmp_path / "old.zip", operator())
    assert made.manifest.schema == known[-2]
    with living_at(url := shelf.blank(), tmp_path / "there"):
        restoring.restore(made.path, operator())
        assert migrations.current(db.engine()) == migrations.head()
        assert sound_chain()
    shelf.place.drop(url)
