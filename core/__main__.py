"""The command line: python -m core COMMAND. Thin, over the same actions as the pages.

Answers 0 when it is done and 2 with one clear line when it is refused. What a command does not need is not loaded:
the start of the server waits for `migrate` and `demo --if-empty`.
"""

import argparse
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import OldSchema, Refusal, TryAgain
from core.exchange.evm import command as earned_value
from core.exchange.mspdi import command as planning
from core.exchange.requests_import import command as tickets
from core.exchange.spc import command as control_charts
from core.fairness import command as fairness
from core.operation import command as operation
from core.words import N_, Language, language_of, pick, translate

if TYPE_CHECKING:
    from core.access import Actor

ORIGIN = operation.ORIGIN
DONE, REFUSED, INTERRUPTED = 0, 2, 130
WORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that is mistaken for another when a first password is read out."""


class FirstIsAdministrator(Refusal):
    message = N_("The first account is an administrator's. Leave out --role, or make it --role administrator.")


class NobodyNamed(Refusal):
    message = N_("Say which administrator does this, with --as USERNAME.")


class FileUnreadable(Refusal):
    message = N_("The file {path} cannot be read or written: {reason}")


class FileExists(Refusal):
    message = N_("{path} exists already. Add --force to replace it.")


class NoSuchChecklist(Refusal):
    message = N_("There is no such checklist. Known are: {known}")


class Unreachable(Refusal):
    message = N_("The database cannot be reached: {reason}")


class Broken(Refusal):
    message = N_("The audit trail is broken at entry {number}. The {count} entries before it hold; head {head}")


class Console:
    """What a command answers with: sentences in a language, or one JSON document."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.language = Language(options.language) if options.language else language_of(_locale())
        self.as_json: bool = options.json
        self.facts: dict[str, Any] = {}

    def say(self, message: str, **facts: object) -> None:
        """A sentence; its facts go into the JSON document instead."""
        self.facts |= facts
        if not self.as_json:
            print(translate(self.language, message, **facts))

    def sentence(self, refusal: Refusal) -> str:
        """A refusal in one line. Facts that are messages themselves are translated."""
        facts = {key: translate(self.language, fact) if isinstance(fact, str) else fact for key, fact in refusal.facts.items()}
        return " ".join(translate(self.language, refusal.message, **facts).split())

    def refuse(self, refusal: Refusal) -> None:
        """One clear line, and a line for every fault of a checklist."""
        lines = [fault.told(self.language) for fault in getattr(refusal, "faults", ())]
        self.facts |= {"refused": type(refusal).__name__, "message": self.sentence(refusal)} | ({"faults": lines} if lines else {})
        if not self.as_json:
            print("\n".join([self.sentence(refusal), *lines]), file=sys.stderr)

    def end(self) -> None:
        if self.as_json:
            print(json.dumps(self.facts, ensure_ascii=False, default=str))


def _locale() -> str:
    return next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")


# ------------------------------------------------------------------ commands
def migrate(console: Console, options: argparse.Namespace) -> None:
    """Bring the database to the newest schema."""
    from core import db
    from core.db import migrations

    before, after = migrations.migrate(db.engine())
    console.facts |= {"before": before, "after": after}
    if before != after:
        console.say(N_("The database is now at revision {after}."), after=after)


def demo(console: Console, options: argparse.Namespace) -> None:
    """Plant the demo organisation, or with --if-empty only where nobody has an account yet."""
    from core import db
    from core.config import settings
    from core.demo.queries import is_empty

    with db.reading() as session:  # house: every start waits for this one question, and core.work loads far more
        empty = is_empty(session)
    if not empty and not options.if_empty:
        from core.demo.actions import NotEmpty

        raise NotEmpty()
    address = settings().cockpit_url.split(",")[0]
    console.facts["planted"] = False
    if not options.if_empty or (empty and settings().cockpit_demo):
        _plant(console, options)
    elif empty:
        console.say(N_("Nobody has an account yet. Add the first administrator with “python -m core user add USERNAME --name NAME”."))
    console.say("Service Cockpit: {address}", address=address)


def _plant(console: Console, options: argparse.Namespace) -> None:
    from core.access import Role
    from core.demo import command, rules
    from core.demo.queries import accounts

    if not console.as_json:
        print(translate(console.language, N_("Planting the demo organisation. This takes about half a minute.")), file=sys.stderr)
    command.plant(scale=options.scale, seed=options.seed, told=_progress(console))
    people = accounts()
    console.facts |= {"planted": True, "password": rules.PASSWORD, "accounts": [[name, list(roles)] for name, roles, _ in people]}
    if not console.as_json:
        rows = [
            (username, ", ".join(translate(console.language, Role(role).label) for role in roles), pick(name, console.language))
            for username, roles, name in people
        ]
        print(table(rows))
    console.say(N_("Everybody above signs in with the password {password}"), password=rules.PASSWORD)


def _progress(console: Console) -> Callable[[int, int], None]:
    def told(done: int, all_: int) -> None:
        if sys.stderr.isatty() and not console.as_json:
            print(f"\r{done}/{all_}", end="\n" if done == all_ else "", file=sys.stderr, flush=True)

    return told


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows in columns; a Chinese character is two columns wide."""

    def width(text: str) -> int:
        return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)

    widths = [max(width(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = ("  ".join(text + " " * (wide - width(text)) for text, wide in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def add_user(console: Console, options: argparse.Namespace) -> None:
    """Create an account with a first password that opens it once."""
    from core import work
    from core.access import Role
    from core.audit.actions import NOBODY
    from core.people import actions, queries, rules

    roles = [Role(role) for role in options.role]
    password, password_hash = _first_password(options.username)
    name = _content(options.name)
    if not work.ask(queries.any_person):
        if roles and roles != [Role.ADMINISTRATOR]:
            raise FirstIsAdministrator()
        console_actor = replace(NOBODY, origin=ORIGIN)
        work.do(actions.first_administrator, console_actor, username=options.username, name=name, password_hash=password_hash)
    else:
        actor = _named(options)
        department = work.ask(queries.department_by_code, options.department) if options.department else None
        if options.department and department is None:
            from core.errors import NotFound

            raise NotFound()
        work.do(
            actions.create, actor, username=options.username, name=name, roles=roles,
            department_id=department.id if department else None, password_hash=password_hash,
        )  # fmt: skip
    _tell_password(console, rules.username(options.username), password)


def link_user(console: Console, options: argparse.Namespace) -> None:
    """Give somebody a new first password; it unlocks the account and ends its sign-ins."""
    from core import work
    from core.errors import NotFound
    from core.people import actions, queries, rules

    actor = _named(options)
    username = rules.username(options.username)
    person = work.ask(queries.person_by_username, username)
    if person is None:
        raise NotFound()
    password, password_hash = _first_password(username)
    work.do(actions.reset_password, actor, person.id, password_hash=password_hash)
    _tell_password(console, username, password)


def reset_factor(console: Console, options: argparse.Namespace) -> None:
    """Take the second step from somebody who lost phone and codes, such as an only administrator; every sign-in ends."""
    import core.notice.accounts  # noqa: F401 - whose account it is is told
    from core import work
    from core.errors import NotFound
    from core.people import queries, rules
    from core.people.factor import actions

    person = work.ask(queries.person_by_username, rules.username(options.username))
    if person is None:
        raise NotFound()
    work.do(actions.reset, operation.operator(), person.id)
    console.say(N_("{username} signs in without a second step now, and can set up a new one on the page My account."), username=person.username)


def _named(options: argparse.Namespace) -> "Actor":
    """The person given with --as, as the database knows her at this moment."""
    from core import work
    from core.projects.queries import person_acting

    if not options.acting:
        raise NobodyNamed()
    return work.ask(person_acting, options.acting, origin=ORIGIN)


def _first_password(username: str) -> tuple[str, str]:
    """A password to be read out once, and what is stored for it."""
    import secrets

    from core.people import passwords, rules

    while True:
        password = "-".join("".join(secrets.choice(WORD_LETTERS) for _ in range(4)) for _ in range(4))
        try:
            rules.check_password(password, username)
        except Refusal:  # the dice threw the user's own name
            continue
        return password, passwords.hashed(password)


def _tell_password(console: Console, username: str, password: str) -> None:
    from zoneinfo import ZoneInfo

    from core.clock import now
    from core.config import settings
    from core.people.queries import first_password_life
    from core.work import ask

    until = (now() + ask(first_password_life)).astimezone(ZoneInfo(settings().cockpit_timezone))
    console.say(
        N_("{username} signs in with this first password before {until} and then chooses an own one: {password}"),
        username=username, until=f"{until:%Y-%m-%d %H:%M}", password=password,
    )  # fmt: skip


def _content(names: Sequence[str]) -> dict[str, str]:
    """Names as typed: en=Mei Lin names its language; without it Chinese characters are taken for zh_Hans."""
    found = {}
    for text in names:
        code, given, rest = text.partition("=")
        if given and code in set(Language):
            found[code] = rest
        else:
            chinese = any("\u3400" <= letter <= "\u9fff" for letter in text)
            found[(Language.SIMPLIFIED if chinese else Language.ENGLISH).value] = text
    return found


def import_checklist(console: Console, options: argparse.Namespace) -> None:
    """Keep a checklist file as a new draft version."""
    from core import work
    from core.exchange.checklist.queries import read_file
    from core.inspection.templates import actions, queries

    actor = _named(options)
    try:
        data = Path(options.file).read_bytes()
    except OSError as unreadable:
        raise FileUnreadable(path=options.file, reason=unreadable.strerror or "") from unreadable
    draft = read_file(data, Path(options.file).name)
    version_id = work.do(actions.create, actor, draft)
    row = work.ask(queries.version, actor, version_id)
    console.say(
        N_("The checklist {code} is kept as version {number}, a draft. Somebody other than its author confirms it on the page."),
        code=row.code, number=row.number,
    )  # fmt: skip


def export_checklist(console: Console, options: argparse.Namespace) -> None:
    """Write a version of a checklist to a file: .toml, else Excel."""
    from core import work
    from core.exchange.checklist.queries import write_excel, write_toml
    from core.inspection.templates import queries

    reader, path = _reader(), Path(options.file)
    rows = work.ask(queries.versions, reader)
    found = [row for row in rows if row.code == options.code and options.number in (None, row.number)]
    if not found:
        raise NoSuchChecklist(known=", ".join(f"{row.code} v{row.number}" for row in rows) or "–")
    if path.exists() and not options.force:
        raise FileExists(path=options.file)
    draft = work.ask(queries.draft, reader, found[0].id)
    data = write_toml(draft) if path.suffix.lower() == ".toml" else write_excel(draft, console.language)
    try:
        path.write_bytes(data)
    except OSError as unwritable:
        raise FileUnreadable(path=options.file, reason=unwritable.strerror or "") from unwritable
    console.say(N_("Version {number} of {code} is in {path}."), number=found[0].number, code=options.code, path=options.file)


def verify_audit(console: Console, options: argparse.Namespace) -> None:
    """Walk the whole audit chain."""
    from core import work
    from core.audit.queries import verdict

    found = work.ask(verdict, _reader())
    if not found.sound:
        raise Broken(number=found.broken_at, count=found.count, head=found.head)
    console.say(N_("All {count} entries of the audit trail hold; head {head}"), count=found.count, head=found.head)


def score_sheet(console: Console, options: argparse.Namespace) -> None:
    """Score a sheet given with its checklist as one JSON document, exactly as the pages do. Needs no database.

    {"template": {"weighting": "by_section", "bands": [{"code": "good", "from": 80}, {"code": "poor", "from": 0}],
    "sections": [{"code": "files", "weight": 100, "items": [{"code": "f1", "weight": 100, "method": "levels",
    "levels": [0, 3, 5], "veto": "section"}]}]}, "answers": {"f1": 3}}. The template has the form of data/checklists;
    an answer is a number, true or false, {"raw": number}, {"not_applicable": reason}, or null.
    """
    from core.exchange.scored_json import BYTES_AT_MOST, scored

    try:
        with Path(options.file).open("rb") as file:
            data = file.read(BYTES_AT_MOST + 1)
    except (OSError, ValueError) as unreadable:
        raise FileUnreadable(path=options.file, reason=getattr(unreadable, "strerror", None) or str(unreadable)) from unreadable
    console.facts |= (found := scored(data))
    if not console.as_json:
        print(table([[key, "–" if found[key] is None else str(found[key])] for key in ("total", "exact", "before_veto", "share", "band", "reason")]))
        print(table([["section", "score"], *([one["code"], str(one["score"])] for one in found["sections"])]))


_reader = operation.operator
"""Whoever runs the console and only reads."""


# ------------------------------------------------------------------ words of the command line
def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="answer with one JSON document")
    common.add_argument("--language", choices=[one.value for one in Language], help="language of the answer (else that of LANG)")
    acting = argparse.ArgumentParser(add_help=False)
    acting.add_argument("--as", dest="acting", metavar="USERNAME", help="who does this; the audit trail names this person")
    whole = argparse.ArgumentParser(prog="python -m core", description="Service Cockpit on the command line.")
    commands = whole.add_subparsers(metavar="COMMAND", required=True)

    def add(group: Any, name: str, deed: Callable[[Console, argparse.Namespace], None], *, by: bool = False) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = group.add_parser(
            name, help=(deed.__doc__ or "").partition("\n")[0], description=deed.__doc__, parents=[common, acting] if by else [common]
        )
        made.set_defaults(deed=deed)
        return made

    def group(name: str, help_: str) -> Any:
        return commands.add_parser(name, help=help_, description=help_).add_subparsers(metavar="COMMAND", required=True)

    add(commands, "migrate", migrate)
    plant = add(commands, "demo", demo)
    plant.add_argument("--if-empty", action="store_true", help="only where nobody has an account, and COCKPIT_DEMO allows it")
    plant.add_argument("--scale", type=int, default=0, metavar="N", help="add N times about 1,000 sheets for measuring")
    plant.add_argument("--seed", type=int, default=7, metavar="S", help="another seed tells another story")
    user = group("user", "Accounts.")
    new = add(user, "add", add_user, by=True)
    new.add_argument("username", metavar="USERNAME")
    new.add_argument("--name", action="append", required=True, help="full name; several as en=Mei Lin, zh_Hans=林梅")
    new.add_argument("--role", action="append", default=[], choices=_ROLES, help="may be given several times")
    new.add_argument("--department", metavar="CODE")
    add(user, "link", link_user, by=True).add_argument("username", metavar="USERNAME")
    add(user, "reset-factor", reset_factor).add_argument("username", metavar="USERNAME")
    into = group("import", "Files into the house.")
    bring = add(into, "checklist", import_checklist, by=True)
    bring.add_argument("file", metavar="FILE", help="an Excel workbook (.xlsx) or a TOML file")
    tickets.add_to(into, add, lambda options: _named(options) if options.acting else _reader())
    take = add(group("export", "Files out of the house."), "checklist", export_checklist)
    take.add_argument("code", metavar="CODE")
    take.add_argument("file", metavar="FILE", help="ends in .xlsx or .toml")
    take.add_argument("--version", dest="number", type=int, metavar="N", help="else the newest")
    take.add_argument("--force", action="store_true", help="replace an existing file")
    add(group("audit", "The audit trail."), "verify", verify_audit)
    fairness.add_to(commands, add)
    add(commands, "score", score_sheet).add_argument("file", metavar="SHEET.json", help="a checklist with its answers")
    planning.add_to(commands, add)
    earned_value.add_to(commands, add)
    control_charts.add_to(commands, add)
    operation.add_to(commands, add)
    return whole


_ROLES = ("administrator", "leadership", "department_head", "project_manager", "team_member", "inspector", "customer_link")
"""The codes of core.access.Role, which need not be loaded to print a help; a test compares them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = parser().parse_args(arguments)
    console = Console(options)
    try:
        options.deed(console, options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        refusal = _refusal(error)
        if refusal is None:
            raise
        console.refuse(refusal)
        console.end()
        return REFUSED
    console.end()
    return DONE


def _refusal(error: Exception) -> Refusal | None:
    """The clear line for what went wrong; a database that cannot be asked gives its reason. None for a mistake of ours."""
    if isinstance(error, OldSchema) or (isinstance(error, Refusal) and not isinstance(error, TryAgain)):
        return error
    from sqlalchemy.exc import DBAPIError

    from core import db
    from core.db import migrations

    cause = error.__cause__ if isinstance(error, TryAgain) else error
    if not isinstance(cause, DBAPIError):
        return error if isinstance(error, TryAgain) else None
    try:
        if migrations.current(db.engine()) != migrations.head():
            return OldSchema()
    except DBAPIError:
        reason = str(cause.orig).strip().splitlines()
        return Unreachable(reason=reason[0] if reason else type(cause.orig).__name__)
    return error if isinstance(error, TryAgain) else None


if __name__ == "__main__":
    sys.exit(main())
