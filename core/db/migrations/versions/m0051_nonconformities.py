"""Nonconformities: what was found wrong, planned measures, judgements of their effect

Revision 0051.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("nonconformities",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("title", sa.String(length=160), nullable=False),
    sa.Column("finding", sa.Text(), nullable=False),
    sa.Column("class", sa.String(length=30), nullable=False),
    sa.Column("severity", sa.String(length=10), nullable=False),
    sa.Column("origin", sa.String(length=12), nullable=False),
    sa.Column("source_kind", sa.String(length=40), nullable=False),
    sa.Column("source_id", sa.Integer(), nullable=False),
    sa.Column("source_code", sa.String(length=80), nullable=False),
    sa.Column("source_item", sa.Integer(), nullable=True),
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("department_id", _KEY, nullable=False),
    sa.Column("found_on", sa.Date(), nullable=False),
    sa.Column("containment", sa.Text(), nullable=False),
    sa.Column("cause", sa.String(length=30), nullable=False),
    sa.Column("causes", Facts, nullable=False),
    sa.Column("metric", Facts, nullable=False),
    sa.Column("state", sa.String(length=12), nullable=False),
    sa.Column("round", sa.Integer(), nullable=False),
    sa.Column("recurrences", sa.Integer(), nullable=False),
    sa.Column("earlier_id", _KEY, nullable=True),
    sa.Column("effect", sa.String(length=10), nullable=True),
    sa.Column("effect_due_on", sa.Date(), nullable=True),
    sa.Column("effect_told", sa.Boolean(), nullable=False),
    sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_nonconformities_by_id")),
    sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_nonconformities_department_id")),
    sa.ForeignKeyConstraint(["earlier_id"], ["nonconformities.id"], name=op.f("fk_nonconformities_earlier_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_nonconformities_project_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_nonconformities")),
    sa.UniqueConstraint("code", name=op.f("uq_nonconformities_code"))
    )
    op.create_index(op.f("ix_nonconformities_by_id"), "nonconformities", ["by_id"], unique=False)
    op.create_index(op.f("ix_nonconformities_department_id"), "nonconformities", ["department_id"], unique=False)
    op.create_index(op.f("ix_nonconformities_department_id_class_cause_found_on"), "nonconformities", ["department_id", "class", "cause", "found_on"], unique=False)
    op.create_index(op.f("ix_nonconformities_earlier_id"), "nonconformities", ["earlier_id"], unique=False)
    op.create_index(op.f("ix_nonconformities_found_on"), "nonconformities", ["found_on"], unique=False)
    op.create_index(op.f("ix_nonconformities_project_id_state"), "nonconformities", ["project_id", "state"], unique=False)
    op.create_index(op.f("ix_nonconformities_source_kind_source_id"), "nonconformities", ["source_kind", "source_id"], unique=False)
    op.create_index(op.f("ix_nonconformities_state_found_on"), "nonconformities", ["state", "found_on"], unique=False)
    op.create_table("nonconformity_judgements",
    sa.Column("nonconformity_id", _KEY, nullable=False),
    sa.Column("round", sa.Integer(), nullable=False),
    sa.Column("effect", sa.String(length=10), nullable=False),
    sa.Column("metric", Facts, nullable=False),
    sa.Column("value", sa.BigInteger(), nullable=True),
    sa.Column("n", sa.Integer(), nullable=False),
    sa.Column("note", sa.Text(), nullable=False),
    sa.Column("remark", sa.Text(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_nonconformity_judgements_by_id")),
    sa.ForeignKeyConstraint(["nonconformity_id"], ["nonconformities.id"], name=op.f("fk_nonconformity_judgements_nonconformity_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_nonconformity_judgements"))
    )
    op.create_index(op.f("ix_nonconformity_judgements_nonconformity_id"), "nonconformity_judgements", ["nonconformity_id"], unique=False)
    op.create_table("nonconformity_measures",
    sa.Column("nonconformity_id", _KEY, nullable=False),
    sa.Column("round", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("owner_id", _KEY, nullable=False),
    sa.Column("verifier_id", _KEY, nullable=False),
    sa.Column("due_on", sa.Date(), nullable=False),
    sa.Column("evidence_needed", sa.Boolean(), nullable=False),
    sa.Column("followup_code", sa.String(length=20), nullable=False),
    sa.Column("planned_by_id", _KEY, nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["nonconformity_id"], ["nonconformities.id"], name=op.f("fk_nonconformity_measures_nonconformity_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_nonconformity_measures_owner_id")),
    sa.ForeignKeyConstraint(["planned_by_id"], ["people.id"], name=op.f("fk_nonconformity_measures_planned_by_id")),
    sa.ForeignKeyConstraint(["verifier_id"], ["people.id"], name=op.f("fk_nonconformity_measures_verifier_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_nonconformity_measures")),
    sa.UniqueConstraint("nonconformity_id", "number", name=op.f("uq_nonconformity_measures_nonconformity_id_number"))
    )


def downgrade() -> None:
    op.drop_table("nonconformity_measures")
    op.drop_table("nonconformity_judgements")
    op.drop_table("nonconformities")
