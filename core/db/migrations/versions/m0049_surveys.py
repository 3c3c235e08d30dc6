"""Surveys: templates in versions, links, answers, themes, kept sums

Revision 0049.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts, Moment

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "survey_tallies",
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("dimension", sa.String(length=12), nullable=False),
        sa.Column("question", sa.String(length=62), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_tallies")),
        sa.UniqueConstraint("project_id", "kind", "dimension", "month", "question", "channel", "source", "value", name="uq_survey_tallies_cell"),
    )
    op.create_table(
        "survey_templates",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name", Facts, nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_templates")),
        sa.UniqueConstraint("code", name=op.f("uq_survey_templates_code")),
    )
    op.create_table(
        "survey_theme_words",
        sa.Column("theme", sa.String(length=30), nullable=False),
        sa.Column("words", Facts, nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_survey_theme_words_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_theme_words")),
        sa.UniqueConstraint("theme", name=op.f("uq_survey_theme_words_theme")),
    )
    op.create_table(
        "survey_versions",
        sa.Column("template_id", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asks", Facts, nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_survey_versions_by_id")),
        sa.ForeignKeyConstraint(["template_id"], ["survey_templates.id"], name=op.f("fk_survey_versions_template_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_versions")),
        sa.UniqueConstraint("template_id", "number", name=op.f("uq_survey_versions_template_id_number")),
    )
    op.create_table(
        "surveys",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("version_id", _KEY, nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("customer_id", _KEY, nullable=True),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("reminded_at", Moment(), nullable=True),
        sa.Column("by_id", _KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_surveys_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_surveys_customer_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_surveys_project_id")),
        sa.ForeignKeyConstraint(["version_id"], ["survey_versions.id"], name=op.f("fk_surveys_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("code", name=op.f("uq_surveys_code")),
    )
    op.create_index(op.f("ix_surveys_customer_id"), "surveys", ["customer_id"])
    op.create_index(op.f("ix_surveys_project_id_sent_at"), "surveys", ["project_id", "sent_at"])
    op.create_index(op.f("ix_surveys_sent_at"), "surveys", ["sent_at"])
    op.create_index(op.f("ix_surveys_state_expires_at"), "surveys", ["state", "expires_at"])
    op.create_index(op.f("ix_surveys_version_id"), "surveys", ["version_id"])
    op.create_table(
        "survey_answers",
        sa.Column("survey_id", _KEY, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("customer_id", _KEY, nullable=True),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("csat", sa.Integer(), nullable=True),
        sa.Column("nps", sa.Integer(), nullable=True),
        sa.Column("low", sa.Boolean(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("by_id", _KEY, nullable=True),
        sa.Column("opened_kind", sa.String(length=40), nullable=False),
        sa.Column("opened_code", sa.String(length=20), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_by_id", _KEY, nullable=True),
        sa.Column("withdrawn_why", sa.String(length=400), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_survey_answers_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_survey_answers_customer_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_survey_answers_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_survey_answers_project_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_answers_survey_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["people.id"], name=op.f("fk_survey_answers_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answers")),
        sa.UniqueConstraint("survey_id", name=op.f("uq_survey_answers_survey_id")),
    )
    op.create_index(op.f("ix_survey_answers_answered_on"), "survey_answers", ["answered_on"])
    op.create_index(op.f("ix_survey_answers_customer_id_answered_on"), "survey_answers", ["customer_id", "answered_on"])
    op.create_index(op.f("ix_survey_answers_low_answered_on"), "survey_answers", ["low", "answered_on"])
    op.create_index(op.f("ix_survey_answers_project_id_answered_on"), "survey_answers", ["project_id", "answered_on"])
    op.create_table(
        "survey_tokens",
        sa.Column("survey_id", _KEY, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_tokens_survey_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_tokens")),
        sa.UniqueConstraint("hash", name=op.f("uq_survey_tokens_hash")),
    )
    op.create_index(op.f("ix_survey_tokens_survey_id"), "survey_tokens", ["survey_id"])
    op.create_table(
        "survey_scores",
        sa.Column("answer_id", _KEY, nullable=False),
        sa.Column("question", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("dimension", sa.String(length=12), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["survey_answers.id"], name=op.f("fk_survey_scores_answer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_scores")),
        sa.UniqueConstraint("answer_id", "question", name=op.f("uq_survey_scores_answer_id_question")),
    )
    op.create_table(
        "survey_texts",
        sa.Column("answer_id", _KEY, nullable=False),
        sa.Column("question", sa.String(length=30), nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["survey_answers.id"], name=op.f("fk_survey_texts_answer_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_survey_texts_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_texts")),
        sa.UniqueConstraint("answer_id", "question", name=op.f("uq_survey_texts_answer_id_question")),
    )
    op.create_table(
        "survey_text_themes",
        sa.Column("text_id", _KEY, nullable=False),
        sa.Column("theme", sa.String(length=30), nullable=False),
        sa.Column("id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["survey_texts.id"], name=op.f("fk_survey_text_themes_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_text_themes")),
        sa.UniqueConstraint("text_id", "theme", name=op.f("uq_survey_text_themes_text_id_theme")),
    )
    op.create_index(op.f("ix_survey_text_themes_theme_text_id"), "survey_text_themes", ["theme", "text_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_survey_text_themes_theme_text_id"), table_name="survey_text_themes")
    op.drop_table("survey_text_themes")
    op.drop_table("survey_texts")
    op.drop_table("survey_scores")
    op.drop_index(op.f("ix_survey_tokens_survey_id"), table_name="survey_tokens")
    op.drop_table("survey_tokens")
    op.drop_index(op.f("ix_survey_answers_project_id_answered_on"), table_name="survey_answers")
    op.drop_index(op.f("ix_survey_answers_low_answered_on"), table_name="survey_answers")
    op.drop_index(op.f("ix_survey_answers_customer_id_answered_on"), table_name="survey_answers")
    op.drop_index(op.f("ix_survey_answers_answered_on"), table_name="survey_answers")
    op.drop_table("survey_answers")
    op.drop_index(op.f("ix_surveys_version_id"), table_name="surveys")
    op.drop_index(op.f("ix_surveys_state_expires_at"), table_name="surveys")
    op.drop_index(op.f("ix_surveys_sent_at"), table_name="surveys")
    op.drop_index(op.f("ix_surveys_project_id_sent_at"), table_name="surveys")
    op.drop_index(op.f("ix_surveys_customer_id"), table_name="surveys")
    op.drop_table("surveys")
    op.drop_table("survey_versions")
    op.drop_table("survey_theme_words")
    op.drop_table("survey_templates")
    op.drop_table("survey_tallies")
