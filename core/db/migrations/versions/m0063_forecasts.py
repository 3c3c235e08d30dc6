"""What was foretold of requests, and what asks for care

Revision 0063.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("request_forecasts",
    sa.Column("project_id", _KEY, nullable=True),
    sa.Column("week", sa.Date(), nullable=False),
    sa.Column("method", sa.String(length=10), nullable=False),
    sa.Column("used", sa.Integer(), nullable=False),
    sa.Column("miss", sa.Float(), nullable=False),
    sa.Column("scaled", sa.Float(), nullable=True),
    sa.Column("points", Facts, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_request_forecasts_project_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_request_forecasts"))
    )
    op.create_index(op.f("ix_request_forecasts_project_id_week"), "request_forecasts", ["project_id", "week"], unique=False)
    op.create_index(op.f("ix_request_forecasts_week"), "request_forecasts", ["week"], unique=False)
    op.add_column("customer_care", sa.Column("cause", sa.String(length=60), nullable=False, server_default=""))
    with op.batch_alter_table("customer_care") as table:
        table.alter_column("cause", server_default=None)
    op.create_index(op.f("ix_customer_care_cause_customer_id"), "customer_care", ["cause", "customer_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_customer_care_cause_customer_id"), table_name="customer_care")
    op.drop_column("customer_care", "cause")
    op.drop_table("request_forecasts")
