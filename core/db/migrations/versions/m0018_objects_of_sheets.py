"""Sheets of what lies within a project: the object they are about is part of their key

Revision 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_OLD = ["round_id", "project_id", "inspector_id", "revision"]
_NEW = ["round_id", "project_id", "object_id", "inspector_id", "revision"]


def _rekey(before: list[str], after: list[str], *, adding: bool) -> None:
    with op.batch_alter_table("sheets") as batch:
        batch.drop_constraint(op.f("uq_sheets_" + "_".join(before)), type_="unique")
        if adding:
            batch.add_column(sa.Column("object_id", sa.BigInteger(), server_default="0", nullable=False))
        else:
            batch.drop_column("object_id")
        batch.create_unique_constraint(op.f("uq_sheets_" + "_".join(after)), after)


def upgrade() -> None:
    _rekey(_OLD, _NEW, adding=True)
    op.add_column("consensus_talks", sa.Column("object_id", sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("consensus_talks") as batch:
        batch.drop_column("object_id")
    op.execute("DELETE FROM sheets WHERE object_id <> 0")
    _rekey(_NEW, _OLD, adding=False)
