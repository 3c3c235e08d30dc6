"""How quick the pages were, day by day

Revision 0079.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "page_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("runs", Facts, nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_days")),
        sa.UniqueConstraint("day", "page", name=op.f("uq_page_days_day_page")),
    )


def downgrade() -> None:
    op.drop_table("page_days")
