"""No field takes a text without end: whatever is pasted into it, the deed refuses it in words, and nothing is cut."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import Enum
from typing import Any

import pytest

from core import work
from core.access import Actor
from core.clock import at, now
from core.errors import Refusal
from tests.faults.rows import (  # noqa: F401 - each adds its rows
    approvals,
    closing,
    communication,
    costs,
    customers,
    followups,
    knowledge,
    notices,
    persons,
    plans,
    quality,
    reviews,
    risks,
    satisfaction,
    service,
    service_imports,
    several,
    tables,
)
from tests.faults.stage import ROWS, Row, Stage

ENDLESS = "长 long " * 30_000


@dataclass(frozen=True)
class Watching(Stage):
    """A stage that remembers how its deed is called."""

    called: list[tuple[Callable[..., Any], Actor, tuple[Any, ...], dict[str, Any], Any]] = field(default_factory=list)

    def ready(self, deed: Callable[..., Any], who: str | Actor, *args: Any, when: Any = None, **kwargs: Any) -> Callable[[], object]:
        self.called.append((deed, self.house.actor(who) if isinstance(who, str) else who, args, kwargs, when))
        return super().ready(deed, who, *args, when=when, **kwargs)


def swollen(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The value with one of its texts made endless, once for each text in it."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield path, ENDLESS
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            if one.init:
                for told, new in swollen(getattr(value, one.name), f"{path}.{one.name}"):
                    yield told, replace(value, **{one.name: new})
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            for told, new in swollen(inner, f"{path}[{key}]"):
                yield told, {**value, key: new}
    elif isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        for place, inner in enumerate(value):
            for told, new in swollen(inner, f"{path}[{place}]"):
                yield told, type(value)([*value[:place], new, *value[place + 1 :]])


MACHINE = {"kind", "sha256", "token", "fingerprints", "error", "source", "upload", "wanted", "job", "challenge", "address"}
"""What no person types: kinds and fingerprints of files, what is filtered by, what a routine or an import says of itself."""
OWN = ("core.notice.", "core.routines.", "core.drafts.", "core.knowledge.", "core.people.factor.", "core.people.signin.")
"""Rooms whose texts are the house's own; drafts, which keep what is typed as it is up to their own size; articles, whose phases are chosen, never typed; codes, which are counted when wrong."""
TYPED = [row for row in ROWS if not row.deed.__module__.startswith(OWN)]


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("row", TYPED, ids=lambda row: row.name)
def test_an_endless_text_is_refused(house, row: Row):
    stage = Watching(house)
    row.prepare(stage)
    (deed, actor, args, kwargs, when), kept = stage.called[-1], []
    given = dict(zip(list(inspect.signature(deed).parameters)[2:], args, strict=False)) | kwargs
    for path, new in swollen({name: value for name, value in given.items() if name not in MACHINE and not (name == "name" and "kind" in given)}, ""):
        if path.endswith(".priority"):
            continue  # one of four, never typed
        try:
            with at(when or now()):
                work.do(deed, actor, **(given | new))
        except Refusal:
            continue
        kept.append(path)
    assert kept == []
