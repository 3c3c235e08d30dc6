"""Keeping what weighed on the work, as part of the deed that signs the sheet."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from core import fields
from core.inspection.sheets import rules
from core.inspection.sheets.records import Sheet
from core.reference.queries import table_for_choice
from core.words import N_


def weigh(session: Session, sheet: Sheet, factors: Collection[str], remark: str) -> dict[str, object]:
    """Keep context factors and a remark with a sheet; what was said, for the trail. Refuses NotAnEntry, TooLong.

    # house: part of another deed, which requires and notes
    """
    present = set(sheet.context or ())
    if factors:
        table = table_for_choice(session, rules.CONTEXT_FACTORS)
        for code in factors:
            table.chosen(code, code if code in present else "", field=N_("What weighed on this work"))
    said = fields.line(remark, N_("Remark"), rules.CONTEXT_LIMIT, needed=False)
    sheet.context, sheet.context_remark = sorted(set(factors)) or None, said or None
    return {"context": sheet.context, "context_remark": said} if factors or said else {}
