"""What comes in from another system, and what became of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.errors import NotFound, Refusal
from core.service.requests.rules import Logged, State
from core.words import N_

NAME_LIMIT, FILE_LIMIT, TEXT_LIMIT = 60, 120, 200_000
ANYBODY = ""
CREATE, REFUSE, DEFAULT = "create", "refuse", "default"

UNKNOWN_PROJECT = N_("There is no project “{value}” that you may import into. Name one in the mapping (project = “…”) or with --project.")
UNKNOWN_CUSTOMER = N_("The customer “{value}” is not known here. Enter the customer first, or let the mapping say unknown = “create” under [customers].")
NO_CUSTOMER = N_("No customer is told, and the mapping names none.")
UNKNOWN_PERSON = N_("The mapping says “{value}” under [people], but no active colleague has that user name.")
NOT_A_TYPE = N_("“{value}” is no type of the class “{class_}”.")


class UnknownProject(NotFound):
    message = N_("There is no project “{value}” that you may import into. Name one in the mapping (project = “…”) or with --project.")


class FaultyRows(Refusal):
    message = N_("The file has {count} faults, so nothing was imported. Mend them, or import what is sound with --skip-faulty.")


class NothingSound(Refusal):
    message = N_("No ticket of the file can be imported: it has {count} faults.")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A ticket of another system as a request. Project and customer by code or name, people by user name, targets not yet set."""

    key: str
    mark: str
    """The same for the same ticket: what changed has another one."""
    row: int
    project: str
    customer: str
    customer_name: str
    channel: str
    title: str
    text: str
    problem_class: str
    problem_type: str
    urgency: str
    impact: str
    priority: str
    complaint: bool
    solution: str
    cause: str
    first_receiver: str
    handler: str
    state: State
    log: tuple[Logged, ...]
    mode: str = ""
    """How it was served, where the source tells it."""


@dataclass(frozen=True)
class Job:
    """An import: where the tickets come from, and how customers nobody knows are taken."""

    source: str
    file: str
    sha256: str
    rows: int
    tickets: Sequence[Incoming]
    customers: str = CREATE
    customer: str = ""
    """Whose ticket one is that names nobody; with customers = default also that of somebody unknown."""
    faults: int = 0
    """Faults that were found while the file was read."""
    skip: bool = False
    """Take the sound tickets of a file that has faults."""
    figures: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class RowFault:
    """What is wrong with a ticket here: in which row it begins, by which field of the mapping."""

    row: int
    field: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do. `left`: changed at its source, but worked on here since; not touched."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    left: int = 0
    events: int = 0
    customers: int = 0
    faults: tuple[RowFault, ...] = ()
    id: int | None = None
