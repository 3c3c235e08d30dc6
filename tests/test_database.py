"""What a connection promises, on both databases."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from core import db
from core.inspection.templates.records import TemplateSection
from core.people.records import Attempt
from core.projects.records import Member
from tests.cast import dump

SHANGHAI = timezone(timedelta(hours=8))
PROMISES = {
    # journal_mode and synchronous=FULL: what was acknowledged survives a power cut
    "sqlite": {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": db.SQLITE_WAIT_MS},
    "postgresql": {"statement_timeout": "15s", "lock_timeout": "4s", "idle_in_transaction_session_timeout": "30s"},
}


def test_every_connection_is_prepared(database):
    show = "PRAGMA" if database == "sqlite" else "SHOW"
    with db.reading() as first, db.reading() as second:
        for session in (first, second):
            assert {name: session.scalar(text(f"{show} {name}")) for name in PROMISES[database]} == PROMISES[database]


def test_a_child_needs_its_parent(database, house):
    before = dump()
    with pytest.raises(IntegrityError), db.writing() as session:
        session.add(Member(project_id=9999, person_id=house.people["mei"]))
    assert dump() == before


def test_an_exception_undoes_everything(database, house):
    def half():
        with db.writing() as session:
            session.add(Member(project_id=house.projects["harbour"], person_id=house.people["mei"]))
            session.flush()
            raise ZeroDivisionError

    before = dump()
    with pytest.raises(ZeroDivisionError):
        half()
    assert dump() == before


def test_what_is_written_while_reading_is_not_kept(database, house):
    before = dump()
    with db.reading() as session:
        session.add(Member(project_id=house.projects["harbour"], person_id=house.people["mei"]))
        session.flush()
    assert dump() == before


def attempted(at):
    return Attempt(username="mei", address="10.0.0.1", at=at, right=True)


def test_a_moment_comes_back_in_utc_whatever_it_went_in_as(database):
    moment = datetime(2026, 3, 29, 2, 30, 15, 123456, tzinfo=SHANGHAI)
    with db.writing() as session:
        session.add(attempted(moment))
    with db.reading() as session:
        found = session.scalars(select(Attempt.at)).one()
    assert (found, found.tzinfo) == (moment, UTC)


def test_a_moment_without_its_zone_is_a_mistake(database):
    with pytest.raises(StatementError, match="time zone"), db.writing() as session:
        session.add(attempted(datetime(2026, 1, 1)))  # noqa: DTZ001 - that is the point


def test_a_decimal_is_kept_exactly_or_refused(database, house):
    with db.writing() as session:
        section = session.get_one(TemplateSection, house.sections["contact"])
        section.weight = Decimal("12345678.9012")
    with db.reading() as session:
        assert session.scalar(select(TemplateSection.weight).where(TemplateSection.id == house.sections["contact"])) == Decimal("12345678.9012")
    with pytest.raises(StatementError, match="decimal places"), db.writing() as session:
        session.get_one(TemplateSection, house.sections["contact"]).weight = Decimal("0.00001")


def test_writers_are_let_in_in_the_order_in_which_they_came():
    lock, order, threads = db.FairLock(), [], []

    def write(number):
        with lock:
            order.append(number)

    with lock:
        for number in range(12):
            threads.append(threading.Thread(target=write, args=(number,)))
            threads[-1].start()
            deadline = time.monotonic() + 5
            while len(lock._waiting) <= number and time.monotonic() < deadline:
                time.sleep(0.001)
    for thread in threads:
        thread.join(5)
    assert order == list(range(12))


def test_a_lock_is_free_again_after_a_failure():
    lock = db.FairLock()
    with pytest.raises(ZeroDivisionError), lock:
        raise ZeroDivisionError
    entered = threading.Event()

    def enter():
        with lock:
            entered.set()

    threading.Thread(target=enter).start()
    assert entered.wait(5)


def test_one_engine_serves_a_process(database):
    with_threads = []
    threads = [threading.Thread(target=lambda: with_threads.append(db.engine())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, with_threads))) == 1
