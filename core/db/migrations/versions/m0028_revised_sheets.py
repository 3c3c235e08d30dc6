"""Which sheet replaces this one: asked whenever a sheet is shown

Revision 0028.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_sheets_revises_id", "sheets", ["revises_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_sheets_revises_id", table_name="sheets")
