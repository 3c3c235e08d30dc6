"""Deeds with checklist files."""

from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, require
from core.exchange.checklist import queries
from core.inspection.templates import actions as templates


def import_excel(session: Session, actor: Actor, data: bytes, name: str) -> int:
    """Keep the checklist of a workbook as a new draft version; returns the version's id.

    A page reads the file first (`queries.read_excel`) and does `templates.actions.create` with what it showed: reading
    takes its time and must not hold a transaction open. This one is for the command line and for imports that nobody
    looks at. Refuses FaultyChecklist and what a damaged file refuses.
    """
    require(actor, Permission.TEMPLATE_EDIT, ANYWHERE)
    return templates.create(session, actor, queries.read_excel(data, name))
