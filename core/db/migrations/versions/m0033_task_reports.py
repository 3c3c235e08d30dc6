"""What people report of their tasks

Revision 0033.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "task_reports",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("task_uid", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("was", sa.SmallInteger(), nullable=False),
        sa.Column("percent", sa.SmallInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("blocker", sa.Text(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_task_reports_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_task_reports_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_reports")),
    )
    op.create_index(op.f("ix_task_reports_project_id_task_uid_reported_on"), "task_reports", ["project_id", "task_uid", "reported_on"], unique=False)
    op.create_index(op.f("ix_task_reports_by_id_project_id_task_uid"), "task_reports", ["by_id", "project_id", "task_uid"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_task_reports_by_id_project_id_task_uid"), table_name="task_reports")
    op.drop_index(op.f("ix_task_reports_project_id_task_uid_reported_on"), table_name="task_reports")
    op.drop_table("task_reports")
