"""Needs of customers that were heard

Revision 0066.
"""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "customer_needs",
        sa.Column("customer_id", _KEY, nullable=False),
        sa.Column("project_id", _KEY, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("request", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("demand", sa.String(length=20), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by_id", _KEY, nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_customer_needs_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_needs_customer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_customer_needs_project_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["people.id"], name=op.f("fk_customer_needs_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_needs")),
    )
    op.create_index(op.f("ix_customer_needs_customer_id_heard_on"), "customer_needs", ["customer_id", "heard_on"], unique=False)
    op.create_index(op.f("ix_customer_needs_state_heard_on"), "customer_needs", ["state", "heard_on"], unique=False)


def downgrade() -> None:
    op.drop_table("customer_needs")
