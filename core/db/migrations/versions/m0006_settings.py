"""Settings, reference tables, drafts

Revision 0006.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_FACTS = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
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
    op.create_table(
        "reference_tables",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("entries", _FACTS, nullable=False),
        sa.Column("known", _FACTS, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", _KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["people.id"], name=op.f("fk_reference_tables_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_tables")),
        sa.UniqueConstraint("code", name=op.f("uq_reference_tables_code")),
    )
    op.create_table(
        "drafts",
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("form", sa.String(length=60), nullable=False),
        sa.Column("record", sa.String(length=60), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("content", _FACTS, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_drafts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("person_id", "form", "record", name=op.f("uq_drafts_person_id_form_record")),
    )
    op.create_index("ix_drafts_changed_at", "drafts", ["changed_at"], unique=False)


def downgrade() -> None:
    op.drop_table("drafts")
    op.drop_table("reference_tables")
    op.drop_table("setting_values")
