"""Follow-ups: what has to be put right, by whom, until when; their timeline, files and extensions

Revision 0004.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.String(length=8), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("source_code", sa.String(length=80), nullable=False),
        sa.Column("source_item", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("title", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("said_values", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("evidence_needed", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verifier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("pass", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recurrences", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("effect", sa.String(length=12), nullable=True),
        sa.Column("effect_due_on", sa.Date(), nullable=True),
        sa.Column("effect_told", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["earlier_id"], ["follow_ups.id"], name=op.f("fk_follow_ups_earlier_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_follow_ups_owner_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_follow_ups_project_id")),
        sa.ForeignKeyConstraint(["verifier_id"], ["people.id"], name=op.f("fk_follow_ups_verifier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("code", name=op.f("uq_follow_ups_code")),
        sa.UniqueConstraint("source_kind", "source_id", "source_item", name=op.f("uq_follow_ups_source_kind_source_id_source_item")),
    )
    op.create_index("ix_follow_ups_earlier_id", "follow_ups", ["earlier_id"], unique=False)
    op.create_index("ix_follow_ups_effect_effect_due_on", "follow_ups", ["effect", "effect_due_on"], unique=False)
    op.create_index("ix_follow_ups_owner_id_state", "follow_ups", ["owner_id", "state"], unique=False)
    op.create_index("ix_follow_ups_project_id_topic", "follow_ups", ["project_id", "topic"], unique=False)
    op.create_index("ix_follow_ups_state_due_on", "follow_ups", ["state", "due_on"], unique=False)
    op.create_index("ix_follow_ups_verifier_id_state", "follow_ups", ["verifier_id", "state"], unique=False)

    op.create_table(
        "follow_up_extensions",
        sa.Column("follow_up_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("answered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["people.id"], name=op.f("fk_follow_up_extensions_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_follow_up_extensions_asked_by_id")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_ups.id"], name=op.f("fk_follow_up_extensions_follow_up_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_extensions")),
    )
    op.create_index("ix_follow_up_extensions_follow_up_id", "follow_up_extensions", ["follow_up_id"], unique=False)

    op.create_table(
        "follow_up_files",
        sa.Column("follow_up_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pass", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_follow_up_files_file_id")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_ups.id"], name=op.f("fk_follow_up_files_follow_up_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_files")),
        sa.UniqueConstraint("follow_up_id", "file_id", name=op.f("uq_follow_up_files_follow_up_id_file_id")),
    )
    op.create_index("ix_follow_up_files_file_id", "follow_up_files", ["file_id"], unique=False)

    op.create_table(
        "follow_up_steps",
        sa.Column("follow_up_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_follow_up_steps_by_id")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_ups.id"], name=op.f("fk_follow_up_steps_follow_up_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_steps")),
    )
    op.create_index("ix_follow_up_steps_follow_up_id", "follow_up_steps", ["follow_up_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_follow_up_steps_follow_up_id", table_name="follow_up_steps")
    op.drop_table("follow_up_steps")
    op.drop_index("ix_follow_up_files_file_id", table_name="follow_up_files")
    op.drop_table("follow_up_files")
    op.drop_index("ix_follow_up_extensions_follow_up_id", table_name="follow_up_extensions")
    op.drop_table("follow_up_extensions")
    op.drop_index("ix_follow_ups_verifier_id_state", table_name="follow_ups")
    op.drop_index("ix_follow_ups_state_due_on", table_name="follow_ups")
    op.drop_index("ix_follow_ups_project_id_topic", table_name="follow_ups")
    op.drop_index("ix_follow_ups_owner_id_state", table_name="follow_ups")
    op.drop_index("ix_follow_ups_effect_effect_due_on", table_name="follow_ups")
    op.drop_index("ix_follow_ups_earlier_id", table_name="follow_ups")
    op.drop_table("follow_ups")
