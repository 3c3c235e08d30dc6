"""The rows behind the measures: one a closed review, one an approved lesson of a project."""

from typing import Any

from sqlalchemy import BigInteger, Integer, Select, case, cast, null, select, type_coerce
from sqlalchemy.orm import Session

from core.knowledge.queries import PUSHED
from core.knowledge.records import Article, ArticleEdition
from core.metrics.queries import local_day, provide
from core.review.measures.rules import ADOPTED, RESULT
from core.review.records import Review
from core.review.rules import SCORES

POINT = SCORES[-1] * 10**4 // 100
"""A hundredth of the best total, as totals are kept: whole numbers with four places."""


def result(session: Session) -> Select[Any]:
    """Closed reviews with a total: the total out of 100, half up."""
    points = (type_coerce(Review.total, BigInteger) + POINT // 2) // POINT
    return select(
        Review.project_id.label("project_id"), cast(null(), Integer).label("person_id"), local_day(session, Review.closed_at).label("on"), cast(points, Integer).label("value"),
        Review.code.label("code"),
    ).where(Review.closed_at.is_not(None), Review.total.is_not(None))  # fmt: skip


def adopted(session: Session) -> Select[Any]:
    """Lessons, good cases and methods of projects by their first approval: 1 where one was adopted."""
    return (
        select(
            Article.project_id.label("project_id"), cast(null(), Integer).label("person_id"), local_day(session, ArticleEdition.at).label("on"), case((Article.uses > 0, 1), else_=0).label("value"),
            Article.code.label("code"),
        )
        .join(ArticleEdition, ArticleEdition.article_id == Article.id)
        .where(Article.project_id.is_not(None), Article.kind.in_([one.value for one in PUSHED]), ArticleEdition.number == 1)
    )  # fmt: skip


provide(RESULT, result, page="Reviews", parameter="review")
provide(ADOPTED, adopted, page="Knowledge", parameter="article")
