"""The trail: one entry a deed, in a chain that shows every tampering; and the deeds that run at once."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from core import db, work
from core.access import Actor, Role
from core.audit import note, queries, rules
from core.audit.actions import export, touch
from core.audit.queries import Search
from core.audit.records import AuditEntry
from core.config import secret
from core.errors import NotPermitted, OldSchema, Stale, TryAgain
from core.inspection.templates.rules import State
from core.people import actions as people
from core.people.queries import departments
from core.people.records import Department
from tests.cast import CAST, dump, links, named, sound_chain, trail
from tests.databases import living_at

KEY = b"a key that nobody outside has"
ANYBODY = Actor(0, "", "", frozenset())


def chain(length):
    rows, previous = [], rules.GENESIS
    for number in range(1, length + 1):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        facts = {"before": {"raw": str(number)}, "after": {"raw": str(number + 1), "note": "热线"}}
        link = rules.Link(number, at, number % 7, "Mei", "10.0.0.1", "sheet:answer", "sheet", number % 50, "INS-2026-0001", 1, facts, None)
        rows.append((link, previous, rules.seal(KEY, previous, link)))
        previous = rows[-1][2]
    return rows, (length, previous)


class TestTheChain:
    def test_an_untouched_one_is_sound(self):
        rows, head = chain(50)
        assert rules.verify(KEY, rows, head) == rules.Verdict(50, head[1], None)
        assert rules.verify(KEY, [], (0, rules.GENESIS)).sound

    def test_six_hundred_tamperings_of_six_kinds_are_all_found_where_they_begin(self):
        dice = random.Random(1)
        rows, head = chain(120)
        fields = {
            "actor_id": 99, "actor_name": "Kit", "origin": "elsewhere", "deed": "sheet:note", "subject_id": 77, "subject_code": "x", "project_id": 2,
            "facts": {"after": {}}, "key": "k", "at": datetime(2025, 1, 1, tzinfo=UTC), "subject_kind": "round",
        }  # fmt: skip
        for turn in range(600):
            forged, j = list(rows), dice.randrange(1, 119)
            link, previous, seal = forged[j]
            kind = ("edit", "delete", "insert", "swap", "cut", "rewrite")[turn % 6]
            expected = j + 1
            if kind == "edit":
                field = dice.choice(sorted(fields))
                forged[j] = (replace(link, **{field: fields[field]}), previous, seal)
            elif kind == "delete":
                del forged[j]
            elif kind == "insert":
                forged.insert(j, forged[j])
                expected = j + 2  # the copy is the first to stand wrong
            elif kind == "swap":
                forged[j - 1], forged[j] = forged[j], forged[j - 1]
                expected = j
            elif kind == "cut":
                forged = forged[: -dice.randint(1, 100)]
                expected = len(forged) + 1
            else:
                forged, previous = forged[:j], forged[j][1]
                for one, _, _ in rows[j:]:
                    one = replace(one, actor_id=5) if one.number == j + 1 else one
                    seal = rules.seal(b"another key", previous, one)
                    forged.append((one, previous, seal))
                    previous = seal
            assert rules.verify(KEY, forged, head).broken_at == expected, (kind, j)

    def test_a_verdict_tells_what_still_holds(self):
        rows, head = chain(10)
        rows[6] = (replace(rows[6][0], actor_id=99), *rows[6][1:])
        assert rules.verify(KEY, rows, head) == rules.Verdict(6, rows[5][2], broken_at=7)


    def test_what_is_kept_reads_back_as_it_was_sealed(self):
        facts = {"decimal": Decimal("7.50"), "day": datetime(2026, 1, 1, tzinfo=UTC).date(), "state": State.DRAFT, "some": {3, 1}, "pair": (1, None), 5: True}
        assert rules.plain(facts) == {"decimal": "7.50", "day": "2026-01-01", "state": "draft", "some": [1, 3], "pair": [1, None], "5": True}


@pytest.mark.usefixtures("database")
class TestTheTrail:
    def test_every_deed_of_the_house_left_its_entry(self, house):
        deeds = [entry.deed for entry in trail()]
        assert deeds[0] == "people:first_administrator"
        assert deeds.count("people:create") == len(CAST)
        assert deeds[-5:] == ["template:confirm", "approval:approve", "round:create", "round:assign", "round:start"]
        assert links() == (len(deeds), len(deeds))

    def test_the_whole_chain_verifies(self, house, ask, contested):
        verdict = ask(queries.verdict, "lin")
        assert verdict.sound
        assert verdict.count == len(trail())

    @pytest.mark.parametrize(
        ("tamper", "broken"),
        [
            ("UPDATE audit_entries SET actor_name = 'Somebody' WHERE id = 5", 5),
            ("UPDATE audit_entries SET at = (SELECT at FROM audit_entries WHERE id = 1) WHERE id = 5", 5),
            ("DELETE FROM audit_entries WHERE id = 5", 5),
            ("DELETE FROM audit_entries WHERE id = (SELECT max(id) FROM audit_entries)", None),
            ("DELETE FROM audit_heads", None),
            ("UPDATE audit_heads SET count = count - 1", None),
        ],
    )
    def test_a_tampering_in_the_database_is_found(self, house, ask, tamper, broken):
        from sqlalchemy import text

        last = len(trail())
        with db.writing() as session:
            session.execute(text(tamper))
        verdict = ask(queries.verdict, "lin")
        assert not verdict.sound
        assert verdict.broken_at in ({broken} if broken else {last, last + 1})

    def test_a_tampered_fact_is_found(self, house, ask):
        with db.writing() as session:
            session.execute(update(AuditEntry).where(AuditEntry.deed == "project:create").values(facts={"after": {}}))
        assert ask(queries.verdict, "lin").broken_at == trail("project:create")[0].id

    def test_another_key_does_not_verify(self, house, ask, monkeypatch):
        monkeypatch.setenv("COCKPIT_SECRET", "another secret for tests, long enough too")
        secret.cache_clear()
        from core.config import settings

        settings.cache_clear()
        assert ask(queries.verdict, "lin").broken_at == 1

    def test_the_chain_cannot_fork(self, house):
        first, second = trail()[:2]
        assert first.hash == second.previous
        fork = {column.name: getattr(second, column.name) for column in AuditEntry.__table__.columns if column.name not in ("id", "key")}
        with db.reading() as session:
            session.add(AuditEntry(id=9999, **fork))
            with pytest.raises(IntegrityError, match="previous"):
                session.flush()

    def test_a_refused_deed_leaves_no_entry(self, house, do, refused):
        with refused(NotPermitted):
            do(people.create_department, "mei", code="new", name=named("New"))

    def test_a_deed_that_fails_after_its_entry_leaves_none(self, house):
        def half(session, actor):
            note(session, actor, "test:half", "nothing", None)
            raise ZeroDivisionError

        before = dump()
        with pytest.raises(ZeroDivisionError):
            work.do(half, ANYBODY)
        assert dump() == before

    def test_the_trail_is_searched_and_paged(self, house, ask):
        frame, total = ask(queries.trail, "lin", Search(deed="people:create", size=3, page=-(-len(CAST) // 3)))
        assert (total, len(frame), list(frame.columns)) == (len(CAST), len(CAST) % 3 or 3, queries.COLUMNS)
        assert ask(queries.trail, "lin", Search(actor="ADA"))[1] == 0  # she acts as 艾达
        assert ask(queries.trail, "lin", Search(actor="艾"))[1] > 8
        assert ask(queries.trail, "lin", Search(actor="%"))[1] == 0
        assert ask(queries.trail, "lin", Search(code="mei"))[1] == 1
        assert ask(queries.trail, "lin", Search(until=trail()[0].at))[1] == 0

    def test_only_some_read_the_trail_and_taking_it_away_is_a_deed(self, house, do, ask, traced, refused):
        for who in ("hu", "mo", "ming", "mei", "cora"):
            with pytest.raises(NotPermitted):
                ask(queries.trail, who, Search())
            with pytest.raises(NotPermitted):
                ask(queries.verdict, who)
        with refused(NotPermitted):
            do(export, "lin", Search())
        before = len(trail())
        with traced("audit:export", "ada"):
            assert len(do(export, "ada", Search())) == before

    def test_many_deeds_of_a_batch_leave_an_entry_each_in_one_chain(self, house):
        ada, before = house.actor("ada"), len(trail())

        def deeds(session, *, fail):
            for code in ("one", "two", "three"):
                people.create_department(session, ada, code=code, name=named(code))
            touch(session, "results")
            touch(session, "results")
            if fail:
                raise ZeroDivisionError

        untouched = dump()
        with pytest.raises(ZeroDivisionError):
            work.batch(deeds, fail=True)
        assert dump() == untouched
        mark = work.ask(queries.mark, "results")
        work.batch(deeds, fail=False)
        assert work.ask(queries.mark, "results") == mark + 1
        assert [(entry.deed, entry.subject_code) for entry in trail()[before:]] == [("department:create", code) for code in ("one", "two", "three")]
        work.do(people.create_department, ada, code="four", name=named("Four"))
        assert links() == (before + 4, before + 4)
        assert sound_chain()

    def test_touching_moves_a_topic(self, house):
        before = work.ask(queries.mark, "results")
        work.do(lambda session, _: touch(session, "results"), ANYBODY)
        assert work.ask(queries.mark, "results") == before + 1
        assert work.ask(queries.mark, "nothing") == 0


def rename(session, actor, unit_id, name):
    """A deed without a version check by its caller."""
    found = session.get_one(Department, unit_id)
    found.name = named(name)
    note(session, actor, "test:rename", "department", unit_id)
    return unit_id


@pytest.mark.usefixtures("database")
class TestAtOnce:
    def test_eight_threads_of_twenty_deeds_keep_the_chain_sound(self, house):
        before = len(trail())

        def deed(session, actor, thread, number):
            note(session, actor, "test:deed", "thread", thread, number=number)

        def write(thread):
            for number in range(20):
                work.do(deed, ANYBODY, thread, number)

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(write, range(8)))
        assert sound_chain()
        assert links() == (before + 160, before + 160)
        new = trail("test:deed")
        for thread in range(8):
            assert [entry.facts["number"] for entry in new if entry.subject_id == thread] == list(range(20))

    def test_the_first_deeds_of_an_empty_house_may_come_at_once(self):
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda n: work.do(lambda session, actor: note(session, actor, "test:deed", "thread", n), ANYBODY), range(8)))
        assert sound_chain()
        assert links() == (8, 8)

    def test_one_key_from_eight_threads_is_one_deed_with_one_answer(self, house):
        ada = house.actor("ada")
        for turn in range(5):
            key = work.page_key("new-department", turn)
            with ThreadPoolExecutor(8) as threads:
                answers = list(
                    threads.map(lambda _: work.do_once(key, people.create_department, ada, code=f"d{turn}", name=named("New")), range(8))  # noqa: B023
                )
            assert len(set(answers)) == 1
            with db.reading() as session:
                assert session.scalars(select(Department.id).where(Department.code == f"d{turn}")).all() == answers[:1]
            assert len([entry for entry in trail() if entry.key == key]) == 1

    def test_another_key_is_another_deed(self, house):
        ada = house.actor("ada")
        made = {work.do_once(work.page_key("new", n), people.create_department, ada, code=f"d{n}", name=named("New")) for n in range(2)}
        assert len(made) == 2

    def test_a_deed_refused_for_what_its_twin_kept_answers_like_its_twin(self, house, monkeypatch):
        """The second click looks for the key, the first one commits, the second one meets what it kept."""
        ada, looked = house.actor("ada"), []

        def too_early(session, key):
            looked.append(key)
            return (False, None) if len(looked) == 1 else done(session, key)

        done = queries.done
        first = work.do_once("form:1", people.create_department, ada, code="new", name=named("New"))
        monkeypatch.setattr(queries, "done", too_early)
        assert work.do_once("form:1", people.create_department, ada, code="new", name=named("New")) == first
        assert len(looked) == 2

    def test_a_connection_that_breaks_while_committing_neither_loses_nor_doubles(self, house, monkeypatch):
        ada, engine = house.actor("ada"), db.engine()
        commit, broken = engine.dialect.do_commit, []

        def break_once(connection):
            commit(connection)
            if not broken:
                broken.append(True)
                raise OperationalError("COMMIT", None, Exception("server closed the connection"), connection_invalidated=True)

        monkeypatch.setattr(engine.dialect, "do_commit", break_once)
        made = work.do(people.create_department, ada, code="new", name=named("New"))
        monkeypatch.undo()
        assert broken
        with db.reading() as session:
            assert session.scalars(select(Department.id).where(Department.code == "new")).all() == [made]
        assert len(trail("department:create")) == 3
        assert sound_chain()

    def test_a_database_that_is_gone_says_so_in_words(self, house, monkeypatch):
        ada = house.actor("ada")

        def gone(*_, **__):
            raise OperationalError("SELECT", None, Exception("connection refused"))

        monkeypatch.setattr(db.engine().dialect, "do_execute", gone)
        with pytest.raises(TryAgain):
            work.do(people.create_department, ada, code="new", name=named("New"))
        with pytest.raises(TryAgain):
            work.ask(departments, ada)

    def test_a_database_without_its_tables_is_not_said_to_be_away(self, shelf, tmp_path):
        """It is there and answers; whoever runs the house can help, waiting cannot."""
        nobody = Actor(1, "", "", frozenset({Role.ADMINISTRATOR}))
        with living_at(url := shelf.blank(), tmp_path):
            for asked in (
                lambda: work.ask(departments, nobody),
                lambda: work.do(people.create_department, nobody, code="new", name=named("New")),
                lambda: work.batch(lambda session: departments(session, nobody)),
            ):
                with pytest.raises(OldSchema):
                    asked()
        shelf.place.drop(url)

    def test_a_mistake_in_a_statement_stays_a_mistake(self, house):
        """SQLite words it like an absence, and the schema is the one that belongs here."""
        with pytest.raises((DBAPIError, TryAgain)) as told:
            work.ask(lambda session: session.execute(text("SELECT nonsense FROM people")))
        assert not isinstance(told.value, OldSchema)
        assert "nonsense" in f"{told.value} {told.value.__cause__}"

    def test_a_question_sees_one_moment(self, house):
        """What is kept between two looks of one question does not tear its answer apart."""

        def names(session):
            before = session.scalars(select(Department.name).order_by(Department.id)).all()
            with ThreadPoolExecutor(1) as other:
                other.submit(work.do, rename, ANYBODY, house.departments["service"], "Renamed").result()
            return before == session.scalars(select(Department.name).order_by(Department.id)).all()

        assert work.ask(names)
        assert len(trail("test:rename")) == 1


@pytest.mark.usefixtures("database")
class TestLostUpdates:
    """Several add one to a number that is kept in a department's name."""

    ADDERS, TIMES = 6, 6

    def number(self, house):
        units = work.ask(departments, house.actor("ada"))
        unit = next(one for one in units if one.code == "quality")
        return unit, int(unit.name["en"]) if unit.name["en"].isdigit() else 0

    def run(self, add):
        with ThreadPoolExecutor(self.ADDERS) as threads:
            list(threads.map(lambda _: [add() for _ in range(self.TIMES)], range(self.ADDERS)))

    def test_without_a_version_they_are_lost(self, house):
        """The test is worth something only if this happens."""
        all_read = threading.Barrier(self.ADDERS)

        def add():
            unit, number = self.number(house)
            all_read.wait(20)
            with db.writing() as session:
                session.execute(update(Department.__table__).where(Department.__table__.c.id == unit.id).values(name=named(str(number + 1))))

        self.run(add)
        assert self.number(house)[1] < self.ADDERS * self.TIMES

    def test_ours_loses_none_and_says_so_to_whom_it_refuses(self, house):
        ada, refusals = house.actor("ada"), []

        def add():
            while True:
                unit, number = self.number(house)
                try:
                    work.do(
                        people.update_department, ada, unit.id, version=unit.version, name=named(str(number + 1)), parent_id=None, head_id=None
                    )
                    return
                except Stale as stale:
                    refusals.append(stale)

        self.run(add)
        assert self.number(house)[1] == self.ADDERS * self.TIMES
        assert len(trail("department:update")) == self.ADDERS * self.TIMES + 1

    def test_a_version_that_moves_between_read_and_write_is_stale_too(self, house, monkeypatch):
        """Whoever forgets to compare is stopped by the version column."""

        def overtaken(session, actor, unit_id):
            found = session.get_one(Department, unit_id)
            session.execute(update(Department.__table__).where(Department.__table__.c.id == unit_id).values(version=found.version + 1))
            found.name = named("Late")
            session.flush()

        before = dump()
        with pytest.raises(Stale):
            work.do(overtaken, ANYBODY, house.departments["quality"])
        assert dump() == before
