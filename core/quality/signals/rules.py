"""Which signals of a chart there are, each once. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.errors import Refusal
from core.quality.rules import Source
from core.quality.spc.rules.charts import Chart
from core.quality.spc.rules.nelson import Nelson
from core.quality.spc.rules.series import Point
from core.words import N_


class NoSuchSignal(Refusal):
    message = N_("The chart shows no signal of this rule at {day} any more. Load the page again.")


class SignalTaken(Refusal):
    message = N_("This signal has its nonconformity already: {code}. Open that one.")


@dataclass(frozen=True)
class Fired:
    """A rule that fired at a point of the first chart of a figure (single values, means, shares, counts)."""

    on: date
    rule: Nelson


def fired(charts: Sequence[Chart], points: Sequence[Point], excluded: frozenset[int] = frozenset()) -> list[Fired]:
    """Every signal of a figure, the newest first. A point that was left out of the limits is explained already and calls for nothing."""
    found = {Fired(points[one.index].first, one.rule) for one in charts[0].signals if one.index not in excluded} if charts else set()
    return sorted(found, key=lambda one: (one.on, -one.rule.value), reverse=True)


@dataclass(frozen=True)
class Called:
    """A figure with signals in a period: whose it is, what it is called (a message of the registry, or typed), and where."""

    source: Source
    name: str
    typed: bool
    place: dict[str, str]
    fired: tuple[Fired, ...]
