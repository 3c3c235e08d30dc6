"""Approvals: chains, submissions, decisions, deputies

Revision 0003. A round that was closed before and waits for its release has to be submitted once.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approval_chains",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("steps", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["people.id"], name=op.f("fk_approval_chains_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_chains")),
        sa.UniqueConstraint("kind", name=op.f("uq_approval_chains_kind")),
    )
    op.create_table(
        "approval_deputies",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("deputy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name=op.f("fk_approval_deputies_deputy_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_approval_deputies_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_deputies")),
    )
    op.create_index("ix_approval_deputies_last", "approval_deputies", ["last"], unique=False)
    op.create_index("ix_approval_deputies_person_id", "approval_deputies", ["person_id"], unique=False)
    op.create_table(
        "approvals",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject_code", sa.String(length=80), nullable=False),
        sa.Column("subject_name", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("subject_path", sa.String(length=200), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("submitter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("authors", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("steps", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("open_key", sa.String(length=80), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_approvals_department_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_approvals_project_id")),
        sa.ForeignKeyConstraint(["submitter_id"], ["people.id"], name=op.f("fk_approvals_submitter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("code", name=op.f("uq_approvals_code")),
        sa.UniqueConstraint("kind", "subject_id", "number", name=op.f("uq_approvals_kind_subject_id_number")),
        sa.UniqueConstraint("open_key", name=op.f("uq_approvals_open_key")),
    )
    op.create_index("ix_approvals_state", "approvals", ["state"], unique=False)
    op.create_index("ix_approvals_submitter_id", "approvals", ["submitter_id"], unique=False)
    op.create_table(
        "approval_decisions",
        sa.Column("approval_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approvals.id"], name=op.f("fk_approval_decisions_approval_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_approval_decisions_person_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["people.id"], name=op.f("fk_approval_decisions_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_decisions")),
        sa.UniqueConstraint("approval_id", "step", "person_id", name=op.f("uq_approval_decisions_approval_id_step_person_id")),
        sa.UniqueConstraint("approval_id", "step", "seat_id", name=op.f("uq_approval_decisions_approval_id_step_seat_id")),
    )
    op.create_index("ix_approval_decisions_person_id", "approval_decisions", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_approval_decisions_person_id", table_name="approval_decisions")
    op.drop_table("approval_decisions")
    op.drop_index("ix_approvals_submitter_id", table_name="approvals")
    op.drop_index("ix_approvals_state", table_name="approvals")
    op.drop_table("approvals")
    op.drop_index("ix_approval_deputies_person_id", table_name="approval_deputies")
    op.drop_index("ix_approval_deputies_last", table_name="approval_deputies")
    op.drop_table("approval_deputies")
    op.drop_table("approval_chains")
