"""Finals: what the sheets of several inspectors of one target count as; the running totals count each target once

Revision 0019.
"""

from collections import defaultdict
from decimal import Decimal

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.inspection.finals.rules import Scored, Way, final
from core.inspection.rules import Band, kept
from core.inspection.tally.rules import Counted, rows

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FACTS = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
_COUNTED = ("submitted", "released", "acknowledged", "contested", "upheld")
_WAITING = ("planned", "open")


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
    """Let every target that several inspected count once, by the median; the sums of all others stay as they are.

    The arithmetic is the rules' own, which ask nothing of the database.
    """
    meta = sa.MetaData()
    names = ("sheets", "sheet_sections", "template_versions", "tallies", "tally_counts", "target_finals", "target_final_sections")
    sheets, parts, versions, tallies, counts, finals, sections = (sa.Table(name, meta, autoload_with=connection) for name in names)
    target = (sheets.c.round_id, sheets.c.project_id, sheets.c.object_id)
    counts_now = sheets.c.state.in_(_COUNTED)
    waits = sa.and_(sheets.c.state.in_(_WAITING), sheets.c.revision == 0)
    shared = sa.select(*target).where(counts_now | waits).group_by(*target).having(sa.func.count() > 1).subquery()
    joined = sa.and_(*(shared.c[column.name] == column for column in target))
    ids = sa.select(sheets.c.id).join(shared, joined).where(counts_now)
    scores: dict[int, dict[int, tuple[Decimal, Decimal]]] = defaultdict(dict)
    for row in connection.execute(sa.select(parts).where(parts.c.sheet_id.in_(ids), parts.c.score.is_not(None)).order_by(parts.c.section_id)):
        scores[row.sheet_id][row.section_id] = (_exact(row.score), _exact(row.share))  # type: ignore[assignment]
    many: dict[tuple[int, int, int], list[sa.Row]] = defaultdict(list)  # type: ignore[type-arg]
    for row in connection.execute(sa.select(sheets).join(shared, joined).where(counts_now | waits).order_by(sheets.c.id)):
        many[row.round_id, row.project_id, row.object_id].append(row)
    bands = {
        row.id: [Band(one["code"], Decimal(str(one.get("from", 0)))) for one in row.bands]
        for row in connection.execute(sa.select(versions.c.id, versions.c.bands))
    }
    now, before = [], []
    for key, found in many.items():
        mine = [row for row in found if row.state in _COUNTED]
        for row in mine:
            own = tuple((section, score, share) for section, (score, share) in scores[row.id].items())
            before.append(Counted(row.round_id, row.project_id, row.department_id, _exact(row.total), _exact(row.share) or Decimal(0), row.band, own))
        if len(mine) < len(found) or not mine:
            continue  # somebody still scores it: it counts when all have submitted
        one = final(
            [Scored(_exact(row.total), _exact(row.share) or Decimal(0), row.band, scores[row.id]) for row in mine],
            Way.MEDIAN, bands[mine[0].template_version_id],
        )  # fmt: skip
        kept_parts = tuple((section, kept(score), kept(share)) for section, (score, share) in sorted(one.sections.items()))
        total = None if one.total is None else kept(one.total)
        now.append(Counted(key[0], key[1], mine[0].department_id, total, kept(one.share), one.band, kept_parts))
        values = {
            "round_id": key[0], "project_id": key[1], "object_id": key[2], "sheets": one.sheets, "rated": one.rated, "way": one.way.value,
            "total": _whole(total), "share": _whole(kept(one.share)), "band": one.band, "stale": False,
            "low": None if one.low is None else _whole(kept(one.low)), "high": None if one.high is None else _whole(kept(one.high)),
        }  # fmt: skip
        final_id = connection.execute(sa.insert(finals).values(**values)).inserted_primary_key[0]
        if kept_parts:
            told = [{"final_id": final_id, "section_id": part, "score": _whole(score), "share": _whole(share)} for part, score, share in kept_parts]
            connection.execute(sa.insert(sections), told)
    for table, changes in zip((tallies, counts), rows(now, before), strict=True):
        numbers = {"n", "w", "ws", "w2", "w2s", "w2s2"}
        for change in changes:
            where = [table.c[name] == value for name, value in change.items() if name not in numbers]
            added = {table.c[name]: table.c[name] + value for name, value in change.items() if name in numbers}
            if not connection.execute(sa.update(table).where(*where).values(added)).rowcount:
                connection.execute(sa.insert(table).values(**change))


def _exact(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value).scaleb(-6)


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value.scaleb(6))


def downgrade() -> None:
    op.drop_table("target_final_sections")
    op.drop_table("target_finals")
    op.drop_table("consensus_totals")
    with op.batch_alter_table("rounds") as batch:
        batch.drop_column("combining")
