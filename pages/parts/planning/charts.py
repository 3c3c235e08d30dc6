"""The charts of plans, described before anybody asks for one."""

from collections.abc import Iterator

from pages.parts.planning import chain, forecast, gantt, people
from pages.parts.progress import value
from pages.parts.sketch import sketched

SKETCHES = (*gantt.SKETCHES, *people.SKETCHES, *chain.SKETCHES, *forecast.SKETCHES, *value.SKETCHES)


def prepare() -> Iterator[None]:
    """Describe one chart after another, so that no visitor waits for it."""
    for sketch in SKETCHES:
        sketched(sketch)
        yield
