"""Weekly and monthly reports as they were issued

Revision 0038.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "progress_reports",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("span", sa.String(length=8), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("contents", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_progress_reports_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_progress_reports_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_reports")),
        sa.UniqueConstraint("project_id", "span", "first", "edition", name=op.f("uq_progress_reports_project_id_span_first_edition")),
    )
    op.create_index(op.f("ix_progress_reports_by_id"), "progress_reports", ["by_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_progress_reports_by_id"), table_name="progress_reports")
    op.drop_table("progress_reports")
