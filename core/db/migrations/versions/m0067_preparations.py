"""What must stand before a service begins

Revision 0067.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts, Moment

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "preparation_lines",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("item", sa.String(length=30), nullable=True),
        sa.Column("text", Facts, nullable=False),
        sa.Column("responsible_id", _KEY, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("qualification", sa.String(length=160), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("checked_by_id", _KEY, nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_preparation_lines_by_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["people.id"], name=op.f("fk_preparation_lines_checked_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_preparation_lines_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_preparation_lines_project_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["people.id"], name=op.f("fk_preparation_lines_responsible_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preparation_lines")),
        sa.UniqueConstraint("project_id", "item", name=op.f("uq_preparation_lines_project_id_item")),
    )
    for columns in (("by_id",), ("checked_by_id",), ("item",), ("person_id",), ("project_id", "state"), ("responsible_id",)):
        op.create_index(op.f(f"ix_preparation_lines_{'_'.join(columns)}"), "preparation_lines", list(columns), unique=False)


def downgrade() -> None:
    op.drop_table("preparation_lines")
