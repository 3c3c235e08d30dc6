"""What each stage of a customer's life wants

Revision 0070.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("stage_strategies",
    sa.Column("stage", sa.String(length=30), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("goal", sa.String(length=200), nullable=False),
    sa.Column("steps", Facts, nullable=False),
    sa.Column("offers", sa.Text(), nullable=False),
    sa.Column("reason", sa.String(length=400), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_stage_strategies_by_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_strategies")),
    sa.UniqueConstraint("stage", "number", name=op.f("uq_stage_strategies_stage_number"))
    )


def downgrade() -> None:
    op.drop_table("stage_strategies")
