"""Customers, the projects that serve them, and their history

Revision 0043.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts, Moment

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("search", sa.String(length=120), nullable=False),
        sa.Column("class_code", sa.String(length=30), nullable=False),
        sa.Column("class_why", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("habits", sa.Text(), nullable=False),
        sa.Column("owner_id", _KEY, nullable=False),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("stage_by_hand", sa.Boolean(), nullable=False),
        sa.Column("stage_why", sa.String(length=400), nullable=False),
        sa.Column("stage_facts", Facts, nullable=False),
        sa.Column("stage_since", sa.Date(), nullable=False),
        sa.Column("stage_due_on", sa.Date(), nullable=True),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("lost_on", sa.Date(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_customers_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_customers_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("code", name=op.f("uq_customers_code")),
    )
    op.create_index(op.f("ix_customers_class_code"), "customers", ["class_code"], unique=False)
    op.create_index(op.f("ix_customers_last_contact_on"), "customers", ["last_contact_on"], unique=False)
    op.create_index(op.f("ix_customers_owner_id"), "customers", ["owner_id"], unique=False)
    op.create_index(op.f("ix_customers_search"), "customers", ["search"], unique=False)
    op.create_index(op.f("ix_customers_stage"), "customers", ["stage"], unique=False)
    op.create_index(op.f("ix_customers_stage_due_on"), "customers", ["stage_due_on"], unique=False)
    op.create_table(
        "customer_steps",
        sa.Column("customer_id", _KEY, nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("before", sa.String(length=30), nullable=False),
        sa.Column("after", sa.String(length=30), nullable=False),
        sa.Column("why", sa.String(length=400), nullable=False),
        sa.Column("facts", Facts, nullable=False),
        sa.Column("by_service", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by_id", _KEY, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_customer_steps_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_steps_customer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_steps")),
    )
    op.create_index(op.f("ix_customer_steps_customer_id_at"), "customer_steps", ["customer_id", "at"], unique=False)
    op.create_index(op.f("ix_customer_steps_what_day"), "customer_steps", ["what", "day"], unique=False)
    op.create_table(
        "project_customers",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("customer_id", _KEY, nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_project_customers_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_project_customers_customer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_customers_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_customers")),
        sa.UniqueConstraint("project_id", "customer_id", name=op.f("uq_project_customers_project_id_customer_id")),
    )
    op.create_index(op.f("ix_project_customers_customer_id"), "project_customers", ["customer_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_project_customers_customer_id"), table_name="project_customers")
    op.drop_table("project_customers")
    op.drop_index(op.f("ix_customer_steps_what_day"), table_name="customer_steps")
    op.drop_index(op.f("ix_customer_steps_customer_id_at"), table_name="customer_steps")
    op.drop_table("customer_steps")
    op.drop_index(op.f("ix_customers_stage_due_on"), table_name="customers")
    op.drop_index(op.f("ix_customers_stage"), table_name="customers")
    op.drop_index(op.f("ix_customers_search"), table_name="customers")
    op.drop_index(op.f("ix_customers_owner_id"), table_name="customers")
    op.drop_index(op.f("ix_customers_last_contact_on"), table_name="customers")
    op.drop_index(op.f("ix_customers_class_code"), table_name="customers")
    op.drop_table("customers")
