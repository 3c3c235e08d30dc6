"""Training: courses, sessions, who took part

Revision 0073.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("training_courses",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("title", sa.String(length=120), nullable=False),
    sa.Column("topic", sa.String(length=500), nullable=False),
    sa.Column("kind", sa.String(length=10), nullable=False),
    sa.Column("methods", Facts, nullable=False),
    sa.Column("why", sa.String(length=12), nullable=False),
    sa.Column("why_text", sa.String(length=300), nullable=False),
    sa.Column("measure", sa.String(length=60), nullable=False),
    sa.Column("project_id", _KEY, nullable=True),
    sa.Column("department_id", _KEY, nullable=True),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_training_courses_by_id")),
    sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_training_courses_department_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_training_courses_project_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_training_courses")),
    sa.UniqueConstraint("code", name=op.f("uq_training_courses_code"))
    )
    op.create_index(op.f("ix_training_courses_department_id"), "training_courses", ["department_id"], unique=False)
    op.create_index(op.f("ix_training_courses_project_id"), "training_courses", ["project_id"], unique=False)
    op.create_table("training_sessions",
    sa.Column("course_id", _KEY, nullable=False),
    sa.Column("held_on", sa.Date(), nullable=False),
    sa.Column("hours", sa.BigInteger(), nullable=False),
    sa.Column("trainer_id", _KEY, nullable=True),
    sa.Column("trainer", sa.String(length=80), nullable=False),
    sa.Column("state", sa.String(length=10), nullable=False),
    sa.Column("note", sa.Text(), nullable=False),
    sa.Column("told", sa.Boolean(), nullable=False),
    sa.Column("asked", sa.Boolean(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_training_sessions_by_id")),
    sa.ForeignKeyConstraint(["course_id"], ["training_courses.id"], name=op.f("fk_training_sessions_course_id")),
    sa.ForeignKeyConstraint(["trainer_id"], ["people.id"], name=op.f("fk_training_sessions_trainer_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_training_sessions"))
    )
    op.create_index(op.f("ix_training_sessions_course_id"), "training_sessions", ["course_id"], unique=False)
    op.create_index(op.f("ix_training_sessions_state_held_on"), "training_sessions", ["state", "held_on"], unique=False)
    op.create_index(op.f("ix_training_sessions_trainer_id"), "training_sessions", ["trainer_id"], unique=False)
    op.create_table("training_parts",
    sa.Column("session_id", _KEY, nullable=False),
    sa.Column("person_id", _KEY, nullable=False),
    sa.Column("result", sa.String(length=10), nullable=False),
    sa.Column("score", sa.BigInteger(), nullable=True),
    sa.Column("remark", sa.String(length=200), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_training_parts_person_id")),
    sa.ForeignKeyConstraint(["session_id"], ["training_sessions.id"], name=op.f("fk_training_parts_session_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_training_parts")),
    sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_training_parts_session_id_person_id"))
    )
    op.create_index(op.f("ix_training_parts_person_id"), "training_parts", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("training_parts")
    op.drop_table("training_sessions")
    op.drop_table("training_courses")
