"""Decisions on channels, judged by their figures

Revision 0069.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("channel_tunings",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("channel", sa.String(length=30), nullable=False),
    sa.Column("aspect", sa.String(length=12), nullable=False),
    sa.Column("up", sa.Boolean(), nullable=False),
    sa.Column("first", sa.Date(), nullable=False),
    sa.Column("last", sa.Date(), nullable=False),
    sa.Column("before", Facts, nullable=False),
    sa.Column("change", sa.Text(), nullable=False),
    sa.Column("owner_id", _KEY, nullable=False),
    sa.Column("due_on", sa.Date(), nullable=False),
    sa.Column("follow_up", sa.String(length=20), nullable=False),
    sa.Column("wait_days", sa.Integer(), nullable=False),
    sa.Column("changed_on", sa.Date(), nullable=True),
    sa.Column("verdict", sa.String(length=12), nullable=False),
    sa.Column("after", Facts, nullable=False),
    sa.Column("after_first", sa.Date(), nullable=True),
    sa.Column("after_last", sa.Date(), nullable=True),
    sa.Column("judged_on", sa.Date(), nullable=True),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_channel_tunings_by_id")),
    sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_channel_tunings_owner_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_channel_tunings_project_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_tunings")),
    sa.UniqueConstraint("code", name=op.f("uq_channel_tunings_code"))
    )
    op.create_index(op.f("ix_channel_tunings_project_id_channel"), "channel_tunings", ["project_id", "channel"], unique=False)


def downgrade() -> None:
    op.drop_table("channel_tunings")
