"""Qualifications of inspectors

Revision 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "qualifications",
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("template_id", _KEY, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", _KEY, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_qualifications_person_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["people.id"], name=op.f("fk_qualifications_recorded_by_id")),
        sa.ForeignKeyConstraint(["template_id"], ["templates.id"], name=op.f("fk_qualifications_template_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualifications")),
        sa.UniqueConstraint("person_id", "template_id", name=op.f("uq_qualifications_person_id_template_id")),
    )
    op.create_index("ix_qualifications_recorded_by_id", "qualifications", ["recorded_by_id"], unique=False)
    op.create_index("ix_qualifications_template_id", "qualifications", ["template_id"], unique=False)


def downgrade() -> None:
    op.drop_table("qualifications")
