"""What people say of pages, without a name

Revision 0083.
"""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "page_voices",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_voices")),
        sa.UniqueConstraint("month", "page", name=op.f("uq_page_voices_month_page")),
    )
    op.create_table(
        "page_turns",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_page_turns_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_turns")),
        sa.UniqueConstraint("month", "page", "person_id", name=op.f("uq_page_turns_month_page_person_id")),
    )
    op.create_index(op.f("ix_page_turns_person_id"), "page_turns", ["person_id"], unique=False)
    op.create_table(
        "page_remarks",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("replied_by_id", _KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["replied_by_id"], ["people.id"], name=op.f("fk_page_remarks_replied_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_remarks")),
    )
    for column in ("month", "page", "replied_by_id"):
        op.create_index(op.f(f"ix_page_remarks_{column}"), "page_remarks", [column], unique=False)


def downgrade() -> None:
    op.drop_table("page_remarks")
    op.drop_table("page_turns")
    op.drop_table("page_voices")
