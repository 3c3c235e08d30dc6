"""Rooms above that keep up with plans: each is told of the rows of a plan before and after a deed, within that deed."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.access import Actor

Watcher = Callable[[Session, Actor, Any, Sequence[Any], Sequence[Any]], None]
"""Session, who acts, the plan, its rows as they were and as they are (`queries.Planned`)."""
_WATCHERS: list[Watcher] = []


def watched_by(watcher: Watcher) -> None:
    """A room says once what it does when the rows of a plan have changed. It neither requires nor notes: it is part of the deed."""
    if watcher not in _WATCHERS:
        _WATCHERS.append(watcher)


def tell(session: Session, actor: Actor, plan: Any, before: Sequence[Any], after: Sequence[Any]) -> None:
    """Tell every room. Rows that the deed left alone are the same objects in both."""
    for watcher in _WATCHERS:
        watcher(session, actor, plan, before, after)
