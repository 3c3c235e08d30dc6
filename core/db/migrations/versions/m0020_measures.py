"""Checkpoints name the measures they are compared with

Revision 0020.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_FACTS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("template_sections", sa.Column("compared", _FACTS, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("template_sections") as batch:
        batch.drop_column("compared")
