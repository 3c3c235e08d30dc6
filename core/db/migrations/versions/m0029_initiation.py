"""From an application to a charter

Revision 0029.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FACTS = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "applications",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", _FACTS, nullable=False),
        sa.Column("customer", _FACTS, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("department_id", _KEY, nullable=False),
        sa.Column("manager_id", _KEY, nullable=False),
        sa.Column("author_id", _KEY, nullable=False),
        sa.Column("background", sa.Text(), nullable=False),
        sa.Column("objectives", _FACTS, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("milestones", _FACTS, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", _KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_applications_author_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_applications_department_id")),
        sa.ForeignKeyConstraint(["manager_id"], ["people.id"], name=op.f("fk_applications_manager_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_applications_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("code", name=op.f("uq_applications_code")),
        sa.UniqueConstraint("project_id", name=op.f("uq_applications_project_id")),
    )
    op.create_index(op.f("ix_applications_author_id"), "applications", ["author_id"], unique=False)
    op.create_index(op.f("ix_applications_department_id"), "applications", ["department_id"], unique=False)
    op.create_index(op.f("ix_applications_manager_id"), "applications", ["manager_id"], unique=False)
    op.create_table(
        "budget_lines",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("line", sa.String(length=30), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_budget_lines_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_lines")),
        sa.UniqueConstraint("project_id", "line", name=op.f("uq_budget_lines_project_id_line")),
    )
    op.create_table(
        "application_budgets",
        sa.Column("application_id", _KEY, nullable=False),
        sa.Column("line", sa.String(length=30), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_application_budgets_application_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_budgets")),
        sa.UniqueConstraint("application_id", "line", name=op.f("uq_application_budgets_application_id_line")),
    )
    op.create_table(
        "charters",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("application_id", _KEY, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_charters_application_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_charters_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charters")),
        sa.UniqueConstraint("application_id", name=op.f("uq_charters_application_id")),
        sa.UniqueConstraint("project_id", name=op.f("uq_charters_project_id")),
    )
    op.create_table(
        "charter_versions",
        sa.Column("charter_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", _FACTS, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_charter_versions_by_id")),
        sa.ForeignKeyConstraint(["charter_id"], ["charters.id"], name=op.f("fk_charter_versions_charter_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_versions")),
        sa.UniqueConstraint("charter_id", "number", name=op.f("uq_charter_versions_charter_id_number")),
    )
    op.create_index(op.f("ix_charter_versions_by_id"), "charter_versions", ["by_id"], unique=False)
    op.create_table(
        "scope_confirmations",
        sa.Column("charter_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_scope_confirmations_by_id")),
        sa.ForeignKeyConstraint(["charter_id"], ["charters.id"], name=op.f("fk_scope_confirmations_charter_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scope_confirmations")),
    )
    op.create_index(op.f("ix_scope_confirmations_by_id"), "scope_confirmations", ["by_id"], unique=False)
    op.create_index(op.f("ix_scope_confirmations_charter_id"), "scope_confirmations", ["charter_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_scope_confirmations_charter_id"), table_name="scope_confirmations")
    op.drop_index(op.f("ix_scope_confirmations_by_id"), table_name="scope_confirmations")
    op.drop_table("scope_confirmations")
    op.drop_index(op.f("ix_charter_versions_by_id"), table_name="charter_versions")
    op.drop_table("charter_versions")
    op.drop_table("charters")
    op.drop_table("application_budgets")
    op.drop_table("budget_lines")
    op.drop_index(op.f("ix_applications_manager_id"), table_name="applications")
    op.drop_index(op.f("ix_applications_department_id"), table_name="applications")
    op.drop_index(op.f("ix_applications_author_id"), table_name="applications")
    op.drop_table("applications")
