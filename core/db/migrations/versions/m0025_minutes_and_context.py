"""Planned minutes of checklists and items; what weighed on the work of a sheet

Revision 0025.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("template_versions", sa.Column("minutes", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("template_items", sa.Column("minutes", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("sheets", sa.Column("context", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True))
    op.add_column("sheets", sa.Column("context_remark", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sheets") as batch:
        batch.drop_column("context_remark")
        batch.drop_column("context")
    with op.batch_alter_table("template_items") as batch:
        batch.drop_column("minutes")
    with op.batch_alter_table("template_versions") as batch:
        batch.drop_column("minutes")
