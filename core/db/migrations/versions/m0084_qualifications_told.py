"""What was told of qualifications that run out

Revision 0084.
"""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("preparation_lines", sa.Column("told_days", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_preparation_lines_valid_until"), "preparation_lines", ["valid_until"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_preparation_lines_valid_until"), table_name="preparation_lines")
    with op.batch_alter_table("preparation_lines") as table:
        table.drop_column("told_days")
