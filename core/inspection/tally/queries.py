"""The running totals against what the sheets say: the check of the doctor, the tests and the demo."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.inspection.sheets.records import Sheet, SheetSection
from core.inspection.sheets.rules import COUNTED
from core.inspection.tally.records import Count, Tally
from core.inspection.tally.rules import Counted, rows

CHUNK = 5000
_TALLY_KEYS = ("kind", "section_id", "round_id", "subject_id")
_SUMS = ("n", "w", "ws", "w2", "w2s", "w2s2")
_COUNT_KEYS = ("kind", "measure", "round_id", "subject_id", "code")

Key = tuple[object, ...]


@dataclass(frozen=True)
class Totals:
    """All running totals; rows whose numbers are all 0 are left out, for nothing was ever there."""

    tallies: dict[Key, tuple[int, ...]]
    counts: dict[Key, tuple[int, ...]]


@dataclass(frozen=True)
class Difference:
    """A running total that does not say what the sheets say; None where there is no row."""

    table: str
    key: Key
    kept: tuple[int, ...] | None
    recounted: tuple[int, ...] | None


def kept(session: Session) -> Totals:
    """The running totals as they are kept."""
    tallies = session.execute(select(*(getattr(Tally, name) for name in (*_TALLY_KEYS, *_SUMS))))
    counts = session.execute(select(*(getattr(Count, name) for name in (*_COUNT_KEYS, "n"))))
    return Totals(_split((tuple(row) for row in tallies), len(_TALLY_KEYS)), _split((tuple(row) for row in counts), len(_COUNT_KEYS)))


def _split(found, keys: int) -> dict[Key, tuple[int, ...]]:  # type: ignore[no-untyped-def]
    return {row[:keys]: tuple(row[keys:]) for row in found if any(row[keys:])}


def recounted(session: Session) -> Totals:
    """The running totals counted anew from every sheet that counts. Some ten seconds for fifty thousand sheets."""
    tallies, counts = rows(_counted(session))
    return Totals(
        _split((tuple(row[name] for name in (*_TALLY_KEYS, *_SUMS)) for row in tallies), len(_TALLY_KEYS)),
        _split((tuple(row[name] for name in (*_COUNT_KEYS, "n")) for row in counts), len(_COUNT_KEYS)),
    )


def _counted(session: Session):  # type: ignore[no-untyped-def]
    """Every sheet that counts, with its sections, in chunks of keys."""
    last = 0
    while True:
        some = session.execute(
            select(Sheet.id, Sheet.round_id, Sheet.project_id, Sheet.department_id, Sheet.total, Sheet.share, Sheet.band)
            .where(Sheet.id > last, Sheet.state.in_(COUNTED))
            .order_by(Sheet.id)
            .limit(CHUNK)
        ).all()
        if not some:
            return
        first, last = some[0].id, some[-1].id
        parts: dict[int, list[tuple[int, object, object]]] = {}
        sections = select(SheetSection.sheet_id, SheetSection.section_id, SheetSection.score, SheetSection.share)
        for sheet_id, section_id, score, share in session.execute(
            sections.where(SheetSection.sheet_id.between(first, last), SheetSection.score.is_not(None))
        ):
            parts.setdefault(sheet_id, []).append((section_id, score, share))
        for row in some:
            yield Counted(
                row.round_id, row.project_id, row.department_id, row.total, row.share, row.band, tuple(parts.get(row.id, ()))
            )  # type: ignore[arg-type]


def differences(session: Session) -> list[Difference]:
    """Where the kept totals and the recount disagree; empty in a sound house."""
    have, should = kept(session), recounted(session)
    found = []
    for table, mine, theirs in (("tallies", have.tallies, should.tallies), ("tally_counts", have.counts, should.counts)):
        for key in sorted(mine.keys() | theirs.keys(), key=repr):
            if mine.get(key) != theirs.get(key):
                found.append(Difference(table, key, mine.get(key), theirs.get(key)))
    return found
