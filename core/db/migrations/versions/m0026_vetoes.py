"""Vetoes are settled by a second inspector

Revision 0026.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FACTS = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("sheets") as batch:
        batch.add_column(sa.Column("veto_check", sa.String(length=10), nullable=True))
        batch.add_column(sa.Column("veto_checked_by_id", _KEY, nullable=True))
        batch.create_foreign_key(op.f("fk_sheets_veto_checked_by_id"), "people", ["veto_checked_by_id"], ["id"])
        batch.create_index(op.f("ix_sheets_veto_check"), ["veto_check"], unique=False)
    op.create_table(
        "veto_decisions",
        sa.Column("sheet_id", _KEY, nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("items", _FACTS, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_veto_decisions_by_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheets.id"], name=op.f("fk_veto_decisions_sheet_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_veto_decisions")),
    )
    op.create_index(op.f("ix_veto_decisions_by_id"), "veto_decisions", ["by_id"], unique=False)
    op.create_index(op.f("ix_veto_decisions_sheet_id"), "veto_decisions", ["sheet_id"], unique=False)


def downgrade() -> None:
    op.drop_table("veto_decisions")
    with op.batch_alter_table("sheets") as batch:
        batch.drop_index(op.f("ix_sheets_veto_check"))
        batch.drop_constraint(op.f("fk_sheets_veto_checked_by_id"), type_="foreignkey")
        batch.drop_column("veto_checked_by_id")
        batch.drop_column("veto_check")
