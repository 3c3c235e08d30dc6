"""The rows of plans, kept in memory for as long as they stand: to read ten thousand takes longer than all that is done with them.

A plan's version and the moment of its last change name one state of its rows: every deed counts the version up, under a
lock, and nothing else writes rows. So what is kept under them never shows what is no longer so, in whatever process the
plan was changed. What a deed has written is kept once it is committed, with what its schedule followed from: the next
deed begins from there.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import event
from sqlalchemy.orm import Session

from core.planning.rules.sheet import Reckoned

Rows = Sequence[Any]
"""`queries.Planned`, which stands above this."""


class Known(NamedTuple):
    """What is known of a state of a plan: its rows, and how their dates were reckoned, if that was done here."""

    rows: Rows
    reckoned: Reckoned | None = None



MOST_ROWS = 40_000
"""About 140 MB; the plan that was asked for longest ago goes first."""
_CHANGED = "plans_changed"
"""Where a session remembers the rows that it has written and not committed yet."""


class Shelf:
    """The newest known state of each plan: bounded, safe between threads."""

    def __init__(self, most: int = MOST_ROWS) -> None:
        self._most, self._lock = most, threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Hashable, Known]] = OrderedDict()
        self._rows = 0

    def get(self, plan: Hashable, state: Hashable) -> Known | None:
        with self._lock:
            found = self._kept.get(plan)
            if found is None or found[0] != state:
                return None
            self._kept.move_to_end(plan)
            return found[1]

    def put(self, plan: Hashable, state: Hashable, known: Known) -> None:
        with self._lock:
            self._drop(plan)
            self._kept[plan] = state, known
            self._rows += len(known.rows)
            while self._rows > self._most and self._kept:
                self._drop(next(iter(self._kept)))

    def _drop(self, plan: Hashable) -> None:
        if found := self._kept.pop(plan, None):
            self._rows -= len(found[1].rows)


_shelf = Shelf()


def found(session: Session, plan: Any) -> Known | None:
    """What is known of a plan as it stands for this session."""
    if mine := session.info.get(_CHANGED, {}).get(plan.id):
        return mine[1] if mine[0] == _state(plan) else None
    return _shelf.get(_name(session, plan.id), _state(plan))


def read(session: Session, plan: Any, rows: Rows) -> None:
    """Keep rows that were read: they are committed, unless this session wrote them."""
    if plan.id not in session.info.get(_CHANGED, {}):
        _shelf.put(_name(session, plan.id), _state(plan), Known(rows))


def wrote(session: Session, plan: Any, known: Known) -> None:
    """Keep what a deed has written, from its commit on."""
    if _CHANGED not in session.info:
        session.info[_CHANGED] = {}
        event.listen(session, "after_commit", _commit)
    session.info[_CHANGED][plan.id] = _state(plan), known


def _commit(session: Session) -> None:
    for plan_id, (state, known) in session.info.pop(_CHANGED, {}).items():
        _shelf.put(_name(session, plan_id), state, known)


def _state(plan: Any) -> Hashable:
    return plan.version, plan.changed_at


def _name(session: Session, plan_id: int) -> Hashable:
    return str(session.get_bind().url), plan_id  # type: ignore[union-attr]
