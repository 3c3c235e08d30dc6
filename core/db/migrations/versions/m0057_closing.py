"""Acceptance, archive, resources and closing

Revision 0057.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Exact, Facts, Moment

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("acceptances",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=True),
        sa.Column("invited", sa.String(length=300), nullable=False),
        sa.Column("formal_by", sa.String(length=16), nullable=False),
        sa.Column("team_id", _KEY, nullable=True),
        sa.Column("first_id", _KEY, nullable=True),
        sa.Column("second_id", _KEY, nullable=True),
        sa.Column("remarks_owner_id", _KEY, nullable=True),
        sa.Column("remarks_verifier_id", _KEY, nullable=True),
        sa.Column("presented_on", sa.Date(), nullable=True),
        sa.Column("presented", sa.Text(), nullable=False),
        sa.Column("presented_by_id", _KEY, nullable=True),
        sa.Column("submitted_at", Moment(), nullable=True),
        sa.Column("formal_at", Moment(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_acceptances_by_id")),
        sa.ForeignKeyConstraint(["first_id"], ["people.id"], name=op.f("fk_acceptances_first_id")),
        sa.ForeignKeyConstraint(["presented_by_id"], ["people.id"], name=op.f("fk_acceptances_presented_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_acceptances_project_id")),
        sa.ForeignKeyConstraint(["remarks_owner_id"], ["people.id"], name=op.f("fk_acceptances_remarks_owner_id")),
        sa.ForeignKeyConstraint(["remarks_verifier_id"], ["people.id"], name=op.f("fk_acceptances_remarks_verifier_id")),
        sa.ForeignKeyConstraint(["second_id"], ["people.id"], name=op.f("fk_acceptances_second_id")),
        sa.ForeignKeyConstraint(["team_id"], ["people.id"], name=op.f("fk_acceptances_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptances")),
        sa.UniqueConstraint("code", name=op.f("uq_acceptances_code")),
        sa.UniqueConstraint("project_id", "attempt", name=op.f("uq_acceptances_project_id_attempt"))
    )
    op.create_index(op.f("ix_acceptances_first_id"), "acceptances", ["first_id"], unique=False)
    op.create_index(op.f("ix_acceptances_second_id"), "acceptances", ["second_id"], unique=False)
    op.create_index(op.f("ix_acceptances_state_decided_on"), "acceptances", ["state", "decided_on"], unique=False)
    op.create_index(op.f("ix_acceptances_team_id"), "acceptances", ["team_id"], unique=False)
    op.create_table("archive_entries",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("none", sa.Boolean(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_archive_entries_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_archive_entries_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_entries"))
    )
    op.create_index(op.f("ix_archive_entries_project_id_part"), "archive_entries", ["project_id", "part"], unique=False)
    op.create_table("closings",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("scorecard", Facts, nullable=False),
        sa.Column("kept", Facts, nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by_id", _KEY, nullable=True),
        sa.Column("reopened_at", Moment(), nullable=True),
        sa.Column("reopened_by_id", _KEY, nullable=True),
        sa.Column("reopened_why", sa.Text(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_closings_by_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["people.id"], name=op.f("fk_closings_closed_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_closings_project_id")),
        sa.ForeignKeyConstraint(["reopened_by_id"], ["people.id"], name=op.f("fk_closings_reopened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closings")),
        sa.UniqueConstraint("code", name=op.f("uq_closings_code")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_closings_project_id_number"))
    )
    op.create_index(op.f("ix_closings_state_closed_on"), "closings", ["state", "closed_on"], unique=False)
    op.create_table("project_resources",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("condition", sa.String(length=8), nullable=False),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_project_resources_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_project_resources_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_resources_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_resources"))
    )
    op.create_index(op.f("ix_project_resources_person_id"), "project_resources", ["person_id"], unique=False)
    op.create_index(op.f("ix_project_resources_project_id_released_on"), "project_resources", ["project_id", "released_on"], unique=False)
    op.create_table("acceptance_criteria",
        sa.Column("acceptance_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("standard", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("target", Exact(4), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("higher", sa.Boolean(), nullable=False),
        sa.Column("given", Exact(4), nullable=True),
        sa.Column("points", Exact(2), nullable=True),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.Column("by_id", _KEY, nullable=True),
        sa.Column("at", Moment(), nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["acceptance_id"], ["acceptances.id"], name=op.f("fk_acceptance_criteria_acceptance_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_acceptance_criteria_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_criteria")),
        sa.UniqueConstraint("acceptance_id", "number", name=op.f("uq_acceptance_criteria_acceptance_id_number"))
    )
    op.create_table("acceptance_links",
        sa.Column("acceptance_id", _KEY, nullable=False),
        sa.Column("seat", sa.String(length=10), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["acceptance_id"], ["acceptances.id"], name=op.f("fk_acceptance_links_acceptance_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_acceptance_links_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_links")),
        sa.UniqueConstraint("hash", name=op.f("uq_acceptance_links_hash"))
    )
    op.create_index(op.f("ix_acceptance_links_acceptance_id"), "acceptance_links", ["acceptance_id"], unique=False)
    op.create_table("acceptance_papers",
        sa.Column("acceptance_id", _KEY, nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=True),
        sa.Column("whole", sa.Boolean(), nullable=True),
        sa.Column("correct", sa.Boolean(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("by_id", _KEY, nullable=True),
        sa.Column("at", Moment(), nullable=True),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["acceptance_id"], ["acceptances.id"], name=op.f("fk_acceptance_papers_acceptance_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_acceptance_papers_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_papers")),
        sa.UniqueConstraint("acceptance_id", "paper", name=op.f("uq_acceptance_papers_acceptance_id_paper"))
    )
    op.create_table("acceptance_remarks",
        sa.Column("acceptance_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("followup_code", sa.String(length=20), nullable=False),
        sa.Column("again", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["acceptance_id"], ["acceptances.id"], name=op.f("fk_acceptance_remarks_acceptance_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_remarks")),
        sa.UniqueConstraint("acceptance_id", "number", name=op.f("uq_acceptance_remarks_acceptance_id_number"))
    )
    op.create_table("acceptance_signatures",
        sa.Column("acceptance_id", _KEY, nullable=False),
        sa.Column("phase", sa.String(length=12), nullable=False),
        sa.Column("seat", sa.String(length=10), nullable=False),
        sa.Column("signer", sa.String(length=130), nullable=False),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["acceptance_id"], ["acceptances.id"], name=op.f("fk_acceptance_signatures_acceptance_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_acceptance_signatures_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_signatures")),
        sa.UniqueConstraint("acceptance_id", "phase", "signer", name=op.f("uq_acceptance_signatures_acceptance_id_phase_signer")),
        sa.UniqueConstraint("acceptance_id", "seat", name=op.f("uq_acceptance_signatures_acceptance_id_seat"))
    )
    op.create_index(op.f("ix_acceptance_signatures_person_id"), "acceptance_signatures", ["person_id"], unique=False)
    op.create_table("closing_confirmations",
        sa.Column("closing_id", _KEY, nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_closing_confirmations_by_id")),
        sa.ForeignKeyConstraint(["closing_id"], ["closings.id"], name=op.f("fk_closing_confirmations_closing_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_confirmations"))
    )
    op.create_index(op.f("ix_closing_confirmations_closing_id"), "closing_confirmations", ["closing_id"], unique=False)
    op.create_table("closing_signatures",
        sa.Column("closing_id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["closing_id"], ["closings.id"], name=op.f("fk_closing_signatures_closing_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_closing_signatures_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_signatures")),
        sa.UniqueConstraint("closing_id", "person_id", name=op.f("uq_closing_signatures_closing_id_person_id"))
    )
    op.create_index(op.f("ix_closing_signatures_person_id"), "closing_signatures", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("closing_signatures")
    op.drop_table("closing_confirmations")
    op.drop_table("acceptance_signatures")
    op.drop_table("acceptance_remarks")
    op.drop_table("acceptance_papers")
    op.drop_table("acceptance_links")
    op.drop_table("acceptance_criteria")
    op.drop_table("project_resources")
    op.drop_table("closings")
    op.drop_table("archive_entries")
    op.drop_table("acceptances")
