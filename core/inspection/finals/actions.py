"""Keeping finals right: part of every deed that changes which sheets of a target count. Requires and notes nothing itself."""

from sqlalchemy.orm import Session

from core.audit.actions import touch
from core.inspection.finals import queries
from core.inspection.finals.queries import Held, Worth, rounded, worth
from core.inspection.finals.records import TargetFinal, TargetFinalSection
from core.inspection.finals.rules import Final, Target
from core.inspection.rules import kept
from core.inspection.tally.actions import count


def settle(session: Session, *many: Held) -> None:
    """Keep what the targets count as now, and move the running totals from what they counted as before, in one go.

    # house: part of another deed, which requires and notes
    """
    session.flush()  # house: sections that were just kept are read
    for held in many:
        held.after = worth(session, held.target, held.sheets)
        if held.shared:
            _keep(session, held.target, held.after)
    moved = [held for held in many if held.before.counted != held.after.counted]
    if moved:
        count(session, [one.after.counted for one in moved if one.after.counted], out=[one.before.counted for one in moved if one.before.counted])
        touch(session, "results")


def _keep(session: Session, target: Target, now: Worth) -> None:
    row = queries.row_of(session, target)
    if now.final is None:
        if row is not None:
            session.delete(row)
        return
    found = now.final
    if row is None:
        row = TargetFinal(round_id=target.round_id, project_id=target.project_id, object_id=target.object_id)
        session.add(row)
    row.sheets, row.rated, row.way = found.sheets, found.rated, found.way
    row.total, row.share, row.band = rounded(found.total), kept(found.share), found.band
    row.low, row.high = rounded(found.low), rounded(found.high)
    row.consensus_id = now.consensus.id if now.consensus is not None and now.consensus.total is not None else None
    row.stale = now.stale
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
