"""Settings: values of the organisation and of departments

Revision 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "setting_values",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("department_id", _KEY, nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", _KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["people.id"], name=op.f("fk_setting_values_changed_by_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_setting_values_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_values")),
    )
    op.create_index("ix_setting_values_department_id", "setting_values", ["department_id"], unique=False)
    organisation = sa.text("department_id IS NULL")
    op.create_index(
        "uq_setting_values_code", "setting_values", ["code"], unique=True, sqlite_where=organisation, postgresql_where=organisation
    )
    op.create_index("uq_setting_values_code_department_id", "setting_values", ["code", "department_id"], unique=True)


def downgrade() -> None:
    op.drop_table("setting_values")
