"""The checks themselves. Quick ones take milliseconds; slow ones read everything there is."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from core import config, db, log, work
from core.access import Actor
from core.audit.queries import verdict
from core.clock import now
from core.db import migrations
from core.files import store
from core.files.queries import kept
from core.notice.outbox import line
from core.operation import versions
from core.operation.doctor import queries, rules
from core.operation.doctor.rules import Finding, State
from core.operation.readiness import writable
from core.words import N_

Check = Callable[[Actor], Iterator[Finding]]


def _database_file() -> Path | None:
    url = db.engine().url
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def database(_: Actor) -> Iterator[Finding]:
    """Reachable, and of this program's schema."""
    try:
        there, newest = migrations.current(db.engine()), migrations.head()
    except SQLAlchemyError as away:
        facts = {"reason": log.reason(away)}
        yield Finding("database", State.ILL, N_("The database cannot be reached: {reason}"), facts, N_("Start it, or correct DATABASE_URL."))
        return
    facts = {"schema": there or "–", "head": newest}
    if there != newest:
        advice = N_("Run “python -m core migrate”.") if (there or "") < newest else N_("Install the newer program: this one is too old for the database.")
        yield Finding("database", State.ILL, N_("The database is at schema {schema}, this program needs {head}"), facts, advice)
    else:
        yield Finding("database", State.WELL, N_("The database answers and is at schema {schema}"), facts)


def durability(actor: Actor) -> Iterator[Finding]:
    """The settings that keep acknowledged work through a power cut."""
    found = work.ask(queries.durability, actor)
    wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} if "journal_mode" in found else dict.fromkeys(found, "on")
    wrong = {name: value for name, value in found.items() if value.lower() != wanted[name]}
    if wrong:
        name, value = next(iter(wrong.items()))
        yield Finding(
            "durability", State.LOOK, N_("The database setting {name} is {value}; acknowledged work may be lost at a power cut"),
            {"name": name, "value": value, "wanted": wanted[name]}, N_("Set it to {wanted} in the database's configuration."),
        )  # fmt: skip
    else:
        yield Finding("durability", State.WELL, N_("The database keeps acknowledged work through a power cut"))


def clock(actor: Actor) -> Iterator[Finding]:
    theirs, newest = work.ask(queries.moments, actor)
    yield rules.clock(now(), theirs, newest)


def backup(actor: Actor) -> Iterator[Finding]:
    found = work.ask(queries.last_backup, actor)
    yield rules.last_backup(found.at if found else None, now())


def secret(_: Actor) -> Iterator[Finding]:
    path = config.key_file()
    kept_there = config.settings().cockpit_secret is None
    yield rules.secret(config.secret(), path.stat().st_mode if kept_there else None, str(path))


def folders(_: Actor) -> Iterator[Finding]:
    """Written by us, read by nobody else, with room to grow."""
    places = {config.settings().files_dir: True}
    file = _database_file()
    if file is not None:
        places[file.parent] = True
    for folder in places:
        if not writable(folder):
            yield Finding("folders", State.ILL, N_("Nothing can be written to {path}"), {"path": str(folder)}, N_("Give the user of the server the right to write there."))
            continue
        usage = shutil.disk_usage(folder)
        yield rules.free_disk(usage.free, usage.total, str(folder))
    readable = [rules.mode("folders", config.settings().files_dir.stat().st_mode, str(config.settings().files_dir), folder=True)]
    if file is not None and file.exists():
        readable.append(rules.mode("folders", file.stat().st_mode, str(file), folder=False))
    yield from (one for one in readable if one is not None)


def packages(_: Actor) -> Iterator[Finding]:
    yield rules.packages(versions.differing())


def routines(actor: Actor) -> Iterator[Finding]:
    """What the house does by itself."""
    for one in work.ask(queries.failing_routines, actor):
        yield Finding(
            "routines", State.LOOK, N_("The routine {name} failed {count} times in a row"), {"name": one.name, "count": one.failures},
            N_("Run “python -m core notify”; if it fails again, the log says why."),
        )  # fmt: skip


def outbox(actor: Actor) -> Iterator[Finding]:
    """How the mails stand, whether or not there is a mail server at present."""
    stands, message = work.ask(queries.mail, actor), N_("Mail: {waiting} waiting, {sent} sent, {uncertain} of unknown fate, {refused} refused.")
    waiting = stands.waiting + stands.under_way
    facts = {"waiting": waiting, "sent": stands.sent, "uncertain": stands.uncertain, "refused": stands.refused}
    if config.settings().mails:
        yield Finding("outbox", State.WELL, message, facts)
    else:
        advice = N_("No mail server is configured (COCKPIT_SMTP_URL): people are told inside the application only.")
        yield Finding("outbox", State.LOOK if waiting else State.WELL, message, facts, advice)


def mail(actor: Actor) -> Iterator[Finding]:
    """Whether the mail server lets us in, if there is one, and what it refused."""
    url = config.settings().cockpit_smtp_url
    if url is None:
        return
    try:
        with line.opened(url.get_secret_value()):
            pass
    except line.ServerAway as away:
        yield Finding(
            "mail", State.ILL, N_("The mail server cannot be used: {reason}"), {"reason": str(away)},
            N_("Correct COCKPIT_SMTP_URL, or start the mail server; mail waits until then."),
        )  # fmt: skip
        return
    stands = work.ask(queries.mail, actor)
    yield Finding("mail", State.WELL, N_("The mail server answers; {waiting} mails wait"), {"waiting": stands.waiting})


def inside(actor: Actor) -> Iterator[Finding]:
    """The database as a whole, its references and its running totals."""
    said = work.ask(queries.damage, actor)
    if said:
        yield Finding(
            "inside", State.ILL, N_("The database is damaged: {reason}"), {"reason": said[:200]},
            N_("Stop the server, keep a copy of the database as it is, and restore the last backup into a new place."),
        )  # fmt: skip
        return
    wrong = work.ask(queries.wrong_totals, actor)
    if wrong:
        yield Finding(
            "inside", State.ILL, N_("{count} running totals do not say what the scoring sheets say"), {"count": wrong},
            N_("Tell the makers of the program: figures in Results may be wrong until it is repaired."),
        )  # fmt: skip
        return
    yield Finding("inside", State.WELL, N_("The database is whole and its running totals are right"))


def trail(actor: Actor) -> Iterator[Finding]:
    """The chain of the audit trail."""
    found = work.ask(verdict, actor)
    if found.sound:
        facts = {"count": found.count, "head": found.head[:16]}
        yield Finding("trail", State.WELL, N_("All {count} entries of the audit trail hold; the head is {head}"), facts)
    else:
        facts = {"number": found.broken_at}
        advice = N_("Somebody changed the database past the program, or the secret is another one. Keep a copy and compare with a backup.")
        yield Finding("trail", State.ILL, N_("The audit trail is broken at entry {number}"), facts, advice)


def files(_: Actor) -> Iterator[Finding]:
    """Every file that a record names, hashed anew; and those that no record names."""
    named = work.ask(kept)
    missing, altered = [], []
    for sha256 in sorted(named):
        try:
            with store.path_of(sha256).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                    altered.append(sha256)
        except OSError:
            missing.append(sha256)
    before = (now() - rules.YOUNG).timestamp()
    left_over = sum(1 for path in store.stored() if path.name not in named and path.stat().st_mtime < before)
    yield rules.files(len(missing), len(altered), left_over, len(named), first=(missing + altered or [""])[0])


QUICK: tuple[Check, ...] = (durability, clock, backup, routines, outbox, secret, folders, packages)
SLOW: tuple[Check, ...] = (inside, trail, files, mail)


def look(actor: Actor, *, slow: bool) -> list[Finding]:
    """Every finding, the worst first within quick and slow. Without a database only what can be seen without it."""
    found = list(database(actor))
    if found[0].state is State.ILL:
        without = (secret, folders, packages)
        return found + [finding for check in without for finding in check(actor)]
    for check in QUICK + (SLOW if slow else ()):
        found += check(actor)
    return found
