"""Questions about projects that several inspect in one round."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.inspection.finals import queries as kept
from core.inspection.finals.queries import Told
from core.inspection.finals.rules import Target as Key
from core.inspection.objects import queries as objects
from core.inspection.objects.queries import Named
from core.inspection.rounds import queries as rounds
from core.inspection.rounds.records import Round
from core.inspection.rules import Given, Mark
from core.inspection.several import rules
from core.inspection.several.records import Talk
from core.inspection.several.rules import Apart, Scored, Standing
from core.inspection.sheets.blind import queries as blinding
from core.inspection.sheets.records import Answer, Sheet
from core.inspection.sheets.rules import COUNTED
from core.inspection.sheets.rules import State as SheetState
from core.inspection.templates.queries import checklist
from core.people.records import Person
from core.projects.records import Project
from core.settings.queries import value

WAITING = frozenset({SheetState.PLANNED, SheetState.OPEN})


@dataclass(frozen=True)
class One:
    """One inspector's sheet of a project."""

    code: str
    inspector_id: int
    inspector: dict[str, str]
    state: SheetState
    total: Decimal | None


@dataclass(frozen=True)
class Talked:
    """A talk that was recorded."""

    held_on: date
    outcome: str
    by: dict[str, str]


@dataclass(frozen=True)
class Target:
    """A project with its independent sheets, how far they are apart, and whether that was talked about."""

    project_id: int
    object_id: int
    code: str
    name: dict[str, str]
    sheets: tuple[One, ...]
    standing: Standing
    apart: Apart
    talk: Talked | None
    """The last talk about exactly these sheets."""
    object: Named | None = None
    """What of the project they inspected; None: the project itself."""
    final: Told | None = None
    """What it counts as, once all have submitted."""


def targets(session: Session, actor: Actor, round_id: int) -> list[Target]:
    """The projects of a round that `actor` leads with two or more inspectors, those that need a talk first.

    Who inspects such a project meets the others' totals when all have submitted.
    """
    row = rounds.round_row(session, round_id)
    require(actor, Permission.ROUND_LEAD, rounds.reach(row))
    order = [Standing.TO_TALK, Standing.SCORING, Standing.TALKED, Standing.CLOSE]
    found = without_unscored(session, blinding.reader(actor), row, of_round(session, row))
    return sorted((_blinded(actor, one) for one in found), key=lambda one: (order.index(one.standing), one.code))


def without_unscored(session: Session, who: blinding.Reader, row: Round, found: Iterable[Target]) -> list[Target]:
    """`found` without any number of the targets that `who` still scores blind."""
    unscored = {(project_id, object_id) for round_id, project_id, object_id in blinding.targets(session, who) if round_id == row.id}

    def shown(one: Target) -> Target:
        if (one.project_id, one.object_id) not in unscored:
            return one
        return replace(one, sheets=tuple(replace(sheet, total=None) for sheet in one.sheets), apart=Apart(None), final=None)

    return [shown(one) for one in found]


def _blinded(actor: Actor, target: Target) -> Target:
    if target.standing is not Standing.SCORING or actor.id not in {one.inspector_id for one in target.sheets}:
        return target
    shown = tuple(
        one if one.inspector_id == actor.id else One(one.code, one.inspector_id, one.inspector, one.state, None) for one in target.sheets
    )
    return replace(target, sheets=shown, apart=Apart(None))


def of_round(session: Session, row: Round, project_id: int | None = None, object_id: int = 0) -> list[Target]:
    """The same for the room itself, by code. # house: the question or deed that asks for it requires"""
    live = (Sheet.round_id == row.id, Sheet.state.in_(COUNTED) | (Sheet.state.in_(WAITING) & (Sheet.revision == 0)))
    if project_id is not None:
        live = (*live, Sheet.project_id == project_id, Sheet.object_id == object_id)
    shared = select(Sheet.project_id, Sheet.object_id).where(*live).group_by(Sheet.project_id, Sheet.object_id).having(func.count() > 1)
    rows = session.execute(
        select(Sheet, Project.code, Project.name, Person.name)
        .join(Project, Project.id == Sheet.project_id)
        .join(Person, Person.id == Sheet.inspector_id)
        .where(*live, tuple_(Sheet.project_id, Sheet.object_id).in_(shared))
        .order_by(Project.code, Sheet.object_id, Sheet.id)
    ).all()
    if not rows:
        return []
    finals = kept.of_round(session, row.id)
    given, talks = _given(session, [sheet.id for sheet, *_ in rows]), _talks(session, row.id)
    scales = {item.id: item.scale for item in checklist(session, row.template_version_id).scheme.items}
    points, steps = value(session, rules.SPREAD, row.department_id), value(session, rules.STEPS, row.department_id)
    things = objects.named(session, {sheet.object_id for sheet, *_ in rows})
    found = []
    for number, thing in dict.fromkeys((sheet.project_id, sheet.object_id) for sheet, *_ in rows):
        mine = [one for one in rows if (one[0].project_id, one[0].object_id) == (number, thing)]
        sheets = tuple(One(s.code, s.inspector_id, who, SheetState(s.state), s.total) for s, _, _, who in mine)
        scored = [Scored(s.code, s.total, given.get(s.id, {})) for s, *_ in mine if s.state in COUNTED]
        distance = rules.apart(scales, scored, steps)
        talk = talks.get((number, thing, frozenset(one.code for one in sheets)))
        if len(scored) < len(sheets):
            standing = Standing.SCORING
        elif talk is not None:
            standing = Standing.TALKED
        else:
            standing = Standing.TO_TALK if distance.over(points) else Standing.CLOSE
        final = finals.get(Key(row.id, number, thing))
        found.append(Target(number, thing, mine[0][1], mine[0][2], sheets, standing, distance, talk, things.get(thing), final))
    return found


def _given(session: Session, sheet_ids: Collection[int]) -> dict[int, dict[int, Given]]:
    found: dict[int, dict[int, Given]] = {}
    rows = select(Answer.sheet_id, Answer.item_id, Answer.mark, Answer.raw).where(Answer.sheet_id.in_(sheet_ids), Answer.mark.is_not(None))
    for sheet_id, item_id, mark, raw in session.execute(rows):
        found.setdefault(sheet_id, {})[item_id] = Given(Mark(mark), raw)
    return found


def _talks(session: Session, round_id: int) -> dict[tuple[int, int, frozenset[str]], Talked]:
    rows = session.execute(
        select(Talk, Person.name).join(Person, Person.id == Talk.recorded_by_id).where(Talk.round_id == round_id).order_by(Talk.id)
    )
    return {(talk.project_id, talk.object_id, frozenset(talk.sheets)): Talked(talk.held_on, talk.outcome, by) for talk, by in rows}


def to_confirm(session: Session, row: Round) -> list[str]:
    """The codes of the projects whose total in consensus was agreed on other sheets than those that count now."""
    return [one.object.code if one.object else one.code for one in of_round(session, row) if one.final is not None and one.final.stale]


def open_talks(session: Session, row: Round) -> list[str]:
    """The codes of the projects whose inspectors have to talk before the round is released."""
    return [one.object.code if one.object else one.code for one in of_round(session, row) if one.standing is Standing.TO_TALK]


def any_submitted(session: Session, round_id: int) -> bool:
    """Whether a sheet of the round was ever submitted."""
    return session.scalar(select(Sheet.id).where(Sheet.round_id == round_id, Sheet.submitted_at.is_not(None)).limit(1)) is not None
