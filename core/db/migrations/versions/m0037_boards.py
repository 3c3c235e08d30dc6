"""Boards of cards, and iterations

Revision 0037. Every task that is in a plan by now is found in its column: since when is not known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "boards",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_boards_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boards")),
        sa.UniqueConstraint("project_id", name=op.f("uq_boards_project_id")),
    )
    op.create_table(
        "board_columns",
        sa.Column("board_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("means", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_board_columns_board_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_columns")),
        sa.UniqueConstraint("board_id", "number", name=op.f("uq_board_columns_board_id_number")),
    )
    op.create_table(
        "card_moves",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("task_uid", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("from_number", sa.Integer(), nullable=True),
        sa.Column("to_number", sa.Integer(), nullable=True),
        sa.Column("was", sa.String(length=8), nullable=True),
        sa.Column("became", sa.String(length=8), nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_card_moves_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_card_moves_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_moves")),
    )
    op.create_index(op.f("ix_card_moves_by_id"), "card_moves", ["by_id"], unique=False)
    op.create_index(op.f("ix_card_moves_project_id_moved_on"), "card_moves", ["project_id", "moved_on"], unique=False)
    op.create_index(op.f("ix_card_moves_project_id_task_uid"), "card_moves", ["project_id", "task_uid"], unique=False)
    op.create_table(
        "iterations",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("goal", sa.String(length=300), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", _KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_iterations_closed_by")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_iterations_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_iterations")),
    )
    op.create_index(op.f("ix_iterations_project_id_starts_on"), "iterations", ["project_id", "starts_on"], unique=False)
    op.create_table(
        "iteration_tasks",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("task_uid", sa.Integer(), nullable=False),
        sa.Column("iteration_id", _KEY, nullable=False),
        sa.Column("work", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["iteration_id"], ["iterations.id"], name=op.f("fk_iteration_tasks_iteration_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_iteration_tasks_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_iteration_tasks")),
        sa.UniqueConstraint("project_id", "task_uid", name=op.f("uq_iteration_tasks_project_id_task_uid")),
    )
    op.create_index(op.f("ix_iteration_tasks_iteration_id"), "iteration_tasks", ["iteration_id"], unique=False)
    op.create_table(
        "iteration_changes",
        sa.Column("iteration_id", _KEY, nullable=False),
        sa.Column("task_uid", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("tasks", sa.SmallInteger(), nullable=False),
        sa.Column("work", sa.BigInteger(), nullable=False),
        sa.Column("done_tasks", sa.SmallInteger(), nullable=False),
        sa.Column("done_work", sa.BigInteger(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_iteration_changes_by_id")),
        sa.ForeignKeyConstraint(["iteration_id"], ["iterations.id"], name=op.f("fk_iteration_changes_iteration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_iteration_changes")),
    )
    op.create_index(op.f("ix_iteration_changes_by_id"), "iteration_changes", ["by_id"], unique=False)
    op.create_index(op.f("ix_iteration_changes_iteration_id_changed_on"), "iteration_changes", ["iteration_id", "changed_on"], unique=False)
    # The numbers are those of the usual columns; what was before the day of this upgrade is not known.
    op.execute(
        """
        INSERT INTO card_moves (project_id, task_uid, task, from_number, to_number, was, became, by_hand, found, reason, moved_on, by_id, at)
        SELECT p.project_id, t.uid, t.name, NULL,
               CASE WHEN t.actual_finish IS NOT NULL THEN 3 WHEN t.actual_start IS NOT NULL OR t.percent > 0 THEN 2 ELSE 1 END,
               CASE WHEN t.actual_finish IS NOT NULL THEN 'done' WHEN t.actual_start IS NOT NULL OR t.percent > 0 THEN 'hand' ELSE 'todo' END,
               CASE WHEN t.actual_finish IS NOT NULL THEN 'done' WHEN t.actual_start IS NOT NULL OR t.percent > 0 THEN 'hand' ELSE 'todo' END,
               FALSE, TRUE, '', CURRENT_DATE, p.changed_by, CURRENT_TIMESTAMP
        FROM plan_tasks t JOIN plans p ON p.id = t.plan_id WHERE t.summary = FALSE ORDER BY t.id
        """
    )


def downgrade() -> None:
    for table, indexes in (
        ("iteration_changes", ("iteration_id_changed_on", "by_id")),
        ("iteration_tasks", ("iteration_id",)),
        ("iterations", ("project_id_starts_on",)),
        ("card_moves", ("project_id_task_uid", "project_id_moved_on", "by_id")),
        ("board_columns", ()),
        ("boards", ()),
    ):
        for one in indexes:
            op.drop_index(op.f(f"ix_{table}_{one}"), table_name=table)
        op.drop_table(table)
