"""Questions that put projects and departments beside each other: ranking and heat map."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Scope, require
from core.inspection.finals.queries import final_share, final_total
from core.inspection.finals.records import TargetFinal
from core.inspection.objects import queries as objects
from core.inspection.objects.queries import same_target
from core.inspection.objects.records import InspectedObject
from core.inspection.objects.rules import Kind
from core.inspection.results.rules import Filter
from core.inspection.results.sight import queries as sight
from core.inspection.sheets.records import Sheet
from core.inspection.tally.records import Tally
from core.inspection.tally.rules import N_MIN, Sums, lower_bound, mean
from core.metrics.figures import t95
from core.people.records import Department
from core.projects.records import Project

RANKED = ["rank", "project_code", "project", "department", *sight.FIGURE]


@dataclass(frozen=True, eq=False)
class Ranking:
    """One page of the ranking, how many are ranked, and beneath it those with too little data for a rank."""

    ranked: pd.DataFrame
    total: int
    thin: pd.DataFrame
    thin_total: int


def _lower_bound(sums: Any) -> tuple[ColumnElement[float], ColumnElement[float]]:
    """Lower bound and mean of put-together totals in SQL, as `tally.rules` computes them, for ordering and cutting."""
    n, w, ws, w2, w2s, w2s2 = (cast(sums.c[name], Float) for name in sight.SUMS)
    middle = ws / w
    spread = w2s2 - 2 * middle * w2s + middle * middle * w2
    error = func.sqrt(case((spread > 0, spread), else_=0.0)) / w * func.sqrt(n / (n - 1.0))
    lower = (middle - _T95 * error) / 100.0
    return case((lower > 0, lower), else_=0.0), middle


_T95 = literal_column(
    "CASE " + " ".join(f"WHEN sums.n <= {degrees + 1} THEN {t95(degrees)}" for degrees in (*range(1, 31), 40, 60, 120)) + f" ELSE {t95(10**6)} END",
    Float,
)
"""Student's t by the number of sheets, of the subquery `sums`: numbers only, written once."""


def _by_project(session: Session, actor: Actor, scene: sight.Scene) -> Any:
    """Each visible project's totals over the chosen rounds, to be read from more than once. The project of the filter does not narrow it."""
    rounds, scope = [one.id for one in scene.chosen], actor.scope(Permission.RESULTS_READ)
    where: list[ColumnElement[bool]] = [Tally.kind == "project", Tally.section_id == 0, scene.blind.of_tallies(Tally, "project")]
    units = sight.units_of(session, scene.wanted.department)
    if units is not None:
        where.append(Tally.subject_id.in_(select(Project.id).where(Project.department_id.in_(units))))
    if scope is Scope.ALL:
        where.append(Tally.round_id.in_(rounds))
    else:
        released = [one.id for one in scene.chosen if one.released and one.kind is not Kind.PERSON]
        own = and_(Tally.subject_id.in_(actor.project_ids), Tally.round_id.in_(released))
        headed = select(Project.id).where(Project.department_id.in_(actor.department_ids))
        where.append(or_(own, and_(Tally.subject_id.in_(headed), Tally.round_id.in_(rounds))) if scope is Scope.DEPARTMENT else own)
    columns = (func.sum(getattr(Tally, name)).label(name) for name in sight.SUMS)
    return select(Tally.subject_id, *columns).where(*where).group_by(Tally.subject_id).having(func.sum(Tally.n) > 0).cte("sums")


def ranking(session: Session, actor: Actor, wanted: Filter, page: int = 1, size: int = 20) -> Ranking:
    """Projects by the lower end of their interval, so that a few lucky sheets do not lead. Columns: RANKED (names are contents).

    Below N_MIN sheets a project has no rank and is listed apart. The project of `wanted` does not narrow it.
    """
    require(actor, Permission.RESULTS_READ)
    scene = sight.scene_of(session, actor, wanted)
    if not scene.chosen:
        return Ranking(sight.frame_of([], RANKED), 0, sight.frame_of([], RANKED), 0)
    return _ranking(session, _by_project(session, actor, scene), _projects, page, size)


def _ranking(session: Session, sums: Any, named: Callable[[Session, Sequence[int]], dict[int, tuple[Any, ...]]], page: int, size: int) -> Ranking:
    """Subjects by the lower end of their interval out of the common table `sums`; `named` says what stands before their figures."""
    lower, middle = _lower_bound(sums)
    fair = select(literal(_FAIR).label("part"), *sums.c).where(sums.c.n >= N_MIN)
    fair = fair.order_by(lower.desc(), middle.desc(), sums.c.n.desc(), sums.c.subject_id).limit(size).offset((page - 1) * size)
    thin = select(literal(_THIN), *sums.c).where(sums.c.n < N_MIN).order_by(sums.c.subject_id).limit(size)
    enough, few = (func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in (sums.c.n >= N_MIN, sums.c.n < N_MIN))
    counts = select(literal(_COUNTS), enough, few, *(literal(0) for _ in range(len(sums.c) - 2)))
    parts: dict[int, list[tuple[int, Sums]]] = {_FAIR: [], _THIN: [], _COUNTS: []}
    for part, subject, *numbers in session.execute(union_all(*(select(one.subquery()) for one in (fair, thin, counts)))):
        parts[part].append((int(subject), Sums(*map(int, numbers))))
    ((ranked, rest),) = parts[_COUNTS]
    names = named(session, [subject for subject, _ in parts[_FAIR] + parts[_THIN]])
    first = sorted(parts[_FAIR], key=lambda one: (-(lower_bound(one[1]) or 0), -(mean(one[1]) or 0), -one[1].n, one[0]))
    return Ranking(
        _told(first, names, (page - 1) * size + 1), ranked, _told(sorted(parts[_THIN], key=lambda one: one[0]), names, None), rest.n
    )


def ranking_within(session: Session, actor: Actor, wanted: Filter, page: int = 1, size: int = 20) -> Ranking:
    """The same of what was inspected within projects: people, teams or records. Columns: RANKED, project_code holding the target's code.

    Empty where the chosen rounds inspect projects themselves. A person's figures are shown to those who see everything or the
    department; herself and her manager meet the released sheets.
    """
    require(actor, Permission.RESULTS_READ)
    scene = sight.scene_of(session, actor, wanted)
    if not scene.chosen or scene.chosen[0].kind is Kind.PROJECT:
        return Ranking(sight.frame_of([], RANKED), 0, sight.frame_of([], RANKED), 0)
    return _ranking(session, _by_object(scene), _objects, page, size)


def _by_object(scene: sight.Scene) -> Any:
    """Each object's totals over the chosen rounds, from the final of each, in whole numbers as `tally.rules.of` counts them."""
    target = (Sheet.object_id, Sheet.round_id)
    finals = (
        select(Sheet.object_id, func.max(final_total).label("total"), func.max(final_share).label("share"))  # the same for each of its sheets
        .select_from(Sheet)
        .outerjoin(TargetFinal, same_target(TargetFinal, Sheet))
        .where(sight.sheets_of(scene.parts, scene.chosen), final_total.is_not(None))
        .group_by(*target)
        .subquery()
    )
    s, share = (_whole(one) for one in (finals.c.total, finals.c.share))
    each = select(finals.c.object_id.label("subject_id"), s.label("s"), case((share > 1, share), else_=1).label("w")).subquery()
    w, ws = each.c.w, each.c.w * each.c.s
    parts = {"n": func.count(), "w": func.sum(w), "ws": func.sum(ws), "w2": func.sum(w * w), "w2s": func.sum(w * ws), "w2s2": func.sum(ws * ws)}
    return select(each.c.subject_id, *(part.label(name) for name, part in parts.items())).group_by(each.c.subject_id).cte("sums")


def _whole(column: Any) -> ColumnElement[int]:
    """Hundredths of a kept number of six places, rounded half up."""
    return (type_coerce(column, BigInteger) + 5000) // 10_000


def _objects(session: Session, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    things = objects.named(session, ids)
    rows = session.execute(
        select(InspectedObject.id, Project.name, Department.name)
        .join(Project, Project.id == InspectedObject.project_id)
        .join(Department, Department.id == Project.department_id)
        .where(InspectedObject.id.in_(ids))
    )
    return {number: (things[number].code, objects.label(name, things[number]), unit) for number, name, unit in rows}


_FAIR, _THIN, _COUNTS = 1, 2, 3
"""What a row of the one statement behind a ranking is."""


def _told(rows: Sequence[tuple[int, Sums]], names: Mapping[int, tuple[Any, ...]], start: int | None) -> pd.DataFrame:
    found = [(None if start is None else start + place, *names[subject], *sight.told(sums)) for place, (subject, sums) in enumerate(rows)]
    return sight.frame_of(found, RANKED)


def _projects(session: Session, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    rows = session.execute(
        select(Project.id, Project.code, Project.name, Department.name)
        .join(Department, Department.id == Project.department_id)
        .where(Project.id.in_(ids))
    )
    return {number: (code, name, unit) for number, code, name, unit in rows}


CELLS = ["code", "name", "section", "section_name", *sight.FIGURE]
BY_DEPARTMENT, BY_PROJECT = "department", "project"


@dataclass(frozen=True, eq=False)
class Heat:
    """One page of a heat map, and how many rows there are in all. Columns: CELLS (names are contents).

    Section "" is the total, and comes first.
    """

    cells: pd.DataFrame
    total: int


def heatmap(session: Session, actor: Actor, wanted: Filter, by: str = BY_PROJECT, page: int = 1, size: int = 20) -> Heat:
    """Departments or projects (the weakest first) by checkpoint."""
    require(actor, Permission.RESULTS_READ)
    scene = sight.scene_of(session, actor, wanted)
    if not scene.chosen:
        return Heat(sight.frame_of([], CELLS), 0)
    if by == BY_DEPARTMENT:
        names, total, where = _department_rows(session, actor, scene)
    else:
        names, total, where = _project_rows(session, actor, scene, page, size)
    checkpoints = sight.checkpoints_of(session, scene.chosen)
    ids = [0, *(number for one in checkpoints for number in one.ids)]
    sums = sight.sums_of(session, (Tally.subject_id, Tally.section_id), Tally.section_id.in_(ids), where)
    rows: list[tuple[Any, ...]] = []
    for subject, (code, name) in names.items():
        whole = sums.get((subject, 0))
        if by == BY_DEPARTMENT and whole is None:
            continue
        rows.append((code, name, "", None, *sight.told(whole)))
        for one in checkpoints:
            mine = sum((sums.get((subject, number), Sums()) for number in one.ids), Sums())
            rows.append((code, name, one.code, one.name, *sight.told(mine)))
    return Heat(sight.frame_of(rows, CELLS), total)


def _department_rows(session: Session, actor: Actor, scene: sight.Scene) -> tuple[dict[int, tuple[str, dict[str, str]]], int, ColumnElement[bool]]:
    scope = actor.scope(Permission.RESULTS_READ)
    query = select(Department.id, Department.code, Department.name).order_by(Department.code)
    units = sight.units_of(session, scene.wanted.department)
    if units is not None:
        query = query.where(Department.id.in_(units))
    if scope is not Scope.ALL:
        query = query.where(Department.id.in_(actor.department_ids if scope is Scope.DEPARTMENT else ()))
    names = {number: (code, name) for number, code, name in session.execute(query)}
    return names, len(names), sight.of(Tally, (scene.part("department", tuple(names)),), scene.chosen)


def _project_rows(
    session: Session, actor: Actor, scene: sight.Scene, page: int, size: int
) -> tuple[dict[int, tuple[str, dict[str, str]]], int, ColumnElement[bool]]:
    sums = _by_project(session, actor, scene)
    query = select(sums.c.subject_id)
    if scene.wanted.project:
        query = query.where(sums.c.subject_id.in_(select(Project.id).where(Project.code == scene.wanted.project)))
    total = select(func.count()).select_from(query.subquery()).scalar_subquery()
    weakest = query.add_columns(total).order_by(cast(sums.c.ws, Float) / sums.c.w, sums.c.subject_id)
    rows = session.execute(weakest.limit(size).offset((page - 1) * size)).all()
    known = _projects(session, [row[0] for row in rows])
    names = {row[0]: known[row[0]][:2] for row in rows}
    heads = actor.scope(Permission.RESULTS_READ) is Scope.DEPARTMENT
    headed = set(
        session.scalars(select(Project.id).where(Project.id.in_(names), Project.department_id.in_(actor.department_ids))) if heads else ()
    )
    everything = actor.scope(Permission.RESULTS_READ) is Scope.ALL
    freely = tuple(number for number in names if everything or number in headed)
    parts = (scene.part("project", freely), scene.part("project", tuple(set(names) - set(freely)), released_only=True))
    return names, int(rows[0][1]) if rows else 0, sight.of(Tally, parts, scene.chosen)
