"""What projects offer, and who has taken it up

Revision 0071.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("service_offers",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("kind", sa.String(length=12), nullable=False),
    sa.Column("name", sa.String(length=120), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("price", sa.String(length=120), nullable=False),
    sa.Column("classes", Facts, nullable=False),
    sa.Column("stages", Facts, nullable=False),
    sa.Column("starts_on", sa.Date(), nullable=False),
    sa.Column("ends_on", sa.Date(), nullable=True),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_service_offers_by_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_service_offers_project_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_service_offers")),
    sa.UniqueConstraint("code", name=op.f("uq_service_offers_code"))
    )
    op.create_index(op.f("ix_service_offers_project_id_starts_on"), "service_offers", ["project_id", "starts_on"], unique=False)
    op.create_table("service_offers_taken",
    sa.Column("offer_id", _KEY, nullable=False),
    sa.Column("customer_id", _KEY, nullable=False),
    sa.Column("contract_id", _KEY, nullable=True),
    sa.Column("taken_on", sa.Date(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_service_offers_taken_by_id")),
    sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_service_offers_taken_contract_id")),
    sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_service_offers_taken_customer_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["offer_id"], ["service_offers.id"], name=op.f("fk_service_offers_taken_offer_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_service_offers_taken")),
    sa.UniqueConstraint("offer_id", "customer_id", name=op.f("uq_service_offers_taken_offer_id_customer_id"))
    )
    op.create_index(op.f("ix_service_offers_taken_customer_id"), "service_offers_taken", ["customer_id"], unique=False)


def downgrade() -> None:
    op.drop_table("service_offers_taken")
    op.drop_table("service_offers")
