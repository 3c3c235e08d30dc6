"""Quality: series kept by hand and control charts, objectives, standards, PDCA cards, suggestions

Revision 0050.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "quality_standards",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("sort", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("step", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_standards")),
        sa.UniqueConstraint("code", name=op.f("uq_quality_standards_code")),
    )
    op.create_index(op.f("ix_quality_standards_review_on"), "quality_standards", ["review_on"], unique=False)
    op.create_table(
        "quality_chart_marks",
        sa.Column("chart", sa.String(length=120), nullable=False),
        sa.Column("sort", sa.String(length=8), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_why", sa.String(length=300), nullable=True),
        sa.Column("lifted_by", _KEY, nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_quality_chart_marks_by_id")),
        sa.ForeignKeyConstraint(["lifted_by"], ["people.id"], name=op.f("fk_quality_chart_marks_lifted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_chart_marks")),
    )
    op.create_index(op.f("ix_quality_chart_marks_chart"), "quality_chart_marks", ["chart"], unique=False)
    op.create_table(
        "quality_standard_versions",
        sa.Column("standard_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("lower", sa.BigInteger(), nullable=True),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("upper", sa.BigInteger(), nullable=True),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["standard_id"], ["quality_standards.id"], name=op.f("fk_quality_standard_versions_standard_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_quality_standard_versions_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_standard_versions")),
        sa.UniqueConstraint("standard_id", "number", name=op.f("uq_quality_standard_versions_standard_id_number")),
    )
    op.create_index(op.f("ix_quality_standard_versions_standard_id_effective_on"), "quality_standard_versions", ["standard_id", "effective_on"], unique=False)
    op.create_table(
        "quality_series",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("project_id", _KEY, nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_quality_series_project_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_quality_series_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_series")),
        sa.UniqueConstraint("code", name=op.f("uq_quality_series_code")),
    )
    op.create_index(op.f("ix_quality_series_project_id"), "quality_series", ["project_id"], unique=False)
    op.create_table(
        "quality_suggestions",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("project_id", _KEY, nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("benefit", sa.Integer(), nullable=True),
        sa.Column("feasibility", sa.Integer(), nullable=True),
        sa.Column("assessed_why", sa.String(length=1000), nullable=False),
        sa.Column("assessed_by", _KEY, nullable=True),
        sa.Column("effect", sa.String(length=1000), nullable=False),
        sa.Column("before", sa.String(length=80), nullable=False),
        sa.Column("after", sa.String(length=80), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("award", sa.String(length=120), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_quality_suggestions_project_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_quality_suggestions_by_id")),
        sa.ForeignKeyConstraint(["assessed_by"], ["people.id"], name=op.f("fk_quality_suggestions_assessed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_suggestions")),
        sa.UniqueConstraint("code", name=op.f("uq_quality_suggestions_code")),
    )
    op.create_index(op.f("ix_quality_suggestions_by_id"), "quality_suggestions", ["by_id"], unique=False)
    op.create_index(op.f("ix_quality_suggestions_project_id"), "quality_suggestions", ["project_id"], unique=False)
    op.create_index(op.f("ix_quality_suggestions_state"), "quality_suggestions", ["state"], unique=False)
    op.create_table(
        "quality_objectives",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("tier", sa.String(length=8), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("duty", sa.String(length=500), nullable=False),
        sa.Column("parent_id", _KEY, nullable=True),
        sa.Column("weight", sa.BigInteger(), nullable=True),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", _KEY, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_why", sa.String(length=1000), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("series_id", _KEY, nullable=True),
        sa.Column("department_id", _KEY, nullable=True),
        sa.Column("project_id", _KEY, nullable=True),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["quality_objectives.id"], name=op.f("fk_quality_objectives_parent_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_quality_objectives_owner_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_quality_objectives_by_id")),
        sa.ForeignKeyConstraint(["series_id"], ["quality_series.id"], name=op.f("fk_quality_objectives_series_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_quality_objectives_department_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_quality_objectives_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_objectives")),
        sa.UniqueConstraint("code", name=op.f("uq_quality_objectives_code")),
    )
    op.create_index(op.f("ix_quality_objectives_closed_on_review_on"), "quality_objectives", ["closed_on", "review_on"], unique=False)
    op.create_index(op.f("ix_quality_objectives_parent_id"), "quality_objectives", ["parent_id"], unique=False)
    op.create_index(op.f("ix_quality_objectives_project_id"), "quality_objectives", ["project_id"], unique=False)
    op.create_table(
        "quality_series_values",
        sa.Column("series_id", _KEY, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("replaced", sa.Integer(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["quality_series.id"], name=op.f("fk_quality_series_values_series_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_quality_series_values_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_series_values")),
    )
    op.create_index(op.f("ix_quality_series_values_series_id_on"), "quality_series_values", ["series_id", "on"], unique=False)
    op.create_table(
        "quality_triggers",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("sign", sa.String(length=8), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", _KEY, nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.Column("fired_for", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("series_id", _KEY, nullable=True),
        sa.Column("department_id", _KEY, nullable=True),
        sa.Column("project_id", _KEY, nullable=True),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_quality_triggers_owner_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_quality_triggers_by_id")),
        sa.ForeignKeyConstraint(["series_id"], ["quality_series.id"], name=op.f("fk_quality_triggers_series_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_quality_triggers_department_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_quality_triggers_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_triggers")),
        sa.UniqueConstraint("code", name=op.f("uq_quality_triggers_code")),
    )
    op.create_index(op.f("ix_quality_triggers_ended_on_looked_on"), "quality_triggers", ["ended_on", "looked_on"], unique=False)
    op.create_index(op.f("ix_quality_triggers_project_id"), "quality_triggers", ["project_id"], unique=False)
    op.create_table(
        "quality_cards",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("baseline", Facts, nullable=False),
        sa.Column("data", Facts, nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", _KEY, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("proposed", sa.String(length=16), nullable=True),
        sa.Column("found", Facts, nullable=True),
        sa.Column("judged_by", _KEY, nullable=True),
        sa.Column("judged_why", sa.String(length=1000), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("before_id", _KEY, nullable=True),
        sa.Column("trigger_id", _KEY, nullable=True),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("by_id", _KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("series_id", _KEY, nullable=True),
        sa.Column("department_id", _KEY, nullable=True),
        sa.Column("project_id", _KEY, nullable=True),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_quality_cards_owner_id")),
        sa.ForeignKeyConstraint(["judged_by"], ["people.id"], name=op.f("fk_quality_cards_judged_by")),
        sa.ForeignKeyConstraint(["before_id"], ["quality_cards.id"], name=op.f("fk_quality_cards_before_id")),
        sa.ForeignKeyConstraint(["trigger_id"], ["quality_triggers.id"], name=op.f("fk_quality_cards_trigger_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_quality_cards_by_id")),
        sa.ForeignKeyConstraint(["series_id"], ["quality_series.id"], name=op.f("fk_quality_cards_series_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_quality_cards_department_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_quality_cards_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_cards")),
        sa.UniqueConstraint("code", name=op.f("uq_quality_cards_code")),
    )
    op.create_index(op.f("ix_quality_cards_owner_id"), "quality_cards", ["owner_id"], unique=False)
    op.create_index(op.f("ix_quality_cards_project_id"), "quality_cards", ["project_id"], unique=False)
    op.create_index(op.f("ix_quality_cards_shared"), "quality_cards", ["shared"], unique=False)
    op.create_index(op.f("ix_quality_cards_state"), "quality_cards", ["state"], unique=False)
    op.create_index(op.f("ix_quality_cards_trigger_id"), "quality_cards", ["trigger_id"], unique=False)
    op.create_table(
        "quality_objective_reviews",
        sa.Column("objective_id", _KEY, nullable=False),
        sa.Column("stood", Facts, nullable=False),
        sa.Column("old_target", sa.BigInteger(), nullable=False),
        sa.Column("new_target", sa.BigInteger(), nullable=False),
        sa.Column("old_last", sa.Date(), nullable=False),
        sa.Column("new_last", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["objective_id"], ["quality_objectives.id"], name=op.f("fk_quality_objective_reviews_objective_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_quality_objective_reviews_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_objective_reviews")),
    )
    op.create_index(op.f("ix_quality_objective_reviews_objective_id"), "quality_objective_reviews", ["objective_id"], unique=False)
    op.create_table(
        "quality_card_measures",
        sa.Column("card_id", _KEY, nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("owner_id", _KEY, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(length=200), nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["quality_cards.id"], name=op.f("fk_quality_card_measures_card_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_quality_card_measures_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_card_measures")),
    )
    op.create_index(op.f("ix_quality_card_measures_card_id"), "quality_card_measures", ["card_id"], unique=False)
    op.create_index(op.f("ix_quality_card_measures_owner_id_done_on"), "quality_card_measures", ["owner_id", "done_on"], unique=False)


def downgrade() -> None:
    op.drop_table("quality_card_measures")
    op.drop_table("quality_objective_reviews")
    op.drop_table("quality_cards")
    op.drop_table("quality_triggers")
    op.drop_table("quality_series_values")
    op.drop_table("quality_objectives")
    op.drop_table("quality_suggestions")
    op.drop_table("quality_series")
    op.drop_table("quality_standard_versions")
    op.drop_table("quality_chart_marks")
    op.drop_table("quality_standards")
