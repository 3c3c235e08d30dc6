"""Service requests with their events, hand-overs and targets

Revision 0044.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts, Moment

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "priority_matrices",
        sa.Column("classes", Facts, nullable=False),
        sa.Column("rows", Facts, nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_priority_matrices_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority_matrices")),
    )
    op.create_table(
        "requests",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("customer_id", _KEY, nullable=False),
        sa.Column("customer_class", sa.String(length=30), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("problem_class", sa.String(length=30), nullable=False),
        sa.Column("problem_type", sa.String(length=30), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("impact", sa.String(length=10), nullable=False),
        sa.Column("priority", sa.String(length=10), nullable=False),
        sa.Column("upset", sa.Boolean(), nullable=False),
        sa.Column("complaint", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("first_receiver_id", _KEY, nullable=False),
        sa.Column("handler_id", _KEY, nullable=False),
        sa.Column("resolver_id", _KEY, nullable=True),
        sa.Column("verifier_id", _KEY, nullable=True),
        sa.Column("calendar", sa.String(length=40), nullable=False),
        sa.Column("reported_at", Moment(), nullable=False),
        sa.Column("acknowledged_at", Moment(), nullable=True),
        sa.Column("responded_at", Moment(), nullable=True),
        sa.Column("paused_at", Moment(), nullable=True),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("archived_at", Moment(), nullable=True),
        sa.Column("verified_at", Moment(), nullable=True),
        sa.Column("acknowledge_target", sa.Integer(), nullable=False),
        sa.Column("acknowledge_due_at", Moment(), nullable=True),
        sa.Column("acknowledge_used", sa.Integer(), nullable=True),
        sa.Column("acknowledge_late", sa.Boolean(), nullable=True),
        sa.Column("respond_target", sa.Integer(), nullable=False),
        sa.Column("respond_due_at", Moment(), nullable=True),
        sa.Column("respond_used", sa.Integer(), nullable=True),
        sa.Column("respond_late", sa.Boolean(), nullable=True),
        sa.Column("resolve_target", sa.Integer(), nullable=False),
        sa.Column("resolve_due_at", Moment(), nullable=True),
        sa.Column("resolve_used", sa.Integer(), nullable=True),
        sa.Column("resolve_late", sa.Boolean(), nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("next_rung_at", Moment(), nullable=True),
        sa.Column("told", Facts, nullable=False),
        sa.Column("handovers", sa.Integer(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("closed_by", sa.String(length=12), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(length=30), nullable=False),
        sa.Column("whys", Facts, nullable=False),
        sa.Column("prevention", sa.Text(), nullable=False),
        sa.Column("follow_up", sa.String(length=20), nullable=False),
        sa.Column("earlier_id", _KEY, nullable=True),
        sa.Column("merged_into_id", _KEY, nullable=True),
        sa.Column("visit_due_on", sa.Date(), nullable=True),
        sa.Column("visited_at", Moment(), nullable=True),
        sa.Column("visit_outcome", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_key", sa.String(length=80), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_requests_customer_id")),
        sa.ForeignKeyConstraint(["earlier_id"], ["requests.id"], name=op.f("fk_requests_earlier_id")),
        sa.ForeignKeyConstraint(["first_receiver_id"], ["people.id"], name=op.f("fk_requests_first_receiver_id")),
        sa.ForeignKeyConstraint(["handler_id"], ["people.id"], name=op.f("fk_requests_handler_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["requests.id"], name=op.f("fk_requests_merged_into_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_requests_project_id")),
        sa.ForeignKeyConstraint(["resolver_id"], ["people.id"], name=op.f("fk_requests_resolver_id")),
        sa.ForeignKeyConstraint(["verifier_id"], ["people.id"], name=op.f("fk_requests_verifier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sa.UniqueConstraint("code", name=op.f("uq_requests_code")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_requests_source_source_key")),
    )
    op.create_index(op.f("ix_requests_customer_id_reported_at"), "requests", ["customer_id", "reported_at"], unique=False)
    op.create_index(op.f("ix_requests_earlier_id"), "requests", ["earlier_id"], unique=False)
    op.create_index(op.f("ix_requests_first_receiver_id"), "requests", ["first_receiver_id"], unique=False)
    op.create_index(op.f("ix_requests_handler_id_open_due_at"), "requests", ["handler_id", "open", "due_at"], unique=False)
    op.create_index(op.f("ix_requests_handler_id_reported_at"), "requests", ["handler_id", "reported_at"], unique=False)
    op.create_index(op.f("ix_requests_merged_into_id"), "requests", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_requests_next_rung_at"), "requests", ["next_rung_at"], unique=False)
    op.create_index(op.f("ix_requests_open_due_at"), "requests", ["open", "due_at"], unique=False)
    op.create_index(op.f("ix_requests_priority_reported_at"), "requests", ["priority", "reported_at"], unique=False)
    op.create_index(op.f("ix_requests_problem_class_reported_at"), "requests", ["problem_class", "reported_at"], unique=False)
    op.create_index(op.f("ix_requests_project_id_open_due_at"), "requests", ["project_id", "open", "due_at"], unique=False)
    op.create_index(op.f("ix_requests_project_id_reported_at"), "requests", ["project_id", "reported_at"], unique=False)
    op.create_index(op.f("ix_requests_reported_at"), "requests", ["reported_at"], unique=False)
    op.create_index(op.f("ix_requests_state_reported_at"), "requests", ["state", "reported_at"], unique=False)
    op.create_index(op.f("ix_requests_visit_due_on"), "requests", ["visit_due_on"], unique=False)
    op.create_table(
        "service_targets",
        sa.Column("project_id", _KEY, nullable=True),
        sa.Column("customer_class", sa.String(length=30), nullable=True),
        sa.Column("priority", sa.String(length=10), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("acknowledge", sa.Integer(), nullable=False),
        sa.Column("respond", sa.Integer(), nullable=False),
        sa.Column("resolve", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.String(length=40), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_service_targets_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_service_targets_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_targets")),
    )
    op.create_index(op.f("ix_service_targets_project_id"), "service_targets", ["project_id"], unique=False)
    op.create_table(
        "request_events",
        sa.Column("request_id", _KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_id", _KEY, nullable=True),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("facts", Facts, nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(length=400), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_request_events_by_id")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_request_events_request_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_events")),
    )
    op.create_index(op.f("ix_request_events_kind_at"), "request_events", ["kind", "at"], unique=False)
    op.create_index(op.f("ix_request_events_request_id_place"), "request_events", ["request_id", "place"], unique=False)
    op.create_table(
        "request_grams",
        sa.Column("gram", sa.Integer(), nullable=False),
        sa.Column("request_id", _KEY, nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_request_grams_request_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_grams")),
        sa.UniqueConstraint("gram", "request_id", name=op.f("uq_request_grams_gram_request_id")),
    )
    op.create_index(op.f("ix_request_grams_request_id"), "request_grams", ["request_id"], unique=False)
    op.create_table(
        "request_handovers",
        sa.Column("request_id", _KEY, nullable=False),
        sa.Column("from_id", _KEY, nullable=False),
        sa.Column("to_id", _KEY, nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=True),
        sa.Column("waited", sa.BigInteger(), nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["people.id"], name=op.f("fk_request_handovers_from_id")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_request_handovers_request_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["to_id"], ["people.id"], name=op.f("fk_request_handovers_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_handovers")),
    )
    op.create_index(op.f("ix_request_handovers_at"), "request_handovers", ["at"], unique=False)
    op.create_index(op.f("ix_request_handovers_request_id"), "request_handovers", ["request_id"], unique=False)


def downgrade() -> None:
    op.drop_table("request_handovers")
    op.drop_table("request_grams")
    op.drop_table("request_events")
    op.drop_table("service_targets")
    op.drop_table("requests")
    op.drop_table("priority_matrices")
