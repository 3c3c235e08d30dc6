"""Samples of rounds

Revision 0012.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0007"
branch_labels = None
depends_on = None

_FACTS = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sample_draws",
        sa.Column("round_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("algorithm", sa.String(length=30), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("plan", _FACTS, nullable=False),
        sa.Column("frame", _FACTS, nullable=False),
        sa.Column("frame_hash", sa.String(length=64), nullable=False),
        sa.Column("must", _FACTS, nullable=False),
        sa.Column("chosen", _FACTS, nullable=False),
        sa.Column("doubled", _FACTS, nullable=False),
        sa.Column("drawn_by_id", _KEY, nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by_id", _KEY, nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["people.id"], name=op.f("fk_sample_draws_accepted_by_id")),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["people.id"], name=op.f("fk_sample_draws_drawn_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_sample_draws_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_draws")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_sample_draws_round_id_number")),
    )
    op.create_index("ix_sample_draws_accepted_by_id", "sample_draws", ["accepted_by_id"], unique=False)
    op.create_index("ix_sample_draws_drawn_by_id", "sample_draws", ["drawn_by_id"], unique=False)


def downgrade() -> None:
    op.drop_table("sample_draws")
