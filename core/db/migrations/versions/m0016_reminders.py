"""Reminders of rounds

Revision 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "round_reminders",
        sa.Column("round_id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_round_reminders_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_reminders_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_reminders")),
        sa.UniqueConstraint("round_id", "person_id", "rung", name=op.f("uq_round_reminders_round_id_person_id_rung")),
    )
    op.create_index("ix_round_reminders_person_id", "round_reminders", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("round_reminders")
