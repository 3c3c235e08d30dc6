"""People first: what the house does by itself waits for a pause between their clicks.

A process computes one thing at a time, so a page that is drawn beside a routine takes twice as long. The pages tell
when one is drawn; the sender's thread is `patient`, and gives way before each piece of its work. The command line, a
process of its own, is not.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

QUIET_S = 0.3
"""So long nobody has waited for a page: a pause. Clicks that follow one upon the other come sooner."""
LOOK_EVERY_S = 0.02

_lock = threading.Lock()
_now, _last = 0, float("-inf")
_ends: ContextVar[Callable[[], bool] | None] = ContextVar("ends", default=None)
"""Set in a thread that is patient: whether it is asked to end."""


@contextmanager
def drawing() -> Iterator[None]:
    """While somebody waits for a page."""
    global _now, _last
    with _lock:
        _now += 1
    try:
        yield
    finally:
        with _lock:
            _now, _last = _now - 1, time.monotonic()


@contextmanager
def patient(ends: Callable[[], bool]) -> Iterator[None]:
    """In this thread, people go first, until `ends`."""
    token = _ends.set(ends)
    try:
        yield
    finally:
        _ends.reset(token)


def give_way(at_most_s: float) -> None:
    """Wait for a pause between the pages that are drawn, but not longer than `at_most_s` seconds: in a full house there is none."""
    ends = _ends.get()
    if ends is None:
        return
    until = time.monotonic() + at_most_s
    while (left := until - time.monotonic()) > 0 and not _pause() and not ends():
        time.sleep(min(left, LOOK_EVERY_S))


def _pause() -> bool:
    return _now == 0 and time.monotonic() - _last >= QUIET_S
