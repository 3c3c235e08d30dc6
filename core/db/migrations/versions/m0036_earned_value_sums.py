"""Earned value of projects as it was last worked out

Revision 0036.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "value_sums",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=False),
        sa.Column("least", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("worked_on", sa.Date(), nullable=False),
        sa.Column("planned", sa.Text(), nullable=False),
        sa.Column("grounds", sa.String(length=64), nullable=False),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_value_sums_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_value_sums")),
        sa.UniqueConstraint("project_id", name=op.f("uq_value_sums_project_id")),
    )
    op.create_table(
        "value_months",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=False),
        sa.Column("least", sa.BigInteger(), nullable=True),
        sa.Column("most", sa.BigInteger(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_value_months_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_value_months")),
        sa.UniqueConstraint("project_id", "until", name=op.f("uq_value_months_project_id_until")),
    )
    op.create_index(op.f("ix_task_reports_project_id_id"), "task_reports", ["project_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_task_reports_project_id_id"), table_name="task_reports")
    op.drop_table("value_months")
    op.drop_table("value_sums")
