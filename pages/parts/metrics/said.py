"""A measured value in the viewer's words: the same on every page that shows one."""

from decimal import Decimal

from core.metrics.rules import Measure, Measured, Statistic, Unit, known
from pages.parts.words import NOTHING, number, plain, t


def value(measure: Measure, amount: Decimal | float | None) -> str:
    """An amount in the measure's unit, not for Markdown: 92.3%, 4 days."""
    if amount is None:
        return NOTHING
    told = number(amount, _places(measure))
    if measure.unit is Unit.PERCENT:
        return f"{told}%"
    if measure.unit is Unit.POINTS:
        return plain("{value} points", value=told)
    return plain("{value} days", value=told) if measure.unit is Unit.DAYS else plain("{value} times", value=told)


def interval(measure: Measure, figure: Measured) -> str:
    """The 95 % interval, not for Markdown; a dash where too few records bound it."""
    if figure.low is None or figure.high is None:
        return NOTHING
    percent = "%" if measure.unit is Unit.PERCENT else ""
    places = _places(measure)
    return f"{number(figure.low, places)} – {number(figure.high, places)}{percent}"


def _places(measure: Measure) -> int:
    return 2 if measure.unit in (Unit.TIMES, Unit.POINTS) and measure.statistic is not Statistic.NET else 1


def why(figure: Measured) -> str:
    """Why there is no value, as a whole sentence for Markdown."""
    return t(figure.why, **figure.facts) if figure.why else ""


def line(figure: Measured) -> str:
    """Value, n and interval in a line of Markdown, or the sentence why there is none."""
    measure = known(figure.measure)
    if figure.value is None:
        return why(figure)
    if figure.low is None:
        return t("{value} of {n} records", value=value(measure, figure.value), n=figure.n)
    return t("{value} of {n} records, 95 % interval {interval}", value=value(measure, figure.value), n=figure.n, interval=interval(measure, figure))
