"""Questions about clauses: what is held of each piece of evidence, and the newest records behind one.

One statement a source, whatever is asked of it: its records counted by project under each condition. What belongs to a
project counts for whoever sees the project by `clause:read`; what belongs to the organisation counts for everybody who may
read clauses. The records themselves are shown as their own room shows them.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, null, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Scope, require
from core.audit.records import AuditHead
from core.clock import here, now
from core.config import ROOT
from core.errors import NotFound
from core.insight.clauses import rules
from core.insight.clauses.proofs import EVIDENCE, SOURCES
from core.insight.clauses.proofs.kinds import Evidence, Source
from core.insight.clauses.rules import Clause, Held, Standing
from core.projects.queries import visible_to
from core.projects.records import Project
from core.reference.queries import table

FOLDER = ROOT / "data"
NEWEST = 8


@cache
def clauses() -> tuple[Clause, ...]:
    """Every clause, by number."""
    return rules.read((FOLDER / "clauses.csv").read_text("utf-8"))


@dataclass(frozen=True)
class Names:
    """How documents, chapters and rooms are called, in several languages, by their code."""

    documents: Mapping[str, Mapping[str, str]]
    chapters: Mapping[str, Mapping[str, str]]
    modules: Mapping[str, Mapping[str, str]]


@cache
def names() -> Names:
    """The names that data/clauses.toml tells."""
    told = tomllib.loads((FOLDER / "clauses.toml").read_text("utf-8"))
    return Names(told["documents"], told["chapters"], told["modules"])


@dataclass(frozen=True)
class Seen:
    """A project whose clauses somebody may look at."""

    code: str
    name: dict[str, str]


@dataclass(frozen=True)
class Map:
    """How every clause stands in the projects looked at, whose order the bits of a standing follow; `held` by name of evidence."""

    projects: tuple[Seen, ...]
    standings: tuple[Standing, ...]
    held: dict[str, Held]
    at: datetime
    """When it was counted."""


def mark(session: Session) -> int:
    """How many deeds there are: what is held now is held until there is another."""
    return session.scalar(select(AuditHead.count).where(AuditHead.id == 1)) or 0


def projects(session: Session, actor: Actor) -> tuple[Seen, ...]:
    """The projects whose clauses `actor` may look at, by code."""
    require(actor, Permission.CLAUSE_READ)
    return tuple(Seen(code, name) for _, code, name in _projects(session, actor))


def _projects(session: Session, actor: Actor, code: str = "") -> Sequence[Any]:
    found = select(Project.id, Project.code, Project.name).where(visible_to(actor, Permission.CLAUSE_READ)).order_by(Project.code)
    rows = session.execute(found.where(Project.code == code) if code else found).all()
    if code and not rows:
        raise NotFound()
    return rows


def clause_map(session: Session, actor: Actor, project_code: str = "", number: int = 0) -> Map:
    """How every clause stands in one project, or in all that `actor` may see. Refuses NotFound for a project out of sight.

    `number` is what a reader keeps the answer under (the `mark`, or a piece of time); it decides nothing.
    """
    require(actor, Permission.CLAUSE_READ)
    seen = _projects(session, actor, project_code)
    bits = {row.id: 1 << place for place, row in enumerate(seen)}
    held: dict[str, Held] = {}
    for source in SOURCES:
        asked = _asked(source)
        where = _within(source, actor, seen[0].id if project_code else None)
        held |= _held(asked, session.execute(_grouped(source).where(*where)).all(), bits)
    return Map(tuple(Seen(row.code, row.name) for row in seen), rules.standings(clauses(), held, len(seen)), held, now())


@cache
def _asked(source: Source) -> tuple[Evidence, ...]:
    return tuple(one for one in EVIDENCE.values() if one.source is source)


@cache
def _grouped(source: Source) -> Select[Any]:
    """A row a project (one for the organisation): its key, then count and latest of each piece of evidence."""
    columns: list[ColumnElement[Any]] = []
    for number, one in enumerate(_asked(source)):
        met = and_(true(), *one.where)
        counted = func.count() if source.amount is None else func.sum(source.amount)
        columns.append(counted.filter(met).label(f"n{number}"))
        columns.append((null() if source.on is None else func.max(source.on).filter(met)).label(f"d{number}"))
    if source.project is None:
        return select(null().label("project"), *columns).select_from(source.of)
    return select(source.project.label("project"), *columns).select_from(source.of).group_by(source.project)


def _within(source: Source, actor: Actor, project_id: int | None) -> tuple[ColumnElement[bool], ...]:
    if source.project is None:
        return ()
    if project_id is not None:
        return (source.project == project_id,)
    if actor.scope(Permission.CLAUSE_READ) is Scope.ALL:
        return (source.project.is_not(None),)
    return (source.project.in_(select(Project.id).where(visible_to(actor, Permission.CLAUSE_READ))),)


def _held(asked: Sequence[Evidence], rows: Sequence[Any], bits: Mapping[int, int]) -> dict[str, Held]:
    """Added up over the projects. What belongs to the organisation holds in each of them."""
    everywhere = (1 << len(bits)) - 1
    held = {}
    for number, one in enumerate(asked):
        count, latest, mask = 0, None, 0
        for row in rows:
            if not (found := row[1 + 2 * number]):
                continue
            count += int(found)
            mask |= everywhere if row.project is None else bits.get(row.project, 0)
            if (on := row[2 + 2 * number]) is not None and (latest is None or on > latest):
                latest = on
        held[one.name] = Held(count, _day(latest), mask)
    return held


def _day(on: date | datetime | None) -> date | None:
    return here(on).date() if isinstance(on, datetime) else on


@dataclass(frozen=True)
class Found:
    """A record behind a piece of evidence. `title` is a text or a text per language; `code` is what its page knows it by."""

    title: Any
    code: str
    on: date | None
    project: str
    """The code of its project; empty for what belongs to the organisation."""


@dataclass(frozen=True)
class Behind:
    """The newest records of a piece of evidence, as far as the viewer's own sight of their room reaches."""

    evidence: str
    found: tuple[Found, ...]
    hidden: bool
    """The viewer may not look at such records at all."""


def newest(session: Session, actor: Actor, name: str, project_code: str = "") -> Behind:
    """The newest records that make up a piece of evidence, at most NEWEST. Refuses NotFound."""
    require(actor, Permission.CLAUSE_READ)
    if name not in EVIDENCE:
        raise NotFound()
    one = EVIDENCE[name]
    source = one.source
    seen = _projects(session, actor, project_code) if project_code else ()
    if not actor.may(source.permission) or (source.project is None and source.sight is None and actor.scope(source.permission) is not Scope.ALL):
        return Behind(name, (), hidden=True)
    rows = session.execute(_newest(one, actor, seen[0].id if seen else None))
    called = {entry.code: entry.name for entry in table(session, source.names).entries} if source.names else {}
    return Behind(name, tuple(Found(called.get(title, title) if called else title, str(code), _day(on), project or "") for title, code, on, project in rows), hidden=False)


def _newest(one: Evidence, actor: Actor, project_id: int | None) -> Select[Any]:
    source = one.source
    bound = source.project is not None
    title = source.title if source.title is not None else Project.name if bound else source.code
    columns = (title.label("title"), (source.code if source.code is not None else Project.code).label("code"), (null() if source.on is None else source.on).label("day"))
    found = select(*columns, Project.code.label("project")) if bound else select(*columns, null().label("project"))
    found = found.select_from(source.of)
    if bound and not source.has_project:
        found = found.join(Project, Project.id == source.project)
    found = found.where(*one.where, *_within(source, actor, project_id))
    if source.sight is not None:
        found = found.where(source.sight(actor))
    elif bound:
        found = found.where(visible_to(actor, source.permission))
    return found.order_by(*([] if source.on is None else [source.on.desc()]), columns[1].desc()).limit(NEWEST)
