"""Rules by which requests find their handler

Revision 0068.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts, Moment

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "dispatch_plans",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("rules", Facts, nullable=False),
        sa.Column("roles", Facts, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_dispatch_plans_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_dispatch_plans_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_plans")),
        sa.UniqueConstraint("project_id", name=op.f("uq_dispatch_plans_project_id")),
    )
    op.create_index(op.f("ix_dispatch_plans_by_id"), "dispatch_plans", ["by_id"], unique=False)


def downgrade() -> None:
    op.drop_table("dispatch_plans")
