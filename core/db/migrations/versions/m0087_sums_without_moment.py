"""At what moment a project's sums were worked out is read by nobody: they stand by their grounds and their day

Revision 0087.
"""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("value_sums") as table:
        table.drop_column("worked_at")


def downgrade() -> None:
    op.execute("DELETE FROM value_sums")  # they are worked out anew
    with op.batch_alter_table("value_sums") as table:
        table.add_column(sa.Column("worked_at", sa.DateTime(timezone=True), nullable=False))
