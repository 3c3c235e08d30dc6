"""People with addresses, and a post office to send from."""

from types import SimpleNamespace

import pytest
from sqlalchemy import delete, select, text

from core import db, subjects, work
from core.audit import note
from core.notice import actions, rules
from core.notice.records import Notice, OutMail
from tests.databases import forget
from tests.notice import mailserver

NOW = rules.declare(rules.Kind("test_now", "Test", rules.Mail.NOW))
DAILY = rules.declare(rules.Kind("test_daily", "Test", rules.Mail.DIGEST))


@pytest.fixture
def house(house):
    """The cast with empty inboxes: what they told each other while they were built counts for nothing here."""
    with db.writing() as session:
        session.execute(delete(Notice))
        session.execute(delete(OutMail))
    return house


@pytest.fixture
def post(database, house, monkeypatch):
    """A post office: `.server` accepts mail, `.tell(kind, who...)` tells people, `.mails()` are the outbox's rows."""

    def configure(url):
        monkeypatch.setenv("COCKPIT_SMTP_URL", url)
        monkeypatch.setenv("COCKPIT_MAIL_FROM", "cockpit@example.cn")
        forget()

    def address(*names):
        with db.writing() as session:
            for one in names:
                session.execute(text("UPDATE people SET email = :email WHERE id = :id"), {"email": f"{one}@example.cn", "id": house.people[one]})

    def tell(kind, *names, what="Hotline"):
        def deed(session, actor):
            place = subjects.place(session, actor, "project", house.projects["hotline"])
            actions.tell(
                session, actor, kind, [house.people[one] for one in names], about=place,
                message="“{value}” exists already; please choose another one.", value=what,
            )  # fmt: skip
            note(session, actor, "test:tell", "project", place.id)

        work.do(deed, house.actor("ada"))

    def rows(table):
        with db.reading() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    with mailserver.serving() as server:
        configure(server.url)
        yield SimpleNamespace(
            server=server, configure=configure, address=address, tell=tell, mails=lambda: rows(OutMail), notices=lambda: rows(Notice),
            states=lambda: [mail.state for mail in rows(OutMail)],
        )  # fmt: skip
