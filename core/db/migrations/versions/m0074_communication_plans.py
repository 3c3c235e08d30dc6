"""Plans of communication: rows, their versions, and what is kept of single days

Revision 0074.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FACTS = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table("communication_plans",
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_communication_plans_project_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_communication_plans")),
    sa.UniqueConstraint("project_id", name=op.f("uq_communication_plans_project_id"))
    )
    op.create_table("communication_rows",
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("item", sa.String(length=30), nullable=False),
    sa.Column("whom", sa.String(length=12), nullable=False),
    sa.Column("stakeholder_id", _KEY, nullable=True),
    sa.Column("department_id", _KEY, nullable=True),
    sa.Column("name", sa.String(length=120), nullable=False),
    sa.Column("phase", sa.String(length=10), nullable=False),
    sa.Column("goal", sa.String(length=12), nullable=False),
    sa.Column("channel", sa.String(length=30), nullable=False),
    sa.Column("means", sa.String(length=14), nullable=False),
    sa.Column("frequency", sa.String(length=12), nullable=False),
    sa.Column("anchor", sa.String(length=6), nullable=False),
    sa.Column("first_on", sa.Date(), nullable=True),
    sa.Column("last_on", sa.Date(), nullable=True),
    sa.Column("weekday", sa.SmallInteger(), nullable=False),
    sa.Column("day", sa.SmallInteger(), nullable=False),
    sa.Column("content", _FACTS, nullable=False),
    sa.Column("owner_id", _KEY, nullable=False),
    sa.Column("ended_on", sa.Date(), nullable=True),
    sa.Column("after_id", _KEY, nullable=True),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["after_id"], ["communication_rows.id"], name=op.f("fk_communication_rows_after_id")),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_communication_rows_by_id")),
    sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_communication_rows_department_id")),
    sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_communication_rows_owner_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_communication_rows_project_id")),
    sa.ForeignKeyConstraint(["stakeholder_id"], ["stakeholders.id"], name=op.f("fk_communication_rows_stakeholder_id"), ondelete="SET NULL"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_communication_rows"))
    )
    op.create_index(op.f("ix_communication_rows_after_id"), "communication_rows", ["after_id"], unique=False)
    op.create_index(op.f("ix_communication_rows_by_id"), "communication_rows", ["by_id"], unique=False)
    op.create_index(op.f("ix_communication_rows_channel"), "communication_rows", ["channel"], unique=False)
    op.create_index(op.f("ix_communication_rows_department_id"), "communication_rows", ["department_id"], unique=False)
    op.create_index(op.f("ix_communication_rows_owner_id"), "communication_rows", ["owner_id"], unique=False)
    op.create_index(op.f("ix_communication_rows_project_id"), "communication_rows", ["project_id"], unique=False)
    op.create_index(op.f("ix_communication_rows_stakeholder_id"), "communication_rows", ["stakeholder_id"], unique=False)
    op.create_table("communication_days",
    sa.Column("row_id", _KEY, nullable=False),
    sa.Column("due_on", sa.Date(), nullable=False),
    sa.Column("told", sa.SmallInteger(), nullable=False),
    sa.Column("waived", sa.String(length=300), nullable=False),
    sa.Column("waived_by_id", _KEY, nullable=True),
    sa.Column("waived_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["row_id"], ["communication_rows.id"], name=op.f("fk_communication_days_row_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["waived_by_id"], ["people.id"], name=op.f("fk_communication_days_waived_by_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_communication_days")),
    sa.UniqueConstraint("row_id", "due_on", name=op.f("uq_communication_days_row_id_due_on"))
    )
    op.create_index(op.f("ix_communication_days_waived_by_id"), "communication_days", ["waived_by_id"], unique=False)
    op.create_index(op.f("ix_customer_talks_project_id"), "customer_talks", ["project_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_customer_talks_project_id"), table_name="customer_talks")
    op.drop_index(op.f("ix_communication_days_waived_by_id"), table_name="communication_days")
    op.drop_table("communication_days")
    op.drop_index(op.f("ix_communication_rows_stakeholder_id"), table_name="communication_rows")
    op.drop_index(op.f("ix_communication_rows_project_id"), table_name="communication_rows")
    op.drop_index(op.f("ix_communication_rows_owner_id"), table_name="communication_rows")
    op.drop_index(op.f("ix_communication_rows_department_id"), table_name="communication_rows")
    op.drop_index(op.f("ix_communication_rows_channel"), table_name="communication_rows")
    op.drop_index(op.f("ix_communication_rows_by_id"), table_name="communication_rows")
    op.drop_index(op.f("ix_communication_rows_after_id"), table_name="communication_rows")
    op.drop_table("communication_rows")
    op.drop_table("communication_plans")
