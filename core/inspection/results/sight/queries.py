"""Whose running totals count for whom, over which rounds: decided here, once, for every question about results.

The inspected side meets a round's figures when the round is released.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Scope
from core.errors import NotFound
from core.inspection.finals.queries import being_scored
from core.inspection.objects.rules import Kind
from core.inspection.results.rules import Filter, Inspected, chosen, figure
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import State as RoundState
from core.inspection.rules import Method
from core.inspection.sheets.blind.queries import NOTHING, Blind, blind, reader
from core.inspection.sheets.records import Sheet
from core.inspection.sheets.rules import COUNTED
from core.inspection.tally.records import Count, Tally
from core.inspection.tally.rules import Sums
from core.inspection.templates.records import Template, TemplateItem, TemplateSection, TemplateVersion
from core.people.queries import below, department_by_code
from core.projects.queries import visible_to
from core.projects.records import Project

ROUNDS_AT_MOST = 120
SUMS = ("n", "w", "ws", "w2", "w2s", "w2s2")


@dataclass(frozen=True)
class Part:
    """Running totals that the actor sees: of a kind, of these subjects, perhaps of released rounds only.

    `blind` is what she still has to score without knowing it: no figure tells it to her.
    """

    kind: str
    subjects: tuple[int, ...]
    released_only: bool = False
    blind: Blind = NOTHING

    def rounds(self, rounds: Collection[Inspected]) -> list[int]:
        """Of the inspected side's: released ones, and none about people, whose results are theirs (see `visible_sheets`)."""
        return [one.id for one in rounds if not self.released_only or (one.released and one.kind is not Kind.PERSON)]


@dataclass(frozen=True)
class Scene:
    """What a question is about: the rounds with results, those chosen of them, and whose totals."""

    wanted: Filter
    rounds: tuple[Inspected, ...]
    chosen: tuple[Inspected, ...]
    parts: tuple[Part, ...]

    @property
    def blind(self) -> Blind:
        """What the reader still scores blind: the same in every part."""
        return self.parts[0].blind if self.parts else NOTHING

    def part(self, kind: str, subjects: tuple[int, ...], *, released_only: bool = False) -> Part:
        """Other running totals for the same reader."""
        return Part(kind, subjects, released_only, self.blind)

    @property
    def unscored(self) -> int:
        """How many targets of the chosen rounds are left out, because the reader still scores contested items of them blind."""
        return sum(round_id in {one.id for one in self.chosen} for round_id, *_ in self.blind.targets)


def parts_of(session: Session, actor: Actor, permission: Permission, wanted: Filter) -> tuple[Part, ...]:
    """Whose totals count for `actor`; every sheet in one of them only. Refuses NotFound for what the actor may not see.

    Who sees everything meets the totals of all; a head of departments theirs, and own projects that no sheet of theirs
    was about; whoever sees by project stands on the inspected side, for whom only released rounds count.
    # house: the question that asks for it requires
    """
    scope = actor.scope(permission)
    units, unscored = units_of(session, wanted.department), blind(session, reader(actor))
    if wanted.project:
        row = session.execute(
            select(Project.id, Project.department_id).where(Project.code == wanted.project, visible_to(actor, permission))
        ).one_or_none()
        if row is None:
            raise NotFound()
        inspected = scope is not Scope.ALL and not (scope is Scope.DEPARTMENT and row.department_id in actor.department_ids)
        return () if units is not None and row.department_id not in units else (Part("project", (row.id,), inspected, unscored),)
    if scope is Scope.ALL:
        return (Part("all", (0,), blind=unscored),) if units is None else (Part("department", tuple(sorted(units)), blind=unscored),)
    found = []
    mine = frozenset(actor.department_ids) if scope is Scope.DEPARTMENT else frozenset()
    if inside := mine if units is None else mine & units:
        found.append(Part("department", tuple(sorted(inside)), blind=unscored))
    if actor.project_ids:
        own = select(Project.id).where(Project.id.in_(actor.project_ids))
        if mine:
            own = own.where(~select(Sheet.id).where(Sheet.project_id == Project.id, Sheet.department_id.in_(mine)).exists())
        if units is not None:
            own = own.where(Project.department_id.in_(units))
        if ids := tuple(session.scalars(own.order_by(Project.id))):
            found.append(Part("project", ids, True, unscored))
    return tuple(found)


def units_of(session: Session, code: str) -> frozenset[int] | None:
    """The departments that a department's code stands for: it and everything below."""
    if not code:
        return None
    unit = department_by_code(session, code)
    if unit is None:
        raise NotFound()
    return below(session, unit.id)


def of(table: type[Tally] | type[Count], parts: Sequence[Part], rounds: Collection[Inspected], *, whole: bool = False) -> ColumnElement[bool]:
    """A condition on the running totals: these parts in these rounds, but for what would tell what is to be scored blind.

    `whole`: with that too, where only the number of results is told.
    """
    found = [
        and_(table.kind == part.kind, table.round_id.in_(ids), table.subject_id.in_(part.subjects), true() if whole else part.blind.of_tallies(table, part.kind))
        for part in parts
        if (ids := part.rounds(rounds)) and part.subjects
    ]
    return or_(*found) if found else false()


def sheets_of(
    parts: Sequence[Part], rounds: Collection[Inspected], states: Collection[str] | None = COUNTED, *, whole: bool = False
) -> ColumnElement[bool]:
    """The same as a condition on the sheets themselves: those that count, or in other states (None: in any).

    A sheet counts once all inspectors of its target have submitted: while one of them scores, no figure and no row tells
    what the others found, whoever is looking. Nor does any tell what the reader is to score blind; `whole`: with those
    too, for whoever leaves their answers and sums out of what is shown.
    """
    column = {"department": Sheet.department_id, "project": Sheet.project_id}
    found = [
        and_(Sheet.round_id.in_(ids), column[part.kind].in_(part.subjects) if part.kind in column else true())
        for part in parts
        if (ids := part.rounds(rounds))
    ]
    if not found:
        return false()
    state = true() if states is None else Sheet.state.in_(states)
    if states is COUNTED and not whole:
        state = and_(state, parts[0].blind.of_sheets())
    if states is COUNTED and any(not one.released for one in rounds):  # in a released round nobody scores any more
        state = and_(state, or_(Sheet.round_id.in_([one.id for one in rounds if one.released]), ~being_scored()))
    return and_(state, or_(*found))


def _rounds(session: Session, parts: Sequence[Part]) -> tuple[Inspected, ...]:
    rows = session.execute(
        select(
            Round.id, Round.code, Round.name, Round.state, Round.period_from, Round.period_to, Template.code, TemplateVersion.id,
            TemplateVersion.name, Round.trial, Round.closed_at, Round.target_kind,
        )
        .join(TemplateVersion, TemplateVersion.id == Round.template_version_id)
        .join(Template, Template.id == TemplateVersion.template_id)
        .where(Round.state != RoundState.DRAFT)
        .order_by(Round.period_to.desc(), Round.id.desc())
        .limit(ROUNDS_AT_MOST)
    )
    listed = [
        Inspected(number, code, name, state == RoundState.RELEASED, trial, checklist, title, version_id, start, end, 0, closed is not None, Kind(kind))
        for number, code, name, state, start, end, checklist, version_id, title, trial, closed, kind in rows
    ]
    counted = dict(
        session.execute(
            select(Count.round_id, func.sum(Count.n)).where(Count.measure == "band", of(Count, parts, listed, whole=True)).group_by(Count.round_id)
        ).all()
    )
    return tuple(replace(one, n=int(counted[one.id])) for one in listed if counted.get(one.id))


def scene_of(
    session: Session, actor: Actor, wanted: Filter, permission: Permission = Permission.RESULTS_READ, parts: tuple[Part, ...] | None = None
) -> Scene:
    """Everything a question about results starts from; `parts` where the question itself says whose totals count.
    # house: the question that asks for it requires
    """
    parts = parts_of(session, actor, permission, wanted) if parts is None else parts
    rounds = _rounds(session, parts)
    return Scene(wanted, rounds, chosen(wanted, rounds), parts)


def sums_of(session: Session, by: Sequence[ColumnElement[Any]], *where: ColumnElement[bool]) -> dict[tuple[Any, ...], Sums]:
    """Running totals put together by the columns `by`."""
    query = select(*by, *(func.sum(getattr(Tally, name)) for name in SUMS)).where(*where)
    rows = session.execute(query.group_by(*by) if by else query)
    return {tuple(row[: len(by)]): Sums(*(int(part or 0) for part in row[len(by) :])) for row in rows}


FIGURE = ["n", "mean", "half", "low", "high"]
"""Columns of every figure: targets, mean (None: nothing counted), half-width and ends of the 95 % interval (None: too little data)."""


def told(sums: Sums | None) -> tuple[int, float | None, float | None, float | None, float | None]:
    one = figure(sums or Sums())
    return one.n, one.mean, one.half, one.low, one.high


def frame_of(rows: Sequence[tuple[Any, ...]], columns: Sequence[str]) -> pd.DataFrame:
    """A frame whose undefined numbers stay None."""
    return pd.DataFrame(rows, columns=list(columns), dtype=object)


@dataclass(frozen=True)
class Checkpoint:
    code: str
    name: dict[str, str]
    position: int
    ids: tuple[int, ...]
    """Its section in every version that the rounds used."""


def checkpoints_of(session: Session, rounds: Collection[Inspected]) -> list[Checkpoint]:
    """The checkpoints of the rounds' checklist; versions are matched by code, the newest one gives name and order.

    One of bonus items only has no score of its own and is left out.
    """
    weighed = select(TemplateItem.id).where(TemplateItem.section_id == TemplateSection.id, TemplateItem.method != Method.BONUS).exists()
    rows = session.execute(
        select(TemplateSection.id, TemplateSection.code, TemplateSection.name, TemplateSection.position)
        .join(TemplateVersion, TemplateVersion.id == TemplateSection.template_version_id)
        .where(TemplateVersion.id.in_({one.version_id for one in rounds}), weighed)
        .order_by(TemplateVersion.number.desc(), TemplateSection.position)
    )
    found: dict[str, Checkpoint] = {}
    for number, code, name, position in rows:
        known = found.get(code) or Checkpoint(code, name, position, ())
        found[code] = replace(known, ids=(*known.ids, number))
    return sorted(found.values(), key=lambda one: one.position)
