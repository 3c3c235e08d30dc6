from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from core.clock import today
from core.numbering.records import Counter


def next_codes(session: Session, prefix: str, count: int = 1) -> list[str]:
    """The next `count` codes of `prefix` in the organisation's year, e.g. ["INS-2026-0042"].

    The counter's row is locked until the deed ends; a deed that fails leaves its numbers unused or reused, never
    given twice. # house: part of another deed, which requires and notes
    """
    year = today().year
    last = session.execute(_FURTHER, {"of": prefix, "in_year": year, "more": count}).scalar()
    if last is None:
        last = count
        session.execute(_FIRST, {"prefix": prefix, "year": year, "last": last})  # two first codes of a year at once clash here, where the deed is tried again
    return [f"{prefix}-{year}-{number:04d}" for number in range(last - count + 1, last + 1)]


_COUNTERS = Counter.__table__
_FURTHER = (
    update(_COUNTERS).where(_COUNTERS.c.prefix == bindparam("of"), _COUNTERS.c.year == bindparam("in_year"))
    .values(last=_COUNTERS.c.last + bindparam("more")).returning(_COUNTERS.c.last)
)  # fmt: skip
_FIRST = insert(_COUNTERS)
"""Past the records and built once: one statement counts on and locks, and nearly every deed that creates comes by here."""


def next_code(session: Session, prefix: str) -> str:
    """The next code of `prefix`, e.g. "INS-2026-0042". # house: part of another deed, which requires and notes"""
    return next_codes(session, prefix)[0]
