"""What a clause is, and whether it is proven by what was found. Pure.

A clause names the evidence it asks for. It is proven where there is a record of each, proven in part where there is one of
some, has no record yet where there is none, and is not covered where the application has no evidence for it: a self-test
that tells what is missing, never a picture of what could be.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.words import N_, Language


class Document(StrEnum):
    HANDBOOK = "H"
    INSPECTION = "I"
    REGULATION = "R"
    GUIDE = "S"


class State(StrEnum):
    PROVEN = "proven"
    PARTLY = "partly"
    NONE = "none"
    UNCOVERED = "uncovered"

    @property
    def label(self) -> str:
        return {
            State.PROVEN: N_("Proven"),
            State.PARTLY: N_("Proven in part"),
            State.NONE: N_("No record yet"),
            State.UNCOVERED: N_("Not covered"),
        }[self]


@dataclass(frozen=True, slots=True)
class Clause:
    """A capability that a document asks for. `term` is the short term per language, `evidence` the names of what proves it."""

    number: int
    document: Document
    section: str
    term: Mapping[str, str]
    module: str
    """The room it belongs to, built or not: a code of data/clauses.toml."""
    page: str
    """The page that shows it, by its file's name; empty where there is none yet."""
    evidence: tuple[str, ...]


COLUMNS = ("number", "document", "section", "en", "zh_Hans", "zh_Hant", "module", "page", "evidence")


def read(text: str) -> tuple[Clause, ...]:
    """The clauses of a CSV with COLUMNS; evidence names are separated by semicolons."""
    return tuple(
        Clause(
            int(row["number"]), Document(row["document"]), row["section"], {language.value: row[language.value] for language in Language}, row["module"], row["page"],
            tuple(name for name in row["evidence"].split(";") if name),
        )
        for row in csv.DictReader(io.StringIO(text))
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """What was found of a piece of evidence: how many records, the latest day, and in which projects (a bit for each)."""

    count: int = 0
    latest: date | None = None
    projects: int = 0


NOTHING = Held()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a clause stands. `lacks` are the names of the evidence without a record, `projects` has a bit for each project with all of it."""

    clause: Clause
    state: State
    count: int
    latest: date | None
    lacks: tuple[str, ...]
    projects: int


def standing(clause: Clause, held: Mapping[str, Held], projects: int = 1) -> Standing:
    """How one clause stands by what was found of its evidence in so many projects. A record that proves in two ways counts twice.

    Where there is a record of everything, but in no project of all of it, the clause is proven in part.
    """
    found = [held.get(name, NOTHING) for name in clause.evidence]
    lacks = tuple(name for name, one in zip(clause.evidence, found, strict=True) if not one.count)
    shared = found[0].projects if found else 0
    for one in found:
        shared &= one.projects
    if not found:
        state = State.UNCOVERED
    elif not lacks:
        state = State.PROVEN if shared or not projects else State.PARTLY
    else:
        state = State.NONE if len(lacks) == len(found) else State.PARTLY
    return Standing(clause, state, sum(one.count for one in found), max((one.latest for one in found if one.latest), default=None), lacks, shared)


def standings(clauses: Sequence[Clause], held: Mapping[str, Held], projects: int = 1) -> tuple[Standing, ...]:
    """How every clause stands, in the order given."""
    return tuple(standing(clause, held, projects) for clause in clauses)


@dataclass(frozen=True)
class Choice:
    """Which clauses are looked at; empty fields do not narrow."""

    document: str = ""
    chapter: str = ""
    state: str = ""
    words: str = ""


def chosen(ones: Sequence[Standing], choice: Choice) -> tuple[Standing, ...]:
    """Those that fit: `words` are looked for in the number, the section and the term in every language."""
    words = choice.words.strip().casefold()
    return tuple(
        one
        for one in ones
        if choice.document in ("", one.clause.document)
        and choice.chapter in ("", one.clause.section)
        and choice.state in ("", one.state)
        and (not words or words == str(one.clause.number) or words in one.clause.section.casefold() or any(words in term.casefold() for term in one.clause.term.values()))
    )


def counted(ones: Sequence[Standing]) -> dict[State, int]:
    """How many clauses stand how; every state is named."""
    return {state: sum(one.state is state for one in ones) for state in State}


def proven_by_project(ones: Sequence[Standing], projects: int) -> list[int]:
    """Of so many projects, how many clauses each has every record for."""
    masks = [one.projects for one in ones if one.projects]
    return [sum(mask >> place & 1 for mask in masks) for place in range(projects)]
