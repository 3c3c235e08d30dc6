"""A service desk's event log of any size, in the shape of ServiceNow's audit trail: one row after each change of an incident.

Everything is thrown by seeded dice and told twice: the rows, and what a reader must find in them (`Truth`). It has the
oddities of real logs: rows of the same minute, states that hop back, a state nobody knows, resolutions that are moved,
fields that are empty or “?”, columns that tell from the first row on how it ended.
"""

import csv
import io
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

HEADINGS = (
    "number", "incident_state", "active", "reassignment_count", "reopen_count", "sys_mod_count", "made_sla", "caller_id", "opened_by", "opened_at", "sys_created_by",
    "sys_created_at", "sys_updated_by", "sys_updated_at", "contact_type", "location", "category", "subcategory", "u_symptom", "cmdb_ci", "impact", "urgency", "priority",
    "assignment_group", "assigned_to", "knowledge", "u_priority_confirmation", "notify", "problem_id", "rfc", "vendor", "caused_by", "closed_code", "resolved_by", "resolved_at",
    "closed_at",
)  # fmt: skip
BEGUN = datetime(2016, 2, 29, 1, 16)  # noqa: DTZ001 - the log's wall clock
WAITS = ("Awaiting User Info", "Awaiting Vendor", "Awaiting Problem", "Awaiting Evidence")


@dataclass
class Truth:
    """What is in the log, counted while it was made."""

    rows: int = 0
    tickets: int = 0
    handovers: int = 0
    reopened: int = 0
    at_once: int = 0
    in_time: int = 0
    states: Counter = field(default_factory=Counter)
    priorities: Counter = field(default_factory=Counter)
    seconds: list[int] = field(default_factory=list)


def log(rows: int, seed: int = 7, *, mark: str = "INC") -> tuple[bytes, Truth]:
    """A log of about `rows` rows (never fewer) as CSV, and the truth about it."""
    dice, truth, out = random.Random(seed), Truth(), io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    opened = BEGUN
    while truth.rows < rows:
        opened += timedelta(minutes=dice.randint(0, 9))
        for row in _ticket(dice, truth, f"{mark}{truth.tickets + 45:07d}", opened):
            writer.writerow(row)
            truth.rows += 1
        truth.tickets += 1
    return out.getvalue().encode(), truth


def _told(at: datetime | None) -> str:
    return "?" if at is None else f"{at.day}/{at.month}/{at.year} {at:%H:%M}"


def _ticket(dice: random.Random, truth: Truth, number: str, opened: datetime) -> list[list[object]]:
    at = created = opened + timedelta(minutes=dice.choice((0, 0, 7, 26)))
    group, person = f"Group {dice.randint(1, 78)}", dice.choice(("?", f"Resolver {dice.randint(1, 230)}"))
    impact, urgency = dice.choice(("1 - High", "2 - Medium", "2 - Medium", "3 - Low")), "2 - Medium"
    priority = {"1 - High": "2 - High", "2 - Medium": "3 - Moderate", "3 - Low": "4 - Low"}[impact]
    steps: list[tuple[datetime, str, int, int, str, str]] = []
    handed = again = 0
    state = "New"
    resolved = None
    steps.append((at, state, 0, 0, group, person))
    for _ in range(dice.choice((0, 1, 1, 2, 3, 4, 9))):
        at += timedelta(minutes=dice.choice((0, 1, 37, 600, 2880)))
        what = dice.random()
        if what < 0.25:
            group, handed = f"Group {1 + (int(group.split()[1]) + dice.randint(1, 70)) % 78}", handed + 1
            person = dice.choice(("?", person))
        elif what < 0.5:
            person = f"Resolver {dice.randint(1, 230)}"
        elif what < 0.6:
            state = dice.choice(WAITS)
        elif what < 0.62:
            state = "-100"
        else:
            state = "Active"
        steps.append((at, state, handed, again, group, person))
    while True:
        at += timedelta(minutes=dice.choice((0, 5, 300)))
        resolved = at
        steps.append((at, "Resolved", handed, again, group, person if person != "?" else "Resolver 9"))
        if dice.random() > 0.02:
            break
        again += 1
        at += timedelta(hours=dice.randint(1, 90))
        steps.append((at, "Active", handed, again, group, person))
    closed = resolved + timedelta(days=5)
    told = resolved if dice.random() > 0.07 else None
    kept = dice.random() < 0.63
    steps.append((closed, "Closed", handed, again, group, person))
    truth.handovers += handed
    truth.reopened += again > 0
    truth.at_once += handed == 0 and again == 0
    truth.in_time += kept
    truth.states["Closed"] += 1
    truth.priorities[priority] += 1
    if told:
        truth.seconds.append(int((told - opened).total_seconds()))
    caller, by = f"Caller {dice.randint(1, 5000)}", dice.randint(1, 400)
    where, kind, symptom = f"Location {dice.randint(1, 250)}", dice.randint(1, 59), f"Symptom {dice.randint(1, 500)}"
    return [
        [
            number, of, "FALSE" if of == "Closed" else "TRUE", passed, opened_again, place, "TRUE" if kept or of != "Closed" else "FALSE", caller, f"Opened by  {by}", _told(opened),
            "?" if by % 3 else f"Created by {by}", "?" if by % 3 else _told(created), f"Updated by {dice.randint(1, 900)}", _told(when), dice.choice(("Phone",) * 30 + ("Email", "Self service", "IVR")),
            where, f"Category {kind}", f"Subcategory {kind * 4}", symptom, "?", impact, urgency, priority, to, who, "TRUE", "FALSE", "Do Not Notify", "?", "?", "?", "?",
            f"code {dice.randint(1, 17)}", f"Resolved by {by}", _told(told), _told(closed),
        ]
        for place, (when, of, passed, opened_again, to, who) in enumerate(steps)
    ]  # fmt: skip


ROOT = Path(__file__).parents[2]


def measure(tell: Callable[..., None], rows: int = 150_000) -> None:
    """The command line imports a log into the database of this process, and once more; then all of it is analysed."""
    data, truth = log(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        path.write_bytes(data)
        words = [sys.executable, "-m", "core", "import", "requests", str(path), "--map", str(ROOT / "data" / "imports" / "incident_log.toml"), "--json"]
        for what in ("imported", "imported again, nothing new"):
            begun = time.perf_counter()
            told = json.loads(subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
            tell(f"{truth.rows:,} event rows, {truth.tickets:,} tickets, {what}", time.perf_counter() - begun, "s", 60)
            if told["tickets"] != truth.tickets or told["figures"]["reassignments"]["total"] != truth.handovers:
                raise ValueError(told)
    _analysed(tell)


def _analysed(tell: Callable[..., None]) -> None:
    from core.access import Actor, Role
    from core.audit.actions import NOBODY
    from core.service.analysis import actions, queries
    from core.work import ask, do

    begun = time.perf_counter()
    do(actions.refresh, NOBODY, ask(queries.anew))
    tell("all weeks counted", time.perf_counter() - begun, "s")
    reader = Actor(1, "admin", "Admin", frozenset({Role.ADMINISTRATOR}))
    times = []
    for _ in range(7):
        begun = time.perf_counter()
        ask(queries.analysis, reader, queries.Asked(156))
        times.append((time.perf_counter() - begun) * 1000)
    tell("analysis of three years from kept sums", sorted(times)[3], "ms")
