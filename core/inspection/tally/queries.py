"""The running totals and finals against what the sheets say: the check of the doctor, the tests and the demo."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.inspection.finals.queries import finals_kept, rounded, worths
from core.inspection.rounds.records import Round
from core.inspection.rules import PLACES_KEPT
from core.inspection.rules import kept as kept_
from core.inspection.tally.records import Count, Tally
from core.inspection.tally.rules import Counted, rows

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
    """A running total or a final that does not say what the sheets say; None where there is no row."""

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
    """The running totals counted anew, each target by its final value. Some ten seconds for fifty thousand sheets."""
    return _recounted(_counted(session))


def _recounted(targets: Iterable[Counted]) -> Totals:
    tallies, counts = rows(targets)
    return Totals(
        _split((tuple(row[name] for name in (*_TALLY_KEYS, *_SUMS)) for row in tallies), len(_TALLY_KEYS)),
        _split((tuple(row[name] for name in (*_COUNT_KEYS, "n")) for row in counts), len(_COUNT_KEYS)),
    )


def _counted(session: Session, finals: dict[Key, tuple[int, ...]] | None = None) -> Iterator[Counted]:
    """Everything that counts, round by round; what finals it meets are put into `finals`."""
    for round_id in session.scalars(select(Round.id).order_by(Round.id)).all():
        for target, (counted, final) in worths(session, round_id).items():
            if final is not None and finals is not None:
                finals[astuple(target)] = _whole(final.sheets, rounded(final.total), kept_(final.share), final.band)
            yield counted


def _whole(sheets: int, total: Decimal | None, share: Decimal, band: str | None) -> tuple[int, ...]:
    """A final in whole numbers, as a difference is told: its sheets, total and share in millionths (-1: none), its band's bytes."""
    scaled = -1 if total is None else int(total * 10**PLACES_KEPT)
    return (sheets, scaled, int(share * 10**PLACES_KEPT), int.from_bytes((band or "").encode()))


def differences(session: Session) -> list[Difference]:
    """Where the kept totals and finals and the recount disagree; empty in a sound house."""
    finals: dict[Key, tuple[int, ...]] = {}
    have, should = kept(session), _recounted(_counted(session, finals))
    held = {astuple(target): _whole(*parts) for target, parts in finals_kept(session).items()}
    found = []
    compared = (("tallies", have.tallies, should.tallies), ("tally_counts", have.counts, should.counts), ("target_finals", held, finals))
    for table, mine, theirs in compared:
        for key in sorted(mine.keys() | theirs.keys(), key=repr):
            if mine.get(key) != theirs.get(key):
                found.append(Difference(table, key, mine.get(key), theirs.get(key)))
    return found
