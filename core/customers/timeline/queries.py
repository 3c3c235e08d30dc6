"""The timeline of a customer. A room adds to it by `provide`, so that rooms below need not know those above.

A provider is asked (session, actor, customer id, before which day or None, how many) and answers its latest entries, latest
first; it shows what the actor may see. It should need no more than its own index: the timeline asks every provider once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.customers.queries import visible_to
from core.customers.records import Customer
from core.errors import NotFound


@dataclass(frozen=True)
class Entry:
    """A line of the timeline. `title` and `text` are what somebody wrote, or, with `message`, a sentence with its `facts`.

    `page` and `code` lead to the record, where it has a page of its own.
    """

    day: date
    kind: str
    id: int
    title: str
    text: str = ""
    who: dict[str, str] | None = None
    message: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    channel: str = ""
    whom: str = ""
    next_on: date | None = None
    page: str = ""
    parameter: str = "code"
    """By which name its page takes the code."""
    code: str = ""


Provider = Callable[[Session, Actor, int, date | None, int], list[Entry]]
_PROVIDERS: dict[str, tuple[str, Provider]] = {}


def provide(kind: str, label: str, provider: Provider) -> None:
    """A room adds entries of a kind; `label` is a message that names them."""
    _PROVIDERS[kind] = (label, provider)


def kinds() -> dict[str, str]:
    """The kinds of entries with their labels, in the order in which rooms spoke."""
    return {kind: label for kind, (label, _) in _PROVIDERS.items()}


def timeline(session: Session, actor: Actor, customer_id: int, *, only: str = "", before: date | None = None, limit: int = 25) -> list[Entry]:
    """The latest entries of a customer that `actor` may see, latest first: of one kind, or of all. Refuses NotFound.

    `before` goes on further back: whole days, so a page may hold a few entries more than `limit`.
    """
    require(actor, Permission.CUSTOMER_READ)
    if session.scalar(select(Customer.id).where(Customer.id == customer_id, visible_to(actor))) is None:
        raise NotFound()
    found: list[Entry] = []
    for kind, (_, provider) in _PROVIDERS.items():
        if only in ("", kind):
            found += provider(session, actor, customer_id, before, limit + 1)
    found.sort(key=lambda one: (one.day, one.kind, one.id), reverse=True)
    if len(found) <= limit:
        return found
    last = found[limit - 1].day
    return [one for one in found if one.day >= last][: limit * 4]
