"""How members are doing, without a name

Revision 0082.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts, Moment

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pulses",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("project_id", _KEY, nullable=True),
        sa.Column("department_id", _KEY, nullable=True),
        sa.Column("asked", Facts, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("counts", Facts, nullable=False),
        sa.Column("words", Facts, nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_pulses_by_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_pulses_department_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_pulses_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulses")),
    )
    for column in ("by_id", "closes_on", "department_id", "project_id"):
        op.create_index(op.f(f"ix_pulses_{column}"), "pulses", [column], unique=False)
    op.create_table(
        "pulse_turns",
        sa.Column("pulse_id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_pulse_turns_person_id")),
        sa.ForeignKeyConstraint(["pulse_id"], ["pulses.id"], name=op.f("fk_pulse_turns_pulse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_turns")),
        sa.UniqueConstraint("pulse_id", "person_id", name=op.f("uq_pulse_turns_pulse_id_person_id")),
    )
    op.create_index(op.f("ix_pulse_turns_person_id"), "pulse_turns", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("pulse_turns")
    op.drop_table("pulses")
