"""Quality checks: plans, points, samples, answers, findings

Revision 0052.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("check_plans",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("kind", sa.String(length=10), nullable=False),
    sa.Column("principle", sa.String(length=12), nullable=False),
    sa.Column("title", sa.String(length=160), nullable=False),
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("checker_id", _KEY, nullable=False),
    sa.Column("rhythm", sa.String(length=12), nullable=False),
    sa.Column("first_on", sa.Date(), nullable=False),
    sa.Column("until", sa.Date(), nullable=False),
    sa.Column("points", Facts, nullable=False),
    sa.Column("size", sa.Integer(), nullable=False),
    sa.Column("ended", sa.Boolean(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_check_plans_by_id")),
    sa.ForeignKeyConstraint(["checker_id"], ["people.id"], name=op.f("fk_check_plans_checker_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_check_plans_project_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_check_plans")),
    sa.UniqueConstraint("code", name=op.f("uq_check_plans_code"))
    )
    op.create_index(op.f("ix_check_plans_checker_id"), "check_plans", ["checker_id"], unique=False)
    op.create_index(op.f("ix_check_plans_project_id"), "check_plans", ["project_id"], unique=False)
    op.create_index(op.f("ix_check_plans_until"), "check_plans", ["until"], unique=False)
    op.create_table("quality_checks",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("kind", sa.String(length=10), nullable=False),
    sa.Column("principle", sa.String(length=12), nullable=False),
    sa.Column("title", sa.String(length=160), nullable=False),
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("department_id", _KEY, nullable=False),
    sa.Column("checker_id", _KEY, nullable=False),
    sa.Column("plan_id", _KEY, nullable=True),
    sa.Column("mark", sa.String(length=40), nullable=True),
    sa.Column("repeats_id", _KEY, nullable=True),
    sa.Column("due_on", sa.Date(), nullable=False),
    sa.Column("state", sa.String(length=10), nullable=False),
    sa.Column("verdict", sa.String(length=8), nullable=True),
    sa.Column("summary", sa.Text(), nullable=False),
    sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("finished_on", sa.Date(), nullable=True),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_quality_checks_by_id")),
    sa.ForeignKeyConstraint(["checker_id"], ["people.id"], name=op.f("fk_quality_checks_checker_id")),
    sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_quality_checks_department_id")),
    sa.ForeignKeyConstraint(["plan_id"], ["check_plans.id"], name=op.f("fk_quality_checks_plan_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_quality_checks_project_id")),
    sa.ForeignKeyConstraint(["repeats_id"], ["quality_checks.id"], name=op.f("fk_quality_checks_repeats_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_checks")),
    sa.UniqueConstraint("code", name=op.f("uq_quality_checks_code")),
    sa.UniqueConstraint("plan_id", "mark", name=op.f("uq_quality_checks_plan_id_mark"))
    )
    op.create_index(op.f("ix_quality_checks_by_id"), "quality_checks", ["by_id"], unique=False)
    op.create_index(op.f("ix_quality_checks_checker_id_state"), "quality_checks", ["checker_id", "state"], unique=False)
    op.create_index(op.f("ix_quality_checks_department_id"), "quality_checks", ["department_id"], unique=False)
    op.create_index(op.f("ix_quality_checks_finished_on"), "quality_checks", ["finished_on"], unique=False)
    op.create_index(op.f("ix_quality_checks_project_id_state"), "quality_checks", ["project_id", "state"], unique=False)
    op.create_index(op.f("ix_quality_checks_repeats_id"), "quality_checks", ["repeats_id"], unique=False)
    op.create_index(op.f("ix_quality_checks_state_due_on"), "quality_checks", ["state", "due_on"], unique=False)
    op.create_table("check_draws",
    sa.Column("check_id", _KEY, nullable=False),
    sa.Column("algorithm", sa.String(length=30), nullable=False),
    sa.Column("seed", sa.String(length=64), nullable=False),
    sa.Column("size", sa.Integer(), nullable=False),
    sa.Column("frame", Facts, nullable=False),
    sa.Column("frame_hash", sa.String(length=64), nullable=False),
    sa.Column("chosen", Facts, nullable=False),
    sa.Column("listed", sa.Boolean(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_check_draws_by_id")),
    sa.ForeignKeyConstraint(["check_id"], ["quality_checks.id"], name=op.f("fk_check_draws_check_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_check_draws")),
    sa.UniqueConstraint("check_id", name=op.f("uq_check_draws_check_id"))
    )
    op.create_table("check_points",
    sa.Column("check_id", _KEY, nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("code", sa.String(length=80), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("measured", sa.Boolean(), nullable=False),
    sa.Column("unit", sa.String(length=20), nullable=False),
    sa.Column("lower", sa.BigInteger(), nullable=True),
    sa.Column("target", sa.BigInteger(), nullable=True),
    sa.Column("upper", sa.BigInteger(), nullable=True),
    sa.Column("severity", sa.String(length=10), nullable=False),
    sa.Column("standard", sa.String(length=40), nullable=False),
    sa.Column("edition", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["check_id"], ["quality_checks.id"], name=op.f("fk_check_points_check_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_check_points")),
    sa.UniqueConstraint("check_id", "number", name=op.f("uq_check_points_check_id_number"))
    )
    op.create_index(op.f("ix_check_points_code"), "check_points", ["code"], unique=False)
    op.create_table("check_answers",
    sa.Column("check_id", _KEY, nullable=False),
    sa.Column("point_id", _KEY, nullable=False),
    sa.Column("unit", sa.String(length=40), nullable=False),
    sa.Column("value", sa.BigInteger(), nullable=True),
    sa.Column("given", sa.String(length=4), nullable=True),
    sa.Column("mark", sa.String(length=4), nullable=False),
    sa.Column("note", sa.Text(), nullable=False),
    sa.Column("newest", sa.Boolean(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_check_answers_by_id")),
    sa.ForeignKeyConstraint(["check_id"], ["quality_checks.id"], name=op.f("fk_check_answers_check_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["point_id"], ["check_points.id"], name=op.f("fk_check_answers_point_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_check_answers"))
    )
    op.create_index(op.f("ix_check_answers_check_id_point_id_unit"), "check_answers", ["check_id", "point_id", "unit"], unique=False)
    op.create_index(op.f("ix_check_answers_point_id_newest"), "check_answers", ["point_id", "newest"], unique=False)
    op.create_table("check_files",
    sa.Column("check_id", _KEY, nullable=False),
    sa.Column("point_id", _KEY, nullable=False),
    sa.Column("unit", sa.String(length=40), nullable=False),
    sa.Column("file_id", _KEY, nullable=False),
    sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["check_id"], ["quality_checks.id"], name=op.f("fk_check_files_check_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_check_files_file_id")),
    sa.ForeignKeyConstraint(["point_id"], ["check_points.id"], name=op.f("fk_check_files_point_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_check_files"))
    )
    op.create_index(op.f("ix_check_files_check_id"), "check_files", ["check_id"], unique=False)
    op.create_index(op.f("ix_check_files_file_id"), "check_files", ["file_id"], unique=False)
    op.create_table("check_findings",
    sa.Column("check_id", _KEY, nullable=False),
    sa.Column("point_id", _KEY, nullable=False),
    sa.Column("unit", sa.String(length=40), nullable=False),
    sa.Column("containment", sa.Text(), nullable=False),
    sa.Column("nonconformity_id", _KEY, nullable=True),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["check_id"], ["quality_checks.id"], name=op.f("fk_check_findings_check_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["nonconformity_id"], ["nonconformities.id"], name=op.f("fk_check_findings_nonconformity_id")),
    sa.ForeignKeyConstraint(["point_id"], ["check_points.id"], name=op.f("fk_check_findings_point_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_check_findings")),
    sa.UniqueConstraint("check_id", "point_id", "unit", name=op.f("uq_check_findings_check_id_point_id_unit"))
    )
    op.create_index(op.f("ix_check_findings_nonconformity_id"), "check_findings", ["nonconformity_id"], unique=False)


def downgrade() -> None:
    op.drop_table("check_findings")
    op.drop_table("check_files")
    op.drop_table("check_answers")
    op.drop_table("check_points")
    op.drop_table("check_draws")
    op.drop_table("quality_checks")
    op.drop_table("check_plans")
