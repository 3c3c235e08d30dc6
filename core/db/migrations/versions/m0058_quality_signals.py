"""Signals of control charts that became nonconformities

Revision 0058.
"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "quality_signals",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("chart", sa.String(length=120), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("nonconformity_id", _KEY, nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("series_id", _KEY, nullable=True),
        sa.Column("department_id", _KEY, nullable=True),
        sa.Column("project_id", _KEY, nullable=True),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["nonconformity_id"], ["nonconformities.id"], name=op.f("fk_quality_signals_nonconformity_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_quality_signals_by_id")),
        sa.ForeignKeyConstraint(["series_id"], ["quality_series.id"], name=op.f("fk_quality_signals_series_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_quality_signals_department_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_quality_signals_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_signals")),
        sa.UniqueConstraint("code", name=op.f("uq_quality_signals_code")),
        sa.UniqueConstraint("chart", "on", "rule", name=op.f("uq_quality_signals_chart_on_rule")),
    )
    op.create_index(op.f("ix_quality_signals_nonconformity_id"), "quality_signals", ["nonconformity_id"], unique=False)
    op.create_index(op.f("ix_quality_signals_project_id"), "quality_signals", ["project_id"], unique=False)


def downgrade() -> None:
    op.drop_table("quality_signals")
