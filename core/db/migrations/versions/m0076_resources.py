"""Material of projects; systems behind the service, who uses them, their outages and finished days

Revision 0076.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Exact, Moment

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("technical_systems",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("name", sa.String(length=160), nullable=False),
    sa.Column("kind", sa.String(length=10), nullable=False),
    sa.Column("owner_id", _KEY, nullable=False),
    sa.Column("department_id", _KEY, nullable=True),
    sa.Column("calendar", sa.String(length=40), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("since_on", sa.Date(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", Moment(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_technical_systems_by_id")),
    sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_technical_systems_department_id")),
    sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_technical_systems_owner_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_technical_systems")),
    sa.UniqueConstraint("code", name=op.f("uq_technical_systems_code"))
    )
    op.create_index(op.f("ix_technical_systems_by_id"), "technical_systems", ["by_id"], unique=False)
    op.create_index(op.f("ix_technical_systems_department_id"), "technical_systems", ["department_id"], unique=False)
    op.create_index(op.f("ix_technical_systems_owner_id"), "technical_systems", ["owner_id"], unique=False)
    op.create_table("system_days",
    sa.Column("system_id", _KEY, nullable=False),
    sa.Column("day", sa.Date(), nullable=False),
    sa.Column("agreed", sa.Integer(), nullable=False),
    sa.Column("down", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["system_id"], ["technical_systems.id"], name=op.f("fk_system_days_system_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_system_days")),
    sa.UniqueConstraint("system_id", "day", name=op.f("uq_system_days_system_id_day"))
    )
    op.create_index(op.f("ix_system_days_day"), "system_days", ["day"], unique=False)
    op.create_table("system_outages",
    sa.Column("system_id", _KEY, nullable=False),
    sa.Column("began_at", Moment(), nullable=False),
    sa.Column("ended_at", Moment(), nullable=True),
    sa.Column("planned", sa.Boolean(), nullable=False),
    sa.Column("major", sa.Boolean(), nullable=False),
    sa.Column("cause", sa.Text(), nullable=False),
    sa.Column("effect", sa.Text(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", Moment(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_system_outages_by_id")),
    sa.ForeignKeyConstraint(["system_id"], ["technical_systems.id"], name=op.f("fk_system_outages_system_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_system_outages"))
    )
    op.create_index(op.f("ix_system_outages_by_id"), "system_outages", ["by_id"], unique=False)
    op.create_index(op.f("ix_system_outages_ended_at"), "system_outages", ["ended_at"], unique=False)
    op.create_index(op.f("ix_system_outages_system_id_began_at"), "system_outages", ["system_id", "began_at"], unique=False)
    op.create_table("system_uses",
    sa.Column("system_id", _KEY, nullable=False),
    sa.Column("project_id", _KEY, nullable=True),
    sa.Column("customer_id", _KEY, nullable=True),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_system_uses_customer_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_system_uses_project_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["system_id"], ["technical_systems.id"], name=op.f("fk_system_uses_system_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_system_uses")),
    sa.UniqueConstraint("system_id", "customer_id", name=op.f("uq_system_uses_system_id_customer_id")),
    sa.UniqueConstraint("system_id", "project_id", name=op.f("uq_system_uses_system_id_project_id"))
    )
    op.create_index(op.f("ix_system_uses_customer_id"), "system_uses", ["customer_id"], unique=False)
    op.create_index(op.f("ix_system_uses_project_id"), "system_uses", ["project_id"], unique=False)
    op.create_table("outage_requests",
    sa.Column("outage_id", _KEY, nullable=False),
    sa.Column("request_id", _KEY, nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["outage_id"], ["system_outages.id"], name=op.f("fk_outage_requests_outage_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_outage_requests_request_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_outage_requests")),
    sa.UniqueConstraint("outage_id", "request_id", name=op.f("uq_outage_requests_outage_id_request_id"))
    )
    op.create_index(op.f("ix_outage_requests_request_id"), "outage_requests", ["request_id"], unique=False)
    op.create_table("supplies",
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("kind", sa.String(length=10), nullable=False),
    sa.Column("name", sa.String(length=160), nullable=False),
    sa.Column("quantity", Exact(2), nullable=False),
    sa.Column("unit", sa.String(length=20), nullable=False),
    sa.Column("needed_by", sa.Date(), nullable=True),
    sa.Column("expected_on", sa.Date(), nullable=True),
    sa.Column("here_on", sa.Date(), nullable=True),
    sa.Column("supplier", sa.String(length=160), nullable=False),
    sa.Column("responsible_id", _KEY, nullable=True),
    sa.Column("purchase_id", _KEY, nullable=True),
    sa.Column("state", sa.String(length=10), nullable=False),
    sa.Column("reason", sa.String(length=300), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", Moment(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_supplies_by_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_supplies_project_id")),
    sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_supplies_purchase_id")),
    sa.ForeignKeyConstraint(["responsible_id"], ["people.id"], name=op.f("fk_supplies_responsible_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_supplies"))
    )
    op.create_index(op.f("ix_supplies_by_id"), "supplies", ["by_id"], unique=False)
    op.create_index(op.f("ix_supplies_project_id_state"), "supplies", ["project_id", "state"], unique=False)
    op.create_index(op.f("ix_supplies_purchase_id"), "supplies", ["purchase_id"], unique=False)
    op.create_index(op.f("ix_supplies_responsible_id"), "supplies", ["responsible_id"], unique=False)
    op.create_index(op.f("ix_supplies_state_needed_by"), "supplies", ["state", "needed_by"], unique=False)
    # ### end Alembic commands ###


def downgrade() -> None:
    op.drop_index(op.f("ix_supplies_state_needed_by"), table_name="supplies")
    op.drop_index(op.f("ix_supplies_responsible_id"), table_name="supplies")
    op.drop_index(op.f("ix_supplies_purchase_id"), table_name="supplies")
    op.drop_index(op.f("ix_supplies_project_id_state"), table_name="supplies")
    op.drop_index(op.f("ix_supplies_by_id"), table_name="supplies")
    op.drop_table("supplies")
    op.drop_index(op.f("ix_outage_requests_request_id"), table_name="outage_requests")
    op.drop_table("outage_requests")
    op.drop_index(op.f("ix_system_uses_project_id"), table_name="system_uses")
    op.drop_index(op.f("ix_system_uses_customer_id"), table_name="system_uses")
    op.drop_table("system_uses")
    op.drop_index(op.f("ix_system_outages_system_id_began_at"), table_name="system_outages")
    op.drop_index(op.f("ix_system_outages_ended_at"), table_name="system_outages")
    op.drop_index(op.f("ix_system_outages_by_id"), table_name="system_outages")
    op.drop_table("system_outages")
    op.drop_index(op.f("ix_system_days_day"), table_name="system_days")
    op.drop_table("system_days")
    op.drop_index(op.f("ix_technical_systems_owner_id"), table_name="technical_systems")
    op.drop_index(op.f("ix_technical_systems_department_id"), table_name="technical_systems")
    op.drop_index(op.f("ix_technical_systems_by_id"), table_name="technical_systems")
    op.drop_table("technical_systems")
    # ### end Alembic commands ###
