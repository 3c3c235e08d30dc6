"""Finals: what the sheets of several inspectors of one target count as; the running totals count each target once

Revision 0022.
"""

from collections import defaultdict
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FACTS = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
_COUNTED = ("submitted", "released", "acknowledged", "contested", "upheld")
_WAITING = ("planned", "open")
_MILLION = 1_000_000


def upgrade() -> None:
    op.add_column("rounds", sa.Column("combining", sa.String(length=10), server_default="median", nullable=False))
    op.create_table(
        "consensus_totals",
        sa.Column("round_id", _KEY, nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("object_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("replaced", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sheets", _FACTS, nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_consensus_totals_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_consensus_totals_project_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_consensus_totals_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consensus_totals")),
    )
    op.create_index(op.f("ix_consensus_totals_by_id"), "consensus_totals", ["by_id"], unique=False)
    op.create_index(op.f("ix_consensus_totals_project_id"), "consensus_totals", ["project_id"], unique=False)
    op.create_index(op.f("ix_consensus_totals_round_id_project_id"), "consensus_totals", ["round_id", "project_id"], unique=False)
    op.create_table(
        "target_finals",
        sa.Column("round_id", _KEY, nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("object_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("rated", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("share", sa.BigInteger(), nullable=False),
        sa.Column("band", sa.String(length=40), nullable=True),
        sa.Column("low", sa.BigInteger(), nullable=True),
        sa.Column("high", sa.BigInteger(), nullable=True),
        sa.Column("consensus_id", _KEY, nullable=True),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["consensus_id"], ["consensus_totals.id"], name=op.f("fk_target_finals_consensus_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_target_finals_project_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_target_finals_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_finals")),
        sa.UniqueConstraint("round_id", "project_id", "object_id", name=op.f("uq_target_finals_round_id_project_id_object_id")),
    )
    op.create_index(op.f("ix_target_finals_consensus_id"), "target_finals", ["consensus_id"], unique=False)
    op.create_index(op.f("ix_target_finals_project_id"), "target_finals", ["project_id"], unique=False)
    op.create_table(
        "target_final_sections",
        sa.Column("final_id", _KEY, nullable=False),
        sa.Column("section_id", _KEY, nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.BigInteger(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["final_id"], ["target_finals.id"], name=op.f("fk_target_final_sections_final_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["section_id"], ["template_sections.id"], name=op.f("fk_target_final_sections_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_final_sections")),
        sa.UniqueConstraint("final_id", "section_id", name=op.f("uq_target_final_sections_final_id_section_id")),
    )
    recount(op.get_bind())


def recount(connection: sa.Connection) -> None:
    """Let every target that several inspected count once, by the median; the sums of all others stay as they are."""
    meta = sa.MetaData()
    names = ("sheets", "sheet_sections", "template_versions", "tallies", "tally_counts", "target_finals", "target_final_sections")
    sheets, parts, versions, tallies, counts, finals, sections = (sa.Table(name, meta, autoload_with=connection) for name in names)
    target = (sheets.c.round_id, sheets.c.project_id, sheets.c.object_id)
    done, waits = sheets.c.state.in_(_COUNTED), sheets.c.state.in_(_WAITING) & (sheets.c.revision == 0)
    shared = sa.select(*target).where(done | waits).group_by(*target).having(sa.func.count() > 1).subquery()
    joined = sa.and_(*(shared.c[column.name] == column for column in target))
    ids = sa.select(sheets.c.id).join(shared, joined).where(done)
    scores: dict[int, dict[int, _Pair]] = defaultdict(dict)
    for row in connection.execute(sa.select(parts).where(parts.c.sheet_id.in_(ids), parts.c.score.is_not(None))):
        scores[row.sheet_id][row.section_id] = (row.score, row.share)
    many: dict[tuple[int, int, int], list[Any]] = defaultdict(list)
    for row in connection.execute(sa.select(sheets).join(shared, joined).where(done | waits).order_by(sheets.c.id)):
        many[row.round_id, row.project_id, row.object_id].append(row)
    bands = {row.id: row.bands for row in connection.execute(sa.select(versions.c.id, versions.c.bands))}
    sums: dict[tuple[str, int, int, int], list[int]] = defaultdict(lambda: [0] * 6)
    classes: dict[tuple[str, str, int, int, str], int] = defaultdict(int)
    for key, found in many.items():
        mine = [row for row in found if row.state in _COUNTED]
        for row in mine:
            _count(sums, classes, key, row.department_id, (row.total, row.share or 0, row.band, scores[row.id]), -1)
        if len(mine) < len(found):
            continue  # somebody still scores it: it counts when all have submitted
        rated = [row for row in mine if row.total is not None]
        total = _median([row.total for row in rated])
        band = None if total is None else _band(rated, bands[mine[0].template_version_id], total)
        share = _whole(_median([row.share or 0 for row in rated or mine]))
        own = {}
        for section in sorted({section for row in rated for section in scores[row.id]}):
            pairs = [scores[row.id][section] for row in rated if section in scores[row.id]]
            own[section] = (_whole(_median([score for score, _ in pairs])), _whole(_median([part for _, part in pairs])))
        _count(sums, classes, key, mine[0].department_id, (_whole(total), share, band, own), 1)  # type: ignore[arg-type]
        values = {
            "round_id": key[0], "project_id": key[1], "object_id": key[2], "sheets": len(mine), "rated": len(rated), "way": "median",
            "total": _whole(total), "share": share, "band": band, "stale": False, "low": min((row.total for row in rated), default=None),
            "high": max((row.total for row in rated), default=None),
        }  # fmt: skip
        final_id = connection.execute(sa.insert(finals).values(**values)).inserted_primary_key[0]  # type: ignore[index]
        if own:
            told = [{"final_id": final_id, "section_id": section, "score": score, "share": part} for section, (score, part) in own.items()]
            connection.execute(sa.insert(sections), told)
    for place, numbers in sums.items():
        named = dict(zip(("kind", "section_id", "round_id", "subject_id"), place, strict=True))
        _add(connection, tallies, named, dict(zip(("n", "w", "ws", "w2", "w2s", "w2s2"), numbers, strict=True)))
    for where, n in classes.items():
        _add(connection, counts, dict(zip(("kind", "measure", "round_id", "subject_id", "code"), where, strict=True)), {"n": n})


# The arithmetic as it was when this revision was made, on values in millionths as they are kept.
_Pair = tuple[int, int]


def _median(values: list[int]) -> Fraction | None:
    ordered, middle = sorted(values), len(values) // 2
    if not ordered:
        return None
    return Fraction(ordered[middle]) if len(ordered) % 2 else Fraction(ordered[middle - 1] + ordered[middle], 2)


def _whole(value: Fraction | None) -> int | None:
    """Half up; nothing here is negative."""
    return None if value is None else (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _band(rated: list[Any], bands: list[dict[str, Any]], total: Fraction) -> str | None:
    ordered = sorted(bands, key=lambda one: Fraction(str(one.get("from", 0))))
    same = {row.band for row in rated if row.total == total}
    own = [one["code"] for one in ordered if one["code"] in same]
    reached = [one["code"] for one in ordered if total >= Fraction(str(one.get("from", 0))) * _MILLION]
    return own[0] if own else reached[-1] if reached else None


def _count(
    sums: dict[tuple[str, int, int, int], list[int]], classes: dict[tuple[str, str, int, int, str], int], key: tuple[int, int, int],
    department_id: int, what: tuple[int | None, int, str | None, dict[int, _Pair]], sign: int,
) -> None:  # fmt: skip
    total, share, band, own = what
    for kind, subject in (("all", 0), ("department", department_id), ("project", key[1])):
        classes[kind, "band", key[0], subject, band or "unratable"] += sign
        if total is None:
            continue
        classes[kind, "bucket", key[0], subject, f"{min(95, total // _MILLION // 5 * 5):02d}"] += sign
        for section, (score, part) in {0: (total, share), **own}.items():
            s, w = (2 * score + 10_000) // 20_000, max(1, (2 * part + 10_000) // 20_000)
            running = sums[kind, section, key[0], subject]
            for place, number in enumerate((1, w, w * s, w * w, w * w * s, w * w * s * s)):
                running[place] += sign * number


def _add(connection: sa.Connection, table: sa.Table, key: dict[str, object], numbers: dict[str, int]) -> None:
    where = [table.c[name] == value for name, value in key.items()]
    if not connection.execute(sa.update(table).where(*where).values({table.c[name]: table.c[name] + n for name, n in numbers.items()})).rowcount:
        connection.execute(sa.insert(table).values(**key, **numbers))


def downgrade() -> None:
    op.drop_table("target_final_sections")
    op.drop_table("target_finals")
    op.drop_table("consensus_totals")
    with op.batch_alter_table("rounds") as batch:
        batch.drop_column("combining")
