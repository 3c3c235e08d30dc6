"""What belongs to an initiation, by kind of project and by project

Revision 0075.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts, Moment

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "initiation_kinds",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("left_out", Facts, nullable=False),
        sa.Column("added", Facts, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_initiation_kinds_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiation_kinds")),
        sa.UniqueConstraint("kind", name=op.f("uq_initiation_kinds_kind")),
    )
    op.create_table(
        "initiation_steps",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("step", sa.String(length=30), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_initiation_steps_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_initiation_steps_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiation_steps")),
        sa.UniqueConstraint("project_id", "step", name=op.f("uq_initiation_steps_project_id_step")),
    )
    for table in ("initiation_kinds", "initiation_steps"):
        op.create_index(op.f(f"ix_{table}_by_id"), table, ["by_id"], unique=False)


def downgrade() -> None:
    op.drop_table("initiation_steps")
    op.drop_table("initiation_kinds")
