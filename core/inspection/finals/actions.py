"""Keeping finals right: part of every deed that changes which sheets of a target count. Requires and notes nothing itself."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from core.audit.actions import touch
from core.errors import NotFound
from core.inspection.finals import queries
from core.inspection.finals.queries import Worth, rounded
from core.inspection.finals.records import TargetFinal, TargetFinalSection
from core.inspection.finals.rules import Final, Target
from core.inspection.rules import kept
from core.inspection.sheets.records import Sheet
from core.inspection.sheets.rules import COUNTED
from core.inspection.tally.actions import count


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


def hold(session: Session, sheet_id: int) -> Held:
    """The target of a sheet: asked before any of its sheets is locked otherwise. Refuses NotFound.

    # house: part of another deed, which requires and notes
    """
    found = _holding(session, queries.sheets_beside(session, sheet_id))
    if found is None:
        raise NotFound()
    return found


def hold_target(session: Session, target: Target) -> Held:
    """The same by the target's key; it may have no sheet. # house: part of another deed, which requires and notes"""
    return _holding(session, queries.sheets_of(session, target)) or Held(target)


def hold_open(session: Session, round_id: int) -> list[Held]:
    """Every target of a round that nobody is counted for because one of several inspectors has not submitted.

    # house: part of another deed, which requires and notes
    """
    return [Held(target, sheets) for target, sheets in sorted(queries.sheets_with_open(session, round_id).items(), key=lambda one: one[0])]


def _holding(session: Session, sheets: list[Sheet]) -> Held | None:
    if not sheets:
        return None
    target = queries.target_of(sheets[0])
    nothing = not any(row.state in COUNTED for row in sheets)  # the usual first submission: asked no more
    return Held(target, sheets, Worth() if nothing else queries.worth(session, target, sheets))


def settle(session: Session, *many: Held) -> None:
    """Keep what the targets count as now, and move the running totals from what they counted as before, in one go.

    # house: part of another deed, which requires and notes
    """
    session.flush()  # house: sections that were just kept are read
    for held in many:
        held.after = queries.worth(session, held.target, held.sheets)
        if held.shared:
            _keep(session, held.target, held.after)
    moved = [held for held in many if held.before.counted != held.after.counted]
    if moved:
        count(session, [one.after.counted for one in moved if one.after.counted], out=[one.before.counted for one in moved if one.before.counted])
        touch(session, "results")


def _keep(session: Session, target: Target, worth: Worth) -> None:
    row = queries.row_of(session, target)
    if worth.final is None:
        if row is not None:
            session.delete(row)
        return
    found = worth.final
    if row is None:
        row = TargetFinal(round_id=target.round_id, project_id=target.project_id, object_id=target.object_id)
        session.add(row)
    row.sheets, row.rated, row.way = found.sheets, found.rated, found.way
    row.total, row.share, row.band = rounded(found.total), kept(found.share), found.band
    row.low, row.high = rounded(found.low), rounded(found.high)
    row.consensus_id = worth.consensus.id if worth.consensus is not None and worth.consensus.total is not None else None
    row.stale = worth.stale
    session.flush()  # house: the sections need its id
    _keep_sections(session, row.id, found)


def _keep_sections(session: Session, final_id: int, found: Final) -> None:
    present = {one.section_id: one for one in queries.section_rows(session, final_id)}
    for section_id, (score, share) in found.sections.items():
        part = present.pop(section_id, None)
        if part is None:
            part = TargetFinalSection(final_id=final_id, section_id=section_id)
            session.add(part)
        part.score, part.share = kept(score), kept(share)
    for part in present.values():
        session.delete(part)
