"""Questions about finals: the sheets of a target, what they come to, and what a reader of one of them is told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, select, tuple_
from sqlalchemy.orm import Session, aliased

from core.errors import NotFound
from core.inspection.finals.records import Consensus, TargetFinal, TargetFinalSection
from core.inspection.finals.rules import Final, Scored, Target, Way, final
from core.inspection.objects.queries import same_target
from core.inspection.rounds.records import Round
from core.inspection.rules import kept
from core.inspection.sheets.records import Sheet, SheetSection
from core.inspection.sheets.rules import COUNTED, State
from core.inspection.tally.rules import Counted
from core.inspection.templates.queries import checklist
from core.people.records import Person

WAITING = frozenset({State.PLANNED, State.OPEN})
"""States of a sheet that its inspector still has to submit; a revision in them keeps nobody waiting."""


def target_of(sheet: Sheet) -> Target:
    return Target(sheet.round_id, sheet.project_id, sheet.object_id)


def being_scored(sheet: Any = Sheet) -> ColumnElement[bool]:
    """Whether an inspector of the sheet's target has not submitted yet."""
    other = aliased(Sheet)
    waiting = (same_target(other, sheet), other.state.in_(WAITING), other.revision == 0)
    return select(other.id).where(*waiting).correlate(sheet).exists()


# Built once: one of them runs at every submission.
_one = aliased(Sheet)
_LOCKED = select(Sheet).order_by(Sheet.id).with_for_update(of=Sheet).execution_options(populate_existing=True)
_OF_SHEET = _LOCKED.join(_one, same_target(_one, Sheet)).where(_one.id == bindparam("sheet_id"))
_OF_TARGET = _LOCKED.where(
    Sheet.round_id == bindparam("round_id"), Sheet.project_id == bindparam("project_id"), Sheet.object_id == bindparam("object_id")
)


def sheets_beside(session: Session, sheet_id: int) -> list[Sheet]:
    """Every sheet of the target of a sheet, locked, in order of ids: whoever changes what it counts as waits here."""
    return _held(session, _OF_SHEET, {"sheet_id": sheet_id})


def sheets_of(session: Session, target: Target) -> list[Sheet]:
    """The same by the target's key."""
    return _held(session, _OF_TARGET, {"round_id": target.round_id, "project_id": target.project_id, "object_id": target.object_id})


def _held(session: Session, statement: Select[tuple[Sheet]], of: Mapping[str, int]) -> list[Sheet]:
    rows = list(session.scalars(statement, of))
    if len({row.inspector_id for row in rows}) > 1:  # a correction that was decided while we waited is a new row
        rows = list(session.scalars(statement, of))
    return rows


def sheets_with_open(session: Session, round_id: int) -> dict[Target, list[Sheet]]:
    """By target the sheets of a round, locked, where some count and some are still to be submitted."""
    open_ = select(Sheet.project_id, Sheet.object_id).where(Sheet.round_id == round_id, Sheet.state.in_(WAITING), Sheet.revision == 0)
    found: dict[Target, list[Sheet]] = {}
    for row in session.scalars(_LOCKED.where(Sheet.round_id == round_id, tuple_(Sheet.project_id, Sheet.object_id).in_(open_))):
        found.setdefault(target_of(row), []).append(row)
    return {target: rows for target, rows in found.items() if any(row.state in COUNTED for row in rows)}


@dataclass(frozen=True)
class Worth:
    """What a target counts as at this moment: nothing while one of its inspectors still scores it, so that nobody who
    does can learn from any figure what the others found; `final` only where several sheets count."""

    counted: Counted | None = None
    final: Final | None = None
    consensus: Consensus | None = None
    stale: bool = False


def worth(session: Session, target: Target, sheets: Collection[Sheet]) -> Worth:
    """What the target of these `sheets` (all of it) counts as."""
    if any(row.state in WAITING and not row.revision for row in sheets):
        return Worth()
    mine = sorted((row for row in sheets if row.state in COUNTED), key=lambda row: row.id)
    if not mine:
        return Worth()
    first, sections = mine[0], section_scores(session, [row.id for row in mine])
    if len(mine) == 1:
        parts = tuple((section, score, share) for section, (score, share) in sections.get(first.id, {}).items())
        return Worth(
            Counted(target.round_id, target.project_id, first.department_id, first.total, first.share or Decimal(0), first.band, parts)
        )
    consensus = newest_consensus(session, target)
    way = Way(session.get_one(Round, target.round_id).combining)
    bands = checklist(session, first.template_version_id).scheme.bands
    scored = [Scored(row.total, row.share or Decimal(0), row.band, sections.get(row.id, {})) for row in mine]
    found = final(scored, way, bands, consensus.total if consensus else None)
    return Worth(
        counted(target, first.department_id, found), found, consensus,
        consensus is not None and consensus.total is not None and set(consensus.sheets) != {row.code for row in mine},
    )  # fmt: skip


@dataclass
class Held:
    """The sheets of a target, locked in order of their ids, and what it counted as before the deed changes any of them."""

    target: Target
    sheets: list[Sheet] = field(default_factory=list)
    before: Worth = field(default_factory=Worth)
    after: Worth = field(default_factory=Worth)
    """What it counts as since `settle`."""

    @property
    def shared(self) -> bool:
        """Whether it has or had several inspectors; only then is there a final beside its sheets."""
        return len({row.inspector_id for row in self.sheets}) > 1


def held_beside(session: Session, sheet_id: int) -> Held:
    """The target of a sheet: asked before any of its sheets is locked otherwise. Refuses NotFound."""
    found = _holding(session, sheets_beside(session, sheet_id))
    if found is None:
        raise NotFound()
    return found


def held_target(session: Session, target: Target) -> Held:
    """The same by the target's key; it may have no sheet."""
    return _holding(session, sheets_of(session, target)) or Held(target)


def held_open(session: Session, round_id: int) -> list[Held]:
    """Every target of a round that nobody is counted for because one of several inspectors has not submitted."""
    return [Held(target, sheets) for target, sheets in sorted(sheets_with_open(session, round_id).items(), key=lambda one: one[0])]


def _holding(session: Session, sheets: list[Sheet]) -> Held | None:
    if not sheets:
        return None
    target = target_of(sheets[0])
    nothing = not any(row.state in COUNTED for row in sheets)  # the usual first submission: asked no more
    return Held(target, sheets, Worth() if nothing else worth(session, target, sheets))


def counted(target: Target, department_id: int, found: Final) -> Counted:
    """A final as the tally counts it, from its kept values: so that counting anew gives the same."""
    parts = tuple((section, kept(score), kept(share)) for section, (score, share) in sorted(found.sections.items()))
    total = None if found.total is None else kept(found.total)
    return Counted(target.round_id, target.project_id, department_id, total, kept(found.share), found.band, parts)


def section_scores(session: Session, sheet_ids: Collection[int]) -> dict[int, dict[int, tuple[Decimal, Decimal]]]:
    """Score and share by section, by sheet, of the sections that have a score."""
    found: dict[int, dict[int, tuple[Decimal, Decimal]]] = {}
    rows = select(SheetSection.sheet_id, SheetSection.section_id, SheetSection.score, SheetSection.share)
    where = (SheetSection.sheet_id.in_(sheet_ids), SheetSection.score.is_not(None))
    for sheet_id, section_id, score, share in session.execute(rows.where(*where).order_by(SheetSection.section_id)):
        found.setdefault(sheet_id, {})[section_id] = (score, share)
    return found


def _about(record: type[Consensus] | type[TargetFinal], target: Target) -> ColumnElement[bool]:
    return and_(record.round_id == target.round_id, record.project_id == target.project_id, record.object_id == target.object_id)


def newest_consensus(session: Session, target: Target) -> Consensus | None:
    """The last word of the round's leader about a target, also if it took a total back."""
    return session.scalars(select(Consensus).where(_about(Consensus, target)).order_by(Consensus.id.desc()).limit(1)).one_or_none()


def row_of(session: Session, target: Target) -> TargetFinal | None:
    return session.scalars(select(TargetFinal).where(_about(TargetFinal, target))).one_or_none()


def section_rows(session: Session, final_id: int) -> list[TargetFinalSection]:
    return list(session.scalars(select(TargetFinalSection).where(TargetFinalSection.final_id == final_id)))


# For questions over many sheets: the final beside each, where its target has one.
final_total = case((TargetFinal.id.is_not(None), TargetFinal.total), else_=Sheet.total)
"""Total of the target of a sheet that is joined with TargetFinal (outer, by `same_target`)."""
final_share = case((TargetFinal.id.is_not(None), TargetFinal.share), else_=Sheet.share)
final_band = case((TargetFinal.id.is_not(None), TargetFinal.band), else_=Sheet.band)


@dataclass(frozen=True)
class Agreed:
    """What the leader said about a target: a total in consensus, or (None) that it was taken back."""

    total: Decimal | None
    replaced: Decimal | None
    reason: str
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class Told:
    """The final of a target as a reader of one of its sheets meets it."""

    sheets: int
    rated: int
    way: Way
    computed: Way
    """How the sheets are combined where no consensus replaces it."""
    total: Decimal | None
    band: str | None
    share: Decimal
    low: Decimal | None
    high: Decimal | None
    stale: bool
    totals: tuple[tuple[str, Decimal | None], ...]
    """Code and total of every sheet that counts, the lowest first."""
    sections: Mapping[int, Decimal]
    agreed: tuple[Agreed, ...] = ()
    """Every word of the leader about it, the newest first."""

    @property
    def spread(self) -> Decimal | None:
        """How far the totals are apart; None below two."""
        return None if self.low is None or self.high is None or self.rated < 2 else self.high - self.low


def told(session: Session, target: Target) -> Told | None:
    """The final of a target with several sheets, once all have submitted; None otherwise."""
    row = row_of(session, target)
    if row is None:
        return None
    where = (
        Sheet.round_id == target.round_id, Sheet.project_id == target.project_id, Sheet.object_id == target.object_id,
        Sheet.state.in_(COUNTED),
    )  # fmt: skip
    totals = session.execute(select(Sheet.code, Sheet.total).where(*where).order_by(Sheet.total.is_(None), Sheet.total, Sheet.id)).all()
    parts = select(TargetFinalSection.section_id, TargetFinalSection.score).where(TargetFinalSection.final_id == row.id)
    computed = session.scalar(select(Round.combining).where(Round.id == target.round_id))
    return Told(
        row.sheets, row.rated, Way(row.way), Way(computed or Way.MEDIAN), row.total, row.band, row.share, row.low, row.high, row.stale,
        tuple((code, total) for code, total in totals), dict(session.execute(parts).all()), words_about(session, target),
    )  # fmt: skip


def words_about(session: Session, target: Target) -> tuple[Agreed, ...]:
    """Everything the leader said about a target's total, the newest first."""
    rows = select(Consensus, Person.name).join(Person, Person.id == Consensus.by_id).where(_about(Consensus, target))
    return tuple(Agreed(one.total, one.replaced, one.reason, by, one.at) for one, by in session.execute(rows.order_by(Consensus.id.desc())))


def of_round(session: Session, round_id: int) -> dict[Target, Told]:
    """The finals of a round's targets with several sheets, without their totals and checkpoints."""
    said: dict[Target, list[Agreed]] = {}
    words = select(Consensus, Person.name).join(Person, Person.id == Consensus.by_id).where(Consensus.round_id == round_id)
    for one, by in session.execute(words.order_by(Consensus.id.desc())):
        key = Target(one.round_id, one.project_id, one.object_id)
        said.setdefault(key, []).append(Agreed(one.total, one.replaced, one.reason, by, one.at))
    found = {}
    rows = select(TargetFinal, Round.combining).join(Round, Round.id == TargetFinal.round_id).where(TargetFinal.round_id == round_id)
    for row, computed in session.execute(rows):
        key = Target(row.round_id, row.project_id, row.object_id)
        found[key] = Told(
            row.sheets, row.rated, Way(row.way), Way(computed), row.total, row.band, row.share, row.low, row.high, row.stale, (), {},
            tuple(said.get(key, ())),
        )  # fmt: skip
    return found


def worths(session: Session, round_id: int) -> dict[Target, tuple[Counted, Final | None]]:
    """What every target of a round counts as, computed anew from its sheets: for the recount of the doctor and of a rebuild."""
    fields = (
        Sheet.id, Sheet.code, Sheet.project_id, Sheet.object_id, Sheet.department_id, Sheet.template_version_id, Sheet.state, Sheet.revision,
        Sheet.total, Sheet.share, Sheet.band,
    )  # fmt: skip
    by_target: dict[Target, list[Any]] = {}
    for row in session.execute(select(*fields).where(Sheet.round_id == round_id, Sheet.state.in_(COUNTED | WAITING)).order_by(Sheet.id)):
        by_target.setdefault(Target(round_id, row.project_id, row.object_id), []).append(row)
    parts: dict[int, dict[int, tuple[Decimal, Decimal]]] = {}
    sections = select(SheetSection.sheet_id, SheetSection.section_id, SheetSection.score, SheetSection.share)
    joined = sections.join(Sheet, Sheet.id == SheetSection.sheet_id).where(Sheet.round_id == round_id, SheetSection.score.is_not(None))
    for sheet_id, section_id, score, share in session.execute(joined):
        parts.setdefault(sheet_id, {})[section_id] = (score, share)
    agreed = {}
    for one in session.scalars(select(Consensus).where(Consensus.round_id == round_id).order_by(Consensus.id)):
        agreed[Target(one.round_id, one.project_id, one.object_id)] = one.total
    way = Way(session.scalar(select(Round.combining).where(Round.id == round_id)) or Way.MEDIAN)
    found: dict[Target, tuple[Counted, Final | None]] = {}
    for target, rows in by_target.items():
        mine = [row for row in rows if row.state in COUNTED]
        if not mine or any(row.state in WAITING and not row.revision for row in rows):
            continue
        first = mine[0]
        if len(mine) == 1:
            own = tuple((section, score, share) for section, (score, share) in sorted(parts.get(first.id, {}).items()))
            found[target] = (Counted(round_id, target.project_id, first.department_id, first.total, first.share or Decimal(0), first.band, own), None)
            continue
        scored = [Scored(row.total, row.share or Decimal(0), row.band, parts.get(row.id, {})) for row in mine]
        one = final(scored, way, checklist(session, first.template_version_id).scheme.bands, agreed.get(target))
        found[target] = (counted(target, first.department_id, one), one)
    return found


def rounded(value: Fraction | None) -> Decimal | None:
    return None if value is None else kept(value)


def finals_kept(session: Session) -> dict[Target, tuple[int, Decimal | None, Decimal, str | None]]:
    """Number of sheets, total, share and band of every kept final."""
    rows = session.execute(
        select(TargetFinal.round_id, TargetFinal.project_id, TargetFinal.object_id, TargetFinal.sheets, TargetFinal.total, TargetFinal.share, TargetFinal.band)
    )
    return {Target(*row[:3]): tuple(row[3:]) for row in rows}  # type: ignore[misc]

