"""Questions about judgement and fact: scores are summed in SQL by group and inspector, facts come from the registry of measures."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.fairness import queries as fairness
from core.fairness.rules import facts as rules
from core.fairness.rules.facts import Compared, Fact, Gap, Judged
from core.inspection.results.rules import Filter
from core.inspection.results.sight import queries as sight
from core.inspection.rounds.records import Round
from core.inspection.sheets.records import Sheet, SheetSection
from core.inspection.templates.records import TemplateSection, TemplateVersion
from core.inspection.templates.rules import State
from core.metrics import queries as metrics
from core.metrics.rules import MEASURES, Measured, Period, Subject
from core.people.records import Department, Person
from core.projects.records import Project

GROUPS = {Subject.PROJECT: Sheet.project_id, Subject.DEPARTMENT: Sheet.department_id}
"""What a group may be."""


@dataclass(frozen=True)
class Named:
    """A gap with what it is about: a project or department (code, name), or an inspector (user name, name)."""

    code: str
    name: Mapping[str, str]
    gap: Gap
    score: float | None = None
    """Mean score of the checkpoint, 0 to 100."""
    facts: tuple[Measured, ...] = ()


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint beside the measures it is compared with."""

    code: str
    name: Mapping[str, str]
    measures: tuple[str, ...]
    groups: tuple[Named, ...]
    inspectors: tuple[Named, ...]
    compared: Compared


@dataclass(frozen=True)
class Board:
    """Every checkpoint of the chosen rounds that names a measure. `period`: that of all chosen rounds together."""

    checkpoints: tuple[Checkpoint, ...]
    period: Period | None


def board(session: Session, actor: Actor, wanted: Filter, by: str) -> Board:
    """Judgement beside fact by checkpoint, for projects or departments (`by`: a Subject). Empty for whoever sees the own figures only."""
    require(actor, Permission.FAIRNESS_READ)
    here = fairness.scene(session, actor, wanted)
    if fairness.only(actor) is not None or not here.chosen:
        return Board((), None)
    subject = Subject(by) if Subject(by) in GROUPS else Subject.PROJECT
    period = Period(min(one.period_from for one in here.chosen), max(one.period_to for one in here.chosen))
    points = sight.checkpoints_of(session, here.chosen)
    named = _compared(session, {one.version_id for one in here.chosen})
    wanted_points = [point for point in points if named.get(point.code)]
    judged = _judged(session, here, subject, {number: point.code for point in wanted_points for number in point.ids})
    groups = {int(one.group) for parts in judged.values() for one in parts}
    codes = {code for point in wanted_points for code in named[point.code]}
    facts = metrics.of_many(session, sorted(codes), subject, period, groups)
    names, people = _names(session, subject, groups), _people(session, {int(one.inspector) for parts in judged.values() for one in parts})
    found = []
    for point in wanted_points:
        measures, parts = named[point.code], judged.get(point.code, [])
        told = rules.compare(parts, {code: _usable(code, facts[code]) for code in measures})
        scores = _scores(parts)
        found.append(
            Checkpoint(
                point.code, point.name, measures,
                tuple(Named(*names[int(gap.who)], gap, scores[gap.who], tuple(facts[code][int(gap.who)] for code in measures)) for gap in told.groups),
                tuple(Named(*people[int(gap.who)], gap) for gap in told.inspectors),
                told,
            )
        )  # fmt: skip
    return Board(tuple(found), period)


def _compared(session: Session, version_ids: Collection[int]) -> dict[str, tuple[str, ...]]:
    """The measures of each checkpoint, by its code: what the newest version of the checklist that is not a draft says.

    Comparing changes no score, so what a later version names holds for earlier rounds too.
    """
    templates = select(TemplateVersion.template_id).where(TemplateVersion.id.in_(version_ids))
    rows = session.execute(
        select(TemplateSection.code, TemplateSection.compared)
        .join(TemplateVersion, TemplateVersion.id == TemplateSection.template_version_id)
        .where(TemplateVersion.template_id.in_(templates), TemplateVersion.state != State.DRAFT)
        .order_by(TemplateVersion.number.desc())
    )
    found: dict[str, tuple[str, ...]] = {}
    for code, compared in rows:
        if compared and code not in found:
            found[code] = tuple(one for one in compared if one in MEASURES)
    return found


def _judged(session: Session, here: sight.Scene, subject: Subject, codes: Mapping[int, str]) -> dict[str, list[Judged]]:
    """Scores before vetoes by checkpoint, group and inspector: one question."""
    score = fairness.in_points(SheetSection.before_veto)
    group = GROUPS[subject]
    rows = session.execute(
        select(SheetSection.section_id, group, Sheet.inspector_id, func.count(), func.sum(score), func.sum(score * score))
        .join(Sheet, Sheet.id == SheetSection.sheet_id)
        .where(sight.sheets_of(here.parts, here.chosen), SheetSection.section_id.in_(codes), SheetSection.before_veto.is_not(None))
        .group_by(SheetSection.section_id, group, Sheet.inspector_id)
    )
    sums: dict[tuple[str, int, int], list[float]] = {}
    for section, whom, inspector, n, total, square in rows:  # versions of a checklist are put together
        found = sums.setdefault((codes[section], whom, inspector), [0, 0.0, 0.0])
        for place, part in enumerate((n, float(total), float(square))):
            found[place] += part
    judged: dict[str, list[Judged]] = {}
    for (code, whom, inspector), (n, total, square) in sums.items():
        judged.setdefault(code, []).append(Judged(str(whom), str(inspector), int(n), total, square))
    return judged


def _usable(code: str, values: Mapping[int, Measured]) -> dict[str, Fact]:
    """Values that enough records stand behind, turned so that more is better."""
    sign = 1 if MEASURES[code].higher_is_better else -1
    found = {}
    for number, one in values.items():
        if one.value is not None:
            half = float(one.high - one.low) / 2 if one.low is not None and one.high is not None else 0.0
            found[str(number)] = Fact(sign * float(one.value), one.n, half)
    return found


def _scores(parts: Collection[Judged]) -> dict[str, float]:
    sums: dict[str, list[float]] = {}
    for one in parts:
        found = sums.setdefault(one.group, [0, 0.0])
        found[0], found[1] = found[0] + one.n, found[1] + one.total
    return {group: total / n for group, (n, total) in sums.items()}


def _names(session: Session, subject: Subject, ids: Collection[int]) -> dict[int, tuple[str, dict[str, str]]]:
    table: Any = Department if subject is Subject.DEPARTMENT else Project
    return {number: (code, name) for number, code, name in session.execute(select(table.id, table.code, table.name).where(table.id.in_(ids)))}


def _people(session: Session, ids: Collection[int]) -> dict[int, tuple[str, dict[str, str]]]:
    return {number: (who, name) for number, who, name in session.execute(select(Person.id, Person.username, Person.name).where(Person.id.in_(ids)))}


BEHIND = ["code", "project_code", "project", "inspector", "round_code", "submitted_at", "score"]


def sheets_behind(
    session: Session, actor: Actor, wanted: Filter, checkpoint: str, *, group: str = "", inspector: str = "", limit: int = 20
) -> tuple[pd.DataFrame, int]:
    """The sheets behind a gap, the highest scores of the checkpoint first, and how many there are. Columns: BEHIND.

    Of a project or department (`group`: its code) or of an inspector (user name).
    """
    require(actor, Permission.FAIRNESS_READ)
    if fairness.only(actor) is not None:
        return sight.frame_of([], BEHIND), 0
    here = fairness.scene(session, actor, wanted)
    ids = [number for point in sight.checkpoints_of(session, here.chosen) if point.code == checkpoint for number in point.ids]
    where = [sight.sheets_of(here.parts, here.chosen), SheetSection.section_id.in_(ids), SheetSection.before_veto.is_not(None)]
    if group:
        units = select(Department.id).where(Department.code == group)
        where.append((Project.code == group) | Sheet.department_id.in_(units))
    if inspector:
        where.append(Person.username == inspector)
    query = (
        select(Sheet.code, Project.code, Project.name, Person.name, Round.code, Sheet.submitted_at, fairness.in_points(SheetSection.before_veto))
        .join(Sheet, Sheet.id == SheetSection.sheet_id)
        .join(Project, Project.id == Sheet.project_id)
        .join(Person, Person.id == Sheet.inspector_id)
        .join(Round, Round.id == Sheet.round_id)
        .where(*where)
    )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(query.order_by(SheetSection.before_veto.desc(), Sheet.id).limit(limit))
    return sight.frame_of([tuple(row) for row in rows], BEHIND), int(total)
