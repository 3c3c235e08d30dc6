"""Rewards, and what teams do together

Revision 0081.
"""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("recognitions",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("kind", sa.String(length=12), nullable=False),
    sa.Column("title", sa.String(length=120), nullable=False),
    sa.Column("grounds", sa.Text(), nullable=False),
    sa.Column("person_id", _KEY, nullable=True),
    sa.Column("project_id", _KEY, nullable=True),
    sa.Column("amount", sa.BigInteger(), nullable=True),
    sa.Column("post", sa.String(length=120), nullable=False),
    sa.Column("appraisal_id", _KEY, nullable=True),
    sa.Column("measure", sa.String(length=60), nullable=False),
    sa.Column("value", sa.BigInteger(), nullable=True),
    sa.Column("n", sa.Integer(), nullable=False),
    sa.Column("state", sa.String(length=10), nullable=False),
    sa.Column("proposed_by_id", _KEY, nullable=False),
    sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("decided_by_id", _KEY, nullable=True),
    sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("reason", sa.String(length=500), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["appraisal_id"], ["appraisals.id"], name=op.f("fk_recognitions_appraisal_id")),
    sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_recognitions_decided_by_id")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_recognitions_person_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_recognitions_project_id")),
    sa.ForeignKeyConstraint(["proposed_by_id"], ["people.id"], name=op.f("fk_recognitions_proposed_by_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_recognitions")),
    sa.UniqueConstraint("code", name=op.f("uq_recognitions_code"))
    )
    op.create_index(op.f("ix_recognitions_appraisal_id"), "recognitions", ["appraisal_id"], unique=False)
    op.create_index(op.f("ix_recognitions_person_id"), "recognitions", ["person_id"], unique=False)
    op.create_index(op.f("ix_recognitions_project_id"), "recognitions", ["project_id"], unique=False)
    op.create_index(op.f("ix_recognitions_proposed_by_id"), "recognitions", ["proposed_by_id"], unique=False)
    op.create_index(op.f("ix_recognitions_state"), "recognitions", ["state"], unique=False)
    op.create_table("team_activities",
    sa.Column("kind", sa.String(length=10), nullable=False),
    sa.Column("held_on", sa.Date(), nullable=False),
    sa.Column("title", sa.String(length=120), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("project_id", _KEY, nullable=True),
    sa.Column("department_id", _KEY, nullable=True),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_team_activities_by_id")),
    sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_team_activities_department_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_team_activities_project_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_team_activities"))
    )
    op.create_index(op.f("ix_team_activities_department_id"), "team_activities", ["department_id"], unique=False)
    op.create_index(op.f("ix_team_activities_project_id"), "team_activities", ["project_id"], unique=False)
    op.create_table("team_activity_people",
    sa.Column("activity_id", _KEY, nullable=False),
    sa.Column("person_id", _KEY, nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["activity_id"], ["team_activities.id"], name=op.f("fk_team_activity_people_activity_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_team_activity_people_person_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_team_activity_people")),
    sa.UniqueConstraint("activity_id", "person_id", name=op.f("uq_team_activity_people_activity_id_person_id"))
    )
    op.create_index(op.f("ix_team_activity_people_person_id"), "team_activity_people", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("team_activity_people")
    op.drop_table("team_activities")
    op.drop_table("recognitions")
