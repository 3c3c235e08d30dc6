"""How evidence is told: a source of live records with its page, and conditions on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, cast, func, or_

from core.access import Actor, Permission


@dataclass(frozen=True, eq=False)
class Source:
    """Live records of one kind, and the page on which each can be looked at."""

    page: str
    """By its file's name."""
    permission: Permission
    """What lets somebody look at the records themselves."""
    of: FromClause | type[Any]
    project: Any = None
    """The column with the project's key; None: they belong to the organisation."""
    on: Any = None
    """The day or moment of a record; None: it has none."""
    title: Any = None
    """What a record is called (a text, or a text per language); None: as its project."""
    code: Any = None
    """What its page knows it by; None: the code of its project."""
    parameter: str = "project"
    part: str = ""
    """The part of the page, where the address can say it."""
    sight: Callable[[Actor], ColumnElement[bool]] | None = None
    """What narrows the records that somebody may look at; None: their projects by `permission`, of the organisation whoever holds it for everything."""
    names: str = ""
    """The reference table in which the titles are codes."""
    amount: Any = None
    """How many records a row stands for; None: itself."""
    has_project: bool = False
    """`of` holds the project itself already."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Records of a source that meet every condition."""

    name: str
    label: str
    source: Source
    where: tuple[ColumnElement[bool], ...] = ()


def squeezed(document: Any) -> ColumnElement[str]:
    """A kept document as text without blanks: both databases write it alike then, but for the order of its keys."""
    return func.replace(cast(document, Text), " ", "")


def is_told(*columns: Any) -> tuple[ColumnElement[bool], ...]:
    """Each of the texts says something."""
    return tuple(column != "" for column in columns)


def is_filled(document: Any) -> ColumnElement[bool]:
    """A kept list or table holds something."""
    return squeezed(document).not_in(("[]", "{}", "null"))


def holds_any(document: Any, *pieces: str) -> ColumnElement[bool]:
    """A kept document holds one of the pieces, written without blanks."""
    text = squeezed(document)
    return or_(*(text.contains(piece, autoescape=True) for piece in pieces))
