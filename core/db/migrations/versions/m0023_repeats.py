"""Checkpoints answered for several instances: what is repeated, the instances of a sheet, their answers and evidence

Revision 0023.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FACTS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("template_sections", sa.Column("repeat", _FACTS, nullable=True))
    op.add_column("answers", sa.Column("instances", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("contests", sa.Column("instance", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("evidence") as batch:
        batch.add_column(sa.Column("instance", sa.Integer(), nullable=False, server_default="0"))
        batch.drop_constraint(op.f("uq_evidence_sheet_id_item_id_file_id"), type_="unique")
        batch.create_unique_constraint(op.f("uq_evidence_sheet_id_item_id_instance_file_id"), ["sheet_id", "item_id", "instance", "file_id"])
    op.create_table(
        "sheet_instances",
        sa.Column("sheet_id", _KEY, nullable=False),
        sa.Column("section_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["section_id"], ["template_sections.id"], name=op.f("fk_sheet_instances_section_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheets.id"], name=op.f("fk_sheet_instances_sheet_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_instances")),
        sa.UniqueConstraint("sheet_id", "number", name=op.f("uq_sheet_instances_sheet_id_number")),
    )
    op.create_table(
        "instance_answers",
        sa.Column("sheet_id", _KEY, nullable=False),
        sa.Column("item_id", _KEY, nullable=False),
        sa.Column("instance", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=True),
        sa.Column("raw", sa.BigInteger(), nullable=True),
        sa.Column("checked", sa.Integer(), nullable=True),
        sa.Column("na_reason", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("value_version", sa.Integer(), nullable=False),
        sa.Column("note_version", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["template_items.id"], name=op.f("fk_instance_answers_item_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheets.id"], name=op.f("fk_instance_answers_sheet_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance_answers")),
        sa.UniqueConstraint("sheet_id", "item_id", "instance", name=op.f("uq_instance_answers_sheet_id_item_id_instance")),
    )


def downgrade() -> None:
    op.drop_table("instance_answers")
    op.drop_table("sheet_instances")
    with op.batch_alter_table("evidence") as batch:
        batch.drop_constraint(op.f("uq_evidence_sheet_id_item_id_instance_file_id"), type_="unique")
        batch.create_unique_constraint(op.f("uq_evidence_sheet_id_item_id_file_id"), ["sheet_id", "item_id", "file_id"])
        batch.drop_column("instance")
    op.drop_column("contests", "instance")
    op.drop_column("answers", "instances")
    op.drop_column("template_sections", "repeat")
