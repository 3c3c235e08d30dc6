"""What a check finds, and where the lines between well, worth a look and ill are. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from core.errors import Refusal
from core.words import N_


class State(StrEnum):
    WELL = "well"
    LOOK = "look"
    ILL = "ill"

    @property
    def label(self) -> str:
        return {State.WELL: N_("Well"), State.LOOK: N_("Worth a look"), State.ILL: N_("Needs repair")}[self]


class Unwell(Refusal):
    message = N_("{count} things need repair.")


@dataclass(frozen=True)
class Finding:
    """What one check found. `message` and `advice` are sentences with the names of `facts` in them."""

    check: str
    state: State
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)
    advice: str = ""


MB, GB = 2**20, 2**30
FEW_BYTES, VERY_FEW_BYTES = 2 * GB, 200 * MB
FEW_SHARE = 0.10
CLOCK_APART = timedelta(seconds=5)
BACKUP_AGE = timedelta(days=2)
YOUNG = timedelta(days=1)
"""A file nobody refers to may belong to a deed that is still going on; only older ones are called left over."""
SECRET_LETTERS = 16
"""Different letters that a random secret of 32 has at least; a typed one has fewer."""


def free_disk(free: int, total: int, folder: str) -> Finding:
    """Whether there is room: ill below 200 MB, worth a look below 2 GB or a tenth."""
    facts = {"folder": folder, "free": f"{free / GB:.1f}"}
    said = N_("{free} GB are free for {folder}")
    if free < VERY_FEW_BYTES:
        return Finding("disk", State.ILL, said, facts, N_("Make room now: when the disk is full nothing can be saved."))
    if free < FEW_BYTES or (total and free / total < FEW_SHARE):
        return Finding("disk", State.LOOK, said, facts, N_("Make room soon: move old backups elsewhere or enlarge the disk."))
    return Finding("disk", State.WELL, said, facts)


def clock(here: datetime, database: datetime, last_entry: datetime | None) -> Finding:
    """Whether the clocks agree, and whether time went backwards."""
    if last_entry is not None and last_entry - here > timedelta(minutes=1):
        facts = {"minutes": int((last_entry - here).total_seconds() // 60)}
        return Finding(
            "clock", State.ILL, N_("The newest entry of the audit trail lies {minutes} minutes in the future"), facts,
            N_("Set this machine's clock by a time server; sign-ins and due dates are wrong until then."),
        )  # fmt: skip
    apart = abs(here - database)
    facts = {"seconds": f"{apart.total_seconds():.1f}"}
    if apart > CLOCK_APART:
        return Finding(
            "clock", State.LOOK, N_("The clocks of this machine and of the database are {seconds} seconds apart"), facts,
            N_("Let both machines set their clocks by the same time server."),
        )  # fmt: skip
    return Finding("clock", State.WELL, N_("The clocks agree to {seconds} seconds"), facts)


def last_backup(at: datetime | None, now: datetime) -> Finding:
    """Whether there is a fresh backup, as far as the trail knows."""
    if at is None:
        return Finding("backup", State.LOOK, N_("No backup was ever made with “python -m core backup”"), {}, _BACK_UP)
    facts = {"hours": int((now - at).total_seconds() // 3600)}
    if now - at > BACKUP_AGE:
        return Finding("backup", State.LOOK, N_("The last backup is {hours} hours old"), facts, _BACK_UP)
    return Finding("backup", State.WELL, N_("The last backup is {hours} hours old"), facts)


_BACK_UP = N_("Let cron run “python -m core backup FOLDER” every night, and keep the archives on another machine.")


def secret(given: bytes, mode: int | None, path: str) -> Finding:
    """Whether the key of the installation is hard to guess, and read by its owner only (`mode`: of its file, if it has one)."""
    if len(set(given)) < SECRET_LETTERS:
        return Finding(
            "secret", State.ILL, N_("The secret has too few different characters to be random"), {},
            N_("For a new installation choose another one, such as the output of “openssl rand -base64 48”. It cannot be changed later."),
        )  # fmt: skip
    if mode is not None and mode & 0o077:
        return Finding(
            "secret", State.ILL, N_("Other users of this machine can read {path}"), {"path": path}, N_("Run “chmod 600 {path}”.")
        )
    where = N_("The secret is in {path}, readable by its owner only") if mode is not None else N_("The secret comes from the environment")
    return Finding("secret", State.WELL, where, {"path": path})


def mode(check: str, bits: int, path: str, *, folder: bool) -> Finding | None:
    """Whether other users of the machine can read what lies there; None if not."""
    if not bits & 0o007:
        return None
    facts = {"path": path, "mode": "750" if folder else "640"}
    return Finding(check, State.LOOK, N_("Other users of this machine can read {path}"), facts, N_("Run “chmod {mode} {path}”."))


def packages(differing: Mapping[str, tuple[str, str | None]]) -> Finding:
    """Whether what is installed is what was tested."""
    if not differing:
        return Finding("packages", State.WELL, N_("Every package has the version of requirements.lock"))
    name, (locked, have) = next(iter(differing.items()))
    facts = {"count": len(differing), "name": name, "locked": locked, "have": have or "–"}
    return Finding(
        "packages", State.LOOK, N_("{count} packages differ from requirements.lock, the first is {name}: {have} instead of {locked}"), facts,
        N_("Run “pip install --require-hashes -r requirements.lock” in the program's environment."),
    )  # fmt: skip


def files(missing: int, altered: int, left_over: int, total: int, first: str = "") -> Finding:
    """Whether every file that a record names is there as it was stored."""
    if missing or altered:
        facts = {"missing": missing, "altered": altered, "total": total, "first": first[:12]}
        return Finding(
            "files", State.ILL, N_("Of {total} stored files {missing} are missing and {altered} altered; the first is {first}"), facts,
            N_("Bring them back from a backup: files lie under files/ in the archive, named by their SHA-256."),
        )  # fmt: skip
    if left_over:
        facts = {"total": total, "count": left_over}
        return Finding(
            "files", State.LOOK, N_("All {total} stored files are whole; {count} more are named by no record"), facts,
            N_("Run “python -m core sweep”."),
        )  # fmt: skip
    return Finding("files", State.WELL, N_("All {total} stored files are whole"), {"total": total})


def worst(findings: Iterable[Finding]) -> State:
    """The state of the whole."""
    order = list(State)
    return max((one.state for one in findings), key=order.index, default=State.WELL)
