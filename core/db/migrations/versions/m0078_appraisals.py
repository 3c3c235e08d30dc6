"""Appraisals: template versions, cycles, sheets

Revision 0078.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("appraisal_templates",
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("items", Facts, nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_appraisal_templates_by_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_templates")),
    sa.UniqueConstraint("number", name=op.f("uq_appraisal_templates_number"))
    )
    op.create_table("appraisal_cycles",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("name", sa.String(length=120), nullable=False),
    sa.Column("template_id", _KEY, nullable=False),
    sa.Column("first", sa.Date(), nullable=False),
    sa.Column("last", sa.Date(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_appraisal_cycles_by_id")),
    sa.ForeignKeyConstraint(["template_id"], ["appraisal_templates.id"], name=op.f("fk_appraisal_cycles_template_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_cycles")),
    sa.UniqueConstraint("code", name=op.f("uq_appraisal_cycles_code"))
    )
    op.create_index(op.f("ix_appraisal_cycles_template_id"), "appraisal_cycles", ["template_id"], unique=False)
    op.create_table("appraisals",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("cycle_id", _KEY, nullable=False),
    sa.Column("person_id", _KEY, nullable=False),
    sa.Column("appraiser_id", _KEY, nullable=False),
    sa.Column("state", sa.String(length=10), nullable=False),
    sa.Column("results", Facts, nullable=False),
    sa.Column("own", Facts, nullable=False),
    sa.Column("own_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("views", Facts, nullable=False),
    sa.Column("figures", Facts, nullable=False),
    sa.Column("remark", sa.Text(), nullable=False),
    sa.Column("total", sa.BigInteger(), nullable=True),
    sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("answer_by", sa.Date(), nullable=True),
    sa.Column("told", sa.Boolean(), nullable=False),
    sa.Column("answer", sa.Text(), nullable=False),
    sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("decider_id", _KEY, nullable=True),
    sa.Column("decision", sa.Text(), nullable=False),
    sa.Column("changed", Facts, nullable=False),
    sa.Column("outcome", sa.String(length=12), nullable=False),
    sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["appraiser_id"], ["people.id"], name=op.f("fk_appraisals_appraiser_id")),
    sa.ForeignKeyConstraint(["cycle_id"], ["appraisal_cycles.id"], name=op.f("fk_appraisals_cycle_id")),
    sa.ForeignKeyConstraint(["decider_id"], ["people.id"], name=op.f("fk_appraisals_decider_id")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_appraisals_person_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisals")),
    sa.UniqueConstraint("code", name=op.f("uq_appraisals_code")),
    sa.UniqueConstraint("cycle_id", "person_id", name=op.f("uq_appraisals_cycle_id_person_id"))
    )
    op.create_index(op.f("ix_appraisals_appraiser_id_state"), "appraisals", ["appraiser_id", "state"], unique=False)
    op.create_index(op.f("ix_appraisals_decider_id"), "appraisals", ["decider_id"], unique=False)
    op.create_index(op.f("ix_appraisals_person_id_state"), "appraisals", ["person_id", "state"], unique=False)
    op.create_index(op.f("ix_appraisals_state_answer_by"), "appraisals", ["state", "answer_by"], unique=False)


def downgrade() -> None:
    op.drop_table("appraisals")
    op.drop_table("appraisal_cycles")
    op.drop_table("appraisal_templates")
