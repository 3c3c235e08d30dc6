"""One deed, one transaction. The only opener of units of work, used by the three edges: desk, command line, sender.

A deed is tried again when the database says that it lost a race, and is looked up by its key when nobody
knows whether it was kept (a connection that broke while committing).
"""

import logging
import random
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from core import db, log, meters
from core.access import Actor
from core.audit import actions as trail
from core.audit import queries as audit
from core.errors import OldSchema, Refusal, Stale, TryAgain

P = ParamSpec("P")
Answer = TypeVar("Answer")

ATTEMPTS = 5
_LOST_RACE = {"40001", "40P01", "55P03"}  # serialisation failure, deadlock, lock not available
_NO_SUCH = {"42P01", "42703"}  # table, column
_UNREACHABLE = (OperationalError, InterfaceError, PoolTimeout, ProgrammingError)
"""The last only where the schema is not this program's; any other is a mistake of ours and stays an error."""
_log = logging.getLogger("cockpit")


def _lost_race(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in _LOST_RACE or "database is locked" in str(error.orig)


def _away(error: Exception) -> TryAgain:
    """The refusal for a database that did not answer. A statement that is wrong in itself is raised as it is."""
    if isinstance(error, DBAPIError) and _lacks_schema(error):
        return OldSchema()
    if isinstance(error, ProgrammingError):
        raise error
    return TryAgain()


def _lacks_schema(error: DBAPIError) -> bool:
    said = str(error.orig)
    if not (getattr(error.orig, "sqlstate", None) in _NO_SUCH or said.startswith(("no such table", "no such column"))):
        return False
    from core.db import migrations  # loads much, and only a broken start comes by here

    return migrations.current(db.engine()) != migrations.head()


def do(action: Callable[Concatenate[Session, Actor, P], Answer], actor: Actor, *args: P.args, **kwargs: P.kwargs) -> Answer:
    """Do one deed under a fresh key. See `do_once`."""
    return do_once(uuid.uuid4().hex, action, actor, *args, **kwargs)


def do_once(
    key: str, action: Callable[Concatenate[Session, Actor, P], Answer], actor: Actor, *args: P.args, **kwargs: P.kwargs
) -> Answer:
    """Do one deed in one transaction, once for each `key`.

    If the attempt named `key` was kept already (second click, broken connection), nothing is done again and the
    id of its subject is returned: actions that create return the id of what they created.
    Refuses whatever the action refuses; Stale on a lost update; TryAgain when the database cannot be reached.
    """
    with _watched(action, key):
        return _do_once(key, action, actor, *args, **kwargs)


@contextmanager
def _watched(action: Callable[..., object], key: str) -> Iterator[None]:
    """Count a deed and how it ended, and leave a line about one that was not done. No facts: they tell of people."""
    name, begun, outcome = meters.name_of(action), time.perf_counter(), "failed"
    with log.about(deed=name, key=key):
        try:
            yield
            outcome = "done"
        except TryAgain as gone:
            outcome = "unreachable"
            meters.REFUSALS.add(type(gone).__name__)
            _log.warning("database unreachable", extra={"reason": log.reason(gone.__cause__ or gone)})
            raise
        except Refusal as refusal:
            outcome = "refused"
            meters.REFUSALS.add(type(refusal).__name__)
            _log.info("deed refused", extra={"refusal": type(refusal).__name__})
            raise
        finally:
            meters.DEEDS.add(name, outcome)
            meters.DEED_SECONDS.observe(time.perf_counter() - begun, name.partition(":")[0])


def _do_once(
    key: str, action: Callable[Concatenate[Session, Actor, P], Answer], actor: Actor, *args: P.args, **kwargs: P.kwargs
) -> Answer:
    for attempt in range(ATTEMPTS):
        try:
            with db.writing() as session:
                if attempt or _may_be_repeated(key):
                    kept, subject = audit.done(session, key)
                    if kept:
                        return subject  # type: ignore[return-value]
                session.info["deed_key"] = key
                return action(session, actor, *args, **kwargs)
        except Refusal:
            # The second of two clicks can be refused for what the first one kept after it was looked for.
            if _may_be_repeated(key):
                kept, subject = ask(audit.done, key)
                if kept:
                    return subject  # type: ignore[return-value]
            raise
        except StaleDataError as lost:
            raise Stale() from lost
        except IntegrityError as clash:
            # Two people at once: the second look sees what the first one kept and refuses in words.
            if attempt == ATTEMPTS - 1:
                raise Stale() from clash
        except _UNREACHABLE as gone:
            if attempt == ATTEMPTS - 1 or not (isinstance(gone, DBAPIError) and (_lost_race(gone) or gone.connection_invalidated)):
                raise _away(gone) from gone
        time.sleep(random.uniform(0.005, 0.02) * 2**attempt)  # noqa: S311 - spreads retries, guards nothing
    raise TryAgain()


def batch(deeds: Callable[Concatenate[Session, P], Answer], *args: P.args, **kwargs: P.kwargs) -> Answer:
    """Do many deeds in one transaction, all of them or none: for the demo and for imports only.

    `deeds` is handed the session and calls actions with it; each action leaves its own entry in the trail. Nothing is
    tried again: whoever plants or imports is alone, or is told. Refuses Stale on a lost update; TryAgain when the
    database is busy or cannot be reached.
    """
    try:
        with db.writing() as session, trail.together(session):
            return deeds(session, *args, **kwargs)
    except (StaleDataError, IntegrityError) as lost:
        raise Stale() from lost
    except _UNREACHABLE as gone:
        raise _away(gone) from gone


def _may_be_repeated(key: str) -> bool:
    """A key given by a page can come twice; one made here for a single call cannot (uuid4 hex has no prefix)."""
    return ":" in key


def ask(question: Callable[Concatenate[Session, P], Answer], *args: P.args, **kwargs: P.kwargs) -> Answer:
    """Ask one question in one consistent view. Refuses TryAgain when the database cannot be reached."""
    name, begun = meters.name_of(question), time.perf_counter()
    try:
        with db.reading() as session:
            return question(session, *args, **kwargs)
    except _UNREACHABLE as gone:
        refusal = _away(gone)
        meters.REFUSALS.add(type(refusal).__name__)
        _log.warning("database unreachable", extra={"question": name, "reason": log.reason(gone)})
        raise refusal from gone
    except Refusal as refusal:
        meters.REFUSALS.add(type(refusal).__name__)
        _log.info("question refused", extra={"question": name, "refusal": type(refusal).__name__})
        raise
    finally:
        meters.QUESTION_SECONDS.observe(time.perf_counter() - begun, name.partition(":")[0])


def page_key(*parts: Any) -> str:
    """A key for a deed offered by a page: the same form drawn once is done once, however often it is clicked."""
    return ":".join(str(part) for part in parts)[:64]


def address() -> str:
    """Which database this process works on; part of the key of everything kept in memory."""
    return str(db.engine().url)
