"""Contacts under seal, contracts, communication, care, points and expectations of customers

Revision 0046.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Exact, Moment

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("customer_id", _KEY, nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("name_index", sa.String(length=64), nullable=False),
        sa.Column("phone_index", sa.String(length=64), nullable=False),
        sa.Column("number_index", sa.String(length=64), nullable=False),
        sa.Column("secret_mark", sa.String(length=12), nullable=False),
        sa.Column("erased_at", Moment(), nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_contacts_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_contacts_customer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("ref", name=op.f("uq_contacts_ref")),
    )
    op.create_index(op.f("ix_contacts_customer_id"), "contacts", ["customer_id"], unique=False)
    op.create_index(op.f("ix_contacts_name_index"), "contacts", ["name_index"], unique=False)
    op.create_index(op.f("ix_contacts_number_index"), "contacts", ["number_index"], unique=False)
    op.create_index(op.f("ix_contacts_phone_index"), "contacts", ["phone_index"], unique=False)
    op.create_index(op.f("ix_contacts_secret_mark"), "contacts", ["secret_mark"], unique=False)
    op.create_table(
        "contracts",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("customer_id", _KEY, nullable=False),
        sa.Column("project_id", _KEY, nullable=True),
        sa.Column("follows_id", _KEY, nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ended_why", sa.String(length=200), nullable=False),
        sa.Column("value", Exact(2), nullable=False),
        sa.Column("told_days", sa.Integer(), nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_contracts_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_contracts_customer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["follows_id"], ["contracts.id"], name=op.f("fk_contracts_follows_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_contracts_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        sa.UniqueConstraint("code", name=op.f("uq_contracts_code")),
    )
    op.create_index(op.f("ix_contracts_customer_id_starts_on"), "contracts", ["customer_id", "starts_on"], unique=False)
    op.create_index(op.f("ix_contracts_follows_id"), "contracts", ["follows_id"], unique=False)
    op.create_index(op.f("ix_contracts_project_id"), "contracts", ["project_id"], unique=False)
    op.create_index(op.f("ix_contracts_until"), "contracts", ["until"], unique=False)
    op.create_table(
        "customer_care",
        sa.Column("customer_id", _KEY, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("owner_id", _KEY, nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(length=500), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_customer_care_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_care_customer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_customer_care_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_care")),
    )
    op.create_index(op.f("ix_customer_care_customer_id_due_on"), "customer_care", ["customer_id", "due_on"], unique=False)
    op.create_index(op.f("ix_customer_care_done_on_due_on"), "customer_care", ["done_on", "due_on"], unique=False)
    op.create_index(op.f("ix_customer_care_owner_id_done_on_due_on"), "customer_care", ["owner_id", "done_on", "due_on"], unique=False)
    op.create_table(
        "customer_expectations",
        sa.Column("customer_id", _KEY, nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("aspect", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("target", Exact(2), nullable=True),
        sa.Column("higher_is_better", sa.Boolean(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("actual", Exact(2), nullable=True),
        sa.Column("came", sa.String(length=500), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_customer_expectations_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_expectations_customer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_customer_expectations_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_expectations")),
    )
    op.create_index(op.f("ix_customer_expectations_customer_id"), "customer_expectations", ["customer_id"], unique=False)
    op.create_index(op.f("ix_customer_expectations_project_id"), "customer_expectations", ["project_id"], unique=False)
    op.create_table(
        "customer_points",
        sa.Column("customer_id", _KEY, nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("reverses_id", _KEY, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_customer_points_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_points_customer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["reverses_id"], ["customer_points.id"], name=op.f("fk_customer_points_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_points")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_customer_points_reverses_id")),
    )
    op.create_index(op.f("ix_customer_points_customer_id_day"), "customer_points", ["customer_id", "day"], unique=False)
    op.create_table(
        "contact_consents",
        sa.Column("contact_id", _KEY, nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("wording", sa.String(length=500), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_contact_consents_by_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_contact_consents_contact_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_consents")),
    )
    op.create_index(op.f("ix_contact_consents_contact_id"), "contact_consents", ["contact_id"], unique=False)
    op.create_table(
        "contact_views",
        sa.Column("contact_id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_contact_views_contact_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_contact_views_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_views")),
    )
    op.create_index(op.f("ix_contact_views_contact_id_at"), "contact_views", ["contact_id", "at"], unique=False)
    op.create_index(op.f("ix_contact_views_person_id_until"), "contact_views", ["person_id", "until"], unique=False)
    op.create_table(
        "contract_promises",
        sa.Column("contract_id", _KEY, nullable=False),
        sa.Column("priority", sa.String(length=8), nullable=False),
        sa.Column("acknowledge", sa.Integer(), nullable=True),
        sa.Column("respond", sa.Integer(), nullable=True),
        sa.Column("resolve", sa.Integer(), nullable=True),
        sa.Column("around_the_clock", sa.Boolean(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_contract_promises_contract_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_promises")),
        sa.UniqueConstraint("contract_id", "priority", name=op.f("uq_contract_promises_contract_id_priority")),
    )
    op.create_table(
        "customer_talks",
        sa.Column("customer_id", _KEY, nullable=False),
        sa.Column("project_id", _KEY, nullable=True),
        sa.Column("contact_id", _KEY, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_customer_talks_by_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_customer_talks_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_talks_customer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_customer_talks_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_talks")),
    )
    op.create_index(op.f("ix_customer_talks_contact_id"), "customer_talks", ["contact_id"], unique=False)
    op.create_index(op.f("ix_customer_talks_customer_id_day"), "customer_talks", ["customer_id", "day"], unique=False)
    op.add_column("customers", sa.Column("next_contact_on", sa.Date(), nullable=True))
    op.create_index(op.f("ix_customers_next_contact_on"), "customers", ["next_contact_on"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_customers_next_contact_on"), table_name="customers")
    op.drop_column("customers", "next_contact_on")
    op.drop_index(op.f("ix_customer_talks_customer_id_day"), table_name="customer_talks")
    op.drop_index(op.f("ix_customer_talks_contact_id"), table_name="customer_talks")
    op.drop_table("customer_talks")
    op.drop_table("contract_promises")
    op.drop_index(op.f("ix_contact_views_person_id_until"), table_name="contact_views")
    op.drop_index(op.f("ix_contact_views_contact_id_at"), table_name="contact_views")
    op.drop_table("contact_views")
    op.drop_index(op.f("ix_contact_consents_contact_id"), table_name="contact_consents")
    op.drop_table("contact_consents")
    op.drop_index(op.f("ix_customer_points_customer_id_day"), table_name="customer_points")
    op.drop_table("customer_points")
    op.drop_index(op.f("ix_customer_expectations_project_id"), table_name="customer_expectations")
    op.drop_index(op.f("ix_customer_expectations_customer_id"), table_name="customer_expectations")
    op.drop_table("customer_expectations")
    op.drop_index(op.f("ix_customer_care_owner_id_done_on_due_on"), table_name="customer_care")
    op.drop_index(op.f("ix_customer_care_done_on_due_on"), table_name="customer_care")
    op.drop_index(op.f("ix_customer_care_customer_id_due_on"), table_name="customer_care")
    op.drop_table("customer_care")
    op.drop_index(op.f("ix_contracts_until"), table_name="contracts")
    op.drop_index(op.f("ix_contracts_project_id"), table_name="contracts")
    op.drop_index(op.f("ix_contracts_follows_id"), table_name="contracts")
    op.drop_index(op.f("ix_contracts_customer_id_starts_on"), table_name="contracts")
    op.drop_table("contracts")
    op.drop_index(op.f("ix_contacts_secret_mark"), table_name="contacts")
    op.drop_index(op.f("ix_contacts_phone_index"), table_name="contacts")
    op.drop_index(op.f("ix_contacts_number_index"), table_name="contacts")
    op.drop_index(op.f("ix_contacts_name_index"), table_name="contacts")
    op.drop_index(op.f("ix_contacts_customer_id"), table_name="contacts")
    op.drop_table("contacts")
