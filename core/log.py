"""Log lines as JSON: when, how bad, what, which request and which deed, and facts without personal data.

The standard library's logging, so that Streamlit, uvicorn and SQLAlchemy say their lines in the same way.
"""

import json
import logging
import re
import secrets
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_context: ContextVar[dict[str, object] | None] = ContextVar("log_context", default=None)
_DATA = re.compile(r"\s*(DETAIL|CONTEXT|HINT|\[SQL|\[parameters)\b.*", re.S)
"""What a database adds to its sentence: the values of the row it is about."""
REASON_AT_MOST = 300
logging.getLogger("cockpit").addHandler(logging.NullHandler())
"""A command answers with its one line; what it logs goes where `prepare` sends it, or nowhere."""


@contextmanager
def about(**facts: object) -> Iterator[dict[str, object]]:
    """Every line inside the block carries `facts`, and those of the blocks around it. Yields them, to be added to."""
    mine = {**(_context.get() or {}), **facts}
    token = _context.set(mine)
    try:
        yield mine
    finally:
        _context.reset(token)


def tell(**facts: object) -> None:
    """Add facts to the block one is in: known only after it was opened."""
    here = _context.get()
    if here is not None:
        here |= facts


def known(name: str) -> object | None:
    """A fact of the block one is in."""
    return (_context.get() or {}).get(name)


def request_id() -> str:
    """A number for a request, short enough to be read out on the telephone; shown as the reference when a page fails."""
    return secrets.token_hex(4).upper()


def reason(error: BaseException) -> str:
    """What an exception says, in one line, without the values that a database puts below its sentence."""
    said = " ".join(_DATA.sub("", str(error)).split())
    return f"{type(error).__name__}: {said[:REASON_AT_MOST]}" if said else type(error).__name__


def _trace(error: BaseException) -> str:
    """Where an exception came from, and the ones it came from in turn."""
    parts: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(parts) < 6:
        parts.append("".join(traceback.format_tb(seen.__traceback__)) + reason(seen))
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n\ncaused:\n\n".join(reversed(parts))


class JsonLines(logging.Formatter):
    """One line a record; line breaks inside are escaped, so no text can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line |= _context.get() or {}
        line |= {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info and record.exc_info[1] is not None:
            line["trace"] = _trace(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def prepare(level: str) -> None:
    """Send every line of this process to standard error as JSON: ours at `level`, others' from warnings upwards.

    Calling it again changes only the level.
    """
    root = logging.getLogger()
    if not any(isinstance(handler.formatter, JsonLines) for handler in root.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        root.addHandler(handler)
        logging.captureWarnings(True)
        sys.excepthook = _uncaught
        threading.excepthook = lambda lost: _uncaught(lost.exc_type, lost.exc_value, lost.exc_traceback)
    root.setLevel(logging.WARNING)
    logging.getLogger("cockpit").setLevel(level.upper())


def take_over(logger: logging.Logger) -> None:
    """A library's own handlers go; its lines come out with ours."""
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.propagate = True


def _uncaught(kind: type[BaseException], error: BaseException | None, _: TracebackType | None) -> None:
    if error is not None and not issubclass(kind, (KeyboardInterrupt, SystemExit)):
        logging.getLogger("cockpit").critical("uncaught", extra={"reference": request_id()}, exc_info=error)
