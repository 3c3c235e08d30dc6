"""Questions that lead from a figure down to its rows: the sheets behind it, the items that cost most, and the export."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Float, Select, case, cast, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.inspection.finals.queries import final_band, final_total
from core.inspection.finals.records import TargetFinal
from core.inspection.objects import queries as objects
from core.inspection.objects.queries import same_target
from core.inspection.objects.records import InspectedObject
from core.inspection.results import queries as results
from core.inspection.results.league import queries as league
from core.inspection.results.rules import UNRATABLE, Filter, Mark
from core.inspection.results.sight import queries as sight
from core.inspection.rounds.records import Round
from core.inspection.sheets.records import Answer, Sheet, SheetSection
from core.inspection.templates.records import TemplateItem, TemplateSection
from core.people.records import Department, Person
from core.projects.records import Project

EXPORTED_SHEETS = 15_000

ITEMS = ["code", "text", "section", "section_name", "n", "lost", "often"]


def items(session: Session, actor: Actor, wanted: Filter, limit: int = 15) -> pd.DataFrame:
    """The items that cost most points in the newest of the chosen rounds, the costliest first.

    Columns: ITEMS. `lost` is the mean loss in points of the total among the n sheets that rated the item, `often` the
    share of them that lost anything. This one reads answers, so it stays within one round.
    """
    require(actor, Permission.RESULTS_READ)
    scene = sight.scene_of(session, actor, wanted)
    n, lost = func.count(Answer.loss), func.sum(Answer.loss)
    hit = func.sum(case((Answer.loss > 0, 1), else_=0))
    costs = (
        select(Answer.item_id, n.label("n"), lost.label("lost"), hit.label("hit"))
        .join(Sheet, Sheet.id == Answer.sheet_id)
        .where(sight.sheets_of(scene.parts, scene.chosen[:1]), Answer.loss.is_not(None))
        .group_by(Answer.item_id)
        .order_by((cast(lost, Float) / n).desc(), Answer.item_id)
        .limit(limit)
        .subquery()
    )
    rows = session.execute(
        select(TemplateItem.code, TemplateItem.text, TemplateSection.code, TemplateSection.name, costs.c.n, costs.c.lost, costs.c.hit)
        .join(TemplateItem, TemplateItem.id == costs.c.item_id)
        .join(TemplateSection, TemplateSection.id == TemplateItem.section_id)
        .order_by((cast(costs.c.lost, Float) / costs.c.n).desc(), TemplateItem.id)
    )
    return sight.frame_of(
        [(code, text, part, name, int(n), float(lost) / int(n), int(hit) / int(n)) for code, text, part, name, n, lost, hit in rows], ITEMS
    )


BEHIND = [
    "code", "project_code", "project", "round_code", "inspector", "state", "submitted_at", "total", "band", "part", "final", "way", "inspectors", "context",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Behind:
    """The sheets behind one bar, point or cell. Columns: BEHIND (project and inspector are contents).

    `part` is the checkpoint's score or the item's lost points, if the mark names one; `final` what the sheet's target
    counts as, with `way` and the number of `inspectors`, where several scored it (None: the sheet is the final);
    `context` the codes of what weighed on the work.
    """

    sheets: pd.DataFrame
    total: int
    """How many sheets there are in all."""
    targets: int
    """How many targets they are about: what a figure counts."""


def sheets_behind(session: Session, actor: Actor, wanted: Filter, mark: Mark, limit: int = 50) -> Behind:
    """The sheets of the targets that `mark` stands for, the weakest first. Grades and classes go by the final value."""
    require(actor, Permission.RESULTS_READ)
    narrowed = replace(
        wanted,
        rounds=mark.round or wanted.rounds,
        department=mark.department or wanted.department,
        project=mark.project or wanted.project,
    )
    scene = sight.scene_of(session, actor, narrowed)
    query, part = _marked(session, scene, mark)
    found = query.subquery()
    total = session.scalar(select(func.count()).select_from(found)) or 0
    about = select(Sheet.round_id, Sheet.project_id, Sheet.object_id).join(found, found.c.id == Sheet.id).distinct().subquery()
    targets = session.scalar(select(func.count()).select_from(about)) or 0
    page = query.order_by(part.desc() if mark.item else part.asc(), Sheet.id).limit(limit).subquery()
    rows = session.execute(
        _heads()
        .add_columns(page.c.part, TargetFinal.total, TargetFinal.way, TargetFinal.sheets)
        .join(page, page.c.id == Sheet.id)
        .outerjoin(TargetFinal, same_target(TargetFinal, Sheet))
    ).all()
    named = bool(mark.section or mark.item)
    things = objects.named(session, {row[0].object_id for row in rows})
    told = [
        (
            s.code, code, objects.label(name, things.get(s.object_id)), round_code, inspector, s.state, s.submitted_at, s.total, s.band, value, final,
            way, inspectors or 1, tuple(s.context or ()),
        )
        for s, code, name, round_code, inspector, value, final, way, inspectors in rows
    ]  # fmt: skip
    at = BEHIND.index("part")
    told.sort(key=lambda row: (row[at] is not None, -(row[at] or 0) if mark.item else row[at] or 0, row[0]))
    return Behind(sight.frame_of([(*row[:at], row[at] if named else None, *row[at + 1 :]) for row in told], BEHIND), total, targets)


def _marked(session: Session, scene: sight.Scene, mark: Mark) -> tuple[Select[Any], Any]:
    """The ids of the sheets that `mark` stands for, with the number they are ordered by."""
    where = [sight.sheets_of(scene.parts, scene.chosen)]
    if mark.band:
        where.append(final_total.is_(None) if mark.band == UNRATABLE else final_band == mark.band)
    if mark.target:
        where.append(Sheet.object_id.in_(select(InspectedObject.id).where(InspectedObject.code == mark.target)))
    if mark.low is not None:
        where.append(final_total >= mark.low)
    if mark.high is not None:
        where.append(final_total < mark.high)
    if mark.section:
        ids = [number for one in sight.checkpoints_of(session, scene.chosen) if one.code == mark.section for number in one.ids]
        part = SheetSection.score
        joined = _beside_final(select(Sheet.id, part.label("part"))).join(SheetSection, SheetSection.sheet_id == Sheet.id)
        return joined.where(*where, SheetSection.section_id.in_(ids), part.is_not(None), Sheet.total.is_not(None)), part
    if mark.item:
        versions = {one.version_id for one in scene.chosen}
        items = select(TemplateItem.id).where(TemplateItem.code == mark.item, TemplateItem.template_version_id.in_(versions))
        joined = _beside_final(select(Sheet.id, Answer.loss.label("part"))).join(Answer, Answer.sheet_id == Sheet.id)
        return joined.where(*where, Answer.item_id.in_(items), Answer.loss > 0), Answer.loss
    return _beside_final(select(Sheet.id, final_total.label("part"))).where(*where), final_total


def _beside_final(query: Select[Any]) -> Select[Any]:
    return query.select_from(Sheet).outerjoin(TargetFinal, same_target(TargetFinal, Sheet))


def _heads() -> Select[Any]:
    return (
        select(Sheet, Project.code, Project.name, Round.code, Person.name)
        .join(Project, Project.id == Sheet.project_id)
        .join(Round, Round.id == Sheet.round_id)
        .join(Person, Person.id == Sheet.inspector_id)
    )


SHEETS = [
    "code", "project_code", "project", "department", "round_code", "round", "inspector", "state", "submitted_at", "total", "before_veto",
    "band", "share", "final", "way", "inspectors",
]  # fmt: skip


@dataclass(frozen=True)
class Export:
    """Everything that an export holds, from one consistent view."""

    wanted: Filter
    overview: results.Overview
    sections: pd.DataFrame
    ranking: league.Ranking
    sheets: pd.DataFrame
    """Columns: SHEETS (names are contents; final, way and number of inspectors as in Behind), then a checkpoint's score
    under each code in `sections`."""
    left_out: int
    """Sheets beyond what fits into a workbook."""


def exported(session: Session, actor: Actor, wanted: Filter) -> Export:
    """Everything that an export of `wanted` holds. The deed of taking it out of the house is `results.actions.export`."""
    require(actor, Permission.RESULTS_EXPORT)
    sheets, left_out = _all_sheets(session, sight.scene_of(session, actor, wanted, Permission.RESULTS_EXPORT))
    return Export(
        wanted,
        results.overview(session, actor, wanted),
        results.by_section(session, actor, wanted),
        league.ranking(session, actor, wanted, size=EXPORTED_SHEETS),
        sheets,
        left_out,
    )


def _all_sheets(session: Session, scene: sight.Scene) -> tuple[pd.DataFrame, int]:
    where = sight.sheets_of(scene.parts, scene.chosen, whole=True)
    total = session.scalar(select(func.count()).select_from(Sheet).where(where)) or 0
    rows = session.execute(
        _heads()
        .add_columns(Round.name, Department.name, TargetFinal.total, TargetFinal.way, TargetFinal.sheets)
        .join(Department, Department.id == Sheet.department_id)
        .outerjoin(TargetFinal, same_target(TargetFinal, Sheet))
        .where(where)
        .order_by(Sheet.id)
        .limit(EXPORTED_SHEETS)
    ).all()
    checkpoints = sight.checkpoints_of(session, scene.chosen)
    things = objects.named(session, {row[0].object_id for row in rows})
    code_of = {number: one.code for one in checkpoints for number in one.ids}
    within = select(Sheet.id).where(where).order_by(Sheet.id).limit(EXPORTED_SHEETS).subquery()
    scores: dict[int, dict[str, Any]] = {}
    parts = select(SheetSection.sheet_id, SheetSection.section_id, SheetSection.score).join(within, within.c.id == SheetSection.sheet_id)
    for sheet_id, section_id, score in session.execute(parts):
        scores.setdefault(sheet_id, {})[code_of[section_id]] = score
    unknown = scene.blind.targets  # listed, without anything that would tell what is to be scored blind
    told = []
    for s, code, name, round_code, inspector, round_name, unit, final, way, inspectors in rows:
        sums = (s.total, s.before_veto, s.band, s.share, final, way, inspectors or 1, *(scores.get(s.id, {}).get(one.code) for one in checkpoints))
        if (s.round_id, s.project_id, s.object_id) in unknown:
            sums = (None,) * len(sums)
        told.append((s.code, code, objects.label(name, things.get(s.object_id)), unit, round_code, round_name, inspector, s.state, s.submitted_at, *sums))
    return sight.frame_of(told, [*SHEETS, *(one.code for one in checkpoints)]), total - len(rows)
