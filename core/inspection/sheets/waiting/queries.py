"""Questions about which sheets wait for the viewer."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.inspection.rounds.records import Round
from core.inspection.sheets.blind.queries import reader
from core.inspection.sheets.queries import SheetHead, heads, heads_of, visible_sheets
from core.inspection.sheets.records import Contest, Sheet
from core.inspection.sheets.rules import State
from core.projects.queries import visible_to


def to_score(session: Session, actor: Actor, limit: int = 50) -> list[SheetHead]:
    """The actor's own sheets that wait to be scored, the most urgent first."""
    require(actor, Permission.SHEET_SCORE)
    query = heads().where(Sheet.inspector_id == actor.id, Sheet.state == State.OPEN).order_by(Round.due_on, Sheet.id).limit(limit)
    return heads_of(session, reader(actor), query)


def to_respond(session: Session, actor: Actor, limit: int = 50) -> list[SheetHead]:
    """Released results of the actor's projects that wait to be acknowledged or contested, the oldest first."""
    require(actor, Permission.SHEET_RESPOND)
    being_corrected = select(Sheet.revises_id).where(Sheet.revises_id.is_not(None))
    waiting = (visible_to(actor, Permission.SHEET_RESPOND), visible_sheets(actor), Sheet.state == State.RELEASED, Sheet.id.not_in(being_corrected))
    query = heads().where(*waiting).order_by(Sheet.id).limit(limit)
    return heads_of(session, reader(actor), query)


def to_decide(session: Session, actor: Actor, limit: int = 50) -> list[SheetHead]:
    """Contested results that the actor may decide."""
    require(actor, Permission.SHEET_DECIDE)
    query = (
        heads()
        .where(
            visible_to(actor, Permission.SHEET_DECIDE), Sheet.state == State.CONTESTED, Sheet.inspector_id != actor.id,
            Sheet.id.not_in(_decided_by(actor)),
        )
        .order_by(Sheet.id)
        .limit(limit)
    )
    return [head for head in heads_of(session, reader(actor), query) if head.project_id not in actor.project_ids]


def _decided_by(actor: Actor):  # type: ignore[no-untyped-def]
    """Contested sheets of which the actor decided the first contest: on the sheet itself or on the one it corrects."""
    decided = select(Contest.sheet_id).where(Contest.decided_by_id == actor.id, Contest.wrong.is_(None))
    return select(Sheet.id).where(Sheet.state == State.CONTESTED, or_(Sheet.id.in_(decided), Sheet.revises_id.in_(decided)))
