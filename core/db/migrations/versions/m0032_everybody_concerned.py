"""Everybody concerned by a project: demands, stakeholders, kick-offs, duties

Revision 0032.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FACTS = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "duties",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("packages", _FACTS, nullable=False),
        sa.Column("roles", _FACTS, nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_duties_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_duties_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sa.UniqueConstraint("project_id", name=op.f("uq_duties_project_id")),
    )
    op.create_index(op.f("ix_duties_by_id"), "duties", ["by_id"], unique=False)
    op.create_table(
        "kickoffs",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("led_by_id", _KEY, nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("business", sa.Text(), nullable=False),
        sa.Column("technical", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("goals", sa.Text(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("consensus", sa.Text(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_kickoffs_by_id")),
        sa.ForeignKeyConstraint(["led_by_id"], ["people.id"], name=op.f("fk_kickoffs_led_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_kickoffs_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kickoffs")),
    )
    op.create_index(op.f("ix_kickoffs_by_id"), "kickoffs", ["by_id"], unique=False)
    op.create_index(op.f("ix_kickoffs_led_by_id"), "kickoffs", ["led_by_id"], unique=False)
    op.create_index(op.f("ix_kickoffs_project_id"), "kickoffs", ["project_id"], unique=False)
    op.create_table(
        "stakeholders",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("position", sa.String(length=120), nullable=False),
        sa.Column("expectation", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("influence", sa.SmallInteger(), nullable=False),
        sa.Column("interest", sa.SmallInteger(), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_stakeholders_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stakeholders")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_stakeholders_project_id_name")),
    )
    op.create_table(
        "demands",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("customer", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("department_id", _KEY, nullable=False),
        sa.Column("taken_by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("feasible", sa.String(length=10), nullable=True),
        sa.Column("urgency", sa.String(length=10), nullable=True),
        sa.Column("value", sa.String(length=10), nullable=True),
        sa.Column("effort", sa.String(length=10), nullable=True),
        sa.Column("advice", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("risks", sa.Text(), nullable=True),
        sa.Column("assessed_by_id", _KEY, nullable=True),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("application_id", _KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_demands_application_id")),
        sa.ForeignKeyConstraint(["assessed_by_id"], ["people.id"], name=op.f("fk_demands_assessed_by_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_demands_department_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["people.id"], name=op.f("fk_demands_taken_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demands")),
        sa.UniqueConstraint("application_id", name=op.f("uq_demands_application_id")),
        sa.UniqueConstraint("code", name=op.f("uq_demands_code")),
    )
    op.create_index(op.f("ix_demands_assessed_by_id"), "demands", ["assessed_by_id"], unique=False)
    op.create_index(op.f("ix_demands_department_id"), "demands", ["department_id"], unique=False)
    op.create_index(op.f("ix_demands_taken_by_id"), "demands", ["taken_by_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_demands_taken_by_id"), table_name="demands")
    op.drop_index(op.f("ix_demands_department_id"), table_name="demands")
    op.drop_index(op.f("ix_demands_assessed_by_id"), table_name="demands")
    op.drop_table("demands")
    op.drop_table("stakeholders")
    op.drop_index(op.f("ix_kickoffs_project_id"), table_name="kickoffs")
    op.drop_index(op.f("ix_kickoffs_led_by_id"), table_name="kickoffs")
    op.drop_index(op.f("ix_kickoffs_by_id"), table_name="kickoffs")
    op.drop_table("kickoffs")
    op.drop_index(op.f("ix_duties_by_id"), table_name="duties")
    op.drop_table("duties")
