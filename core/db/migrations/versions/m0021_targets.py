"""Rounds over people, teams and service records; the customer's type of a project

Revision 0021.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("rounds", sa.Column("target_kind", sa.String(length=12), server_default="project", nullable=False))
    op.add_column("projects", sa.Column("customer_type", sa.String(length=30), server_default="regular", nullable=False))
    op.add_column("projects", sa.Column("customer_reason", sa.String(length=200), nullable=True))
    op.create_table(
        "inspected_objects",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("customer_type", sa.String(length=30), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_inspected_objects_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_inspected_objects_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspected_objects")),
        sa.UniqueConstraint("code", name=op.f("uq_inspected_objects_code")),
    )
    op.create_index("ix_inspected_objects_person_id", "inspected_objects", ["person_id"], unique=False)
    op.create_index("ix_inspected_objects_project_id_kind", "inspected_objects", ["project_id", "kind"], unique=False)
    op.create_table(
        "inspected_object_members",
        sa.Column("object_id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["object_id"], ["inspected_objects.id"], name=op.f("fk_inspected_object_members_object_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_inspected_object_members_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspected_object_members")),
        sa.UniqueConstraint("object_id", "person_id", name=op.f("uq_inspected_object_members_object_id_person_id")),
    )
    op.create_index("ix_inspected_object_members_person_id", "inspected_object_members", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("inspected_object_members")
    op.drop_table("inspected_objects")
    with op.batch_alter_table("projects") as batch:
        batch.drop_column("customer_reason")
        batch.drop_column("customer_type")
    with op.batch_alter_table("rounds") as batch:
        batch.drop_column("target_kind")
