"""Mail to people who have no account. A room keeps what is told and to whom; the outbox knows the mail by kind and id, and never an address."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.words import Language

SEALED_FOR = "secret of a mail"
"""The use under which a mail's secret is sealed."""


@dataclass(frozen=True)
class Outside:
    """Whom a mail goes to and what it says, made at the moment of sending and kept nowhere. `sender`: the name it comes from; empty: the application's."""

    address: str
    name: str
    language: Language
    sender: str
    subject: str
    body: str

    def __repr__(self) -> str:
        return "Outside(…)"


Writer = Callable[[Session, Mapping[int, str]], Mapping[int, Outside]]
"""(session, secret of each mail by the room's id) -> what each is; those are missing that go to nobody any more."""
_WRITERS: dict[str, Writer] = {}


def written_by(kind: str, writer: Writer) -> None:
    """A room says how its mails are addressed and written."""
    _WRITERS[kind] = writer


def writer(kind: str) -> Writer | None:
    """How mails of a kind are written; None where no room speaks of it."""
    return _WRITERS.get(kind)


def new_key() -> str:
    """The key of a mail to be put into the outbox."""
    return uuid.uuid4().hex
