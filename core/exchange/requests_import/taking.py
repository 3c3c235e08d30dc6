"""From the bytes of a file to a job that can be tried or done: the part that takes time and needs no open transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.exchange.requests_import.figures import Figures
from core.exchange.requests_import.history import Reader, tickets
from core.exchange.requests_import.reading import read
from core.exchange.requests_import.rules import Codes, Map, mapping
from core.exchange.requests_import.tickets import CellFault, Faults, Remark, Remarks
from core.exchange.requests_import.translating import incoming
from core.service.imports.rules import Incoming, Job, RowFault

Told = Callable[[str, int, int], object]
"""Told what is going on (read, build), how far it is, and of how much (0: not known)."""


@dataclass(frozen=True)
class Taken:
    """A file that was read: the job that it is, and everything that is to be said of it."""

    job: Job
    mapped: Map
    faults: tuple[CellFault, ...]
    """The first of them; `count` says how many there are."""
    count: int
    remarks: tuple[Remark, ...]
    figures: Mapping[str, object]
    rows: int
    ids: int
    """How many tickets the file speaks of, sound or not."""


def codes_of(known: Mapping[str, frozenset[str]]) -> Codes:
    """The codes of `service.imports.queries.codes` as a mapping is checked by them."""
    return Codes({name: one for name, one in known.items() if name != "pause"}, known.get("pause", frozenset()))


def checked(text: str, known: Mapping[str, frozenset[str]], *, project: str = "") -> Map:
    """The mapping of a text; `project` goes before its own. Refuses what `rules.mapping` refuses."""
    found = mapping(text, codes_of(known))
    return replace(found, project=project) if project else found


def taken(data: bytes, name: str, mapped: Map, now: datetime, *, skip: bool = False, told: Told = lambda what, done, all_: None) -> Taken:
    """A file read by a mapping. Refuses what `reading.read` refuses; everything that is wrong with rows is in `faults`."""
    faults, remarks, figures = Faults(), Remarks(), Figures()
    found = read(data, mapped, faults, told=lambda rows: told("read", rows, 0))
    reader = Reader(mapped, now, faults, remarks)
    many: list[Incoming] = []
    for ticket in tickets(reader, found.groups, told=lambda done, all_: told("build", done, all_)):
        figures.add(ticket)
        many.append(incoming(ticket, mapped))
    facts = figures.told()
    job = Job(mapped.source, name, found.sha256, found.rows, many, mapped.customers, mapped.customer, faults.count, skip, facts)
    return Taken(job, mapped, tuple(faults.listed), faults.count, remarks.all(), facts, found.rows, len(found.groups))


def placed(fault: RowFault, mapped: Map) -> CellFault:
    """A fault that was found here, with the column of the file that tells the field."""
    column = next((pattern for name, pattern in mapped.columns.items() if name.value == fault.field), "")
    return CellFault(fault.row, column, fault.message, fault.facts)
