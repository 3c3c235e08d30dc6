"""Risks: assessed, answered, watched, reviewed; what happened; sweeps

Revision 0065.
"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("risks",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("event", sa.String(length=160), nullable=False),
    sa.Column("cause", sa.Text(), nullable=False),
    sa.Column("effect", sa.Text(), nullable=False),
    sa.Column("class", sa.String(length=30), nullable=False),
    sa.Column("phase", sa.String(length=12), nullable=False),
    sa.Column("origin", sa.String(length=14), nullable=False),
    sa.Column("source_kind", sa.String(length=40), nullable=False),
    sa.Column("source_id", sa.Integer(), nullable=False),
    sa.Column("source_code", sa.String(length=80), nullable=False),
    sa.Column("owner_id", _KEY, nullable=False),
    sa.Column("identified_on", sa.Date(), nullable=False),
    sa.Column("state", sa.String(length=12), nullable=False),
    sa.Column("round", sa.Integer(), nullable=False),
    sa.Column("inherent", sa.SmallInteger(), nullable=False),
    sa.Column("probability", sa.SmallInteger(), nullable=False),
    sa.Column("impact", sa.SmallInteger(), nullable=False),
    sa.Column("exposure", sa.SmallInteger(), nullable=False),
    sa.Column("target", sa.SmallInteger(), nullable=False),
    sa.Column("chance", sa.BigInteger(), nullable=True),
    sa.Column("cost", sa.BigInteger(), nullable=True),
    sa.Column("strategy", sa.String(length=10), nullable=True),
    sa.Column("accepted", sa.SmallInteger(), nullable=True),
    sa.Column("measures", sa.Integer(), nullable=False),
    sa.Column("next_on", sa.Date(), nullable=True),
    sa.Column("told", sa.Boolean(), nullable=False),
    sa.Column("outcome", sa.String(length=10), nullable=True),
    sa.Column("lesson", sa.Text(), nullable=False),
    sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_risks_by_id")),
    sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_risks_owner_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_risks_project_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_risks")),
    sa.UniqueConstraint("code", name=op.f("uq_risks_code"))
    )
    op.create_index(op.f("ix_risks_by_id"), "risks", ["by_id"], unique=False)
    op.create_index(op.f("ix_risks_class"), "risks", ["class"], unique=False)
    op.create_index(op.f("ix_risks_next_on"), "risks", ["next_on"], unique=False)
    op.create_index(op.f("ix_risks_owner_id_state"), "risks", ["owner_id", "state"], unique=False)
    op.create_index(op.f("ix_risks_project_id_state"), "risks", ["project_id", "state"], unique=False)
    op.create_index(op.f("ix_risks_source_kind_source_id"), "risks", ["source_kind", "source_id"], unique=False)
    op.create_table("risk_assessments",
    sa.Column("risk_id", _KEY, nullable=False),
    sa.Column("level", sa.String(length=10), nullable=False),
    sa.Column("probability", sa.SmallInteger(), nullable=False),
    sa.Column("impact", sa.SmallInteger(), nullable=False),
    sa.Column("chance", sa.BigInteger(), nullable=True),
    sa.Column("cost", sa.BigInteger(), nullable=True),
    sa.Column("note", sa.Text(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_risk_assessments_by_id")),
    sa.ForeignKeyConstraint(["risk_id"], ["risks.id"], name=op.f("fk_risk_assessments_risk_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_assessments"))
    )
    op.create_index(op.f("ix_risk_assessments_by_id"), "risk_assessments", ["by_id"], unique=False)
    op.create_index(op.f("ix_risk_assessments_risk_id"), "risk_assessments", ["risk_id"], unique=False)
    op.create_table("risk_responses",
    sa.Column("risk_id", _KEY, nullable=False),
    sa.Column("strategy", sa.String(length=10), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("contingency", sa.Text(), nullable=False),
    sa.Column("trigger", sa.Text(), nullable=False),
    sa.Column("exposure", sa.SmallInteger(), nullable=False),
    sa.Column("accepted", sa.Boolean(), nullable=False),
    sa.Column("warned", sa.Boolean(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_risk_responses_by_id")),
    sa.ForeignKeyConstraint(["risk_id"], ["risks.id"], name=op.f("fk_risk_responses_risk_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_responses"))
    )
    op.create_index(op.f("ix_risk_responses_by_id"), "risk_responses", ["by_id"], unique=False)
    op.create_index(op.f("ix_risk_responses_risk_id"), "risk_responses", ["risk_id"], unique=False)
    op.create_table("risk_reviews",
    sa.Column("risk_id", _KEY, nullable=False),
    sa.Column("trend", sa.String(length=8), nullable=False),
    sa.Column("note", sa.Text(), nullable=False),
    sa.Column("exposure", sa.SmallInteger(), nullable=False),
    sa.Column("next_on", sa.Date(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_risk_reviews_by_id")),
    sa.ForeignKeyConstraint(["risk_id"], ["risks.id"], name=op.f("fk_risk_reviews_risk_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_reviews"))
    )
    op.create_index(op.f("ix_risk_reviews_by_id"), "risk_reviews", ["by_id"], unique=False)
    op.create_index(op.f("ix_risk_reviews_risk_id"), "risk_reviews", ["risk_id"], unique=False)
    op.create_table("risk_occurrences",
    sa.Column("risk_id", _KEY, nullable=False),
    sa.Column("happened_on", sa.Date(), nullable=False),
    sa.Column("impact", sa.SmallInteger(), nullable=False),
    sa.Column("days", sa.Integer(), nullable=True),
    sa.Column("cost", sa.BigInteger(), nullable=True),
    sa.Column("note", sa.Text(), nullable=False),
    sa.Column("probability", sa.SmallInteger(), nullable=False),
    sa.Column("foreseen", sa.SmallInteger(), nullable=False),
    sa.Column("followup_code", sa.String(length=20), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_risk_occurrences_by_id")),
    sa.ForeignKeyConstraint(["risk_id"], ["risks.id"], name=op.f("fk_risk_occurrences_risk_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_occurrences"))
    )
    op.create_index(op.f("ix_risk_occurrences_by_id"), "risk_occurrences", ["by_id"], unique=False)
    op.create_index(op.f("ix_risk_occurrences_risk_id"), "risk_occurrences", ["risk_id"], unique=False)
    op.create_table("risk_indicators",
    sa.Column("risk_id", _KEY, nullable=False),
    sa.Column("measure", sa.String(length=60), nullable=False),
    sa.Column("direction", sa.String(length=8), nullable=False),
    sa.Column("threshold", sa.BigInteger(), nullable=False),
    sa.Column("days", sa.Integer(), nullable=False),
    sa.Column("note", sa.Text(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_risk_indicators_by_id")),
    sa.ForeignKeyConstraint(["risk_id"], ["risks.id"], name=op.f("fk_risk_indicators_risk_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_indicators"))
    )
    op.create_index(op.f("ix_risk_indicators_by_id"), "risk_indicators", ["by_id"], unique=False)
    op.create_index(op.f("ix_risk_indicators_risk_id"), "risk_indicators", ["risk_id"], unique=False)
    op.create_table("risk_signals",
    sa.Column("indicator_id", _KEY, nullable=False),
    sa.Column("value", sa.BigInteger(), nullable=False),
    sa.Column("n", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["indicator_id"], ["risk_indicators.id"], name=op.f("fk_risk_signals_indicator_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_signals"))
    )
    op.create_index(op.f("ix_risk_signals_indicator_id_over_at"), "risk_signals", ["indicator_id", "over_at"], unique=False)
    op.create_table("risk_sweeps",
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("phase", sa.String(length=12), nullable=False),
    sa.Column("method", sa.String(length=14), nullable=False),
    sa.Column("swept_on", sa.Date(), nullable=False),
    sa.Column("found", sa.Integer(), nullable=False),
    sa.Column("closed", sa.Integer(), nullable=False),
    sa.Column("living", sa.Integer(), nullable=False),
    sa.Column("above", sa.Integer(), nullable=False),
    sa.Column("note", sa.Text(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_risk_sweeps_by_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_risk_sweeps_project_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_sweeps"))
    )
    op.create_index(op.f("ix_risk_sweeps_by_id"), "risk_sweeps", ["by_id"], unique=False)
    op.create_index(op.f("ix_risk_sweeps_project_id_swept_on"), "risk_sweeps", ["project_id", "swept_on"], unique=False)


def downgrade() -> None:
    op.drop_table("risk_sweeps")
    op.drop_table("risk_signals")
    op.drop_table("risk_indicators")
    op.drop_table("risk_occurrences")
    op.drop_table("risk_reviews")
    op.drop_table("risk_responses")
    op.drop_table("risk_assessments")
    op.drop_table("risks")
