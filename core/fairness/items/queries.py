"""Questions about items: where inspectors of the same project answered differently. Counted in SQL, one row an item."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.fairness import queries as fairness
from core.fairness.habits.queries import part_of, scales_of
from core.fairness.rules.items import Counted, judged
from core.fairness.rules.limits import APART, HABIT_ROUNDS, LEAST
from core.inspection.objects import queries as objects
from core.inspection.objects.queries import same_target
from core.inspection.results.rules import Filter, Inspected
from core.inspection.results.sight import queries as sight
from core.inspection.rounds.records import Round
from core.inspection.rules import Mark
from core.inspection.sheets.records import Answer, Sheet
from core.inspection.templates.records import TemplateItem, TemplateSection
from core.people.records import Person
from core.projects.records import Project
from core.settings.queries import value

ITEMS = ["code", "text", "section", "n", "apart", "others", "alpha", "flag", "few"]


def items(session: Session, actor: Actor, wanted: Filter) -> pd.DataFrame:
    """How far inspectors agree about each item, what may be badly worded first. Columns: ITEMS (text and section are contents).

    n projects were scored by several inspectors on this item, in the newest of the chosen rounds. `apart` is the share of
    them on which inspectors lie a quarter of the item's points or more apart, or only some said that it does not apply;
    `others` the same of all other items; `alpha` Krippendorff's, of the parts of full points. `flag`: apart more often than the
    other items by more than chance, with poor agreement, so the wording may be to blame. Empty for whoever sees the own figures only.
    """
    require(actor, Permission.FAIRNESS_READ)
    if fairness.only(actor) is not None:
        return sight.frame_of([], ITEMS)
    here = fairness.scene(session, actor, wanted)
    rounds = here.chosen[:HABIT_ROUNDS]
    if not rounds:
        return sight.frame_of([], ITEMS)
    told = judged(_counted(session, here, rounds), value(session, LEAST))
    names = {
        number: (code, text, section)
        for number, code, text, section in session.execute(
            select(TemplateItem.id, TemplateItem.code, TemplateItem.text, TemplateSection.name)
            .join(TemplateSection, TemplateSection.id == TemplateItem.section_id)
            .where(TemplateItem.id.in_([one.item for one in told]))
        )
    }
    rows = [(*names[one.item], one.n, one.share, one.others, one.alpha, one.flag, one.few) for one in told]
    return sight.frame_of(sorted(rows, key=lambda row: (row[8], not row[7], -row[4], row[0])), ITEMS)


def _units(session: Session, where: ColumnElement[bool], rounds: Sequence[Inspected]) -> Any:
    """Each item on each project and round that several inspectors scored: how many rated it, their sums, and whether they are apart."""
    shared, scales = _shared(where), scales_of(session, rounds)
    part = case((Answer.mark == Mark.RATED, part_of(scales)), else_=None)
    mixed = and_(func.count(part) > 0, func.count(part) < func.count())
    apart = case((or_(mixed, func.max(part) - func.min(part) >= APART - 1e-9), 1), else_=0)
    return (
        select(
            Answer.item_id, shared.c.round_id, shared.c.project_id, shared.c.object_id, func.count(part).label("n"), func.sum(part).label("total"),
            func.sum(part * part).label("squares"), apart.label("apart"), func.coalesce(func.max(part) - func.min(part), 0.0).label("spread"),
        )
        .join(shared, shared.c.sheet_id == Answer.sheet_id)
        .join(scales, scales.c.item_id == Answer.item_id)
        .where(Answer.mark.is_not(None))
        .group_by(Answer.item_id, shared.c.round_id, shared.c.project_id, shared.c.object_id)
        .having(func.count() > 1)
        .subquery()
    )  # fmt: skip


def _counted(session: Session, here: sight.Scene, rounds: Sequence[Inspected]) -> list[Counted]:
    units = _units(session, sight.sheets_of(here.parts, rounds), rounds)
    paired = units.c.n > 1
    inside = (units.c.squares - units.c.total * units.c.total / units.c.n) / (units.c.n - 1) * units.c.n
    rows = session.execute(
        select(
            units.c.item_id, func.count(), func.sum(units.c.apart), *(func.sum(case((paired, one), else_=0.0)) for one in (units.c.n, units.c.total, units.c.squares)),
            func.sum(case((paired, inside), else_=0.0)),
        )
        .group_by(units.c.item_id)
        .order_by(units.c.item_id)
    )  # fmt: skip
    return [Counted(item, int(n), int(apart or 0), *(float(one or 0) for one in sums)) for item, n, apart, *sums in rows]


def _shared(where: ColumnElement[bool]) -> Any:
    """The sheets of targets that several inspectors scored in one round."""
    target = (Sheet.round_id, Sheet.project_id, Sheet.object_id)
    several = select(*target).where(where).group_by(*target).having(func.count() > 1).subquery()
    return select(Sheet.id.label("sheet_id"), *target).join(several, same_target(several.c, Sheet)).where(where).subquery()


BEHIND = ["project_code", "project", "round_code", "answers"]


@dataclass(frozen=True)
class Said:
    """What one inspector answered, on which sheet; `raw` None is not applicable."""

    sheet: str
    inspector: dict[str, str]
    raw: Any


def answers_behind(session: Session, actor: Actor, wanted: Filter, code: str, limit: int = 12) -> pd.DataFrame:
    """The projects about which inspectors disagree most on an item, each with every answer. Columns: BEHIND (answers: tuple of Said)."""
    require(actor, Permission.FAIRNESS_READ)
    if fairness.only(actor) is not None:
        return sight.frame_of([], BEHIND)
    here = fairness.scene(session, actor, wanted)
    rounds = here.chosen[:HABIT_ROUNDS]
    if not rounds:
        return sight.frame_of([], BEHIND)
    where = sight.sheets_of(here.parts, rounds)
    ids = select(TemplateItem.id).where(TemplateItem.code == code, TemplateItem.template_version_id.in_({one.version_id for one in rounds}))
    units = _units(session, where, rounds)
    apart = (
        select(units.c.round_id, units.c.project_id, units.c.object_id, units.c.spread)
        .where(units.c.item_id.in_(ids), units.c.apart == 1)
        .order_by(units.c.spread.desc(), units.c.round_id.desc(), units.c.project_id, units.c.object_id)
        .limit(limit)
        .subquery()
    )
    rows = session.execute(
        select(apart.c.spread, Project.code, Project.name, Round.code, Sheet.code, Person.name, Answer.mark, Answer.raw, Sheet.object_id)
        .join(Sheet, same_target(apart.c, Sheet))
        .join(Answer, (Answer.sheet_id == Sheet.id) & Answer.item_id.in_(ids))
        .join(Project, Project.id == Sheet.project_id)
        .join(Round, Round.id == Sheet.round_id)
        .join(Person, Person.id == Sheet.inspector_id)
        .where(where)
        .order_by(apart.c.spread.desc(), Round.code.desc(), Project.code, Sheet.object_id, Sheet.code)
    ).all()
    things = objects.named(session, {row.object_id for row in rows})
    found: dict[tuple[Any, ...], list[Said]] = {}
    names: dict[tuple[str, int], dict[str, str]] = {}
    for _, project, name, round_code, sheet, inspector, mark, raw, object_id in rows:
        names[project, object_id] = objects.label(name, things.get(object_id))
        found.setdefault((project, object_id, round_code), []).append(Said(sheet, inspector, raw if mark == Mark.RATED else None))
    return sight.frame_of([(project, names[project, it], round_code, tuple(said)) for (project, it, round_code), said in found.items()], BEHIND)
