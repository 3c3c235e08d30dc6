"""The file of a sheet made, read and compared. Reading asks no database: a page reads before it compares."""

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import now
from core.config import secret
from core.errors import NotPermitted
from core.exchange import workbook
from core.exchange.offline import reading, writing
from core.exchange.offline.rules import MAX_COLUMNS, MAX_ROWS
from core.inspection.sheets import queries as sheets
from core.inspection.sheets import rules
from core.inspection.sheets.queries import SheetView
from core.words import Language


def write(view: SheetView, language: Language) -> bytes:
    """The workbook of `view` in the words of `language`, with what is answered so far."""
    return writing.write(view, language, secret(), now())


def read(data: bytes) -> reading.Form:
    """The form in an uploaded workbook. Refuses NotAForm, UnknownFormat, SealBroken, and what `workbook.read` refuses."""
    return reading.read(workbook.read(data, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS), secret())


def compare(session: Session, actor: Actor, code: str, form: reading.Form) -> reading.Comparison:
    """What `form` would change in the open sheet `code` of `actor`, against what is kept now.

    Refuses Locked, NotStarted, RoundOver, AnotherSheet, AnotherVersion, and FaultyForm with every fault of the file.
    """
    require(actor, Permission.SHEET_SCORE)
    view = sheets.sheet(session, actor, code)
    if view.head.inspector_id != actor.id:
        raise NotPermitted()
    rules.check_open(view.head.state)
    return reading.compare(form, view)
