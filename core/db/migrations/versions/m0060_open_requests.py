"""Open requests, the newest first

Revision 0060.
"""

from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_requests_open_reported_at"), "requests", ["open", "reported_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_requests_open_reported_at"), table_name="requests")
