"""Open requests of a project, the newest first

Revision 0061.
"""

from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_requests_project_id_open_reported_at"), "requests", ["project_id", "open", "reported_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_requests_project_id_open_reported_at"), table_name="requests")
