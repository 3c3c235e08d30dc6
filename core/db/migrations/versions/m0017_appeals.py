"""Appeals: proposed and ruled answers, blind scores, files, the final review

Revision 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_COLUMNS = (
    ("final", sa.Boolean()),
    ("proposed_mark", sa.String(length=16)),
    ("proposed_raw", sa.BigInteger()),
    ("proposed_na_reason", sa.String(length=40)),
    ("proposed_checked", sa.Integer()),
    ("ruled_mark", sa.String(length=16)),
    ("ruled_raw", sa.BigInteger()),
    ("ruled_na_reason", sa.String(length=40)),
    ("ruled_checked", sa.Integer()),
)


def upgrade() -> None:
    for name, kind in _COLUMNS:
        op.add_column("contests", sa.Column(name, kind, nullable=True))
    op.create_table(
        "contest_scores",
        sa.Column("contest_id", _KEY, nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("raw", sa.BigInteger(), nullable=True),
        sa.Column("na_reason", sa.String(length=40), nullable=True),
        sa.Column("checked", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_contest_scores_by_id")),
        sa.ForeignKeyConstraint(["contest_id"], ["contests.id"], name=op.f("fk_contest_scores_contest_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_scores")),
        sa.UniqueConstraint("contest_id", "by_id", name=op.f("uq_contest_scores_contest_id_by_id")),
    )
    op.create_table(
        "contest_files",
        sa.Column("contest_id", _KEY, nullable=False),
        sa.Column("file_id", _KEY, nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contests.id"], name=op.f("fk_contest_files_contest_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_contest_files_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_files")),
        sa.UniqueConstraint("contest_id", "file_id", name=op.f("uq_contest_files_contest_id_file_id")),
    )
    op.create_index(op.f("ix_contest_files_file_id"), "contest_files", ["file_id"], unique=False)


def downgrade() -> None:
    op.drop_table("contest_files")
    op.drop_table("contest_scores")
    with op.batch_alter_table("contests") as batch:
        for name, _ in reversed(_COLUMNS):
            batch.drop_column(name)
