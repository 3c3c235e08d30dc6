"""Plans: their tasks, links and workers, and baselines

Revision 0031.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("project_id", _KEY, sa.ForeignKey("projects.id", name="fk_plans_project_id"), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("finish", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.Integer(), nullable=False),
        sa.Column("several_critical_paths", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.String(64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", _KEY, sa.ForeignKey("people.id", name="fk_plans_changed_by"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
        sa.UniqueConstraint("project_id", name="uq_plans_project_id"),
    )
    op.create_table(
        "plan_tasks",
        sa.Column("plan_id", _KEY, sa.ForeignKey("plans.id", name="fk_plan_tasks_plan_id", ondelete="CASCADE"), nullable=False),
        sa.Column("uid", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("touched", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("duration", sa.BigInteger(), nullable=False),
        sa.Column("elapsed", sa.Boolean(), nullable=False),
        sa.Column("owner_id", _KEY, sa.ForeignKey("people.id", name="fk_plan_tasks_owner_id"), nullable=True),
        sa.Column("deliverable", sa.String(300), nullable=False),
        sa.Column("standard", sa.String(300), nullable=False),
        sa.Column("objective", sa.String(300), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("constraint", sa.SmallInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("constraint_at", "deadline")),
        sa.Column("percent", sa.SmallInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("actual_start", "actual_finish", "shortest", "longest")),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.Column("summary", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("starts", "ends", "late_start", "late_finish", "total_slack", "free_slack")),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("lacks", sa.BigInteger(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_tasks"),
        sa.UniqueConstraint("plan_id", "uid", name="uq_plan_tasks_plan_id_uid"),
    )
    op.create_index("ix_plan_tasks_plan_id_place", "plan_tasks", ["plan_id", "place"])
    op.create_index("ix_plan_tasks_owner_id", "plan_tasks", ["owner_id"])
    op.create_table(
        "plan_links",
        sa.Column("plan_id", _KEY, sa.ForeignKey("plans.id", name="fk_plan_links_plan_id", ondelete="CASCADE"), nullable=False),
        sa.Column("task_id", _KEY, sa.ForeignKey("plan_tasks.id", name="fk_plan_links_task_id", ondelete="CASCADE"), nullable=False),
        sa.Column("before_id", _KEY, sa.ForeignKey("plan_tasks.id", name="fk_plan_links_before_id", ondelete="CASCADE"), nullable=False),
        sa.Column("type", sa.SmallInteger(), nullable=False),
        sa.Column("lag", sa.BigInteger(), nullable=False),
        sa.Column("elapsed", sa.Boolean(), nullable=False),
        sa.Column("percent", sa.Boolean(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_links"),
        sa.UniqueConstraint("task_id", "before_id", "type", name="uq_plan_links_task_id_before_id_type"),
    )
    op.create_index("ix_plan_links_plan_id", "plan_links", ["plan_id"])
    op.create_index("ix_plan_links_before_id", "plan_links", ["before_id"])
    op.create_table(
        "plan_workers",
        sa.Column("plan_id", _KEY, sa.ForeignKey("plans.id", name="fk_plan_workers_plan_id", ondelete="CASCADE"), nullable=False),
        sa.Column("task_id", _KEY, sa.ForeignKey("plan_tasks.id", name="fk_plan_workers_task_id", ondelete="CASCADE"), nullable=False),
        sa.Column("person_id", _KEY, sa.ForeignKey("people.id", name="fk_plan_workers_person_id"), nullable=False),
        sa.Column("units", sa.SmallInteger(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_workers"),
        sa.UniqueConstraint("task_id", "person_id", name="uq_plan_workers_task_id_person_id"),
    )
    op.create_index("ix_plan_workers_plan_id", "plan_workers", ["plan_id"])
    op.create_index("ix_plan_workers_person_id", "plan_workers", ["person_id"])
    op.create_table(
        "plan_baselines",
        sa.Column("plan_id", _KEY, sa.ForeignKey("plans.id", name="fk_plan_baselines_plan_id", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("finish", sa.BigInteger(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by", _KEY, sa.ForeignKey("people.id", name="fk_plan_baselines_kept_by"), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_baselines"),
        sa.UniqueConstraint("plan_id", "name", name="uq_plan_baselines_plan_id_name"),
    )
    op.create_table(
        "plan_baseline_tasks",
        sa.Column("baseline_id", _KEY, sa.ForeignKey("plan_baselines.id", name="fk_plan_baseline_tasks_baseline_id", ondelete="CASCADE"), nullable=False),
        sa.Column("uid", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("summary", sa.Boolean(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("duration", sa.BigInteger(), nullable=False),
        sa.Column("elapsed", sa.Boolean(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_baseline_tasks"),
        sa.UniqueConstraint("baseline_id", "uid", name="uq_plan_baseline_tasks_baseline_id_uid"),
    )


def downgrade() -> None:
    for table in ("plan_baseline_tasks", "plan_baselines", "plan_workers", "plan_links", "plan_tasks", "plans"):
        op.drop_table(table)
