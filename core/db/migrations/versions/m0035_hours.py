"""Hours of work at dated rates

Revision 0035.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "labour_rates",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("project_id", _KEY, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_labour_rates_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_labour_rates_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_labour_rates_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labour_rates")),
        sa.UniqueConstraint("key", name=op.f("uq_labour_rates_key")),
    )
    op.create_index(op.f("ix_labour_rates_person_id"), "labour_rates", ["person_id"], unique=False)
    op.create_index(op.f("ix_labour_rates_project_id"), "labour_rates", ["project_id"], unique=False)
    op.create_table(
        "time_entries",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("task_uid", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("worked_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("back_by_id", _KEY, nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["back_by_id"], ["people.id"], name=op.f("fk_time_entries_back_by_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_time_entries_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_time_entries_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_time_entries_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_entries")),
    )
    op.create_index(op.f("ix_time_entries_project_id_worked_on"), "time_entries", ["project_id", "worked_on"], unique=False)
    op.create_index(op.f("ix_time_entries_person_id_worked_on"), "time_entries", ["person_id", "worked_on"], unique=False)
    op.create_table(
        "cost_totals",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("line", sa.String(length=30), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("labour", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("unpriced", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_cost_totals_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_totals")),
        sa.UniqueConstraint("project_id", "line", name=op.f("uq_cost_totals_project_id_line")),
    )
    # The hours that were reported with tasks so far are entries like all others from now on.
    op.execute(
        "INSERT INTO time_entries (project_id, task_uid, task, person_id, worked_on, minutes, note, amount, by_id, at)"
        " SELECT project_id, task_uid, task, by_id, reported_on, minutes, '', NULL, by_id, at FROM task_reports WHERE minutes > 0 ORDER BY id"
    )
    op.execute(
        "INSERT INTO cost_totals (project_id, line, spent, labour, minutes, unpriced)"
        " SELECT project_id, 'labour', 0, 0, sum(minutes), sum(minutes) FROM time_entries GROUP BY project_id ORDER BY project_id"
    )


def downgrade() -> None:
    op.drop_table("cost_totals")
    op.drop_index(op.f("ix_time_entries_person_id_worked_on"), table_name="time_entries")
    op.drop_index(op.f("ix_time_entries_project_id_worked_on"), table_name="time_entries")
    op.drop_table("time_entries")
    op.drop_index(op.f("ix_labour_rates_project_id"), table_name="labour_rates")
    op.drop_index(op.f("ix_labour_rates_person_id"), table_name="labour_rates")
    op.drop_table("labour_rates")
