"""Questions about fairness: how strict each inspector is, how far inspectors agree, what the scores would be without that.

Sheets are aggregated in SQL. Where projects were scored by several inspectors their totals are read, four numbers a
sheet, for only they can tell inspector from project; at most COMPARED sheets, the newest. Compared are scores before vetoes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Float, Integer, cast, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Scope, require
from core.fairness.rules.agreement import agreement
from core.fairness.rules.limits import LEAST
from core.fairness.rules.nested import grouped
from core.fairness.rules.ratings import Level, Ratings, Why
from core.fairness.rules.severity import Effect, two_way
from core.inspection.objects import queries as objects
from core.inspection.objects.queries import same_target
from core.inspection.results.rules import Filter, Inspected
from core.inspection.results.sight import queries as sight
from core.inspection.rounds.records import Round
from core.inspection.sheets.records import Sheet
from core.inspection.staffing.queries import active, planned_of
from core.people.records import Person
from core.projects.records import Project
from core.settings.queries import value

COMPARED = 30_000
SCORE = Sheet.before_veto
"""What is compared: a veto is one item's doing and would drown everything else that an inspector said."""
EXACTLY = 10**6
"""Totals and shares are kept as whole numbers of so small a part."""


def scene(session: Session, actor: Actor, wanted: Filter) -> sight.Scene:
    """The rounds and sheets that figures are made of. Whoever sees only the own figures is compared with everybody.

    # house: the question that asks for it requires
    """
    own = actor.scope(Permission.FAIRNESS_READ) is Scope.OWN
    return sight.scene_of(session, actor, Filter(rounds=wanted.rounds, checklist=wanted.checklist) if own else wanted, Permission.FAIRNESS_READ, _EVERYTHING if own else None)


_EVERYTHING = (sight.Part("all", (0,)),)


def only(actor: Actor) -> int | None:
    """The only person whose figures `actor` may see, or None: everybody's. # house: the question that asks for it requires"""
    return actor.id if actor.scope(Permission.FAIRNESS_READ) is Scope.OWN else None


SAME, ADJUSTED = "same", "adjusted"
INSPECTORS = [
    "id", "username", "name", "n", "mean", "basis", "compared", "effect", "low", "high", "se", "z", "flag", "why",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Agreed:
    """How far inspectors agree about the same projects, in whole points of the total; None is undefined."""

    units: int
    alpha: float | None
    ac2: float | None
    close: float | None
    """Share of pairs of sheets of one project that lie within 5 points of each other."""
    why: Why | None = None


@dataclass(frozen=True, eq=False)
class Board:
    """The head of the page and every inspector the viewer may see. Columns of `inspectors`: INSPECTORS (name is a content).

    `effect` is what the inspector adds to a score against colleagues; None with `why`. `basis`: SAME projects compared, or
    ADJUSTED for project or department, kind and round where too few were shared.
    """

    rounds: tuple[Inspected, ...]
    chosen: tuple[Inspected, ...]
    agreed: Agreed
    inspectors: pd.DataFrame
    sheets: int
    least: int
    own: bool
    """Only the viewer's own figures are shown."""


def board(session: Session, actor: Actor, wanted: Filter) -> Board:
    """How strict each inspector is and how far they agree, over the chosen rounds."""
    require(actor, Permission.FAIRNESS_READ)
    here, least, mine = scene(session, actor, wanted), value(session, LEAST), only(actor)
    ratings, effects, sums = _judged(session, here, least)
    names = _people(session, sums)
    rows = []
    for person, (n, mean) in sums.items():
        if mine in (None, person):
            basis, one = _which(effects, str(person), least)
            few = n < least or (one is not None and one.effect is not None and one.n < least)
            rows.append((person, *names[person], n, mean, *_told(one, basis, few)))
    frame = sight.frame_of(sorted(rows, key=lambda row: (row[7] is None, row[7] or 0, row[1])), INSPECTORS)
    return Board(here.rounds, here.chosen, _agreed(ratings, least), frame, sum(n for n, _ in sums.values()), least, mine is not None)


def _told(one: Effect | None, basis: str, few: bool) -> tuple[Any, ...]:
    if one is None or one.effect is None or few:
        why = Why.TOO_FEW if few or one is None else one.why
        return None, 0 if one is None else one.n, None, None, None, None, None, False, None if why is None else why.value
    return basis, one.n, one.effect, one.low, one.high, one.se, one.z, one.flag, None


Effects = tuple[dict[str, Effect], dict[str, Effect]]
PROJECTS_SINGLY = 60
"""Up to so many projects each counts by itself where inspectors are compared over time; above it department and kind do."""


def _judged(session: Session, here: sight.Scene, least: int) -> tuple[Ratings, Effects, dict[int, tuple[int, float]]]:
    """The totals of projects scored by several; effects from them and, where they do not reach, adjusted ones; n and mean by inspector."""
    rated = (sight.sheets_of(here.parts, here.chosen), Sheet.total.is_not(None))
    means = {
        person: (int(n), float(mean))
        for person, n, mean in session.execute(
            select(Sheet.inspector_id, func.count(), func.avg(in_points(SCORE))).where(*rated).group_by(Sheet.inspector_id)
        )
    }
    ratings = _compared(session, rated)
    same = {one.rater: one for one in two_way(ratings)}
    enough = [str(person) for person, (n, _) in means.items() if n >= least]
    if all(_which((same, {}), person, least)[0] == SAME for person in enough):
        return ratings, (same, {}), means
    return ratings, (same, {one.rater: one for one in _adjusted(session, rated)}), means


def _adjusted(session: Session, rated: tuple[ColumnElement[bool], ...]) -> tuple[Effect, ...]:
    """Effects where no project was shared in a round, adjusted for what is known of project and round."""
    few = (session.scalar(select(func.count(Sheet.project_id.distinct())).where(*rated)) or 0) <= PROJECTS_SINGLY
    known: tuple[Any, ...] = (Sheet.project_id, Sheet.round_id) if few else (Sheet.department_id, Project.kind, Sheet.round_id)
    total = in_points(SCORE)
    query = select(Sheet.inspector_id, func.count(), func.sum(total), func.sum(total * total), *known).where(*rated)
    cells = session.execute(query.join(Project, Project.id == Sheet.project_id).group_by(Sheet.inspector_id, *known)).all()
    numbers = ([float(row[place]) for row in cells] for place in (2, 3))
    covariates = {str(place): [str(row[4 + place]) for row in cells] for place in range(len(known))}
    return grouped([str(row[0]) for row in cells], [int(row[1]) for row in cells], *numbers, covariates, levels=PROJECTS_SINGLY).effects


def _which(effects: Effects, person: str, least: int) -> tuple[str, Effect | None]:
    """An inspector's effect from the same projects, where there are enough of them, else the adjusted one."""
    same, adjusted = effects
    one = same.get(person)
    if one is not None and one.effect is not None and one.n >= least:
        return SAME, one
    return ADJUSTED, adjusted.get(person)


def in_points(column: Any) -> ColumnElement[float]:
    """A kept total or share as a floating number, in points or parts."""
    return cast(type_coerce(column, Integer), Float) / EXACTLY


def _compared(session: Session, rated: tuple[ColumnElement[bool], ...]) -> Ratings:
    """Totals by target and round (units) of those scored by several inspectors."""
    several = (
        select(Sheet.round_id, Sheet.project_id, Sheet.object_id)
        .where(*rated)
        .group_by(Sheet.round_id, Sheet.project_id, Sheet.object_id)
        .having(func.count() > 1)
        .subquery()
    )
    rows = session.execute(
        select(Sheet.round_id, Sheet.project_id, Sheet.object_id, Sheet.inspector_id, type_coerce(SCORE, Integer))
        .join(several, same_target(several.c, Sheet))
        .where(*rated)
        .order_by(Sheet.round_id.desc(), Sheet.project_id, Sheet.object_id, Sheet.id)
        .limit(COMPARED)
    )
    return Ratings.of((f"{round_id}:{project}:{thing}", str(inspector), total / EXACTLY) for round_id, project, thing, inspector, total in rows)


CLOSE_POINTS = 5


def _agreed(ratings: Ratings, least: int) -> Agreed:
    units = int((ratings.per_unit > 1).sum())
    why = Why.NO_OVERLAP if not units else ratings.undefined() or (Why.TOO_FEW if units < least else None)
    if why is not None:
        return Agreed(units, None, None, None, why)
    whole = Ratings(ratings.units, ratings.raters, ratings.values.round())
    found = agreement(whole, Level.INTERVAL)
    return Agreed(units, found.krippendorff_alpha, found.gwet_ac2, whole.within(CLOSE_POINTS))


def _people(session: Session, ids: Mapping[int, Any]) -> dict[int, tuple[str, dict[str, str]]]:
    rows = session.execute(select(Person.id, Person.username, Person.name).where(Person.id.in_(ids)))
    return {number: (username, name) for number, username, name in rows}


FAIR = ["project_code", "project", "n", "official", "fair", "change"]


def fair_scores(session: Session, actor: Actor, wanted: Filter, limit: int = 20) -> pd.DataFrame:
    """The projects whose mean score would change most if no inspector were stricter than another. Columns: FAIR (project is a content).

    `official` is the mean as the results tell it; `fair` the same with each inspector's effect taken out of his sheets.
    It stands beside the official score, never instead of it. Empty for whoever sees the own figures only.
    """
    require(actor, Permission.FAIRNESS_READ)
    if only(actor) is not None:
        return sight.frame_of([], FAIR)
    here, least = scene(session, actor, wanted), value(session, LEAST)
    _, effects, _ = _judged(session, here, least)
    where = sight.sheets_of(here.parts, here.chosen)
    share = in_points(Sheet.share)
    rows = session.execute(
        select(Sheet.project_id, Sheet.inspector_id, func.count(), func.sum(share), func.sum(share * in_points(Sheet.total)))
        .where(where, Sheet.total.is_not(None))
        .group_by(Sheet.project_id, Sheet.inspector_id)
    )
    sums: dict[int, list[float]] = {}
    for project, inspector, n, weight, weighted in rows:
        _, one = _which(effects, str(inspector), least)
        effect = one.effect if one is not None and one.effect is not None and one.n >= least else 0.0
        found = sums.setdefault(project, [0, 0.0, 0.0, 0.0])
        for place, part in enumerate((n, float(weight), float(weighted), float(weight) * effect)):
            found[place] += part
    told = sorted(((-shift / weight, project) for project, (_, weight, _, shift) in sums.items() if weight), key=lambda one: (-abs(one[0]), one[1]))[:limit]
    names = {
        number: (code, name)
        for number, code, name in session.execute(select(Project.id, Project.code, Project.name).where(Project.id.in_([one[1] for one in told])))
    }
    found_rows = []
    for change, project in told:
        n, weight, weighted, _ = sums[project]
        official = weighted / weight
        fair = min(100.0, max(0.0, official + change))
        found_rows.append((*names[project], int(n), official, fair, fair - official))
    return sight.frame_of(found_rows, FAIR)


BEHIND = ["code", "project_code", "project", "round_code", "submitted_at", "score", "others", "colleagues", "worked", "planned"]


def sheets_behind(session: Session, actor: Actor, wanted: Filter, username: str, limit: int = 20) -> tuple[pd.DataFrame, int]:
    """An inspector's sheets behind the figure, those furthest from colleagues first, and how many there are. Columns: BEHIND.

    Scores are those before vetoes. `others` is the mean of the colleagues' of the same target in the same round, `colleagues` how many they are.
    `worked` are the minutes really worked on the sheet (None: nothing tells), `planned` those that it should take.
    """
    require(actor, Permission.FAIRNESS_READ)
    here, mine = scene(session, actor, wanted), only(actor)
    where = sight.sheets_of(here.parts, here.chosen)
    person = select(Person.id).where(Person.username == username)
    if mine is not None:
        person = person.where(Person.id == mine)
    own = (where, Sheet.total.is_not(None), Sheet.inspector_id.in_(person))
    other = aliased(Sheet)
    beside = (
        select(Sheet.id, func.avg(in_points(other.before_veto)).label("others"), func.count(other.id).label("colleagues"))
        .outerjoin(
            other,
            same_target(other, Sheet) & (other.inspector_id != Sheet.inspector_id)
            & other.total.is_not(None) & other.state.in_(sight.COUNTED),
        )
        .where(*own)
        .group_by(Sheet.id)
        .subquery()
    )  # fmt: skip
    total = session.scalar(select(func.count()).select_from(Sheet).where(*own)) or 0
    apart = func.abs(in_points(SCORE) - beside.c.others)
    rows = session.execute(
        select(Sheet.code, Project.code, Project.name, Round.code, Sheet.submitted_at, SCORE, beside.c.others, beside.c.colleagues, Sheet.object_id, Sheet.id, Round)
        .join(beside, beside.c.id == Sheet.id)
        .join(Project, Project.id == Sheet.project_id)
        .join(Round, Round.id == Sheet.round_id)
        .order_by(func.coalesce(apart, -1.0).desc(), Sheet.id)
        .limit(limit)
    ).all()
    things, worked = objects.named(session, {row.object_id for row in rows}), active(session, {row.id for row in rows})
    planned = {one.id: planned_of(session, one) for one in {row.Round for row in rows}}
    told = [(*row[:2], objects.label(row[2], things.get(row.object_id)), *row[3:8], worked.get(row.id), planned[row.Round.id]) for row in rows]
    return sight.frame_of(told, BEHIND), total
