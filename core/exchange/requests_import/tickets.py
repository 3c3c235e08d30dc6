"""A ticket with its history, as a file tells it, and what is wrong with its rows. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

from core.exchange.requests_import.fields import State
from core.words import N_, Language, translate

FAULTS_KEPT = 1000
"""So many faults are listed; all are counted."""


class Kind(StrEnum):
    """What happened to a ticket."""

    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    RANKED = "ranked"
    ASSIGNED = "assigned"
    HANDED = "handed"
    RESPONDED = "responded"
    MOVED = "moved"
    RESUMED = "resumed"
    REOPENED = "reopened"
    PAUSED = "paused"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the ticket: a group and a person of the source, either may be empty."""

    group: str = ""
    person: str = ""

    def __bool__(self) -> bool:
        return bool(self.group or self.person)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened. `to` is the state, the reason of the pause, or the priority; `row` where the file tells it."""

    at: datetime
    kind: Kind
    row: int
    to: str = ""
    holder: Holder | None = None
    before: Holder | None = None

    def key(self) -> str:
        """What makes the change known again when the file comes a second time."""
        return blake2b(self.told().encode(), digest_size=8).hexdigest()

    def told(self) -> str:
        """The change in one line."""
        whom = f"{self.holder.group}|{self.holder.person}" if self.holder else ""
        return f"{int(self.at.timestamp())}|{self.kind.value}|{self.to}|{whom}"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it stands now, with all that happened to it, oldest first."""

    id: str
    row: int
    title: str
    text: str
    customer: str
    customer_name: str
    project: str
    channel: str
    class_: str
    subtype: str
    priority: str
    urgency: str
    impact: str
    complaint: bool
    cause: str
    mode: str
    solution: str
    first_receiver: str
    holder: Holder
    state: State
    source_state: str
    source_priority: str
    opened_at: datetime
    resolved_at: datetime | None
    resolved_told: bool
    """The source itself tells when it was resolved; else it follows from the history."""
    closed_at: datetime | None
    handovers: int
    reopenings: int
    in_time: bool | None
    changes: tuple[Change, ...]

    def digest(self) -> str:
        """The same for the same ticket, whatever rows it stood in."""
        told = [
            self.title, self.text, self.customer, self.customer_name, self.project, self.channel, self.class_, self.subtype, self.priority, self.urgency, self.impact,
            str(self.complaint), self.cause, self.solution, self.first_receiver, self.holder.group, self.holder.person, self.state.value, str(self.in_time),
            *[change.told() for change in self.changes], *([self.mode] if self.mode else []),
        ]  # fmt: skip
        return blake2b("\x1f".join(told).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class CellFault:
    """What is wrong in a row, in the column that tells it (empty: the row as a whole)."""

    row: int
    column: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def told(self, language: Language) -> str:
        return translate(language, self.message, **{key: translate(language, fact) if isinstance(fact, str) else fact for key, fact in self.facts.items()})


NOT_A_MOMENT = N_("“{value}” is not a moment that can be read. Say under “dates” in the mapping how moments are written.")
IN_FUTURE = N_("“{value}” lies in the future.")
NOT_A_COUNT = N_("“{value}” is not a whole number.")
NOT_YES_NO = N_("“{value}” is neither yes nor no.")
NO_CODE = N_("The mapping does not say what “{value}” means. Add it under [values.{field}], or “*” for every other value.")
EMPTY = N_("This must not be empty.")
TOO_LONG = N_("This text has {length} characters; {limit} are possible.")
BEFORE_OPENED = N_("“{value}” is before the ticket was opened ({opened}).")
BEFORE_RESOLVED = N_("“{value}” is before the ticket was resolved ({resolved}).")
NO_RESOLUTION = N_("The ticket is “{state}”, but nothing tells when it was resolved.")
OUT_OF_ORDER = N_("“{value}” is before what came before it ({before}).")
TWO_OPENINGS = N_("The rows of this ticket tell different moments of its opening: “{value}” and “{other}”.")
TWICE = N_("The ticket {id} stands in row {other} already.")
SHORT_ROW = N_("The row has {cells} cells, the headings are {headings}.")
NOT_JSON = N_("This line is not a JSON object.")


class Faults:
    """Faults as they are found: all counted, the first kept, and how many tickets have any."""

    def __init__(self, kept: int = FAULTS_KEPT) -> None:
        self.count, self._kept = 0, kept
        self.listed: list[CellFault] = []

    def add(self, row: int, column: str, message: str, **facts: object) -> None:
        self.count += 1
        if len(self.listed) < self._kept:
            self.listed.append(CellFault(row, column, message, facts))


@dataclass(frozen=True)
class Remark:
    """Something odd of which the import went on: a sentence, how often, and the first rows."""

    message: str
    count: int
    rows: tuple[int, ...]


class Remarks:
    """Oddities by sentence."""

    def __init__(self) -> None:
        self._found: dict[str, list[int]] = {}
        self._count: dict[str, int] = {}

    def add(self, message: str, row: int) -> None:
        self._count[message] = self._count.get(message, 0) + 1
        rows = self._found.setdefault(message, [])
        if len(rows) < 10:
            rows.append(row)

    def all(self) -> tuple[Remark, ...]:
        return tuple(Remark(message, self._count[message], tuple(rows)) for message, rows in self._found.items())
