"""Budgets, orders and expenses

Revision 0040.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("cost_totals") as totals:
        totals.add_column(sa.Column("moves", sa.Integer(), server_default="0", nullable=False))
    op.create_table("commitments",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("line", sa.String(length=30), nullable=False),
        sa.Column("supplier", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("drawn", sa.BigInteger(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_why", sa.String(length=200), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_commitments_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_commitments_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint("code", name=op.f("uq_commitments_code"))
    )
    op.create_index(op.f("ix_commitments_project_id"), "commitments", ["project_id"], unique=False)
    op.create_table("cost_budgets",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_cost_budgets_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_cost_budgets_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_budgets")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_cost_budgets_project_id_number"))
    )
    op.create_index(op.f("ix_cost_budgets_by_id"), "cost_budgets", ["by_id"], unique=False)
    op.create_table("cost_variances",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("line", sa.String(length=30), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("owner_id", _KEY, nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_cost_variances_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_cost_variances_owner_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_cost_variances_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_variances"))
    )
    op.create_index(op.f("ix_cost_variances_by_id"), "cost_variances", ["by_id"], unique=False)
    op.create_index(op.f("ix_cost_variances_owner_id"), "cost_variances", ["owner_id"], unique=False)
    op.create_index(op.f("ix_cost_variances_project_id_line"), "cost_variances", ["project_id", "line"], unique=False)
    op.create_table("cost_alarms",
        sa.Column("budget_id", _KEY, nullable=False),
        sa.Column("line", sa.String(length=30), nullable=False),
        sa.Column("percent", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["budget_id"], ["cost_budgets.id"], name=op.f("fk_cost_alarms_budget_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_alarms")),
        sa.UniqueConstraint("budget_id", "line", "percent", name=op.f("uq_cost_alarms_budget_id_line_percent"))
    )
    op.create_table("cost_budget_lines",
        sa.Column("budget_id", _KEY, nullable=False),
        sa.Column("line", sa.String(length=30), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["budget_id"], ["cost_budgets.id"], name=op.f("fk_cost_budget_lines_budget_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_budget_lines")),
        sa.UniqueConstraint("budget_id", "line", name=op.f("uq_cost_budget_lines_budget_id_line"))
    )
    op.create_table("expenses",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("line", sa.String(length=30), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("supplier", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("commitment_id", _KEY, nullable=True),
        sa.Column("reverses_id", _KEY, nullable=True),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.Column("covered_by_id", _KEY, nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_expenses_by_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_expenses_commitment_id")),
        sa.ForeignKeyConstraint(["covered_by_id"], ["cost_budgets.id"], name=op.f("fk_expenses_covered_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_expenses_project_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["expenses.id"], name=op.f("fk_expenses_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expenses")),
        sa.UniqueConstraint("code", name=op.f("uq_expenses_code")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_expenses_reverses_id"))
    )
    op.create_index(op.f("ix_expenses_commitment_id"), "expenses", ["commitment_id"], unique=False)
    op.create_index(op.f("ix_expenses_project_id_spent_on"), "expenses", ["project_id", "spent_on"], unique=False)


def downgrade() -> None:
    for table in ("expenses", "commitments", "cost_variances", "cost_alarms", "cost_budget_lines", "cost_budgets"):
        op.drop_table(table)
    with op.batch_alter_table("cost_totals") as totals:
        totals.drop_column("moves")
