"""Parts of the deeds on sheets."""

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.errors import NotPermitted
from core.inspection.sheets import queries, rules
from core.inspection.sheets.records import Sheet
from core.inspection.templates.queries import Checklist, checklist


def _scored(session: Session, actor: Actor, sheet_id: int) -> tuple[Sheet, Checklist]:
    """The sheet, locked, if `actor` may write in it now."""
    sheet = queries.sheet_for_update(session, sheet_id)
    require(actor, Permission.SHEET_SCORE, queries.reach(sheet))
    if sheet.inspector_id != actor.id:
        raise NotPermitted()
    rules.check_open(sheet.state)
    return sheet, checklist(session, sheet.template_version_id)


def _note(session: Session, actor: Actor, deed: str, sheet: Sheet, **facts: object) -> None:
    """Trace a deed on a sheet."""
    note(session, actor, deed, "sheet", sheet.id, code=sheet.code, project_id=sheet.project_id, **facts)
