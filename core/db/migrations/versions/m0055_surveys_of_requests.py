"""A survey may ask about a solved request, which is found by its moment; care that the house plans knows why

Revision 0055.
"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("surveys") as table:
        table.add_column(sa.Column("request_id", _KEY, nullable=True))
        table.create_foreign_key(op.f("fk_surveys_request_id"), "requests", ["request_id"], ["id"], ondelete="SET NULL")
        table.create_index(op.f("ix_surveys_request_id"), ["request_id"], unique=False)
    with op.batch_alter_table("customer_care") as table:
        for name, other in (("contract_id", "contracts"), ("contact_id", "contacts")):
            table.add_column(sa.Column(name, _KEY, nullable=True))
            table.create_foreign_key(op.f(f"fk_customer_care_{name}"), other, [name], ["id"], ondelete="CASCADE")
            table.create_unique_constraint(op.f(f"uq_customer_care_{name}_due_on"), [name, "due_on"])
    op.create_index(op.f("ix_requests_resolved_at"), "requests", ["resolved_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_requests_resolved_at"), table_name="requests")
    with op.batch_alter_table("customer_care") as table:
        for name in ("contract_id", "contact_id"):
            table.drop_constraint(op.f(f"uq_customer_care_{name}_due_on"), type_="unique")
            table.drop_constraint(op.f(f"fk_customer_care_{name}"), type_="foreignkey")
            table.drop_column(name)
    with op.batch_alter_table("surveys") as table:
        table.drop_index(op.f("ix_surveys_request_id"))
        table.drop_constraint(op.f("fk_surveys_request_id"), type_="foreignkey")
        table.drop_column("request_id")
