from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class Article(Record):
    """An article as it stands: its newest text, and how far that is on its way."""

    __tablename__ = "knowledge_articles"
    __table_args__ = (
        Index(None, "state"), Index(None, "author_id"), Index(None, "decided_by"), Index(None, "project_id"), Index(None, "department_id"), Index(None, "origin_kind", "origin_id"),
    )  # fmt: skip

    code: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(160))
    situation: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    advice: Mapped[str] = mapped_column(Text)
    applies: Mapped[dict[str, Any]] = mapped_column(Facts)
    state: Mapped[str] = mapped_column(String(10))
    readers: Mapped[str] = mapped_column(String(10))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    """The project's, else the author's: whose head may approve it."""
    origin_kind: Mapped[str] = mapped_column(String(40))
    """What it was made of; empty for an article of its own."""
    origin_id: Mapped[int] = mapped_column(Integer)
    origin_code: Mapped[str] = mapped_column(String(40))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(String(1000))
    """Why it was returned or retired."""
    edition: Mapped[int] = mapped_column(Integer)
    """How often it was approved; 0 before the first time."""
    uses: Mapped[int] = mapped_column(Integer)
    """Kept sums of `ArticleUse`, so that lists need not count."""
    worked: Mapped[int] = mapped_column(Integer)
    failed: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class ArticleEdition(Record):
    """The text as it was approved. Never changed; others read the newest one while the article is written anew."""

    __tablename__ = "knowledge_editions"
    __table_args__ = (UniqueConstraint("article_id", "number"), Index(None, "author_id"), Index(None, "approved_by"))

    article_id: Mapped[int] = mapped_column(ForeignKey("knowledge_articles.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any]] = mapped_column(Facts)
    """`rules.frozen`."""
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    approved_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class ArticleGram(Record):
    """A piece of the newest text that an article is found by (see `core.likeness`)."""

    __tablename__ = "knowledge_grams"
    __table_args__ = (UniqueConstraint("article_id", "gram"), Index(None, "gram", "article_id"))

    article_id: Mapped[int] = mapped_column(ForeignKey("knowledge_articles.id", ondelete="CASCADE"))
    gram: Mapped[int] = mapped_column(Integer)


class ArticleUse(Record):
    """Somebody adopted an edition for a record, and what came of it."""

    __tablename__ = "knowledge_uses"
    __table_args__ = (UniqueConstraint("article_id", "subject_kind", "subject_id"), Index(None, "subject_kind", "subject_id"), Index(None, "by_id"), Index(None, "judged_by"))

    article_id: Mapped[int] = mapped_column(ForeignKey("knowledge_articles.id", ondelete="CASCADE"))
    edition: Mapped[int] = mapped_column(Integer)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Integer)
    subject_code: Mapped[str] = mapped_column(String(40))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(8))
    said: Mapped[str] = mapped_column(String(1000))
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    judged_at: Mapped[datetime | None]


class ArticleApplies(Record):
    """Whom an article names; no row of a sort: it holds for all of it. Follows the text that is found by."""

    __tablename__ = "knowledge_applies"
    __table_args__ = (UniqueConstraint("article_id", "sort", "code"), Index(None, "sort", "code"))

    article_id: Mapped[int] = mapped_column(ForeignKey("knowledge_articles.id", ondelete="CASCADE"))
    sort: Mapped[str] = mapped_column(String(8))
    """kind (of project), phase, class (of problem)"""
    code: Mapped[str] = mapped_column(String(30))
