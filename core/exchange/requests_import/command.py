"""The command import requests: tickets of another system with their history."""

import argparse
import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import Refusal
from core.words import N_, Language, translate

if TYPE_CHECKING:
    from core.access import Actor
    from core.exchange.requests_import.taking import Taken
    from core.service.imports.rules import Outcome

Console = Any
"""What a command answers with (core/__main__.py)."""
Add = Callable[..., argparse.ArgumentParser]
LISTED = 200
"""So many faults are printed; the JSON document has all that were kept."""


class CannotRead(Refusal):
    message = N_("{path} cannot be read: {reason}")


class NothingImported(Refusal):
    message = N_("The file has {count} faults, so nothing was imported. Mend them, or import what is sound with --skip-faulty.")


def importing(actor_of: Callable[[argparse.Namespace], "Actor"]) -> Callable[[Console, argparse.Namespace], None]:
    """The command, for a way to find who does it."""

    def import_requests(console: Console, options: argparse.Namespace) -> None:
        """Import tickets of another system as service requests, with their history.

        FILE is CSV (any usual encoding and separator), Excel (.xlsx) or JSON lines; MAP.toml says which column tells what and
        what its values mean (README.md, “Importing tickets”; examples in data/imports). All of it or nothing, unless
        --skip-faulty takes the sound tickets. Done again, it adds only what is new at the source.
        """
        begun = time.perf_counter()
        gc.disable()  # a million small things are made and kept: looking through them again and again for rings takes a third of the time
        try:
            done(console, options, begun)
        finally:
            gc.enable()

    def done(console: Console, options: argparse.Namespace, begun: float) -> None:
        from core.clock import now
        from core.exchange.requests_import import taking
        from core.service.imports import queries, rules
        from core.work import ask, do

        actor = actor_of(options)
        mapped = taking.checked(_text(options.map), ask(queries.codes, actor), project=options.project or "")
        told = console.progress if hasattr(console, "progress") else (lambda what, done, all_: None)
        found = taking.taken(_bytes(options.file), Path(options.file).name, mapped, now(), skip=options.skip_faulty, told=told)
        outcome = rules.Outcome()
        refused: Refusal | None = None
        if options.dry_run:
            ready = ask(queries.prepared, actor, found.job)
            events = sum(len(one.log) for one in ready.new)
            outcome = rules.Outcome(len(ready.new), len(ready.changed), ready.unchanged, 0, events, len(ready.new_customers), tuple(ready.faults))
        else:
            try:
                from core.service.imports.actions import take

                outcome = do(take, actor, found.job, told=lambda done, all_: told("keep", done, all_))
            except (rules.FaultyRows, rules.NothingSound) as faulty:
                refused = faulty
                outcome = rules.Outcome(faults=tuple(ask(queries.prepared, actor, found.job).faults))
        _tell(console, options, found, outcome, round(time.perf_counter() - begun, 3))
        count = console.facts["faults"]
        if refused is not None or (options.dry_run and count and not options.skip_faulty):
            raise NothingImported(count=count) if not isinstance(refused, rules.NothingSound) else refused

    return import_requests


def _tell(console: Console, options: argparse.Namespace, found: "Taken", outcome: "Outcome", seconds: float) -> None:
    from core.exchange.requests_import.taking import placed

    faults = [*found.faults, *(placed(one, found.mapped) for one in outcome.faults)]
    count = found.count + len(outcome.faults)
    errors = [{"row": one.row, "column": one.column, "message": one.told(console.language)} for one in sorted(faults, key=lambda one: one.row)]
    console.facts |= {
        "file": options.file, "sha256": found.job.sha256, "dry_run": options.dry_run, "rows": found.rows, "tickets": found.ids, "created": outcome.created,
        "updated": outcome.updated, "unchanged": outcome.unchanged, "left": outcome.left, "events": outcome.events, "customers": outcome.customers, "faults": count,
        "errors": errors, "remarks": [{"message": translate(console.language, one.message), "count": one.count, "rows": list(one.rows)} for one in found.remarks],
        "seconds": seconds, "figures": dict(found.figures),
    }  # fmt: skip
    if not console.as_json:
        _print(console.language, console.facts, count)


def _print(language: Language, facts: dict[str, Any], count: int) -> None:
    def say(message: str, **values: object) -> None:
        print(translate(language, message, **values))

    if facts["dry_run"]:
        say(N_("{rows} rows, {tickets} tickets: {created} are new, {updated} have changed, {unchanged} are as they were. Nothing was kept."), **facts)
    else:
        say(N_("{rows} rows, {tickets} tickets: {created} were new, {updated} had changed, {unchanged} were as before; {events} events in {seconds} s."), **facts)
    if facts["left"]:
        say(N_("{left} tickets changed at their source but were worked on here since; they were left as they are."), **facts)
    hours, fcr, sla = facts["figures"]["resolution_hours"], facts["figures"]["first_contact_resolution"], facts["figures"]["made_sla"]
    if hours["n"]:
        say(N_("Hours to resolve: median {median}, mean {mean} ({n} tickets)"), **hours)
    if fcr["of"]:
        say(N_("Resolved without hand-over or reopening: {tickets} of {of}"), **fcr)
    if sla["of"]:
        say(N_("In time by the source's own word: {tickets} of {of}"), **sla)
    for remark in facts["remarks"]:
        say(N_("{message} ({count} times; first in rows {rows})"), message=remark["message"], count=remark["count"], rows=", ".join(map(str, remark["rows"])))
    for error in facts["errors"][:LISTED]:
        say(N_("Row {row}, column {column}: {message}"), row=error["row"], column=error["column"] or "–", message=error["message"])
    if count > LISTED:
        say(N_("… and {more} more."), more=count - LISTED)


def _text(path: str) -> str:
    from core.exchange.requests_import.rules import NotAMapping

    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise NotAMapping(reason=N_("it is not UTF-8")) from broken


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as unreadable:
        raise CannotRead(path=path, reason=getattr(unreadable, "strerror", None) or str(unreadable)) from unreadable


def add_to(group: Any, add: Add, actor_of: Callable[[argparse.Namespace], "Actor"]) -> None:
    """The word of this command, under import."""
    take = add(group, "requests", importing(actor_of), by=True)
    take.add_argument("file", metavar="FILE", help="CSV, Excel (.xlsx) or JSON lines")
    take.add_argument("--map", required=True, metavar="MAP.toml", help="which column tells what (examples in data/imports)")
    take.add_argument("--project", metavar="CODE", help="whose tickets they are where no column says it; goes before the mapping")
    take.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    take.add_argument("--skip-faulty", action="store_true", help="take the sound tickets of a file that has faults")
