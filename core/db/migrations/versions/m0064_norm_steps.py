"""Steps of service norms as a flow chart

Revision 0064.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("service_norm_versions", sa.Column("steps", Facts, nullable=False, server_default=sa.text("'[]'")))
    with op.batch_alter_table("service_norm_versions") as table:
        table.alter_column("steps", server_default=None)


def downgrade() -> None:
    op.drop_column("service_norm_versions", "steps")
