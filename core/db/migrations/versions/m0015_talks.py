"""Talks of inspectors who are too far apart

Revision 0015.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_FACTS = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "consensus_talks",
        sa.Column("round_id", _KEY, nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("sheets", _FACTS, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", _KEY, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_consensus_talks_project_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["people.id"], name=op.f("fk_consensus_talks_recorded_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_consensus_talks_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consensus_talks")),
    )
    op.create_index("ix_consensus_talks_round_id_project_id", "consensus_talks", ["round_id", "project_id"], unique=False)
    op.create_index("ix_consensus_talks_project_id", "consensus_talks", ["project_id"], unique=False)
    op.create_index("ix_consensus_talks_recorded_by_id", "consensus_talks", ["recorded_by_id"], unique=False)


def downgrade() -> None:
    op.drop_table("consensus_talks")
