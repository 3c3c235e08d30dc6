"""Requests of a project are narrowed within their index

Revision 0086.
"""

from alembic import op

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None

OLD = "ix_requests_project_id_reported_at"
NEW = "ix_requests_project_id_reported_at_state_priority_problem_class"


def upgrade() -> None:
    op.create_index(op.f(NEW), "requests", ["project_id", "reported_at", "state", "priority", "problem_class"], unique=False)
    op.drop_index(op.f(OLD), table_name="requests")


def downgrade() -> None:
    op.create_index(op.f(OLD), "requests", ["project_id", "reported_at"], unique=False)
    op.drop_index(op.f(NEW), table_name="requests")
