"""By which way of service a request was served

Revision 0072. Nobody has said it of any request yet, so the kept sums of weeks stay as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("requests", sa.Column("mode", sa.String(length=30), nullable=True))


def downgrade() -> None:
    op.drop_column("requests", "mode")
