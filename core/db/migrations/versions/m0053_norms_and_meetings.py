"""Service norms, training, compliance, quality analysis meetings

Revision 0053.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("compliance_requirements",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("side", sa.String(length=10), nullable=False),
    sa.Column("phase", sa.String(length=8), nullable=False),
    sa.Column("aspect", sa.String(length=8), nullable=False),
    sa.Column("text", sa.String(length=500), nullable=False),
    sa.Column("reference", sa.String(length=500), nullable=False),
    sa.Column("retired", sa.Boolean(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_compliance_requirements")),
    sa.UniqueConstraint("code", name=op.f("uq_compliance_requirements_code"))
    )
    op.create_table("service_norms",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("name", sa.String(length=120), nullable=False),
    sa.Column("department_id", _KEY, nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_service_norms_department_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_service_norms")),
    sa.UniqueConstraint("code", name=op.f("uq_service_norms_code"))
    )
    op.create_index(op.f("ix_service_norms_department_id"), "service_norms", ["department_id"], unique=False)
    op.create_table("quality_meetings",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("title", sa.String(length=120), nullable=False),
    sa.Column("department_id", _KEY, nullable=False),
    sa.Column("period_first", sa.Date(), nullable=False),
    sa.Column("period_last", sa.Date(), nullable=False),
    sa.Column("planned_on", sa.Date(), nullable=False),
    sa.Column("held_on", sa.Date(), nullable=True),
    sa.Column("chair_id", _KEY, nullable=False),
    sa.Column("attendees", Facts, nullable=False),
    sa.Column("agenda", Facts, nullable=False),
    sa.Column("state", sa.String(length=10), nullable=False),
    sa.Column("minutes", sa.Text(), nullable=False),
    sa.Column("causes", sa.Text(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["chair_id"], ["people.id"], name=op.f("fk_quality_meetings_chair_id")),
    sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_quality_meetings_department_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_meetings")),
    sa.UniqueConstraint("code", name=op.f("uq_quality_meetings_code"))
    )
    op.create_index(op.f("ix_quality_meetings_chair_id"), "quality_meetings", ["chair_id"], unique=False)
    op.create_index(op.f("ix_quality_meetings_department_id"), "quality_meetings", ["department_id"], unique=False)
    op.create_table("service_norm_trainings",
    sa.Column("norm_id", _KEY, nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("person_id", _KEY, nullable=False),
    sa.Column("trained_on", sa.Date(), nullable=False),
    sa.Column("trainer", sa.String(length=120), nullable=False),
    sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_service_norm_trainings_by_id")),
    sa.ForeignKeyConstraint(["norm_id"], ["service_norms.id"], name=op.f("fk_service_norm_trainings_norm_id")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_service_norm_trainings_person_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_service_norm_trainings")),
    sa.UniqueConstraint("norm_id", "number", "person_id", name=op.f("uq_service_norm_trainings_norm_id_number_person_id"))
    )
    op.create_index(op.f("ix_service_norm_trainings_person_id"), "service_norm_trainings", ["person_id"], unique=False)
    op.create_table("service_norm_versions",
    sa.Column("norm_id", _KEY, nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("effective_on", sa.Date(), nullable=False),
    sa.Column("process", sa.Text(), nullable=False),
    sa.Column("standard", sa.Text(), nullable=False),
    sa.Column("promise", sa.Text(), nullable=False),
    sa.Column("feedback", sa.Text(), nullable=False),
    sa.Column("reason", sa.String(length=500), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_service_norm_versions_by_id")),
    sa.ForeignKeyConstraint(["norm_id"], ["service_norms.id"], name=op.f("fk_service_norm_versions_norm_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_service_norm_versions")),
    sa.UniqueConstraint("norm_id", "number", name=op.f("uq_service_norm_versions_norm_id_number"))
    )
    op.create_table("compliance_assessments",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("method", sa.String(length=12), nullable=False),
    sa.Column("body", sa.String(length=120), nullable=False),
    sa.Column("scope", sa.String(length=500), nullable=False),
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("department_id", _KEY, nullable=False),
    sa.Column("assessor_id", _KEY, nullable=False),
    sa.Column("due_on", sa.Date(), nullable=False),
    sa.Column("state", sa.String(length=8), nullable=False),
    sa.Column("conclusion", sa.Text(), nullable=False),
    sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["assessor_id"], ["people.id"], name=op.f("fk_compliance_assessments_assessor_id")),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_compliance_assessments_by_id")),
    sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_compliance_assessments_department_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_compliance_assessments_project_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_compliance_assessments")),
    sa.UniqueConstraint("code", name=op.f("uq_compliance_assessments_code"))
    )
    op.create_index(op.f("ix_compliance_assessments_assessor_id_state"), "compliance_assessments", ["assessor_id", "state"], unique=False)
    op.create_index(op.f("ix_compliance_assessments_by_id"), "compliance_assessments", ["by_id"], unique=False)
    op.create_index(op.f("ix_compliance_assessments_department_id"), "compliance_assessments", ["department_id"], unique=False)
    op.create_index(op.f("ix_compliance_assessments_project_id"), "compliance_assessments", ["project_id"], unique=False)
    op.create_table("quality_meeting_decisions",
    sa.Column("meeting_id", _KEY, nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("followup_code", sa.String(length=20), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["meeting_id"], ["quality_meetings.id"], name=op.f("fk_quality_meeting_decisions_meeting_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_meeting_decisions")),
    sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_quality_meeting_decisions_meeting_id_number"))
    )
    op.create_table("compliance_clauses",
    sa.Column("assessment_id", _KEY, nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("requirement", sa.String(length=20), nullable=False),
    sa.Column("side", sa.String(length=10), nullable=False),
    sa.Column("phase", sa.String(length=8), nullable=False),
    sa.Column("aspect", sa.String(length=8), nullable=False),
    sa.Column("text", sa.String(length=500), nullable=False),
    sa.Column("reference", sa.String(length=500), nullable=False),
    sa.Column("standing", sa.String(length=8), nullable=False),
    sa.Column("evidence", sa.Text(), nullable=False),
    sa.Column("finding", sa.Text(), nullable=False),
    sa.Column("nonconformity_id", _KEY, nullable=True),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["assessment_id"], ["compliance_assessments.id"], name=op.f("fk_compliance_clauses_assessment_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["nonconformity_id"], ["nonconformities.id"], name=op.f("fk_compliance_clauses_nonconformity_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_compliance_clauses")),
    sa.UniqueConstraint("assessment_id", "number", name=op.f("uq_compliance_clauses_assessment_id_number"))
    )
    op.create_index(op.f("ix_compliance_clauses_nonconformity_id"), "compliance_clauses", ["nonconformity_id"], unique=False)


def downgrade() -> None:
    op.drop_table("compliance_clauses")
    op.drop_table("quality_meeting_decisions")
    op.drop_table("compliance_assessments")
    op.drop_table("service_norm_versions")
    op.drop_table("service_norm_trainings")
    op.drop_table("quality_meetings")
    op.drop_table("service_norms")
    op.drop_table("compliance_requirements")
