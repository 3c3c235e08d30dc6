"""The rows behind the measure of project reviews: one a closed review."""

from typing import Any

from sqlalchemy import BigInteger, Integer, Select, cast, null, select, type_coerce
from sqlalchemy.orm import Session

from core.metrics.queries import local_day, provide
from core.review.measures.rules import RESULT
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


provide(RESULT, result, page="Reviews", parameter="review")
