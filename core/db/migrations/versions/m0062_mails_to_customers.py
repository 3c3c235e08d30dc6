"""Mails to customers: their language, what they are told, and mails that go to nobody of the house

Revision 0062.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("customers", sa.Column("language", sa.String(length=10), nullable=False, server_default="zh_Hans"))
    op.execute("UPDATE customers SET language = COALESCE((SELECT language FROM people WHERE people.id = customers.owner_id), 'zh_Hans')")
    with op.batch_alter_table("customers") as table:
        table.alter_column("language", server_default=None)
    with op.batch_alter_table("out_mails") as table:
        table.alter_column("person_id", existing_type=_KEY, nullable=True)
        table.add_column(sa.Column("outside", sa.String(length=20), nullable=True))
        table.add_column(sa.Column("outside_id", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("secret", sa.Text(), nullable=True))
    op.create_table("customer_mails",
    sa.Column("customer_id", _KEY, nullable=False),
    sa.Column("contact_id", _KEY, nullable=True),
    sa.Column("occasion", sa.String(length=30), nullable=False),
    sa.Column("subject_kind", sa.String(length=40), nullable=False),
    sa.Column("subject_id", sa.BigInteger(), nullable=False),
    sa.Column("subject_code", sa.String(length=80), nullable=False),
    sa.Column("department_id", sa.BigInteger(), nullable=True),
    sa.Column("values", Facts, nullable=False),
    sa.Column("language", sa.String(length=10), nullable=False),
    sa.Column("key", sa.String(length=32), nullable=False),
    sa.Column("by_id", _KEY, nullable=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_customer_mails_by_id")),
    sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_customer_mails_contact_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_mails_customer_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_mails")),
    sa.UniqueConstraint("key", name=op.f("uq_customer_mails_key"))
    )
    op.create_index(op.f("ix_customer_mails_by_id"), "customer_mails", ["by_id"], unique=False)
    op.create_index(op.f("ix_customer_mails_contact_id"), "customer_mails", ["contact_id"], unique=False)
    op.create_index(op.f("ix_customer_mails_customer_id_at"), "customer_mails", ["customer_id", "at"], unique=False)
    op.create_index(op.f("ix_customer_mails_subject_kind_subject_id"), "customer_mails", ["subject_kind", "subject_id"], unique=False)


def downgrade() -> None:
    op.drop_table("customer_mails")
    op.execute("DELETE FROM out_mails WHERE person_id IS NULL")
    with op.batch_alter_table("out_mails") as table:
        table.drop_column("secret")
        table.drop_column("outside_id")
        table.drop_column("outside")
        table.alter_column("person_id", existing_type=_KEY, nullable=False)
    op.drop_column("customers", "language")
