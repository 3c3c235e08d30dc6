"""Checklists in full: samples, bonus points, what an answer calls for; rounds on trial

Revision 0014.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answers", sa.Column("checked", sa.Integer(), nullable=True))
    op.add_column("answers", sa.Column("gain", sa.BigInteger(), nullable=True))
    op.add_column("template_items", sa.Column("demands", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True))
    op.add_column("template_versions", sa.Column("bonus_cap", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("rounds", sa.Column("trial", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE rounds SET trial = true WHERE template_version_id IN (SELECT id FROM template_versions WHERE state = 'trial')")


def downgrade() -> None:
    op.drop_column("rounds", "trial")
    op.drop_column("template_versions", "bonus_cap")
    op.drop_column("template_items", "demands")
    op.drop_column("answers", "gain")
    op.drop_column("answers", "checked")
