"""Reviews of projects: instruments, invitations, anonymous answers, risks, summary reports

Revision 0059.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("review_instruments",
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("content", Facts, nullable=False),
    sa.Column("reason", sa.String(length=500), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_review_instruments_by_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_review_instruments")),
    sa.UniqueConstraint("number", name=op.f("uq_review_instruments_number"))
    )
    op.create_index(op.f("ix_review_instruments_by_id"), "review_instruments", ["by_id"], unique=False)
    op.create_table("review_risks",
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("title", sa.String(length=160), nullable=False),
    sa.Column("foreseen", sa.Boolean(), nullable=False),
    sa.Column("probability", sa.SmallInteger(), nullable=True),
    sa.Column("expected", sa.SmallInteger(), nullable=True),
    sa.Column("met", sa.Boolean(), nullable=False),
    sa.Column("actual", sa.SmallInteger(), nullable=True),
    sa.Column("met_on", sa.Date(), nullable=True),
    sa.Column("answer", sa.String(length=1000), nullable=False),
    sa.Column("answered_on", sa.Date(), nullable=True),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_review_risks_by_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_review_risks_project_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_review_risks"))
    )
    op.create_index(op.f("ix_review_risks_by_id"), "review_risks", ["by_id"], unique=False)
    op.create_index(op.f("ix_review_risks_project_id"), "review_risks", ["project_id"], unique=False)
    op.create_table("reviews",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("point", sa.String(length=12), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("instrument", Facts, nullable=False),
    sa.Column("facts", Facts, nullable=False),
    sa.Column("self_id", _KEY, nullable=False),
    sa.Column("state", sa.String(length=8), nullable=False),
    sa.Column("due_on", sa.Date(), nullable=False),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("opened_by", _KEY, nullable=False),
    sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("closed_by", _KEY, nullable=True),
    sa.Column("total", sa.BigInteger(), nullable=True),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_reviews_closed_by")),
    sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_reviews_opened_by")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_reviews_project_id")),
    sa.ForeignKeyConstraint(["self_id"], ["people.id"], name=op.f("fk_reviews_self_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    sa.UniqueConstraint("code", name=op.f("uq_reviews_code"))
    )
    op.create_index(op.f("ix_reviews_closed_by"), "reviews", ["closed_by"], unique=False)
    op.create_index(op.f("ix_reviews_opened_by"), "reviews", ["opened_by"], unique=False)
    op.create_index(op.f("ix_reviews_project_id_id"), "reviews", ["project_id", "id"], unique=False)
    op.create_index(op.f("ix_reviews_self_id"), "reviews", ["self_id"], unique=False)
    op.create_table("summary_reports",
    sa.Column("project_id", _KEY, nullable=False),
    sa.Column("edition", sa.Integer(), nullable=False),
    sa.Column("state", sa.String(length=8), nullable=False),
    sa.Column("texts", Facts, nullable=False),
    sa.Column("contents", Facts, nullable=True),
    sa.Column("changed_by", _KEY, nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("issued_by", _KEY, nullable=True),
    sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_summary_reports_changed_by")),
    sa.ForeignKeyConstraint(["issued_by"], ["people.id"], name=op.f("fk_summary_reports_issued_by")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_summary_reports_project_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_reports")),
    sa.UniqueConstraint("project_id", "edition", name=op.f("uq_summary_reports_project_id_edition"))
    )
    op.create_index(op.f("ix_summary_reports_changed_by"), "summary_reports", ["changed_by"], unique=False)
    op.create_index(op.f("ix_summary_reports_issued_by"), "summary_reports", ["issued_by"], unique=False)
    op.create_table("review_answers",
    sa.Column("review_id", _KEY, nullable=False),
    sa.Column("rater_group", sa.String(length=12), nullable=False),
    sa.Column("scores", Facts, nullable=False),
    sa.Column("texts", Facts, nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_answers_review_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_review_answers"))
    )
    op.create_index(op.f("ix_review_answers_review_id"), "review_answers", ["review_id"], unique=False)
    op.create_table("review_invitations",
    sa.Column("review_id", _KEY, nullable=False),
    sa.Column("rater_group", sa.String(length=12), nullable=False),
    sa.Column("person_id", _KEY, nullable=True),
    sa.Column("name", sa.String(length=80), nullable=False),
    sa.Column("token_hash", sa.String(length=64), nullable=True),
    sa.Column("language", sa.String(length=10), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("answered", sa.Boolean(), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_review_invitations_by_id")),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_review_invitations_person_id")),
    sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_invitations_review_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_review_invitations")),
    sa.UniqueConstraint("review_id", "person_id", name=op.f("uq_review_invitations_review_id_person_id")),
    sa.UniqueConstraint("token_hash", name=op.f("uq_review_invitations_token_hash"))
    )
    op.create_index(op.f("ix_review_invitations_by_id"), "review_invitations", ["by_id"], unique=False)
    op.create_index(op.f("ix_review_invitations_person_id"), "review_invitations", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("review_invitations")
    op.drop_table("review_answers")
    op.drop_table("summary_reports")
    op.drop_table("reviews")
    op.drop_table("review_risks")
    op.drop_table("review_instruments")
