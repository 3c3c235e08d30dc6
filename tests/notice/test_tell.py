"""Telling is part of another deed: who is told, who is not, what it costs, and what a reader does with it."""

import pytest
from sqlalchemy import event, func, select, text

from core import db, subjects, work
from core.audit import note
from core.clock import now
from core.notice import actions, queries, rules
from core.notice.records import Notice, OutMail
from core.people.records import Person

GREETING = rules.declare(rules.Kind("greeting", "Greetings", rules.Mail.NOW))
MESSAGE = "{name} greets {whom}."


def about(session, actor, house):
    return subjects.place(session, actor, "project", house.projects["hotline"])


def greet(session, actor, house, ids, times=1, mistake=None):
    place = about(session, actor, house)
    for _ in range(times):
        actions.tell(session, actor, "greeting", ids, about=place, message=MESSAGE, name=actor.name, whom=place.name)
    if mistake:
        raise mistake
    note(session, actor, "test:greet", "project", place.id, code=place.code)


@pytest.fixture
def mail(monkeypatch, database):
    """A mail server is configured; nothing answers there."""
    from tests.databases import forget

    monkeypatch.setenv("COCKPIT_SMTP_URL", "smtp+plain://127.0.0.1:9")
    monkeypatch.setenv("COCKPIT_MAIL_FROM", "cockpit@example.cn")
    forget()


def give_address(*ids):
    with db.writing() as session:
        for one in ids:
            session.execute(text("UPDATE people SET email = :email WHERE id = :id"), {"email": f"p{one}@example.cn", "id": one})


def count(table):
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


@pytest.mark.usefixtures("database")
class TestWhoIsTold:
    def test_everybody_but_the_doer_once(self, house, do, ask):
        ids = [house.people[who] for who in ("mo", "ming", "lin", "mo")]
        do(greet, "lin", house, ids, times=3)
        assert count(Notice) == 2
        lines, total = ask(queries.inbox, "mo")
        assert (total, lines[0].subject_kind, lines[0].path, lines[0].read) == (1, "project", f"Projects?project={lines[0].subject_code}", False)
        assert rules.told(lines[0].message, lines[0].values, rules.Language.SIMPLIFIED, None) == "Lin greets 热线."
        assert ask(queries.unread, "lin") == 0

    def test_who_has_left_is_not_told(self, house, do):
        with db.writing() as session:
            session.execute(text("UPDATE people SET active = false WHERE id = :id"), {"id": house.people["ming"]})
        do(greet, "lin", house, [house.people["ming"], 99_999])
        assert count(Notice) == 0

    def test_two_deeds_of_one_batch_tell_twice(self, house):
        lin = house.actor("lin")

        def both(session):
            greet(session, lin, house, [house.people["mo"]])
            greet(session, lin, house, [house.people["mo"]])

        work.batch(both)
        assert count(Notice) == 2

    def test_a_deed_that_fails_has_told_nobody(self, house, do, mail):
        give_address(house.people["mo"])
        with pytest.raises(RuntimeError):
            do(greet, "lin", house, [house.people["mo"]], mistake=RuntimeError("after telling"))
        assert (count(Notice), count(OutMail)) == (0, 0)

    def test_three_hundred_are_told_with_as_many_statements_as_one(self, house, do, mail):
        with db.writing() as session:
            session.add_all(
                Person(username=f"p{n}", name={"en": f"P {n}"}, roles=["inspector"], active=True, token_version=0, failures=0, must_change=False,
                       email=f"p{n}@example.cn") for n in range(300)
            )  # fmt: skip
        with db.reading() as session:
            crowd = list(session.scalars(select(Person.id).where(Person.username.like("p_%"), Person.email.is_not(None))))
        assert len(crowd) == 300

        def statements(ids):
            said = []

            def heard(conn, cursor, statement, parameters, context, executemany):
                said.append(statement)

            event.listen(db.engine(), "after_cursor_execute", heard)
            try:
                do(greet, "lin", house, ids)
            finally:
                event.remove(db.engine(), "after_cursor_execute", heard)
            return len(said)

        do(greet, "lin", house, crowd[:1])
        assert statements(crowd) == statements(crowd[:1])
        assert count(Notice) == count(OutMail) == 302


@pytest.mark.usefixtures("database", "mail")
class TestPreferences:
    @pytest.mark.parametrize(("wish", "mails", "digest"), [("now", 1, False), ("digest", 0, True), ("never", 0, False)])
    def test_mail_follows_the_wish_and_the_inbox_always_has_it(self, house, do, ask, wish, mails, digest):
        give_address(house.people["mo"])
        do(actions.prefer, "mo", "greeting", rules.Mail(wish))
        do(greet, "lin", house, [house.people["mo"]])
        with db.reading() as session:
            row = session.scalars(select(Notice)).one()
            assert (count(OutMail), row.digest, row.mail_key is not None) == (mails, digest, bool(mails))
        assert ask(queries.unread, "mo") == 1
        assert ask(queries.preferences, "mo")["greeting"] == wish

    def test_without_an_address_or_a_mail_server_nothing_waits_to_be_sent(self, house, do, monkeypatch):
        do(greet, "lin", house, [house.people["mo"]])
        assert count(OutMail) == 0
        give_address(house.people["mo"])
        monkeypatch.delenv("COCKPIT_SMTP_URL")
        from tests.databases import forget

        forget()
        do(greet, "lin", house, [house.people["mo"]])
        assert (count(Notice), count(OutMail)) == (2, 0)

    def test_a_changed_mind_is_one_row_and_the_default_stands_before(self, house, do, ask, traced, refused):
        assert ask(queries.preferences, "mo")["greeting"] is rules.Mail.NOW
        do(actions.prefer, "mo", "greeting", rules.Mail.NEVER)
        with traced("notice:prefer", "mo"):
            do(actions.prefer, "mo", "greeting", rules.Mail.DIGEST)
        assert ask(queries.preferences, "mo")["greeting"] is rules.Mail.DIGEST
        with refused(rules.UnknownKind):
            do(actions.prefer, "mo", "no such kind", rules.Mail.NEVER)


@pytest.mark.usefixtures("database")
class TestReading:
    def test_one_reads_one_s_own_and_nobody_else_s(self, house, do, ask, traced):
        do(greet, "lin", house, [house.people["mo"], house.people["ming"]])
        do(greet, "ada", house, [house.people["mo"]])
        (second, first), _ = ask(queries.inbox, "mo")
        (of_ming,), _ = ask(queries.inbox, "ming")
        with traced("notice:read", "mo"):
            assert do(actions.read, "mo", [first.id, of_ming.id]) == 1
        assert ask(queries.unread, "ming") == 1
        assert [line.id for line in ask(queries.inbox, "mo", unread=True)[0]] == [second.id]
        assert do(actions.read_all, "mo") == 1
        assert ask(queries.unread, "mo") == 0
        assert ask(queries.inbox, "mo")[1] == 2

    def test_the_inbox_is_paged_newest_first(self, house, do, ask):
        for _ in range(5):
            do(greet, "lin", house, [house.people["mo"]])
        pages = [ask(queries.inbox, "mo", page=page, size=2) for page in (1, 2, 3)]
        seen = [line.id for lines, _ in pages for line in lines]
        assert seen == sorted(seen, reverse=True)
        assert len(seen) == 5
        assert {total for _, total in pages} == {5}
        assert all(line.at <= now() for lines, _ in pages for line in lines)

    def test_who_reads_nothing_is_counted_to_a_hundred(self, house, do, ask):
        lin = house.actor("lin")
        work.batch(lambda session: [greet(session, lin, house, [house.people["mo"]]) for _ in range(120)])
        assert ask(queries.unread, "mo") == queries.COUNTED_TO
