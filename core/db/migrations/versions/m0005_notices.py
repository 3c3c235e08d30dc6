"""Notices, the outbox, routines and comments; people get an e-mail address

Revision 0005.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FACTS = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.add_column("people", sa.Column("email", sa.String(length=254), nullable=True))

    op.create_table(
        "routine_leases",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("things", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routine_leases")),
        sa.UniqueConstraint("name", name=op.f("uq_routine_leases_name")),
    )
    op.create_table(
        "notices",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("message", sa.String(length=400), nullable=False),
        sa.Column("values", FACTS, nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("subject_code", sa.String(length=80), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("mail_key", sa.String(length=32), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notices_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_person_id_read_at", "notices", ["person_id", "read_at"], unique=False)
    op.create_index("ix_notices_mail_key", "notices", ["mail_key"], unique=False)
    op.create_index("ix_notices_digest_mail_key", "notices", ["digest", "mail_key"], unique=False)

    op.create_table(
        "notice_preferences",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("mail", sa.String(length=10), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notice_preferences_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_preferences")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_notice_preferences_person_id_kind")),
    )
    op.create_table(
        "out_mails",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("digest_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_out_mails_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_out_mails")),
        sa.UniqueConstraint("key", name=op.f("uq_out_mails_key")),
        sa.UniqueConstraint("person_id", "digest_on", name=op.f("uq_out_mails_person_id_digest_on")),
    )
    op.create_index("ix_out_mails_state_due_at", "out_mails", ["state", "due_at"], unique=False)

    op.create_table(
        "comments",
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", KEY, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("mentions", FACTS, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_comments_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index("ix_comments_subject_kind_subject_id", "comments", ["subject_kind", "subject_id"], unique=False)
    op.create_index("ix_comments_author_id", "comments", ["author_id"], unique=False)

    op.create_table(
        "comment_versions",
        sa.Column("comment_id", KEY, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_comment_versions_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_versions")),
    )
    op.create_index("ix_comment_versions_comment_id", "comment_versions", ["comment_id"], unique=False)


def downgrade() -> None:
    for table in ("comment_versions", "comments", "out_mails", "notice_preferences", "notices", "routine_leases"):
        op.drop_table(table)
    op.drop_column("people", "email")
