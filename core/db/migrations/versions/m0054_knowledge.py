"""The library: articles with editions, what they are found by, uses

Revision 0054.
"""

import sqlalchemy as sa
from alembic import op

from core.db.types import Facts

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table("knowledge_articles",
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("kind", sa.String(length=12), nullable=False),
    sa.Column("title", sa.String(length=160), nullable=False),
    sa.Column("situation", sa.Text(), nullable=False),
    sa.Column("action", sa.Text(), nullable=False),
    sa.Column("result", sa.Text(), nullable=False),
    sa.Column("advice", sa.Text(), nullable=False),
    sa.Column("applies", Facts, nullable=False),
    sa.Column("state", sa.String(length=10), nullable=False),
    sa.Column("readers", sa.String(length=10), nullable=False),
    sa.Column("project_id", _KEY, nullable=True),
    sa.Column("department_id", _KEY, nullable=True),
    sa.Column("origin_kind", sa.String(length=40), nullable=False),
    sa.Column("origin_id", sa.Integer(), nullable=False),
    sa.Column("origin_code", sa.String(length=40), nullable=False),
    sa.Column("author_id", _KEY, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("decided_by", _KEY, nullable=True),
    sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("remark", sa.String(length=1000), nullable=False),
    sa.Column("edition", sa.Integer(), nullable=False),
    sa.Column("uses", sa.Integer(), nullable=False),
    sa.Column("worked", sa.Integer(), nullable=False),
    sa.Column("failed", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_knowledge_articles_author_id")),
    sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_knowledge_articles_decided_by")),
    sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_knowledge_articles_department_id")),
    sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_knowledge_articles_project_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_articles")),
    sa.UniqueConstraint("code", name=op.f("uq_knowledge_articles_code"))
    )
    op.create_index(op.f("ix_knowledge_articles_author_id"), "knowledge_articles", ["author_id"], unique=False)
    op.create_index(op.f("ix_knowledge_articles_decided_by"), "knowledge_articles", ["decided_by"], unique=False)
    op.create_index(op.f("ix_knowledge_articles_department_id"), "knowledge_articles", ["department_id"], unique=False)
    op.create_index(op.f("ix_knowledge_articles_origin_kind_origin_id"), "knowledge_articles", ["origin_kind", "origin_id"], unique=False)
    op.create_index(op.f("ix_knowledge_articles_project_id"), "knowledge_articles", ["project_id"], unique=False)
    op.create_index(op.f("ix_knowledge_articles_state"), "knowledge_articles", ["state"], unique=False)
    op.create_table("knowledge_applies",
    sa.Column("article_id", _KEY, nullable=False),
    sa.Column("sort", sa.String(length=8), nullable=False),
    sa.Column("code", sa.String(length=30), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["article_id"], ["knowledge_articles.id"], name=op.f("fk_knowledge_applies_article_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_applies")),
    sa.UniqueConstraint("article_id", "sort", "code", name=op.f("uq_knowledge_applies_article_id_sort_code"))
    )
    op.create_index(op.f("ix_knowledge_applies_sort_code"), "knowledge_applies", ["sort", "code"], unique=False)
    op.create_table("knowledge_editions",
    sa.Column("article_id", _KEY, nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("content", Facts, nullable=False),
    sa.Column("author_id", _KEY, nullable=False),
    sa.Column("approved_by", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["approved_by"], ["people.id"], name=op.f("fk_knowledge_editions_approved_by")),
    sa.ForeignKeyConstraint(["article_id"], ["knowledge_articles.id"], name=op.f("fk_knowledge_editions_article_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_knowledge_editions_author_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_editions")),
    sa.UniqueConstraint("article_id", "number", name=op.f("uq_knowledge_editions_article_id_number"))
    )
    op.create_index(op.f("ix_knowledge_editions_approved_by"), "knowledge_editions", ["approved_by"], unique=False)
    op.create_index(op.f("ix_knowledge_editions_author_id"), "knowledge_editions", ["author_id"], unique=False)
    op.create_table("knowledge_grams",
    sa.Column("article_id", _KEY, nullable=False),
    sa.Column("gram", sa.Integer(), nullable=False),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["article_id"], ["knowledge_articles.id"], name=op.f("fk_knowledge_grams_article_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_grams")),
    sa.UniqueConstraint("article_id", "gram", name=op.f("uq_knowledge_grams_article_id_gram"))
    )
    op.create_index(op.f("ix_knowledge_grams_gram_article_id"), "knowledge_grams", ["gram", "article_id"], unique=False)
    op.create_table("knowledge_uses",
    sa.Column("article_id", _KEY, nullable=False),
    sa.Column("edition", sa.Integer(), nullable=False),
    sa.Column("subject_kind", sa.String(length=40), nullable=False),
    sa.Column("subject_id", sa.Integer(), nullable=False),
    sa.Column("subject_code", sa.String(length=40), nullable=False),
    sa.Column("by_id", _KEY, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("outcome", sa.String(length=8), nullable=False),
    sa.Column("said", sa.String(length=1000), nullable=False),
    sa.Column("judged_by", _KEY, nullable=True),
    sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("id", _KEY, nullable=False),
    sa.ForeignKeyConstraint(["article_id"], ["knowledge_articles.id"], name=op.f("fk_knowledge_uses_article_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_knowledge_uses_by_id")),
    sa.ForeignKeyConstraint(["judged_by"], ["people.id"], name=op.f("fk_knowledge_uses_judged_by")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_uses")),
    sa.UniqueConstraint("article_id", "subject_kind", "subject_id", name=op.f("uq_knowledge_uses_article_id_subject_kind_subject_id"))
    )
    op.create_index(op.f("ix_knowledge_uses_by_id"), "knowledge_uses", ["by_id"], unique=False)
    op.create_index(op.f("ix_knowledge_uses_judged_by"), "knowledge_uses", ["judged_by"], unique=False)
    op.create_index(op.f("ix_knowledge_uses_subject_kind_subject_id"), "knowledge_uses", ["subject_kind", "subject_id"], unique=False)


def downgrade() -> None:
    op.drop_table("knowledge_uses")
    op.drop_table("knowledge_grams")
    op.drop_table("knowledge_editions")
    op.drop_table("knowledge_applies")
    op.drop_table("knowledge_articles")
