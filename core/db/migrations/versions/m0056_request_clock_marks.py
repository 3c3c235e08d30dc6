"""By which calendars open requests were counted

Revision 0056.
"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("request_clock_marks",
    sa.Column("topic", sa.Integer(), nullable=False),
    sa.Column("calendars", sa.String(length=64), nullable=False),
    sa.Column("request_id", _KEY, nullable=False),
    sa.Column("done", sa.Boolean(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_request_clock_marks"))
    )


def downgrade() -> None:
    op.drop_table("request_clock_marks")
