"""Questions about results. Means come from the running totals (a few rows, however many answers); whose totals count
for whom is decided in `_parts`, once. The inspected side meets a round's figures when the round is released.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Float, Select, and_, case, cast, false, func, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Scope, require
from core.errors import NotFound
from core.inspection.results.rules import BUCKETS, Figure, Filter, Inspected, Mark, chosen, figure
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import State as RoundState
from core.inspection.sheets.records import Answer, Sheet, SheetSection
from core.inspection.sheets.rules import COUNTED
from core.inspection.tally.records import Count, Tally
from core.inspection.tally.rules import N_MIN, Sums, t95
from core.inspection.templates.records import Template, TemplateItem, TemplateSection, TemplateVersion
from core.people.queries import below, department_by_code
from core.people.records import Department, Person
from core.projects.queries import visible_to
from core.projects.records import Project

ROUNDS_AT_MOST = 120
TREND_ROUNDS = 24
EXPORTED_SHEETS = 15_000
UNRATABLE = "unratable"
_SUMS = ("n", "w", "ws", "w2", "w2s", "w2s2")


# --- whose totals count ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Part:
    """Running totals that the actor sees: of a kind, of these subjects, perhaps of released rounds only."""

    kind: str
    subjects: tuple[int, ...]
    released_only: bool = False

    def rounds(self, rounds: Sequence[Inspected]) -> list[int]:
        return [one.id for one in rounds if one.released or not self.released_only]


@dataclass(frozen=True)
class _Scene:
    """What a question is about: the rounds with results, those chosen of them, and whose totals."""

    wanted: Filter
    rounds: tuple[Inspected, ...]
    chosen: tuple[Inspected, ...]
    parts: tuple[_Part, ...]


def _parts(session: Session, actor: Actor, permission: Permission, wanted: Filter) -> tuple[_Part, ...]:
    """Whose totals count for `actor`; every sheet in one of them only. Refuses NotFound for what the actor may not see.

    Who sees everything meets the totals of all; a head of departments theirs, and own projects that no sheet of theirs
    was about; whoever sees by project stands on the inspected side, for whom only released rounds count.
    """
    scope = actor.scope(permission)
    units = _units(session, wanted.department)
    if wanted.project:
        row = session.execute(
            select(Project.id, Project.department_id).where(Project.code == wanted.project, visible_to(actor, permission))
        ).one_or_none()
        if row is None:
            raise NotFound()
        inspected = scope is not Scope.ALL and not (scope is Scope.DEPARTMENT and row.department_id in actor.department_ids)
        return () if units is not None and row.department_id not in units else (_Part("project", (row.id,), inspected),)
    if scope is Scope.ALL:
        return (_Part("all", (0,)),) if units is None else (_Part("department", tuple(sorted(units))),)
    found = []
    mine = frozenset(actor.department_ids) if scope is Scope.DEPARTMENT else frozenset()
    if inside := mine if units is None else mine & units:
        found.append(_Part("department", tuple(sorted(inside))))
    if actor.project_ids:
        own = select(Project.id).where(Project.id.in_(actor.project_ids))
        if mine:
            own = own.where(~select(Sheet.id).where(Sheet.project_id == Project.id, Sheet.department_id.in_(mine)).exists())
        if units is not None:
            own = own.where(Project.department_id.in_(units))
        if ids := tuple(session.scalars(own.order_by(Project.id))):
            found.append(_Part("project", ids, released_only=True))
    return tuple(found)


def _units(session: Session, code: str) -> frozenset[int] | None:
    """The departments that a department's code stands for: it and everything below."""
    if not code:
        return None
    unit = department_by_code(session, code)
    if unit is None:
        raise NotFound()
    return below(session, unit.id)


def _of(table: type[Tally] | type[Count], parts: Sequence[_Part], rounds: Sequence[Inspected]) -> ColumnElement[bool]:
    """A condition on the running totals: these parts in these rounds."""
    found = [
        and_(table.kind == part.kind, table.round_id.in_(ids), table.subject_id.in_(part.subjects))
        for part in parts
        if (ids := part.rounds(rounds)) and part.subjects
    ]
    return or_(*found) if found else false()


def _sheets_of(parts: Sequence[_Part], rounds: Sequence[Inspected]) -> ColumnElement[bool]:
    """The same as a condition on the sheets themselves."""
    column = {"department": Sheet.department_id, "project": Sheet.project_id}
    found = [
        and_(Sheet.round_id.in_(ids), column[part.kind].in_(part.subjects) if part.kind in column else true())
        for part in parts
        if (ids := part.rounds(rounds))
    ]
    return and_(Sheet.state.in_(COUNTED), or_(*found)) if found else false()


def _rounds(session: Session, parts: Sequence[_Part]) -> tuple[Inspected, ...]:
    rows = session.execute(
        select(Round, Template.code, TemplateVersion.name)
        .join(TemplateVersion, TemplateVersion.id == Round.template_version_id)
        .join(Template, Template.id == TemplateVersion.template_id)
        .where(Round.state != RoundState.DRAFT)
        .order_by(Round.period_to.desc(), Round.id.desc())
        .limit(ROUNDS_AT_MOST)
    )
    listed = [
        Inspected(r.id, r.code, r.name, r.state, r.state == RoundState.RELEASED, code, name, r.template_version_id, r.period_from, r.period_to, 0)
        for r, code, name in rows
    ]
    counted = dict(
        session.execute(
            select(Count.round_id, func.sum(Count.n)).where(Count.measure == "band", _of(Count, parts, listed)).group_by(Count.round_id)
        ).all()
    )
    return tuple(replace(one, n=int(counted[one.id])) for one in listed if counted.get(one.id))


def _scene(session: Session, actor: Actor, wanted: Filter, permission: Permission = Permission.RESULTS_READ) -> _Scene:
    parts = _parts(session, actor, permission, wanted)
    rounds = _rounds(session, parts)
    return _Scene(wanted, rounds, chosen(wanted, rounds), parts)


def _sums(session: Session, by: Sequence[ColumnElement[Any]], *where: ColumnElement[bool]) -> dict[tuple[Any, ...], Sums]:
    """Running totals put together by the columns `by`."""
    query = select(*by, *(func.sum(getattr(Tally, name)) for name in _SUMS)).where(*where)
    rows = session.execute(query.group_by(*by) if by else query)
    return {tuple(row[: len(by)]): Sums(*(int(part or 0) for part in row[len(by) :])) for row in rows}


def rounds(session: Session, actor: Actor, wanted: Filter) -> tuple[Inspected, ...]:
    """The rounds with results that `actor` may see, newest first, of the department or project of `wanted`."""
    require(actor, Permission.RESULTS_READ)
    return _scene(session, actor, wanted).rounds


def departments(session: Session, actor: Actor) -> list[tuple[str, dict[str, str]]]:
    """Code and name of the departments `actor` may narrow to: all, those headed, or none."""
    require(actor, Permission.RESULTS_READ)
    scope = actor.scope(Permission.RESULTS_READ)
    query = select(Department.code, Department.name).order_by(Department.code)
    if scope is not Scope.ALL:
        query = query.where(Department.id.in_(actor.department_ids if scope is Scope.DEPARTMENT else ()))
    return [(code, name) for code, name in session.execute(query)]


# --- figures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Overview:
    """The head of the results: the mean with its interval, what was counted, and when the last sheet came in."""

    total: Figure
    grades: tuple[tuple[str, dict[str, str], int], ...]
    """code, name and number of sheets of each grade, the best first"""
    unratable: int
    rounds: tuple[Inspected, ...]
    """The rounds put together, newest first."""
    last_entry: datetime | None


def overview(session: Session, actor: Actor, wanted: Filter) -> Overview:
    """The head of the results."""
    require(actor, Permission.RESULTS_READ)
    scene = _scene(session, actor, wanted)
    return _overview(session, scene, _distribution(session, scene))


def _total(session: Session, scene: _Scene, rounds: Sequence[Inspected]) -> Figure:
    return figure(_sums(session, (), Tally.section_id == 0, _of(Tally, scene.parts, rounds))[()])


def _overview(session: Session, scene: _Scene, classes: pd.DataFrame) -> Overview:
    bands = classes[classes["measure"] == "band"]
    grades = tuple((row.code, row.name_, int(row.n)) for row in bands.rename(columns={"name": "name_"}).itertuples() if row.code != UNRATABLE)
    unratable = int(bands.loc[bands["code"] == UNRATABLE, "n"].sum())
    last = session.scalar(select(func.max(Sheet.submitted_at)).where(_sheets_of(scene.parts, scene.chosen)))
    return Overview(_total(session, scene, scene.chosen), grades, unratable, scene.chosen, last)


FIGURE = ["n", "mean", "half", "low", "high"]
"""Columns of every figure: sheets, mean (None: nothing counted), half-width and ends of the 95 % interval (None: too little data)."""


def _told(sums: Sums | None) -> tuple[int, float | None, float | None, float | None, float | None]:
    one = figure(sums or Sums())
    return one.n, one.mean, one.half, one.low, one.high


def _frame(rows: Sequence[tuple[Any, ...]], columns: Sequence[str]) -> pd.DataFrame:
    """A frame whose undefined numbers stay None."""
    return pd.DataFrame(rows, columns=list(columns), dtype=object)


@dataclass(frozen=True)
class _Checkpoint:
    code: str
    name: dict[str, str]
    position: int
    ids: tuple[int, ...]
    """Its section in every version that the rounds used."""


def _checkpoints(session: Session, rounds: Sequence[Inspected]) -> list[_Checkpoint]:
    """The checkpoints of the rounds' checklist; versions are matched by code, the newest one gives name and order."""
    rows = session.execute(
        select(TemplateSection.id, TemplateSection.code, TemplateSection.name, TemplateSection.position)
        .join(TemplateVersion, TemplateVersion.id == TemplateSection.template_version_id)
        .where(TemplateVersion.id.in_({one.version_id for one in rounds}))
        .order_by(TemplateVersion.number.desc(), TemplateSection.position)
    )
    found: dict[str, _Checkpoint] = {}
    for number, code, name, position in rows:
        known = found.get(code) or _Checkpoint(code, name, position, ())
        found[code] = replace(known, ids=(*known.ids, number))
    return sorted(found.values(), key=lambda one: one.position)


SECTIONS = ["code", "name", *FIGURE]


def by_section(session: Session, actor: Actor, wanted: Filter) -> pd.DataFrame:
    """A row per checkpoint in the checklist's order. Columns: SECTIONS (name is a content)."""
    require(actor, Permission.RESULTS_READ)
    scene = _scene(session, actor, wanted)
    return _by_section(session, scene, scene.chosen)


def _by_section(session: Session, scene: _Scene, rounds: Sequence[Inspected]) -> pd.DataFrame:
    checkpoints = _checkpoints(session, rounds)
    ids = [number for one in checkpoints for number in one.ids]
    sums = _sums(session, (Tally.section_id,), Tally.section_id.in_(ids), _of(Tally, scene.parts, rounds))
    rows = [(one.code, one.name, *_told(sum((sums.get((number,), Sums()) for number in one.ids), Sums()))) for one in checkpoints]
    return _frame(rows, SECTIONS)


TREND = ["round_code", "round", "period_from", "period_to", "released", *FIGURE]


def trend(session: Session, actor: Actor, wanted: Filter, section: str = "") -> pd.DataFrame:
    """A row per round of the chosen checklist with results, the oldest first: of the total, or of a checkpoint by its code.

    Columns: TREND. The rounds chosen in `wanted` do not narrow it; department and project do.
    """
    require(actor, Permission.RESULTS_READ)
    return _trend(session, _scene(session, actor, wanted), section)


def _same_checklist(scene: _Scene) -> tuple[Inspected, ...]:
    checklist = scene.chosen[0].checklist if scene.chosen else ""
    return tuple(one for one in scene.rounds if one.checklist == checklist)[:TREND_ROUNDS]


def _trend(session: Session, scene: _Scene, section: str) -> pd.DataFrame:
    rounds = _same_checklist(scene)
    ids = [0] if not section else [number for one in _checkpoints(session, rounds) if one.code == section for number in one.ids]
    sums = _sums(session, (Tally.round_id,), Tally.section_id.in_(ids), _of(Tally, scene.parts, rounds))
    rows = [(one.code, one.name, one.period_from, one.period_to, one.released, *_told(sums.get((one.id,)))) for one in reversed(rounds)]
    return _frame(rows, TREND)


CLASSES = ["measure", "code", "name", "n"]


def distribution(session: Session, actor: Actor, wanted: Filter) -> pd.DataFrame:
    """How many sheets fall into each five-point class (measure bucket, all twenty) and each grade (measure band).

    Columns: CLASSES (name is a content, None for buckets). Grades come best first, then the sheets that could not be rated.
    """
    require(actor, Permission.RESULTS_READ)
    return _distribution(session, _scene(session, actor, wanted))


def _distribution(session: Session, scene: _Scene) -> pd.DataFrame:
    where = (Count.measure.in_(("band", "bucket")), _of(Count, scene.parts, scene.chosen))
    query = select(Count.measure, Count.code, func.sum(Count.n)).where(*where).group_by(Count.measure, Count.code)
    counted = {(measure, code): int(n) for measure, code, n in session.execute(query)}
    bands: dict[str, dict[str, Any]] = {}
    versions = {one.version_id for one in scene.chosen}
    listed = session.scalars(select(TemplateVersion.bands).where(TemplateVersion.id.in_(versions)).order_by(TemplateVersion.number.desc()))
    for one in (band for bands_ in listed for band in bands_):
        bands.setdefault(one["code"], one)
    ordered = sorted(bands.values(), key=lambda one: -float(one.get("from", 0)))
    rows = [("bucket", code, None, counted.get(("bucket", code), 0)) for code in BUCKETS]
    rows += [("band", one["code"], one["name"], counted.get(("band", one["code"]), 0)) for one in ordered]
    return _frame([*rows, ("band", UNRATABLE, None, counted.get(("band", UNRATABLE), 0))], CLASSES)


# --- projects and departments beside each other ----------------------------------------------------------------------


RANKED = ["rank", "project_code", "project", "department", *FIGURE]


@dataclass(frozen=True)
class Ranking:
    """One page of the ranking, how many are ranked, and beneath it those with too little data for a rank."""

    ranked: pd.DataFrame
    total: int
    thin: pd.DataFrame
    thin_total: int


def _lower_bound(sums: Any) -> tuple[ColumnElement[float], ColumnElement[float]]:
    """Lower bound and mean of put-together totals in SQL, as `tally.rules` computes them, for ordering and cutting."""
    n, w, ws, w2, w2s, w2s2 = (cast(sums.c[name], Float) for name in _SUMS)
    middle = ws / w
    spread = w2s2 - 2 * middle * w2s + middle * middle * w2
    error = func.sqrt(case((spread > 0, spread), else_=0.0)) / w * func.sqrt(n / (n - 1.0))
    steps = [*range(1, 31), 40, 60, 120]
    t = case(*((sums.c.n <= degrees + 1, t95(degrees)) for degrees in steps), else_=t95(10**6))
    lower = (middle - t * error) / 100.0
    return case((lower > 0, lower), else_=0.0), middle


def _by_project(session: Session, actor: Actor, permission: Permission, scene: _Scene) -> Any:
    """Each visible project's totals over the chosen rounds, as a subquery. A chosen project does not narrow it."""
    rounds, scope = [one.id for one in scene.chosen], actor.scope(permission)
    where: list[ColumnElement[bool]] = [Tally.kind == "project", Tally.section_id == 0]
    units = _units(session, scene.wanted.department)
    if units is not None:
        where.append(Tally.subject_id.in_(select(Project.id).where(Project.department_id.in_(units))))
    if scope is Scope.ALL:
        where.append(Tally.round_id.in_(rounds))
    else:
        released = [one.id for one in scene.chosen if one.released]
        own = and_(Tally.subject_id.in_(actor.project_ids), Tally.round_id.in_(released))
        headed = select(Project.id).where(Project.department_id.in_(actor.department_ids))
        where.append(or_(own, and_(Tally.subject_id.in_(headed), Tally.round_id.in_(rounds))) if scope is Scope.DEPARTMENT else own)
    columns = (func.sum(getattr(Tally, name)).label(name) for name in _SUMS)
    return select(Tally.subject_id, *columns).where(*where).group_by(Tally.subject_id).having(func.sum(Tally.n) > 0).subquery()


def ranking(session: Session, actor: Actor, wanted: Filter, page: int = 1, size: int = 20) -> Ranking:
    """Projects by the lower end of their interval, so that a few lucky sheets do not lead. Columns: RANKED (names are contents).

    Below N_MIN sheets a project has no rank and is listed apart. The project of `wanted` does not narrow it.
    """
    require(actor, Permission.RESULTS_READ)
    return _ranking(session, actor, Permission.RESULTS_READ, _scene(session, actor, replace(wanted, project="")), page, size)


def _ranking(session: Session, actor: Actor, permission: Permission, scene: _Scene, page: int, size: int) -> Ranking:
    if not scene.chosen:
        return Ranking(_frame([], RANKED), 0, _frame([], RANKED), 0)
    sums = _by_project(session, actor, permission, scene)
    lower, middle = _lower_bound(sums)
    fair = select(*sums.c, func.count().over().label("of")).where(sums.c.n >= N_MIN)
    fair = fair.order_by(lower.desc(), middle.desc(), sums.c.n.desc(), sums.c.subject_id).limit(size).offset((page - 1) * size)
    thin = select(*sums.c, func.count().over().label("of")).where(sums.c.n < N_MIN)
    thin = thin.order_by(sums.c.subject_id).limit(size)
    first, rest = session.execute(fair).all(), session.execute(thin).all()
    names = _projects(session, [row.subject_id for row in (*first, *rest)])

    def told(rows: Sequence[Any], start: int | None) -> pd.DataFrame:
        found = []
        for number, row in enumerate(rows):
            code, name, unit = names[row.subject_id]
            found.append((None if start is None else start + number, code, name, unit, *_told(_as_sums(row))))
        return _frame(found, RANKED)

    return Ranking(
        told(first, (page - 1) * size + 1), int(first[0].of) if first else 0, told(rest, None), int(rest[0].of) if rest else 0
    )


def _as_sums(row: Any) -> Sums:
    return Sums(*(int(getattr(row, name) or 0) for name in _SUMS))


def _projects(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, dict[str, str], dict[str, str]]]:
    rows = session.execute(
        select(Project.id, Project.code, Project.name, Department.name)
        .join(Department, Department.id == Project.department_id)
        .where(Project.id.in_(ids))
    )
    return {number: (code, name, unit) for number, code, name, unit in rows}


CELLS = ["code", "name", "section", "section_name", *FIGURE]
BY_DEPARTMENT, BY_PROJECT = "department", "project"


def heatmap(session: Session, actor: Actor, wanted: Filter, by: str = BY_PROJECT, page: int = 1, size: int = 20) -> tuple[pd.DataFrame, int]:
    """Departments or projects (the weakest first) by checkpoint, and how many there are in all. Columns: CELLS.

    Names are contents. Section "" is the total, and comes first.
    """
    require(actor, Permission.RESULTS_READ)
    return _heatmap(session, actor, _scene(session, actor, wanted), by, page, size)


def _heatmap(session: Session, actor: Actor, scene: _Scene, by: str, page: int, size: int) -> tuple[pd.DataFrame, int]:
    if not scene.chosen:
        return _frame([], CELLS), 0
    if by == BY_DEPARTMENT:
        names, total, where = _department_rows(session, actor, scene)
    else:
        names, total, where = _project_rows(session, actor, scene, page, size)
    checkpoints = _checkpoints(session, scene.chosen)
    wanted = [0, *(number for one in checkpoints for number in one.ids)]
    sums = _sums(session, (Tally.subject_id, Tally.section_id), Tally.section_id.in_(wanted), where)
    rows: list[tuple[Any, ...]] = []
    for subject, (code, name) in names.items():
        whole = sums.get((subject, 0))
        if by == BY_DEPARTMENT and whole is None:
            continue
        rows.append((code, name, "", None, *_told(whole)))
        for one in checkpoints:
            mine = sum((sums.get((subject, number), Sums()) for number in one.ids), Sums())
            rows.append((code, name, one.code, one.name, *_told(mine)))
    return _frame(rows, CELLS), total


def _department_rows(session: Session, actor: Actor, scene: _Scene) -> tuple[dict[int, tuple[str, dict[str, str]]], int, ColumnElement[bool]]:
    scope = actor.scope(Permission.RESULTS_READ)
    query = select(Department.id, Department.code, Department.name).order_by(Department.code)
    units = _units(session, scene.wanted.department)
    if units is not None:
        query = query.where(Department.id.in_(units))
    if scope is not Scope.ALL:
        query = query.where(Department.id.in_(actor.department_ids if scope is Scope.DEPARTMENT else ()))
    names = {number: (code, name) for number, code, name in session.execute(query)}
    return names, len(names), _of(Tally, (_Part("department", tuple(names)),), scene.chosen)


def _project_rows(
    session: Session, actor: Actor, scene: _Scene, page: int, size: int
) -> tuple[dict[int, tuple[str, dict[str, str]]], int, ColumnElement[bool]]:
    sums = _by_project(session, actor, Permission.RESULTS_READ, scene)
    query = select(sums.c.subject_id, func.count().over()).order_by(cast(sums.c.ws, Float) / sums.c.w, sums.c.subject_id)
    if scene.wanted.project:
        query = query.where(sums.c.subject_id.in_(select(Project.id).where(Project.code == scene.wanted.project)))
    rows = session.execute(query.limit(size).offset((page - 1) * size)).all()
    known = _projects(session, [row[0] for row in rows])
    names = {row[0]: known[row[0]][:2] for row in rows}
    heads = actor.scope(Permission.RESULTS_READ) is Scope.DEPARTMENT
    headed = set(
        session.scalars(select(Project.id).where(Project.id.in_(names), Project.department_id.in_(actor.department_ids))) if heads else ()
    )
    everything = actor.scope(Permission.RESULTS_READ) is Scope.ALL
    freely = tuple(number for number in names if everything or number in headed)
    parts = (_Part("project", freely), _Part("project", tuple(set(names) - set(freely)), released_only=True))
    return names, int(rows[0][1]) if rows else 0, _of(Tally, parts, scene.chosen)


@dataclass(frozen=True)
class Board:
    """Everything that the results page shows first, from one consistent view."""

    rounds: tuple[Inspected, ...]
    """All rounds with results, newest first, for the picker."""
    overview: Overview
    before: Figure
    """The total of the round before the only one chosen; n 0 where there is none."""
    sections: pd.DataFrame
    compared: pd.DataFrame | None
    """The same by checkpoint for comparison: of everything the viewer sees, or of the round before."""
    compared_with: str
    """"everything", "before", or empty."""
    trend: pd.DataFrame
    classes: pd.DataFrame


def board(session: Session, actor: Actor, wanted: Filter) -> Board:
    """Everything that the results page shows first."""
    require(actor, Permission.RESULTS_READ)
    scene = _scene(session, actor, wanted)
    earlier = _before(scene)
    before = _total(session, scene, earlier) if earlier else Figure()
    compared, told = None, ""
    narrowed = (wanted.department or wanted.project) and actor.scope(Permission.RESULTS_READ) in (Scope.ALL, Scope.DEPARTMENT)
    if narrowed and scene.chosen:
        whole = replace(scene, parts=_parts(session, actor, Permission.RESULTS_READ, Filter()))
        compared, told = _by_section(session, whole, scene.chosen), "everything"
    elif earlier and before.n:
        compared, told = _by_section(session, scene, earlier), "before"
    classes = _distribution(session, scene)
    return Board(
        scene.rounds, _overview(session, scene, classes), before, _by_section(session, scene, scene.chosen), compared, told,
        _trend(session, scene, ""), classes,
    )  # fmt: skip


def _before(scene: _Scene) -> tuple[Inspected, ...]:
    """The round before the only one chosen."""
    if len(scene.chosen) != 1:
        return ()
    same = [one for one in scene.rounds if one.checklist == scene.chosen[0].checklist]
    place = next(index for index, one in enumerate(same) if one.code == scene.chosen[0].code)
    return tuple(same[place + 1 : place + 2])


# --- down to the rows ------------------------------------------------------------------------------------------------


ITEMS = ["code", "text", "section", "section_name", "n", "lost", "often"]


def items(session: Session, actor: Actor, wanted: Filter, limit: int = 15) -> pd.DataFrame:
    """The items that cost most points in the newest of the chosen rounds, the costliest first.

    Columns: ITEMS. `lost` is the mean loss in points of the total among the n sheets that rated the item, `often` the
    share of them that lost anything. This one reads answers, so it stays within one round.
    """
    require(actor, Permission.RESULTS_READ)
    scene = _scene(session, actor, wanted)
    n, lost = func.count(Answer.loss), func.sum(Answer.loss)
    hit = func.sum(case((Answer.loss > 0, 1), else_=0))
    costs = (
        select(Answer.item_id, n.label("n"), lost.label("lost"), hit.label("hit"))
        .join(Sheet, Sheet.id == Answer.sheet_id)
        .where(_sheets_of(scene.parts, scene.chosen[:1]), Answer.loss.is_not(None))
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
    return _frame(
        [(code, text, part, name, int(n), float(lost) / int(n), int(hit) / int(n)) for code, text, part, name, n, lost, hit in rows], ITEMS
    )


BEHIND = ["code", "project_code", "project", "round_code", "inspector", "state", "submitted_at", "total", "band", "part"]


def sheets_behind(session: Session, actor: Actor, wanted: Filter, mark: Mark, limit: int = 50) -> tuple[pd.DataFrame, int]:
    """The sheets behind one bar, point or cell, the weakest first, and how many there are. Columns: BEHIND.

    project and inspector are contents. `part` is the checkpoint's score or the item's lost points, if `mark` names one.
    """
    require(actor, Permission.RESULTS_READ)
    narrowed = replace(
        wanted,
        rounds=mark.round or wanted.rounds,
        department=mark.department or wanted.department,
        project=mark.project or wanted.project,
    )
    scene = _scene(session, actor, narrowed)
    query = _heads().where(_sheets_of(scene.parts, scene.chosen))
    if mark.band:
        query = query.where(Sheet.total.is_(None) if mark.band == UNRATABLE else Sheet.band == mark.band)
    if mark.low is not None:
        query = query.where(Sheet.total >= mark.low)
    if mark.high is not None:
        query = query.where(Sheet.total < mark.high)
    part: Any = Sheet.total
    if mark.section:
        ids = [number for one in _checkpoints(session, scene.chosen) if one.code == mark.section for number in one.ids]
        query = query.join(SheetSection, and_(SheetSection.sheet_id == Sheet.id, SheetSection.section_id.in_(ids)))
        query, part = query.where(SheetSection.score.is_not(None), Sheet.total.is_not(None)), SheetSection.score
    elif mark.item:
        ids = [
            *session.scalars(
                select(TemplateItem.id).where(
                    TemplateItem.code == mark.item, TemplateItem.template_version_id.in_({one.version_id for one in scene.chosen})
                )
            )
        ]
        query = query.join(Answer, and_(Answer.sheet_id == Sheet.id, Answer.item_id.in_(ids))).where(Answer.loss > 0)
        part = Answer.loss
    order = part.desc() if mark.item else part.asc()
    rows = session.execute(query.add_columns(part, func.count().over()).order_by(order, Sheet.id).limit(limit)).all()
    told = [
        (s.code, code, name, round_code, inspector, s.state, s.submitted_at, s.total, s.band, value if mark.section or mark.item else None)
        for s, code, name, round_code, inspector, value, _ in rows
    ]
    return _frame(told, BEHIND), int(rows[0][-1]) if rows else 0


def _heads() -> Select[Any]:
    return (
        select(Sheet, Project.code, Project.name, Round.code, Person.name)
        .join(Project, Project.id == Sheet.project_id)
        .join(Round, Round.id == Sheet.round_id)
        .join(Person, Person.id == Sheet.inspector_id)
    )


# --- export ----------------------------------------------------------------------------------------------------------


SHEETS = [
    "code", "project_code", "project", "department", "round_code", "round", "inspector", "state", "submitted_at", "total", "before_veto",
    "band", "share",
]  # fmt: skip


@dataclass(frozen=True)
class Export:
    """Everything that an export holds, from one consistent view."""

    wanted: Filter
    overview: Overview
    sections: pd.DataFrame
    ranking: Ranking
    sheets: pd.DataFrame
    """Columns: SHEETS (names are contents), then a checkpoint's score under each code in `sections`."""
    left_out: int
    """Sheets beyond what fits into a workbook."""


def exported(session: Session, actor: Actor, wanted: Filter) -> Export:
    """Everything that an export of `wanted` holds; writing it is the deed `results.actions.export`."""
    require(actor, Permission.RESULTS_EXPORT)
    permission = Permission.RESULTS_EXPORT
    scene = _scene(session, actor, wanted, permission)
    sections = _by_section(session, scene, scene.chosen)
    whole = _scene(session, actor, replace(wanted, project=""), permission)
    sheets, left_out = _all_sheets(session, scene)
    return Export(
        wanted, _overview(session, scene, _distribution(session, scene)), sections,
        _ranking(session, actor, permission, whole, 1, EXPORTED_SHEETS), sheets, left_out,
    )  # fmt: skip


def _all_sheets(session: Session, scene: _Scene) -> tuple[pd.DataFrame, int]:
    where = _sheets_of(scene.parts, scene.chosen)
    total = session.scalar(select(func.count()).select_from(Sheet).where(where)) or 0
    rows = session.execute(
        _heads()
        .add_columns(Round.name, Department.name)
        .join(Department, Department.id == Sheet.department_id)
        .where(where)
        .order_by(Sheet.id)
        .limit(EXPORTED_SHEETS)
    ).all()
    checkpoints = _checkpoints(session, scene.chosen)
    code_of = {number: one.code for one in checkpoints for number in one.ids}
    within = select(Sheet.id).where(where).order_by(Sheet.id).limit(EXPORTED_SHEETS).subquery()
    scores: dict[int, dict[str, Any]] = {}
    parts = select(SheetSection.sheet_id, SheetSection.section_id, SheetSection.score).join(within, within.c.id == SheetSection.sheet_id)
    for sheet_id, section_id, score in session.execute(parts):
        scores.setdefault(sheet_id, {})[code_of[section_id]] = score
    told = [
        (s.code, code, name, unit, round_code, round_name, inspector, s.state, s.submitted_at, s.total, s.before_veto, s.band, s.share)
        + tuple(scores.get(s.id, {}).get(one.code) for one in checkpoints)
        for s, code, name, round_code, inspector, round_name, unit in rows
    ]
    return _frame(told, [*SHEETS, *(one.code for one in checkpoints)]), total - len(rows)
