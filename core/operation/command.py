"""The operator's commands: backup, restore, doctor, sweep, notify. What a command does not need is not loaded."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from core.errors import Refusal
from core.words import N_, translate

if TYPE_CHECKING:
    from core.access import Actor

ORIGIN = "command line"
MB = 2**20


class StillUnreadable(Refusal):
    message = N_("{count} contacts are sealed under a secret that is not known. Name the earlier one in COCKPIT_OLD_SECRETS and run this again.")


class Console(Protocol):
    """What a command answers with (core/__main__.py)."""

    language: Any
    as_json: bool
    facts: dict[str, Any]

    def say(self, message: str, **facts: object) -> None: ...


def operator() -> "Actor":
    """Whoever runs the console holds the database and its secret anyway."""
    from core.access import Actor, Role

    return Actor(0, "", "", frozenset({Role.ADMINISTRATOR}), origin=ORIGIN)


def backup(console: Console, options: argparse.Namespace) -> None:
    """Write database and files into one checked archive, while others go on working."""
    from core.operation.backup.command import make

    made = make(Path(options.target), operator(), anyway=options.anyway)
    console.facts |= {"schema": made.manifest.schema, "lost": list(made.manifest.lost), "bytes": made.size}
    console.say(
        N_("The backup is in {path}: {rows} rows, {files} files, {size} MB; audit entry {count}, head {head}"),
        path=str(made.path), rows=made.manifest.rows, files=len(made.manifest.files), size=f"{made.size / MB:.1f}",
        count=made.manifest.audit_count, head=made.manifest.audit_head,
    )  # fmt: skip
    if made.manifest.lost:
        console.say(N_("{count} files were lost before and are not in it."), count=len(made.manifest.lost))
    if not console.as_json:
        console.say(N_("The secret (COCKPIT_SECRET, or secret.key) is not in it: keep it apart, a backup is worth nothing without it."))


def restore(console: Console, options: argparse.Namespace) -> None:
    """Bring a backup back into an empty database and an empty folder of files."""
    from core.operation.backup.restoring import restore as bring_back

    back = bring_back(Path(options.source), operator(), only_check=options.check)
    manifest = back.manifest
    console.facts |= {"schema": manifest.schema, "lost": list(manifest.lost), "restored": not options.check, "mails_held": back.mails_held}
    said = N_("The backup of {made_at} is whole: {rows} rows, {files} files; audit entry {count}, head {head}")
    if not options.check:
        said = N_("The backup of {made_at} is restored and compared: {rows} rows, {files} files; audit entry {count}, head {head}")
    console.say(
        said, made_at=manifest.made_at, rows=manifest.rows, files=len(manifest.files), count=manifest.audit_count, head=manifest.audit_head
    )
    if back.mails_held and not console.as_json:
        console.say(
            N_("{mails} mails that waited in it are held back: they may have been sent since. What they say stands in the inboxes."),
            mails=back.mails_held,
        )  # fmt: skip


def doctor(console: Console, options: argparse.Namespace) -> None:
    """Look whether everything is well; ends with 2 if something needs repair."""
    import core.everything  # noqa: F401 - running totals, routines: everybody is asked
    from core.operation.doctor import checks
    from core.operation.doctor.rules import State, Unwell, worst

    found = checks.look(operator(), slow=not options.quick)
    console.facts |= {
        "state": worst(found).value,
        "findings": [
            {
                "check": one.check, "state": one.state.value, "message": translate(console.language, one.message, **one.facts),
                "advice": translate(console.language, one.advice, **one.facts) if one.advice else "",
            }
            for one in found
        ],
    }  # fmt: skip
    if not console.as_json:
        marks = {State.WELL: "✓", State.LOOK: "?", State.ILL: "✗"}
        for one in found:
            print(marks[one.state], translate(console.language, one.message, **one.facts))
            if one.advice:
                print("  →", translate(console.language, one.advice, **one.facts))
    ill = sum(one.state is State.ILL for one in found)
    if ill:
        raise Unwell(count=ill)


def notify(console: Console, options: argparse.Namespace) -> None:
    """Do what is due (reminders, digests) and send the mail that waits: for cron where no server runs."""
    from core import work
    from core.config import settings
    from core.notice.outbox.sending import deliver
    from core.notice.queries import outbox

    _routines(console, options)
    if not settings().mails:
        console.say(N_("No mail server is configured (COCKPIT_SMTP_URL): people are told inside the application only."))
        return
    deliver()
    stands = work.ask(outbox)
    console.say(
        N_("Mail: {waiting} waiting, {sent} sent, {uncertain} of unknown fate, {refused} refused."),
        waiting=stands.waiting + stands.under_way, sent=stands.sent, uncertain=stands.uncertain, refused=stands.refused,
    )  # fmt: skip


def seal(console: Console, options: argparse.Namespace) -> None:
    """Seal personal data anew under the present secret, after COCKPIT_SECRET was changed and the earlier one named in COCKPIT_OLD_SECRETS."""
    from core import sealing, work
    from core.customers.contacts import actions, queries

    moved = 0
    while some := work.do(actions.seal_anew, operator()):
        moved += some
    left = work.ask(queries.left_under_another_secret, sealing.mark())
    console.facts |= {"sealed": moved, "unreadable": left}
    console.say(N_("{count} contacts are sealed under the present secret now."), count=moved)
    if left:
        raise StillUnreadable(count=left)
    console.say(N_("Nothing is left under an earlier secret: COCKPIT_OLD_SECRETS is needed for it no more."))


def sweep(console: Console, options: argparse.Namespace) -> None:
    """Do what the house does by itself, as far as it is due, and remove stored files older than a day that no record names. Sends no mail."""
    from core.operation.sweeping import sweep as sweep_files

    _routines(console, options)
    files, size = sweep_files(operator())
    console.facts |= {"files": files, "bytes": size}
    if files:
        console.say(N_("{files} files that no record names were removed, {size} MB"), files=files, size=f"{size / MB:.1f}")


def _routines(console: Console, options: argparse.Namespace) -> None:
    import core.everything  # noqa: F401 - every room's routines
    from core.routines.actions import run_due

    for name, things in run_due(origin=ORIGIN, at_once=options.now).items():
        console.say(N_("{routine}: {things}"), routine=name, things=things)
        console.facts.setdefault("routines", {})[name] = things


Add = Callable[..., argparse.ArgumentParser]


def add_to(commands: Any, add: Add) -> None:
    """The words of these commands."""
    made = add(commands, "backup", backup)
    made.add_argument("target", metavar="TARGET", help="a new file, or a folder that gets a file named by the time")
    made.add_argument("--anyway", action="store_true", help="leave out files that the store has lost")
    back = add(commands, "restore", restore)
    back.add_argument("source", metavar="SOURCE", help="an archive made by backup")
    back.add_argument("--check", action="store_true", help="only compare it with its checksums; nothing is changed")
    add(commands, "doctor", doctor).add_argument("--quick", action="store_true", help="leave out what reads everything")
    add(commands, "seal", seal)
    for name, deed in (("notify", notify), ("sweep", sweep)):
        add(commands, name, deed).add_argument("--now", action="store_true", help="every routine, due or not")
