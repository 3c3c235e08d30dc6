"""What a project's sums were worked out from is told, no longer hashed

Revision 0085.
"""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("value_sums") as table:
        table.alter_column("grounds", type_=sa.String(160), existing_type=sa.String(64), existing_nullable=False)


def downgrade() -> None:
    op.execute("UPDATE value_sums SET grounds = ''")  # they are worked out anew
    with op.batch_alter_table("value_sums") as table:
        table.alter_column("grounds", type_=sa.String(64), existing_type=sa.String(160), existing_nullable=False)
