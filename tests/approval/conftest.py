"""A kind of record that exists for these tests only: a thing with a document, an author and a worth."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from core import subjects
from core.access import Permission
from core.approval import queries
from core.approval.queries import Look, Subject
from core.errors import NotFound, WrongState
from core.subjects import Place


@dataclass
class Thing:
    document: dict[str, Any]
    author: int
    amount: Decimal | None = None
    department_id: int | None = None
    ready: bool = True


@dataclass
class Things:
    """Every thing there is, and what approvals did to them."""

    known: dict[int, Thing] = field(default_factory=dict)
    approved: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)

    def add(self, author: int, **more: Any) -> int:
        self.known[len(self.known) + 1] = Thing({"name": "A thing", "parts": [{"code": "one", "weight": "5"}]}, author, **more)
        return len(self.known)


@pytest.fixture
def things(monkeypatch):
    """The room of things: everybody sees them, an administrator or the leadership submits them."""
    found = Things()

    def place(session, actor, thing_id):
        if thing_id not in found.known:
            raise NotFound()
        return Place("thing", thing_id, f"T-{thing_id}", "A thing", "Projects", department_id=found.known[thing_id].department_id)

    def look(session, thing_id, *, lock=False):
        thing = found.known[thing_id]
        if not thing.ready:
            raise WrongState()
        return Look(thing.document, frozenset({thing.author}), thing.amount)

    monkeypatch.setitem(subjects._FINDERS, "thing", place)
    monkeypatch.setitem(
        queries._SUBJECTS,
        "thing",
        Subject(
            "thing", "Thing", Permission.ROUND_LEAD, Permission.TEMPLATE_CONFIRM, look,
            lambda session, actor, thing_id: found.approved.append(thing_id),
            lambda session, actor, thing_id: found.returned.append(thing_id),
        ),
    )  # fmt: skip
    return found
