"""How often context factors were named, for the reference table that holds them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.inspection.sheets.records import Sheet
from core.inspection.sheets.rules import CONTEXT_FACTORS
from core.reference.queries import counted_by


def factors_in_use(session: Session) -> dict[str, int]:
    """On how many sheets each context factor was named."""
    found: dict[str, int] = {}
    for named in session.scalars(select(Sheet.context).where(Sheet.context.is_not(None))):
        for code in named or ():
            found[code] = found.get(code, 0) + 1
    return found


counted_by(CONTEXT_FACTORS, factors_in_use)
