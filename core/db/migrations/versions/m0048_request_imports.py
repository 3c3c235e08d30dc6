"""Imports of service requests, the mark of each imported one, saved mappings, and sums of requests by week

Revision 0048.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts, Moment

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "request_imports",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("figures", Facts, nullable=False),
        sa.Column("by_id", _KEY, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_request_imports_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_imports")),
    )
    op.create_table(
        "imported_requests",
        sa.Column("request_id", _KEY, nullable=False),
        sa.Column("import_id", _KEY, nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["request_imports.id"], name=op.f("fk_imported_requests_import_id")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_imported_requests_request_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_requests")),
        sa.UniqueConstraint("request_id", name=op.f("uq_imported_requests_request_id")),
    )
    op.create_index(op.f("ix_imported_requests_import_id"), "imported_requests", ["import_id"], unique=False)
    op.create_table(
        "import_mappings",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_import_mappings_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mappings")),
        sa.UniqueConstraint("name", name=op.f("uq_import_mappings_name")),
    )
    op.create_table(
        "request_weeks",
        sa.Column("project_id", _KEY, nullable=True),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("dim", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=30), nullable=False),
        sa.Column("sums", Facts, nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_request_weeks_project_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_weeks")),
        sa.UniqueConstraint("project_id", "week", "dim", "value", name=op.f("uq_request_weeks_project_id_week_dim_value")),
    )
    op.create_table(
        "request_weeks_marks",
        sa.Column("event_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_weeks_marks")),
    )


def downgrade() -> None:
    op.drop_table("request_weeks_marks")
    op.drop_table("request_weeks")
    op.drop_table("import_mappings")
    op.drop_index(op.f("ix_imported_requests_import_id"), table_name="imported_requests")
    op.drop_table("imported_requests")
    op.drop_table("request_imports")
