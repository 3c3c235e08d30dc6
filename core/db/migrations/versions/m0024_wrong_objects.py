"""Contests of the object, and the sheet in the place of a voided one

Revision 0024.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("contests", sa.Column("wrong", sa.String(length=10), nullable=True))
    op.add_column("contests", sa.Column("right_object", sa.String(length=200), nullable=True))
    with op.batch_alter_table("sheets") as table:
        table.add_column(sa.Column("instead_of_id", _KEY, nullable=True))
        table.create_foreign_key("fk_sheets_instead_of_id", "sheets", ["instead_of_id"], ["id"])
        table.create_index("ix_sheets_instead_of_id", ["instead_of_id"])


def downgrade() -> None:
    with op.batch_alter_table("sheets") as table:
        table.drop_index("ix_sheets_instead_of_id")
        table.drop_constraint("fk_sheets_instead_of_id", type_="foreignkey")
        table.drop_column("instead_of_id")
    with op.batch_alter_table("contests") as table:
        table.drop_column("right_object")
        table.drop_column("wrong")
