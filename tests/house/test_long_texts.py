"""No field takes a text without end: whatever is pasted into it, the deed refuses it in words. Fields of pages therefore cut nothing (tests/house/test_architecture.py)."""

import inspect
import itertools
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

import pytest

from core import db
from core.access import Role
from core.errors import Refusal
from tests.house.test_access import CALLERS, Near, Row, actor, allowed

ENDLESS = "长 long " * 30_000
MACHINE = frozenset(
    "kind sha256 token token_hash password_hash fingerprints error source upload wanted job challenge address code language "
    "priority phases metric measure department below source_code schema made_at project classes problem_type qualification search".split()
)
"""What no person types into a form: kinds and fingerprints of files, what is searched (cut), filtered by or chosen from a list, what an import or a backup says of itself; codes that are counted when wrong;
a qualification, which only a line about staff keeps."""
FILES = ("backup.actions.made", "checklist.actions.import_excel")
"""Whose `name` is a file's."""
ROOMS = sorted({deed.__module__.split(".")[1] for deed, row in CALLERS.items() if row.stage == "house"})


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


class _Undo(Exception):
    """Nothing of it stays."""


def taken(deed: Callable[..., Any], row: Row, house: Any) -> list[str]:
    """The texts of a deed that may be endless: it is called as its row calls it, with each of its texts in turn."""
    found: list[str] = []
    module, name = sys.modules[deed.__module__], deed.__name__
    called = f"{module.__name__}.{name}"

    def tried(session: Any, who: Any, *args: Any, **kwargs: Any) -> Any:
        given = dict(zip(list(inspect.signature(deed).parameters)[2:], args, strict=False)) | kwargs
        for path, new in swollen(given, ""):
            if not MACHINE.isdisjoint(re.findall(r"\w+", path)) or (path == "[name]" and ("kind" in given or called.endswith(FILES))):
                continue
            try:
                with session.begin_nested():
                    deed(session, who, **(given | new))
                    found.append(path)
                    raise _Undo
            except (Refusal, _Undo):
                session.info.pop("noted", None)
        return deed(session, who, *args, **kwargs)

    role, near = next((role, near) for role, near in itertools.product(Role, Near) if allowed(row.permission, role, near, row.knows) and near not in row.never and (row.also is None or allowed(row.also, role, near, None)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, tried)
        try:
            with db.writing() as session:
                row.call(session, actor(house, role, near), house)
                raise _Undo
        except _Undo:
            pass
    return [called + path for path in found]


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("room", ROOMS)
def test_an_endless_text_is_refused(house, room):
    assert [one for deed, row in CALLERS.items() if row.stage == "house" and deed.__module__.split(".")[1] == room for one in taken(deed, row, house)] == []
