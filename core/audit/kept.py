"""What many deeds read and few change (settings, reference tables), kept in memory and never older than its topic's mark.

A deed that changes such data calls `touch(session, topic)` in its own transaction. A reader compares the topic's number
once a transaction and asks anew only when it moved, in whatever process it was moved.
"""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from core.audit import queries

Answer = TypeVar("Answer")


class Kept(Generic[Answer]):
    """The answer of one question without arguments, one for each database this process works on.

    `question` returns something that nobody changes. A transaction sees one answer throughout, except that what it
    changes itself is seen by itself at once and by nobody else before it is kept.
    """

    def __init__(self, topic: str, question: Callable[[Session], Answer]) -> None:
        self._topic, self._question = topic, question
        self._lock = threading.Lock()
        self._answers: dict[object, tuple[int, Answer]] = {}

    def of(self, session: Session, mark: int | None = None) -> Answer:
        """The answer for this transaction. `mark` is the topic's number where the caller's own question brought it along."""
        touched = session.info.get("touched", {}).get(self._topic)
        if touched is not None and touched == session.info.get("noted", 0):  # the deed that changes it is not done yet
            return self._question(session)
        seen: dict[Kept[Answer], Answer] = session.info.setdefault("kept", {}).setdefault(self._topic, {})  # until the topic is touched
        if touched is not None and self not in seen:  # changed but not committed: another may never come to see it
            seen[self] = self._question(session)
        if self not in seen:
            seen[self] = self._current(session, queries.mark(session, self._topic) if mark is None else mark)
        return seen[self]

    def _is_seen(self, session: Session) -> bool:
        return self._topic in session.info.get("touched", {}) or self in session.info.get("kept", {}).get(self._topic, {})

    def _current(self, session: Session, mark: int) -> Answer:
        where = session.get_bind().engine.url
        with self._lock:
            held = self._answers.get(where)
        if held is not None and held[0] == mark:
            return held[1]
        # The number was read before the answer: an answer can be newer than its number, which is asked anew, never older.
        answer = self._question(session)
        with self._lock:
            self._answers[where] = (mark, answer)
        return answer


def ready(session: Session, *several: Kept[Any]) -> None:
    """Ask the marks of several answers in one question, for a transaction that is going to want them all."""
    wanted = [one for one in several if not one._is_seen(session)]
    if len(wanted) > 1:
        for one, mark in zip(wanted, queries.marks(session, *(one._topic for one in wanted)), strict=True):
            one.of(session, mark)
