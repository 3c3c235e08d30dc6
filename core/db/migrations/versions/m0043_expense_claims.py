"""Expenses that members claim, and cost deviations with their cause

Revision 0043.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Exact, Moment

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "expense_claims",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("line", sa.String(length=30), nullable=False),
        sa.Column("amount", Exact(2), nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("supplier", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by_id", _KEY, nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("expense_id", _KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_expense_claims_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_expense_claims_decided_by_id")),
        sa.ForeignKeyConstraint(["expense_id"], ["expenses.id"], name=op.f("fk_expense_claims_expense_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_expense_claims_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense_claims")),
        sa.UniqueConstraint("code", name=op.f("uq_expense_claims_code")),
        sa.UniqueConstraint("expense_id", name=op.f("uq_expense_claims_expense_id")),
    )
    op.create_index(op.f("ix_expense_claims_by_id"), "expense_claims", ["by_id"])
    op.create_index(op.f("ix_expense_claims_project_id_state"), "expense_claims", ["project_id", "state"])
    op.create_table(
        "cost_demands",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("line", sa.String(length=30), nullable=False),
        sa.Column("told_at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_cost_demands_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_demands")),
        sa.UniqueConstraint("project_id", "line", name=op.f("uq_cost_demands_project_id_line")),
    )
    op.add_column("cost_variances", sa.Column("sort", sa.String(length=30), nullable=True))
    op.add_column("cost_variances", sa.Column("used", sa.Integer(), nullable=True))
    op.add_column("cost_variances", sa.Column("expected_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("cost_variances") as table:
        table.drop_column("expected_on")
        table.drop_column("used")
        table.drop_column("sort")
    op.drop_table("cost_demands")
    op.drop_table("expense_claims")
