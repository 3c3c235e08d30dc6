"""Where the values come from on which an effect is judged: each basis has one provider, registered by the room that owns the facts."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core.metrics import queries as metrics
from core.metrics.rules import MEASURES, Period, Subject
from core.quality.nonconformities.rules import Basis, Found, Metric

Provider = Callable[[Session, Metric, int, Period], Found]
"""(session, metric, project, period) -> what the metric says of the project in the period."""
_PROVIDERS: dict[Basis, Provider] = {}


def provided_by(basis: Basis, provider: Provider) -> None:
    """A room says how a basis is read."""
    _PROVIDERS[basis] = provider


def asked(session: Session, metric: Metric, project_id: int, first: date, last: date) -> Found | None:
    """What the metric says of a project from `first` to `last`; None where somebody has to count by hand."""
    provider = _PROVIDERS.get(metric.basis)
    return provider(session, metric, project_id, Period(first, max(first, last))) if provider else None


def before(session: Session, metric: Metric, project_id: int, found_on: date, days: int) -> Found | None:
    """What it said in so many days up to the finding."""
    return asked(session, metric, project_id, found_on - timedelta(days=days), found_on)


def _of_measure(session: Session, metric: Metric, project_id: int, period: Period) -> Found:
    if metric.code not in MEASURES:
        return Found(None, 0)
    told = metrics.of_many(session, [metric.code], Subject.PROJECT, period, [project_id])[metric.code][project_id]
    return Found(told.value, told.n)


provided_by(Basis.MEASURE, _of_measure)
