from sqlalchemy.orm import Session

from core.clock import today
from core.numbering import queries
from core.numbering.records import Counter


def next_codes(session: Session, prefix: str, count: int = 1) -> list[str]:
    """The next `count` codes of `prefix` in the organisation's year, e.g. ["INS-2026-0042"].

    The counter's row is locked until the deed ends; a deed that fails leaves its numbers unused or reused, never
    given twice. # house: part of another deed, which requires and notes
    """
    year = today().year
    counter = queries.counter_for_update(session, prefix, year)
    if counter is None:
        counter = Counter(prefix=prefix, year=year, last=0)
        session.add(counter)
    first = counter.last + 1
    counter.last += count
    session.flush()  # house: two first codes of a year at once must clash here, where the deed is tried again
    return [f"{prefix}-{year}-{number:04d}" for number in range(first, first + count)]


def next_code(session: Session, prefix: str) -> str:
    """The next code of `prefix`, e.g. "INS-2026-0042". # house: part of another deed, which requires and notes"""
    return next_codes(session, prefix)[0]
