"""What others did to somebody's account comes to her inbox, and by mail at once: she may not be able to sign in."""

from sqlalchemy.orm import Session

from core.access import Actor
from core.notice.actions import tell
from core.notice.rules import Kind, Mail, declare
from core.people.records import Person
from core.people.telling import told_by
from core.subjects import Place
from core.words import N_

ACCOUNT = declare(Kind("account", N_("Changes of my account by others"), Mail.NOW))


def _tell(session: Session, actor: Actor, person: Person, message: str) -> None:
    about = Place("person", person.id, person.username, person.name, "Account")
    tell(session, actor, ACCOUNT.code, [person.id], about=about, message=message)


told_by(_tell)
