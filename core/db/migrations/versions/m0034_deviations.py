"""Deviations of plans and what is done about them

Revision 0034.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("deviation_looks",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_deviation_looks_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation_looks")),
        sa.UniqueConstraint("project_id", name=op.f("uq_deviation_looks_project_id"))
    )
    op.create_index(op.f("ix_deviation_looks_looked_on"), "deviation_looks", ["looked_on"], unique=False)
    op.create_table("deviations",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("task_uid", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("sort", sa.String(length=12), nullable=False),
        sa.Column("baseline", sa.String(length=80), nullable=False),
        sa.Column("was_starts", sa.BigInteger(), nullable=False),
        sa.Column("was_ends", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(length=30), nullable=False),
        sa.Column("measure", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("owner_id", _KEY, nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", _KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_deviations_opened_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_deviations_owner_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_deviations_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviations")),
        sa.UniqueConstraint("code", name=op.f("uq_deviations_code"))
    )
    op.create_index(op.f("ix_deviations_owner_id"), "deviations", ["owner_id"], unique=False)
    op.create_index(op.f("ix_deviations_project_id_task_uid"), "deviations", ["project_id", "task_uid"], unique=False)
    op.create_index(op.f("ix_deviations_state"), "deviations", ["state"], unique=False)
    op.create_table("deviation_steps",
        sa.Column("deviation_id", _KEY, nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", _KEY, nullable=True),
        sa.Column("late", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("cause", sa.String(length=30), nullable=False),
        sa.Column("measure", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("owner_id", _KEY, nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_deviation_steps_by_id")),
        sa.ForeignKeyConstraint(["deviation_id"], ["deviations.id"], name=op.f("fk_deviation_steps_deviation_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_deviation_steps_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation_steps"))
    )
    op.create_index(op.f("ix_deviation_steps_deviation_id"), "deviation_steps", ["deviation_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_deviation_steps_deviation_id"), table_name="deviation_steps")
    op.drop_table("deviation_steps")
    op.drop_index(op.f("ix_deviations_state"), table_name="deviations")
    op.drop_index(op.f("ix_deviations_project_id_task_uid"), table_name="deviations")
    op.drop_index(op.f("ix_deviations_owner_id"), table_name="deviations")
    op.drop_table("deviations")
    op.drop_index(op.f("ix_deviation_looks_looked_on"), table_name="deviation_looks")
    op.drop_table("deviation_looks")
