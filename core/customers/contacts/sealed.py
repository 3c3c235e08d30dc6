"""Personal data on their way into and out of the database."""

import json

from core import sealing
from core.customers.contacts.records import Contact
from core.customers.contacts.rules import Document, Personal, Unreadable
from core.customers.rules import looked_up

USE = "personal data"


def put(row: Contact, person: Personal) -> None:
    """Seal `person` into the row, and the hashes by which it is found."""
    row.sealed = sealing.sealed(USE, row.ref, json.dumps([person.name, person.phone, person.email, person.address, person.id_number, person.id_kind.value], ensure_ascii=False))
    row.name_index, row.phone_index = hashed("name", looked_up(person.name)), hashed("phone", person.phone)
    row.number_index, row.secret_mark = hashed("number", person.id_number), sealing.mark()


def taken(sealed: str, ref: str) -> Personal | None:
    """What is sealed, in plain; None when it cannot be opened or is erased."""
    text = sealing.opened(USE, ref, sealed) if sealed else None
    if text is None:
        return None
    *values, kind = json.loads(text)
    return Personal(*values, Document(kind))


def plain(row: Contact) -> Personal:
    """What is sealed. Refuses Unreadable."""
    found = taken(row.sealed, row.ref)
    if found is None:
        raise Unreadable()
    return found


def hashed(what: str, value: str) -> str:
    """The hash of a value of this kind; of nothing there is none."""
    return sealing.index(f"{USE}: {what}", value) if value else ""


def hashes(what: str, value: str) -> list[str]:
    """The hashes under which a value may be found."""
    return sealing.indexes(f"{USE}: {what}", value) if value else []
