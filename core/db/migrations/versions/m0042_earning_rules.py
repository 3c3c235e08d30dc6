"""How single tasks earn their budget, and which are cancelled

Revision 0042.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "task_values",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("task_uid", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=12), nullable=True),
        sa.Column("parts", Facts, nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_task_values_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_values")),
        sa.UniqueConstraint("project_id", "task_uid", name=op.f("uq_task_values_project_id_task_uid")),
    )


def downgrade() -> None:
    op.drop_table("task_values")
