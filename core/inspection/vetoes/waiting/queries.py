"""Questions about vetoes that wait."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, require
from core.inspection.rounds.records import Round
from core.inspection.sheets import queries as sheets
from core.inspection.sheets.blind.queries import reader
from core.inspection.sheets.objections.queries import chain_of
from core.inspection.sheets.queries import SheetHead
from core.inspection.sheets.records import Sheet
from core.inspection.vetoes.queries import Said, Waiting, is_theirs, may_settle, open_in, said, scored_by
from core.inspection.vetoes.rules import Check


def to_settle(session: Session, actor: Actor, limit: int = 50) -> list[SheetHead]:
    """Sheets of others whose veto the actor may confirm or refuse, the oldest first."""
    require(actor, Permission.SHEET_SETTLE_VETO)
    query = sheets.heads().where(may_settle(actor), sheets.visible_sheets(actor)).order_by(Sheet.submitted_at, Sheet.id).limit(limit)
    return sheets.heads_of(session, reader(actor), query)


@dataclass(frozen=True)
class Told:
    """Where the veto of a sheet stands, what was said about it, and whether the viewer may settle it."""

    check: Check | None
    said: tuple[Said, ...]
    mine_to_settle: bool


def of_sheet(session: Session, actor: Actor, sheet_id: int) -> Told:
    """The veto of a sheet that `actor` may see. Refuses NotFound."""
    sheets.guard_files(session, actor, sheet_id)
    check = session.scalar(select(Sheet.veto_check).where(Sheet.id == sheet_id))
    words = said(session, chain_of(session, sheet_id)) if check else ()
    return Told(Check(check) if check else None, words, check == Check.WAITING and is_theirs(session, sheet_id, actor))


def listed(session: Session, actor: Actor, round_id: int) -> list[Waiting]:
    """The unsettled vetoes of a round for whoever leads it; what she still scores herself is left out."""
    row = session.get_one(Round, round_id)
    require(actor, Permission.ROUND_LEAD, Reach(department_id=row.department_id))
    blind = scored_by(session, round_id, actor)
    return [one for one in open_in(session, round_id) if one.code not in blind]
