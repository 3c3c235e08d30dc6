"""Questions about what closed follow-ups were worth: the item before, and in the next round that inspected it.

Which answers stand on either side is found in SQL, in one statement; what an answer is worth is asked of the one
function that scores a sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from sqlalchemy import ColumnElement, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, require
from core.followup.queries import visible_followups
from core.followup.records import FollowUp
from core.followup.rules import Effect, State
from core.inspection.followups.queries import KIND
from core.inspection.followups.rise import rules
from core.inspection.followups.rise.rules import Change, Side
from core.inspection.rounds.records import Round
from core.inspection.rules import Mark, part_at
from core.inspection.sheets.blind.queries import unscored
from core.inspection.sheets.queries import visible_sheets
from core.inspection.sheets.records import Answer, Sheet
from core.inspection.sheets.rules import COUNTED
from core.inspection.templates.queries import checklist
from core.inspection.templates.records import TemplateItem, TemplateVersion
from core.people.records import Department
from core.projects.records import Project

NEWEST = 2000
"""Closed follow-ups looked at, the newest first; far more than one looks through."""


@dataclass(frozen=True)
class Rise:
    """An item with a closed follow-up: what it scored before, and in the next round that inspected it."""

    followup: str
    title: dict[str, str]
    project_code: str
    project: dict[str, str]
    department: dict[str, str]
    closed_at: datetime
    effect: Effect | None
    round_before: str
    round_after: str
    """Empty where it was not inspected again yet."""
    before: Side | None
    after: Side | None

    @property
    def change(self) -> Change:
        return rules.change(self.before, self.after)


def rises(session: Session, actor: Actor, *, project: str = "", department_id: int | None = None, limit: int = NEWEST) -> list[Rise]:
    """Closed follow-ups of inspections that `actor` may see, the newest first, with the score of their item on either side."""
    require(actor, Permission.FOLLOWUP_READ)
    where = [visible_followups(actor)]
    if project:
        where.append(Project.code == project)
    if department_id is not None:
        where.append(Project.department_id == department_id)
    return _rises(session, actor, where, limit)


def of_followup(session: Session, actor: Actor, code: str) -> Rise | None:
    """The same for one follow-up; None where it is not closed, out of sight, or not from an inspection."""
    require(actor, Permission.FOLLOWUP_READ)
    return next(iter(_rises(session, actor, [visible_followups(actor), FollowUp.code == code], 1)), None)


def _rises(session: Session, actor: Actor, where: Sequence[ColumnElement[bool]], limit: int) -> list[Rise]:
    source, item, its_round = aliased(Sheet), aliased(TemplateItem), aliased(Round)
    rows = session.execute(
        select(FollowUp, Project.code, Project.name, Department.name, its_round.code, its_round.id, source.project_id, item.code, TemplateVersion.template_id)
        .join(Project, Project.id == FollowUp.project_id)
        .join(Department, Department.id == Project.department_id)
        .join(source, source.id == FollowUp.source_id)
        .join(its_round, its_round.id == source.round_id)
        .join(item, item.id == FollowUp.source_item)
        .join(TemplateVersion, TemplateVersion.id == item.template_version_id)
        .where(FollowUp.source_kind == KIND, FollowUp.state == State.CLOSED, FollowUp.closed_at.is_not(None), *where)
        .order_by(FollowUp.closed_at.desc(), FollowUp.id.desc())
        .limit(limit)
    ).all()
    if not rows:
        return []
    sides, codes = _sides(session, actor, [row[0].id for row in rows])
    return [
        Rise(
            one.code, one.title, code, name, unit, one.closed_at, Effect(one.effect) if one.effect else None, before, codes.get(one.id, ""),
            sides.get((one.id, _BEFORE)), sides.get((one.id, _AFTER)),
        )
        for one, code, name, unit, before, *_ in rows
    ]  # fmt: skip


_BEFORE, _AFTER = 1, 2


def _sides(session: Session, actor: Actor, ids: Sequence[int]) -> tuple[dict[tuple[int, int], Side], dict[int, str]]:
    """By follow-up and side what the item scored, and by follow-up the code of the round after.

    Before: every counted sheet of the project in the round it came from. After: those of the first round whose sheets
    were submitted after it was closed. Rated answers to the item of the same checklist and code.
    """
    source, source_item, source_version = aliased(Sheet), aliased(TemplateItem), aliased(TemplateVersion)
    same = (
        select(
            FollowUp.id.label("followup_id"), FollowUp.closed_at.label("closed_at"), source.round_id.label("round_id"), source.project_id.label("project_id"),
            source_item.code.label("item"), source_version.template_id.label("template_id"),
        )
        .join(source, source.id == FollowUp.source_id)
        .join(source_item, source_item.id == FollowUp.source_item)
        .join(source_version, source_version.id == source_item.template_version_id)
        .where(FollowUp.id.in_(ids))
        .cte("same")
    )  # fmt: skip
    rated = (
        select(
            same.c.followup_id, same.c.round_id.label("source_round"), same.c.closed_at, Sheet.round_id.label("round_id"), Sheet.submitted_at, Round.code,
            Round.period_to, TemplateVersion.id.label("version_id"), Answer.item_id, Answer.raw, Answer.checked,
        )
        .join(Sheet, Sheet.project_id == same.c.project_id)
        .join(Project, Project.id == Sheet.project_id)
        .join(Round, Round.id == Sheet.round_id)
        .join(TemplateVersion, (TemplateVersion.id == Sheet.template_version_id) & (TemplateVersion.template_id == same.c.template_id))
        .join(TemplateItem, (TemplateItem.template_version_id == TemplateVersion.id) & (TemplateItem.code == same.c.item))
        .join(Answer, (Answer.sheet_id == Sheet.id) & (Answer.item_id == TemplateItem.id))
        .where(Sheet.state.in_(COUNTED), Round.trial.is_(False), Answer.mark == Mark.RATED, Answer.raw.is_not(None), visible_sheets(actor), ~unscored(actor))
        .cte("rated")
    )  # fmt: skip
    first = func.dense_rank().over(partition_by=rated.c.followup_id, order_by=(rated.c.period_to, rated.c.round_id)).label("place")
    later = select(rated, first).where(rated.c.round_id != rated.c.source_round, rated.c.submitted_at > rated.c.closed_at).subquery()
    told = ("followup_id", "code", "version_id", "item_id", "raw", "checked")
    both = union_all(
        select(literal(_BEFORE).label("side"), *(rated.c[name] for name in told)).where(rated.c.round_id == rated.c.source_round),
        select(literal(_AFTER), *(later.c[name] for name in told)).where(later.c.place == 1),
    )
    parts: dict[tuple[int, int], list[Fraction]] = {}
    codes: dict[int, str] = {}
    for which, number, code, version_id, item_id, raw, checked in session.execute(both):
        scale = checklist(session, version_id).question(item_id).draft.scale
        parts.setdefault((number, which), []).append(part_at(scale, raw, checked))
        if which == _AFTER:
            codes[number] = code
    found = {key: rules.side(values) for key, values in parts.items()}
    return {key: one for key, one in found.items() if one is not None}, codes


@dataclass(frozen=True)
class Effects:
    """How many items rose, stayed, fell or wait, of a department."""

    name: dict[str, str]
    counts: dict[Change, int]

    @property
    def n(self) -> int:
        """Items inspected again."""
        return sum(count for change, count in self.counts.items() if change is not Change.WAITING)


def by_department(found: Sequence[Rise]) -> list[Effects]:
    """The items of `found` counted by department."""
    counted: dict[str, Effects] = {}
    for one in found:
        name = one.department.get("en") or next(iter(one.department.values()), "")
        known = counted.get(name) or Effects(one.department, dict.fromkeys(Change, 0))
        counted[name] = replace(known, counts=known.counts | {one.change: known.counts[one.change] + 1})
    return [counted[name] for name in sorted(counted)]
