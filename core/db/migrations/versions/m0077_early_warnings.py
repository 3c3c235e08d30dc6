"""How early warnings stand and when they turned

Revision 0077.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts, Moment

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "warning_looks",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("levels", Facts, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_warning_looks_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning_looks")),
        sa.UniqueConstraint("project_id", name=op.f("uq_warning_looks_project_id")),
    )
    op.create_index(op.f("ix_warning_looks_at"), "warning_looks", ["at"], unique=False)
    op.create_table(
        "warning_turns",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("challenge", sa.String(length=20), nullable=False),
        sa.Column("before", sa.String(length=10), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_warning_turns_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning_turns")),
    )
    op.create_index(op.f("ix_warning_turns_project_id_on"), "warning_turns", ["project_id", "on"], unique=False)


def downgrade() -> None:
    op.drop_table("warning_turns")
    op.drop_table("warning_looks")
