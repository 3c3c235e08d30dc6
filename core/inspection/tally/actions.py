"""Counting a sheet in or out. Part of the deed that submits or replaces a sheet; requires and notes nothing itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.inspection.tally import rules
from core.inspection.tally.records import Count, Tally


@dataclass(frozen=True)
class Counted:
    """A submitted sheet as the tally sees it; `score` None is a sheet that could not be rated."""

    round_id: int
    project_id: int
    department_id: int
    score: Decimal | None
    share: Decimal
    band: str | None
    sections: tuple[tuple[int, Decimal, Decimal], ...]
    """section id, score, share of the sections that have a score"""

    @property
    def subjects(self) -> tuple[tuple[str, int], ...]:
        return (("all", 0), ("department", self.department_id), ("project", self.project_id))


def rows(sheets: Iterable[Counted], sign: int = 1) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """What `sheets` add to (or, with sign -1, take from) the tally and the counts; one row a key, in order of keys."""
    sums: dict[tuple[str, int, int, int], rules.Sums] = {}
    counts: dict[tuple[str, str, int, int, str], int] = {}
    for sheet in sheets:
        parts = [(0, sheet.score, sheet.share), *sheet.sections] if sheet.score is not None else []
        for kind, subject in sheet.subjects:
            for section, score, share in parts:
                key = (kind, section, sheet.round_id, subject)
                one = rules.of(score, share)  # type: ignore[arg-type]
                sums[key] = sums.get(key, rules.Sums()) + (one if sign > 0 else -one)
            measures = [("band", sheet.band or "unratable")]
            if sheet.score is not None:
                measures.append(("bucket", rules.bucket(sheet.score)))
            for measure, code in measures:
                where = (kind, measure, sheet.round_id, subject, code)
                counts[where] = counts.get(where, 0) + sign
    tally_names = ("kind", "section_id", "round_id", "subject_id")
    count_names = ("kind", "measure", "round_id", "subject_id", "code")
    part_names = ("n", "w", "ws", "w2", "w2s", "w2s2")
    return (
        [dict(zip(tally_names, k, strict=True)) | dict(zip(part_names, sums[k].parts, strict=True)) for k in sorted(sums)],
        [dict(zip(count_names, k, strict=True)) | {"n": counts[k]} for k in sorted(counts)],
    )


def count(session: Session, sheets: Iterable[Counted], sign: int = 1) -> None:
    """Add `sheets` to the running totals (sign -1: take them out). Rows are met in order of keys: no deadlock."""
    tallies, counts = rows(sheets, sign)
    _add(session, Tally.__table__, tallies, ("kind", "section_id", "round_id", "subject_id"))
    _add(session, Count.__table__, counts, ("kind", "measure", "round_id", "subject_id", "code"))


def _add(session: Session, table: Table, new: list[dict[str, object]], keys: tuple[str, ...]) -> None:
    if not new:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    numbers = [name for name in new[0] if name not in keys]
    for start in range(0, len(new), 500):
        insert = dialect.insert(table).values(new[start : start + 500])
        session.execute(
            insert.on_conflict_do_update(
                index_elements=[table.c[key] for key in keys],
                set_={name: table.c[name] + insert.excluded[name] for name in numbers},
            )
        )
