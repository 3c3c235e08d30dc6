"""Meetings with their minutes, opinions with their answers

Revision 0080.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FACTS = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table("communication_meetings",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("means", sa.String(length=14), nullable=False),
    sa.Column("title", sa.String(length=120), nullable=False),
    sa.Column("held_on", sa.Date(), nullable=False),
    sa.Column("starts", sa.String(length=5), nullable=False),
    sa.Column("minutes", sa.Integer(), nullable=False),
    sa.Column("channel", sa.String(length=30), nullable=False),
    sa.Column("led_by_id", _KEY, nullable=False),
    sa.Column("people", _FACTS, nullable=False),
    sa.Column("guests", sa.String(length=500), nullable=False),
    sa.Column("purpose", sa.Text(), nullable=False),
    sa.Column("agenda", _FACTS, nullable=False),
    sa.Column("state", sa.String(length=8), nullable=False),
    sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("issued_by_id", _KEY, nullable=True),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_communication_meetings_by_id")),
    sa.ForeignKeyConstraint(["issued_by_id"], ["people.id"], name=op.f("fk_communication_meetings_issued_by_id")),
    sa.ForeignKeyConstraint(["led_by_id"], ["people.id"], name=op.f("fk_communication_meetings_led_by_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_communication_meetings_project_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_communication_meetings")),
    sa.UniqueConstraint("code", name=op.f("uq_communication_meetings_code"))
    )
    op.create_index(op.f("ix_communication_meetings_by_id"), "communication_meetings", ["by_id"], unique=False)
    op.create_index(op.f("ix_communication_meetings_channel"), "communication_meetings", ["channel"], unique=False)
    op.create_index(op.f("ix_communication_meetings_issued_by_id"), "communication_meetings", ["issued_by_id"], unique=False)
    op.create_index(op.f("ix_communication_meetings_led_by_id"), "communication_meetings", ["led_by_id"], unique=False)
    op.create_index(op.f("ix_communication_meetings_project_id_held_on"), "communication_meetings", ["project_id", "held_on"], unique=False)
    op.create_table("communication_opinions",
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("side", sa.String(length=10), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("heard_on", sa.Date(), nullable=False),
    sa.Column("due_on", sa.Date(), nullable=False),
    sa.Column("meeting_id", sa.Integer(), nullable=True),
    sa.Column("line", sa.Integer(), nullable=True),
    sa.Column("source", sa.String(length=20), nullable=False),
    sa.Column("by_id", _KEY, nullable=True),
    sa.Column("state", sa.String(length=10), nullable=False),
    sa.Column("answer", sa.Text(), nullable=False),
    sa.Column("answered_on", sa.Date(), nullable=True),
    sa.Column("answered_by_id", _KEY, nullable=True),
    sa.Column("outcome", sa.String(length=10), nullable=False),
    sa.Column("outcome_code", sa.String(length=80), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["answered_by_id"], ["people.id"], name=op.f("fk_communication_opinions_answered_by_id")),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_communication_opinions_by_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_communication_opinions_project_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_communication_opinions")),
    sa.UniqueConstraint("meeting_id", "line", name=op.f("uq_communication_opinions_meeting_id_line"))
    )
    op.create_index(op.f("ix_communication_opinions_answered_by_id"), "communication_opinions", ["answered_by_id"], unique=False)
    op.create_index(op.f("ix_communication_opinions_by_id"), "communication_opinions", ["by_id"], unique=False)
    op.create_index(op.f("ix_communication_opinions_due_on"), "communication_opinions", ["due_on"], unique=False)
    op.create_index(op.f("ix_communication_opinions_project_id_state"), "communication_opinions", ["project_id", "state"], unique=False)
    op.create_table("communication_lines",
    sa.Column("meeting_id", _KEY, nullable=False),
    sa.Column("number", sa.SmallInteger(), nullable=False),
    sa.Column("sort", sa.String(length=12), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("side", sa.String(length=10), nullable=False),
    sa.Column("owner_id", _KEY, nullable=True),
    sa.Column("verifier_id", _KEY, nullable=True),
    sa.Column("due_on", sa.Date(), nullable=True),
    sa.Column("followup_code", sa.String(length=20), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_communication_lines_by_id")),
    sa.ForeignKeyConstraint(["meeting_id"], ["communication_meetings.id"], name=op.f("fk_communication_lines_meeting_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_communication_lines_owner_id")),
    sa.ForeignKeyConstraint(["verifier_id"], ["people.id"], name=op.f("fk_communication_lines_verifier_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_communication_lines")),
    sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_communication_lines_meeting_id_number"))
    )
    op.create_index(op.f("ix_communication_lines_by_id"), "communication_lines", ["by_id"], unique=False)
    op.create_index(op.f("ix_communication_lines_owner_id"), "communication_lines", ["owner_id"], unique=False)
    op.create_index(op.f("ix_communication_lines_verifier_id"), "communication_lines", ["verifier_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_communication_lines_verifier_id"), table_name="communication_lines")
    op.drop_index(op.f("ix_communication_lines_owner_id"), table_name="communication_lines")
    op.drop_index(op.f("ix_communication_lines_by_id"), table_name="communication_lines")
    op.drop_table("communication_lines")
    op.drop_index(op.f("ix_communication_opinions_project_id_state"), table_name="communication_opinions")
    op.drop_index(op.f("ix_communication_opinions_due_on"), table_name="communication_opinions")
    op.drop_index(op.f("ix_communication_opinions_by_id"), table_name="communication_opinions")
    op.drop_index(op.f("ix_communication_opinions_answered_by_id"), table_name="communication_opinions")
    op.drop_table("communication_opinions")
    op.drop_index(op.f("ix_communication_meetings_project_id_held_on"), table_name="communication_meetings")
    op.drop_index(op.f("ix_communication_meetings_led_by_id"), table_name="communication_meetings")
    op.drop_index(op.f("ix_communication_meetings_issued_by_id"), table_name="communication_meetings")
    op.drop_index(op.f("ix_communication_meetings_channel"), table_name="communication_meetings")
    op.drop_index(op.f("ix_communication_meetings_by_id"), table_name="communication_meetings")
    op.drop_table("communication_meetings")
