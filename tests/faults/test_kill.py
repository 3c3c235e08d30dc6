"""The process is killed while it saves: what was acknowledged is there, and nothing is there by halves."""

import multiprocessing
import os
import random
import sys
import time
from types import ModuleType

import pytest
from sqlalchemy import text

from core import db
from tests.cast import links, sound_chain, trail
from tests.faults import writer

ACKNOWLEDGED, ROUNDS_AT_MOST = 200, 400
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def processes():
    """Children are forked from a server that has everything imported, so that a round costs milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["core.everything", "core.inspection.sheets.actions", "tests.faults.writer", "tests.cast"])
    return context


def drained(pipe, child):
    """Everything that was said before the end."""
    heard = []
    try:
        while pipe.poll(0) or child.is_alive():
            if pipe.poll(0.05):
                heard.append(pipe.recv())
    except EOFError:
        pass
    return heard


def settled(database):
    """The server ends what the killed one had begun, a moment later."""
    others = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
    while database == "postgresql":
        with db.reading() as session:
            if session.scalar(others) == 0:
                return
        time.sleep(0.005)


def test_no_acknowledged_answer_is_lost_and_none_is_kept_by_halves(database, house, processes, monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))  # a child would run the main script anew
    environment = {name: os.environ[name] for name in ("DATABASE_URL", "FILES_DIR", "COCKPIT_SECRET")}
    dice, heard, rounds = random.Random(7), [], 0
    while len(heard) < ACKNOWLEDGED and rounds < ROUNDS_AT_MOST:
        rounds += 1
        db.disconnect()  # nothing of ours holds a file or a lock while the other one writes
        kept = house.kept("speed")
        db.disconnect()
        ours, theirs = processes.Pipe(duplex=False)
        child = processes.Process(target=writer.write, args=(environment, house.sheet, house.items["speed"], kept.value_version if kept else 0, theirs))
        child.start()
        theirs.close()
        if ours.poll(30):
            heard.append(ours.recv())
        time.sleep(dice.random() * 0.08)
        child.kill()
        child.join()
        heard += drained(ours, child)
        ours.close()
        child.close()
        settled(database)
        row, answers = house.kept("speed"), trail("sheet:answer")
        assert row.value_version >= heard[-1][0], "an acknowledged answer is lost"
        assert row.value_version == len(answers), "an answer and its entry go together"
        assert answers[-1].facts["after"]["raw"] == f"{row.raw:.0f}"
    assert len(heard) >= ACKNOWLEDGED
    entries = {number: entry.facts["after"]["raw"] for number, entry in enumerate(trail("sheet:answer"), 1)}
    assert [(version, raw) for version, raw in heard if entries.get(version) != str(raw)] == [], "one entry for each acknowledged deed"
    assert len({version for version, _ in heard}) == len(heard)
    assert sound_chain()
    assert len(set(links())) == 1
    assert house.row().answered == 1
    if database == "sqlite":
        with db.reading() as session:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    print(f"\n{database}: {rounds} kills, {len(heard)} acknowledged, 0 lost")
