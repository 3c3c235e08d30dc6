"""Project updates, and how the days of milestones moved

Revision 0039.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FACTS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table("milestone_days",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("task_uid", sa.Integer(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_milestone_days_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_days")),
        sa.UniqueConstraint("project_id", "task_uid", "read_on", name=op.f("uq_milestone_days_project_id_task_uid_read_on"))
    )
    op.create_table("project_updates",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("health", sa.String(length=12), nullable=False),
        sa.Column("measured", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("figures", _FACTS, nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_project_updates_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_updates_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_updates"))
    )
    op.create_index(op.f("ix_project_updates_by_id"), "project_updates", ["by_id"], unique=False)
    op.create_index(op.f("ix_project_updates_project_id"), "project_updates", ["project_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_project_updates_project_id"), table_name="project_updates")
    op.drop_index(op.f("ix_project_updates_by_id"), table_name="project_updates")
    op.drop_table("project_updates")
    op.drop_table("milestone_days")
