"""Scenes: what many tests of a file begin with, played once a run and kind of database, then copied."""

import copy
import functools
import inspect
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from core.config import settings
from tests.databases import Shelf, forget, settle


def scene(build: Callable[..., Any]) -> Any:
    """A fixture whose deeds are done once: the first test plays it on its own database, the others begin with a copy of what it left.

    `build` is written like a fixture that returns (it does not yield) and asks for `house`, `do` and the like. What it
    returns is copied for each test. A scene may ask for another one: it is kept upon that one.
    """
    asked = list(inspect.signature(build).parameters)

    def played(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, shelf: Shelf, **given: Any) -> Any:
        before: tuple[str, ...] = getattr(request.node, "_scenes", ())
        request.node._scenes = (*before, build.__name__)
        key = (request.module.__name__, *request.node._scenes)
        files = settings().files_dir
        if key in shelf.scenes:
            kept, value = shelf.scenes[key]
            forget()
            shelf.place.drop(shelf.here)
            shelf.here = shelf.fresh_copy(kept)
            settle(monkeypatch, shelf.here, files.parent)
            if (left := shelf.files_of(kept)).is_dir():
                shutil.copytree(left, files, dirs_exist_ok=True)
        else:
            value = build(**{name: given[name] if name in given else request.getfixturevalue(name) for name in asked})
            forget()
            kept = shelf.fresh_copy(shelf.here)
            if files.is_dir():
                shutil.copytree(files, shelf.files_of(kept))
            shelf.scenes[key] = kept, value
        return copy.deepcopy(value)

    functools.update_wrapper(played, build)
    del played.__wrapped__
    own = list(inspect.signature(played).parameters.values())[:3]
    needed = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in asked if name not in ("request", "monkeypatch", "shelf")]
    played.__signature__ = inspect.Signature([*own, *needed])  # type: ignore[attr-defined]
    return pytest.fixture(played)
