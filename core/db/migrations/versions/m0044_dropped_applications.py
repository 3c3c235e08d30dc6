"""Applications that were dropped, and who worked on the tasks of a baseline

Revision 0044.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts, Moment

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("applications", sa.Column("dropped_at", Moment(), nullable=True))
    op.add_column("applications", sa.Column("dropped_why", sa.String(length=200), nullable=True))
    op.add_column("plan_baseline_tasks", sa.Column("people", Facts, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("plan_baseline_tasks") as table:
        table.drop_column("people")
    with op.batch_alter_table("applications") as table:
        table.drop_column("dropped_why")
        table.drop_column("dropped_at")
