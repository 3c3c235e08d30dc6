"""Questions about results: means, checkpoints, trend, distribution. Each reads a few running totals, however many answers
lie behind them. Rankings and heat maps are in `league`, the sheets and items behind a figure in `rows`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Scope, require
from core.inspection.results.rules import BUCKETS, UNRATABLE, Figure, Filter, Inspected, figure
from core.inspection.results.sight import queries as sight
from core.inspection.sheets.records import Sheet
from core.inspection.tally.records import Count, Tally
from core.inspection.tally.rules import Sums
from core.inspection.templates.records import TemplateVersion
from core.people.records import Department

TREND_ROUNDS = 24


def rounds(session: Session, actor: Actor, wanted: Filter) -> tuple[Inspected, ...]:
    """The rounds with results that `actor` may see, newest first, of the department or project of `wanted`."""
    require(actor, Permission.RESULTS_READ)
    return sight.scene_of(session, actor, wanted).rounds


def departments(session: Session, actor: Actor) -> list[tuple[str, dict[str, str]]]:
    """Code and name of the departments `actor` may narrow to: all, those headed, or none."""
    require(actor, Permission.RESULTS_READ)
    scope = actor.scope(Permission.RESULTS_READ)
    query = select(Department.code, Department.name).order_by(Department.code)
    if scope is not Scope.ALL:
        query = query.where(Department.id.in_(actor.department_ids if scope is Scope.DEPARTMENT else ()))
    return [(code, name) for code, name in session.execute(query)]


@dataclass(frozen=True)
class Overview:
    """The head of the results: the mean with its interval, what was counted, and when the last sheet came in."""

    total: Figure
    grades: tuple[tuple[str, dict[str, str], int], ...]
    """code, name and number of targets of each grade, the best first"""
    unratable: int
    rounds: tuple[Inspected, ...]
    """The rounds put together, newest first."""
    last_entry: datetime | None


def overview(session: Session, actor: Actor, wanted: Filter) -> Overview:
    """The head of the results."""
    require(actor, Permission.RESULTS_READ)
    scene = sight.scene_of(session, actor, wanted)
    total = sum(_totals(session, scene, scene.chosen).values(), Sums())
    return _overview(session, scene, figure(total), _distribution(session, scene))


def _totals(session: Session, scene: sight.Scene, rounds: Collection[Inspected]) -> dict[int, Sums]:
    """The sums of the total by round."""
    sums = sight.sums_of(session, (Tally.round_id,), Tally.section_id == 0, sight.of(Tally, scene.parts, rounds))
    return {number: one for (number,), one in sums.items()}


def _overview(session: Session, scene: sight.Scene, total: Figure, classes: pd.DataFrame) -> Overview:
    grades = [(code, name, n) for measure, code, name, n in classes.itertuples(index=False) if measure == "band"]
    unratable = sum(n for code, _, n in grades if code == UNRATABLE)
    last = session.scalar(select(func.max(Sheet.submitted_at)).where(sight.sheets_of(scene.parts, scene.chosen)))
    rated = tuple(grade for grade in grades if grade[0] != UNRATABLE)
    return Overview(total, rated, unratable, scene.chosen, last)


SECTIONS = ["code", "name", *sight.FIGURE]


def by_section(session: Session, actor: Actor, wanted: Filter) -> pd.DataFrame:
    """A row per checkpoint in the checklist's order. Columns: SECTIONS (name is a content)."""
    require(actor, Permission.RESULTS_READ)
    scene = sight.scene_of(session, actor, wanted)
    return _by_section(session, scene, scene.chosen)[0]


def _by_section(session: Session, scene: sight.Scene, *choices: Collection[Inspected]) -> list[pd.DataFrame]:
    """A frame for each choice of rounds, all with the same checkpoints."""
    every = {one for rounds in choices for one in rounds}
    checkpoints = sight.checkpoints_of(session, every)
    ids = [number for one in checkpoints for number in one.ids]
    sums = sight.sums_of(session, (Tally.round_id, Tally.section_id), Tally.section_id.in_(ids), sight.of(Tally, scene.parts, every))

    def told(point: sight.Checkpoint, rounds: Collection[Inspected]) -> tuple[Any, ...]:
        found = (sums.get((one.id, number)) for one in rounds for number in point.ids)
        return point.code, point.name, *sight.told(sum(filter(None, found), Sums()))

    return [sight.frame_of([told(point, rounds) for point in checkpoints], SECTIONS) for rounds in choices]


TREND = ["round_code", "round", "period_from", "period_to", "released", *sight.FIGURE]


def trend(session: Session, actor: Actor, wanted: Filter, section: str = "") -> pd.DataFrame:
    """A row per round of the chosen checklist with results, the oldest first: of the total, or of a checkpoint by its code.

    Columns: TREND. The rounds chosen in `wanted` do not narrow it; department and project do.
    """
    require(actor, Permission.RESULTS_READ)
    scene = sight.scene_of(session, actor, wanted)
    rounds = _same_checklist(scene)[:TREND_ROUNDS]
    if not section:
        return _trend(rounds, _totals(session, scene, rounds))
    ids = [number for one in sight.checkpoints_of(session, rounds) if one.code == section for number in one.ids]
    sums = sight.sums_of(session, (Tally.round_id,), Tally.section_id.in_(ids), sight.of(Tally, scene.parts, rounds))
    return _trend(rounds, {number: one for (number,), one in sums.items()})


def _same_checklist(scene: sight.Scene) -> tuple[Inspected, ...]:
    """The rounds that may stand beside the chosen ones, newest first: of their checklist and kind of target, no trial."""
    like = [(one.checklist, one.kind) for one in scene.chosen[:1]]
    return tuple(one for one in scene.rounds if (one.checklist, one.kind) in like and (not one.trial or one in scene.chosen))


def _trend(rounds: Sequence[Inspected], sums: Mapping[int, Sums]) -> pd.DataFrame:
    rows = [(one.code, one.name, one.period_from, one.period_to, one.released, *sight.told(sums.get(one.id))) for one in reversed(rounds)]
    return sight.frame_of(rows, TREND)


CLASSES = ["measure", "code", "name", "n"]


def distribution(session: Session, actor: Actor, wanted: Filter) -> pd.DataFrame:
    """How many targets fall into each five-point class (measure bucket, all twenty) and each grade (measure band).

    Columns: CLASSES (name is a content, None for buckets). Grades come best first, then the targets that could not be rated.
    """
    require(actor, Permission.RESULTS_READ)
    return _distribution(session, sight.scene_of(session, actor, wanted))


def _distribution(session: Session, scene: sight.Scene) -> pd.DataFrame:
    where = (Count.measure.in_(("band", "bucket")), sight.of(Count, scene.parts, scene.chosen))
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
    return sight.frame_of([*rows, ("band", UNRATABLE, None, counted.get(("band", UNRATABLE), 0))], CLASSES)


@dataclass(frozen=True, eq=False)
class Board:
    """Everything that the results page shows first, from one consistent view. One is equal to itself only."""

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
    unscored: int = 0
    """Targets of the chosen rounds that are left out: the viewer still scores contested items of them blind."""


def board(session: Session, actor: Actor, wanted: Filter) -> Board:
    """Everything that the results page shows first."""
    require(actor, Permission.RESULTS_READ)
    scene = sight.scene_of(session, actor, wanted)
    comparable = _same_checklist(scene)
    earlier, latest = _before(scene, comparable), comparable[:TREND_ROUNDS]
    totals = _totals(session, scene, {*latest, *scene.chosen, *earlier})
    total, before = (figure(sum((totals.get(one.id, Sums()) for one in rounds), Sums())) for rounds in (scene.chosen, earlier))
    sections, at_that_time = _by_section(session, scene, scene.chosen, earlier)
    compared, told = (at_that_time, "before") if before.n else (None, "")
    if (wanted.department or wanted.project) and actor.scope(Permission.RESULTS_READ) in (Scope.ALL, Scope.DEPARTMENT):
        whole = replace(scene, parts=sight.parts_of(session, actor, Permission.RESULTS_READ, Filter()))
        compared, told = _by_section(session, whole, scene.chosen)[0], "everything"
    classes = _distribution(session, scene)
    return Board(
        scene.rounds, _overview(session, scene, total, classes), before, sections, compared, told, _trend(latest, totals), classes,
        scene.unscored,
    )


def _before(scene: sight.Scene, comparable: tuple[Inspected, ...]) -> tuple[Inspected, ...]:
    """The round before the only one chosen."""
    if len(scene.chosen) != 1:
        return ()
    place = comparable.index(scene.chosen[0])
    return comparable[place + 1 : place + 2]
