"""What was read of a figure, and the points and levels that follow from it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.metrics.rules import Measure
from core.quality.checks.standards import rules as by_standard
from core.quality.checks.standards.rules import Result
from core.quality.rules import Direction, Source
from core.quality.spc.rules.charts import Kind
from core.quality.spc.rules.series import Level, Mark, Point, folded, level, of_measure, of_series
from core.quality.standards.rules import Norm


@dataclass(frozen=True)
class Told:
    """What a figure is called, in what it is counted, where better lies, and how it is drawn."""

    name: str
    """A message of the registry, or what people typed."""
    typed: bool
    unit: str
    direction: Direction | None
    """None: of a series nobody said."""
    kind: Kind
    place: dict[str, str]
    """Name of the department or project; empty: the organisation."""


@dataclass(frozen=True)
class Wanted:
    """A figure, and the days it is asked for, both included."""

    source: Source
    first: date
    last: date


@dataclass(frozen=True)
class Facts:
    """What was read of a figure: records by day and value of a measure, rows of a series kept by hand, or results by a standard."""

    source: Source
    told: Told
    measure: Measure | None = None
    days: Mapping[date, Mapping[int, int]] | None = None
    rows: Sequence[tuple[date, Decimal, Decimal | None]] = ()
    results: Sequence[Result] = ()
    marks: Sequence[tuple[Mark, date]] = ()
    """What holds of its chart at present."""

    def points(self, first: date, last: date) -> list[Point]:
        """A point a day of a series or a standard, a point a step that is over by the end of `last` of a measure."""
        if self.measure is not None:
            return of_measure(self.measure, folded(self.days or {}, self.source.step, first, last))
        if self.source.series_id is not None:
            return of_series(self.told.kind, [row for row in self.rows if first <= row[0] <= last])
        return by_standard.drawn(self.told.kind, [one for one in self.results if first <= one.on <= last], self.told.unit)

    def level(self, first: date, last: date) -> Level | None:
        """What it was over a stretch of days: of all its records together; None where there are none."""
        if self.measure is None:
            return level(self.told.kind, self.points(first, last))
        cells: dict[int, int] = {}
        for on, of_day in (self.days or {}).items():
            if first <= on <= last:
                for value, count in of_day.items():
                    cells[value] = cells.get(value, 0) + count
        figure = self.measure.statistic.of(cells)
        return None if figure is None else Level(float(figure.value), figure.n, figure.low, figure.high)


def way(norm: Norm) -> Direction | None:
    """Where better lies: of shares that conform up, of one limit away from it, of two in between."""
    if not norm.measurable:
        return Direction.UP
    if norm.lower is not None and norm.upper is not None:
        return None
    return Direction.DOWN if norm.lower is None else Direction.UP


def stretches(wanted: Sequence[Wanted]) -> tuple[date, date]:
    """From the first to the last day that any of them is asked for."""
    return min(one.first for one in wanted), max(one.last for one in wanted)
