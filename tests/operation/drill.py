"""`python -m tests.operation.drill` (make backup-drill): a backup while people write, brought back into an empty place, compared.

Writers act through the rooms' own actions; the backup and the restore run as an operator runs them, in processes of their
own. What is compared is read past the backup's own code: rows of the trail, answers against their entries, files by hash.
Options: --seconds N of writing, --writers N.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

import core.everything  # noqa: F401 - declares every table
from core import config, db, work
from core.audit.records import AuditEntry
from core.errors import Refusal
from core.files.records import StoredFile
from core.inspection.sheets import actions as sheets
from core.inspection.sheets.records import Answer
from core.people import passwords
from tests import cast
from tests.databases import SECRET, Postgresql, Shelf, Sqlite, living_at

ROOT = Path(__file__).parents[2]


@dataclass
class Writers:
    """People who answer, take pictures and write notes, each on a sheet of his own, until they are told to stop."""

    house: cast.House
    number: int
    acknowledged: int = 0
    failures: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        for index in range(self.number):
            for who in ("kit", "mei"):
                _, given = self.house.open_round(f"Drill {index} {who}", hotline=who)
                self._threads.append(threading.Thread(target=self._write, args=(given["hotline"], who), daemon=True))
        for thread in self._threads:
            thread.start()

    def _write(self, sheet_id: int, who: str) -> None:
        actor, seen, turn, pictures = self.house.actor(who), 0, 0, []
        while not self._stop.is_set():
            turn += 1
            try:
                seen = work.do(sheets.answer, actor, sheet_id, self.house.items["speed"], cast.rated(turn % 11), seen=seen).version
                if turn % 3 == 0:
                    picture = f"{sheet_id} {turn} ".encode() * 500
                    pictures.append(work.do(sheets.attach, actor, sheet_id, self.house.items["photos"], data=picture, kind="jpg", name="desk.jpg"))
                    if len(pictures) > 10:  # an item takes a dozen
                        work.do(sheets.detach, actor, sheet_id, self.house.items["photos"], file_id=pictures.pop(0))
            except Refusal as refusal:
                with self._lock:
                    self.failures.append(f"{type(refusal).__name__} {refusal.facts}")
                if len(self.failures) > 50:
                    return
                continue
            with self._lock:
                self.acknowledged += 1

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)


def console(*words: str) -> dict[str, Any]:
    """A command as an operator gives it; its JSON answer."""
    done = subprocess.run([sys.executable, "-m", "core", *words, "--json"], cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


@dataclass(frozen=True)
class Seen:
    """What a database and a folder hold, read without the backup's code."""

    trail: str
    """One hash over the first entries of the trail: number, content and seal of each."""
    entries: int
    answers: int
    answers_unlike_their_entries: int
    files: int
    files_missing_or_altered: int


def look(entries: int) -> Seen:
    """Look at the database and the folder of this process, as far as the first `entries` entries."""
    digest = hashlib.sha256()
    with db.reading() as session:
        asked = select(AuditEntry).where(AuditEntry.id <= entries).order_by(AuditEntry.id)
        count = 0
        for one in session.scalars(asked.execution_options(yield_per=1000)):
            count += 1
            line = [one.id, one.at.isoformat(), one.actor_id, one.deed, one.subject_id, one.subject_code, one.facts, one.key, one.previous, one.hash]
            digest.update(json.dumps(line, sort_keys=True).encode())
        total = session.scalar(select(func.count()).select_from(Answer)) or 0
        wrong, bad = _unlike(session, entries), 0
        shas = list(session.scalars(select(StoredFile.sha256)))
    for sha256 in shas:
        path = config.settings().files_dir / sha256[:2] / sha256
        bad += not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256
    return Seen(digest.hexdigest(), count, total, wrong, len(shas), bad)


def _unlike(session: Any, entries: int) -> int:
    """Answers whose value is not what the last entry about them says: a record without its entry, or the other way round."""
    said: dict[int, list[str]] = {}
    for subject, facts in session.execute(
        select(AuditEntry.subject_id, AuditEntry.facts).where(AuditEntry.deed == "sheet:answer", AuditEntry.id <= entries).order_by(AuditEntry.id)
    ):
        said.setdefault(subject, []).append(facts["after"]["raw"])
    wrong = 0
    for sheet_id, raw, version in session.execute(select(Answer.sheet_id, Answer.raw, Answer.value_version)):
        mine = said.get(sheet_id, [])
        if len(mine) == version:  # a sheet of the drill has one answer that is given again and again
            wrong += mine[-1] != f"{raw:.0f}"
        else:
            wrong += f"{raw:.0f}" not in [one.partition(".")[0] for one in mine]
    return wrong


@dataclass(frozen=True)
class Outcome:
    """What a drill found."""

    kind: str
    backup: dict[str, Any]
    acknowledged_before: int
    acknowledged_after: int
    during: int
    source: Seen
    restored: Seen
    sound: bool
    backup_s: float
    restore_s: float
    failures: list[str]

    @property
    def held(self) -> bool:
        """Everything acknowledged before the backup began is there, everything there is whole, nothing differs."""
        same = (self.source.trail, self.source.entries) == (self.restored.trail, self.restored.entries)
        whole = not (self.restored.answers_unlike_their_entries or self.restored.files_missing_or_altered)
        return same and whole and self.sound and not self.failures and self.during > 0


@contextmanager
def place_for(kind: str) -> Iterator[Shelf]:
    place = Sqlite() if kind == "sqlite" else Postgresql()
    try:
        yield Shelf(place, cast.STAGES)
    finally:
        place.stop()


def drill(shelf: Shelf, folder: Path, *, writers: int, seconds: float) -> Outcome:
    """Write, back up in the middle, restore, compare."""
    source = shelf.fresh(["house"])
    kind = "sqlite" if source.startswith("sqlite") else "postgresql"
    with living_at(source, folder / "source"):
        crowd = Writers(shelf.furnished, writers)
        crowd.start()
        time.sleep(seconds)
        before = _entries()
        acknowledged = crowd.acknowledged
        begun = time.perf_counter()
        backup = console("backup", str(folder / "drill.zip"))
        backup_s = time.perf_counter() - begun
        after = crowd.acknowledged
        crowd.stop()
        assert backup["count"] >= before, "an acknowledged deed is not in the backup"
        original = look(backup["count"])
    target = shelf.blank()
    with living_at(target, folder / "target"):
        begun = time.perf_counter()
        console("restore", str(folder / "drill.zip"))
        restore_s = time.perf_counter() - begun
        restored, sound = look(backup["count"]), cast.sound_chain()
    for url in (source, target):
        shelf.place.drop(url)
    return Outcome(kind, backup, acknowledged, after, after - acknowledged, original, restored, sound, backup_s, restore_s, crowd.failures)


def _entries() -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.operation.drill", description=__doc__)
    options.add_argument("--seconds", type=float, default=6, help="of writing before the backup")
    options.add_argument("--writers", type=int, default=2, help="pairs of writers")
    given = options.parse_args()
    os.environ["COCKPIT_SECRET"] = SECRET
    passwords.COST = 4
    held = True
    for kind in ("sqlite", "postgresql"):
        with place_for(kind) as shelf, tempfile.TemporaryDirectory() as folder:
            found = drill(shelf, Path(folder), writers=given.writers, seconds=given.seconds)
        held &= found.held
        print(f"\n{kind}: {'the backup holds' if found.held else 'THE BACKUP DOES NOT HOLD'}")
        print(f"  written before {found.acknowledged_before} rounds of deeds, during the backup {found.during}")
        print(f"  backup  {found.backup['rows']} rows, {found.backup['files']} files, {found.backup['bytes'] / 2**20:.1f} MB in {found.backup_s:.1f} s")
        print(f"  restore compared row by row in {found.restore_s:.1f} s; chain {'sound' if found.sound else 'BROKEN'}")
        for name, seen in (("source", found.source), ("restored", found.restored)):
            print(f"  {name:<9} {seen.entries} entries, sha256 {seen.trail}")
        print(f"  restored  {found.restored.answers} answers, {found.restored.answers_unlike_their_entries} unlike their entries;", end=" ")
        print(f"{found.restored.files} files, {found.restored.files_missing_or_altered} missing or altered; audit head {found.backup['head']}")
        for failure in found.failures[:5]:
            print("  a writer was refused:", failure)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
